"""The search on a model: a state is filled, squeezed into fewer vehicles, then made shorter, until the clock says stop."""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np

from .kernel.arrays import NOBODY, Data, State
from .kernel.ejection import squeeze
from .kernel.routes import cheapest, copy_state, refresh, settle, take, total_cost
from .kernel.ruin import improve
from .modelling import Model

# Long enough that the way between Python and the compiled code costs nothing, short enough to be cancelled at once.
_CHUNK_S = 0.05
_STIRS = 50


@dataclass(slots=True)
class Clock:
    """What stops a search: time, a number of iterations (then a seed gives the same plan), or somebody."""

    seconds: float
    iterations: int | None = None
    cancelled: Callable[[], bool] = lambda: False
    started: float = field(default_factory=time.perf_counter)
    done: int = 0
    ticked: Callable[[], None] = lambda: None
    was_cancelled: bool = False

    @property
    def share(self) -> float:
        """How much of the budget is spent, 0 to 1."""
        if self.iterations is not None:
            return self.done / max(1, self.iterations)
        return (time.perf_counter() - self.started) / self.seconds if self.seconds > 0 else 1.0

    def is_over(self, share: float = 1.0) -> bool:
        self.ticked()
        self.was_cancelled = self.was_cancelled or self.cancelled()
        return self.was_cancelled or self.share >= share


class Search:
    """One run. `best` is always a sound state: it can be asked for at any time."""

    def __init__(self, model: Model, *, seed: int, clock: Clock) -> None:
        self.model, self.clock = model, clock
        self._data: Data = model.data
        self.best = empty_state(model, seed)
        self._work = empty_state(model, seed)
        self._trial = empty_state(model, seed)
        self._generator = np.random.default_rng(seed)
        self._pace = {"squeeze": 20, "improve": 100}

    @property
    def vehicles(self) -> int:
        return int(np.sum(self.best.length[:-1] > 2))

    @property
    def absent(self) -> int:
        return int(self.best.absent_count[0])

    @property
    def cost(self) -> float:
        return float(total_cost(self.best))

    def fill(self) -> None:
        """Put each absent request where it costs least, those with the narrowest windows first."""
        d, s = self._data, self.best
        waiting = [int(request) for request in s.absent[: s.absent_count[0]]]
        s.absent_count[0] = 0
        width = self._orders()[2]
        for request in sorted(waiting, key=lambda one: (width[one], one)):
            _added, vehicle, i, j = cheapest(d, s, request)
            if vehicle == NOBODY:
                s.absent[s.absent_count[0]] = request
                s.absent_count[0] += 1
            else:
                settle(d, s, request, vehicle, i, j)

    def warm(self) -> None:
        """Have everything compiled that a search may call."""
        self.fill()
        copy_state(self.best, self._work)
        self._empty(next(row for row in range(len(self._data.profile)) if self._work.vehicle[0] == row))
        squeeze(self._data, self._work, np.ones(len(self._data.pickup)), 1, 1, False)

    def adopt(self, routes: Iterable[tuple[int, Sequence[int]]]) -> bool:
        """Take routes of nodes by vehicle, made elsewhere, when they are sound and better; says whether it did."""
        d, s = self._data, self._work
        copy_state(empty_state(self.model, 0), s)
        for vehicle, nodes in routes:
            frozen = int(d.frozen[vehicle])
            free = [node for node in nodes if d.owner[node] != NOBODY]
            end = s.route[vehicle, s.length[vehicle] - 1]
            s.route[vehicle, frozen : frozen + len(free)] = free
            s.route[vehicle, frozen + len(free)] = end
            s.length[vehicle] = frozen + len(free) + 1
            refresh(d, s, vehicle, vehicle)
            s.vehicle[d.owner[free]] = vehicle
            if not s.is_sound[vehicle] or _is_overloaded(d, s, vehicle) or _tears_blocks(d, free):
                return False
        absent = np.flatnonzero(s.vehicle == NOBODY)
        s.absent[: len(absent)] = absent
        s.absent_count[0] = len(absent)
        if (len(absent), total_cost(s)) >= (self.absent, self.cost):
            return False
        copy_state(s, self.best)
        return True

    def place_absent(self, *, until: float) -> None:
        """Try to place by ejection what found no place, over all vehicles."""
        if self.absent:
            copy_state(self.best, self._work)
            self._squeeze(until=until, may_open=True)
            if self._work.absent_count[0] == 0:
                copy_state(self._work, self.best)

    def remove_vehicles(self, *, until: float, attempt_share: float) -> None:
        """Empty one route after another while the clock allows, each attempt within a share of the budget."""
        refused: set[int] = set()
        while not self.clock.is_over(until) and not self.absent:
            candidates = [row for row in self._removable() if row not in refused]
            if not candidates:
                return
            sizes = np.array([float(self.best.length[row] - 2) for row in candidates])
            weights = sizes.max() + 1 - sizes
            row = int(self._generator.choice(candidates, p=weights / weights.sum()))
            copy_state(self.best, self._work)
            self._empty(row)
            self._squeeze(until=min(until, self.clock.share + attempt_share), may_open=False)
            if self._work.absent_count[0] == 0:
                copy_state(self._work, self.best)
                refused.clear()

    def improve(self, *, until: float) -> None:
        """Shorten the routes by ruin and recreate under cooling; absent requests are tried again all the time."""
        d = self._data
        if len(d.pickup) == 0 or len(d.profile) == 0:
            return
        first = self.clock.share
        copy_state(self.best, self._work)
        copy_state(self.best, self._trial)
        travelled = max(1e-9, self.cost - float(np.sum(d.fixed[self.best.length[:-1] > 2])))
        hot, cold = 0.01 * travelled, 0.00003 * travelled
        orders = self._orders()
        while not self.clock.is_over(until):
            count = self._chunk("improve")
            done = (self.clock.share - first) / max(1e-9, until - first)
            temperature = hot * (cold / hot) ** min(1.0, done)
            began = time.perf_counter()
            improve(d, self._work, self._trial, self.best, orders, count, temperature, temperature)
            self._spent("improve", count, time.perf_counter() - began)

    def _removable(self) -> list[int]:
        d = self._data
        used = (self.best.length[:-1] > 2) & (d.frozen == 1) & (d.fixed > 0)
        return [int(row) for row in np.flatnonzero(used)] if np.sum(self.best.length[:-1] > 2) > 1 else []

    def _empty(self, row: int) -> None:
        s = self._work
        for request in self._generator.permutation(np.flatnonzero(s.vehicle == row)):
            take(self._data, s, row, int(request))
            s.vehicle[request] = NOBODY
            s.absent[s.absent_count[0]] = request
            s.absent_count[0] += 1
        refresh(self._data, s, row, row)

    def _squeeze(self, *, until: float, may_open: bool) -> None:
        difficulty = np.ones(len(self._data.pickup))
        while self._work.absent_count[0] > 0 and not self.clock.is_over(until):
            count = self._chunk("squeeze")
            began = time.perf_counter()
            left = squeeze(self._data, self._work, difficulty, count, _STIRS, may_open)
            self._spent("squeeze", count - left, time.perf_counter() - began)

    def _chunk(self, stage: str) -> int:
        if self.clock.iterations is not None:
            return min(self._pace[stage], max(1, self.clock.iterations - self.clock.done))
        return self._pace[stage]

    def _spent(self, stage: str, count: int, seconds: float) -> None:
        self.clock.done += count
        if self.clock.iterations is None and count > 0:
            self._pace[stage] = max(1, min(2 * self._pace[stage], int(count * _CHUNK_S / max(seconds, 1e-6))))

    def _orders(self) -> np.ndarray:
        """Give the keys by which requests are put back: far first, near first, narrow windows first, early, late."""
        d = self._data
        first, last = d.head, d.tail
        starts = d.place[len(self.model.nodes) :: 2]
        away = d.cost[0][np.ix_(starts, d.place[first])].mean(axis=0) if len(starts) else np.zeros(len(first))
        width = (d.late[first] - d.early[first]) + (d.late[last] - d.early[last])
        return np.stack([-away, away, width, d.early[first], -d.late[last]])


def _is_overloaded(d: Data, s: State, vehicle: int) -> bool:
    first, n = int(d.frozen[vehicle]) - 1, int(s.length[vehicle])
    return bool(np.any(s.load[vehicle, first:n] > d.capacity[vehicle]))


def _tears_blocks(d: Data, nodes: Sequence[int]) -> bool:
    """Say whether a block is not ridden as a whole."""
    blocks = {int(d.owner[node]) for node in nodes if d.chain_length[d.owner[node]]}
    ridden = {request: [place for place, node in enumerate(nodes) if d.owner[node] == request] for request in blocks}
    return any(
        [nodes[place] for place in places] != list(d.chain[request, : d.chain_length[request]])
        or places[-1] - places[0] + 1 != len(places)
        for request, places in ridden.items()
    )


def empty_state(model: Model, seed: int, *, data: Data | None = None) -> State:
    """Give a state with nothing but the locked stops."""
    d = data or model.data
    vehicles, requests, dimensions = len(d.profile), len(d.pickup), d.quantity.shape[1]
    longest = len(model.nodes) + 2
    s = State(
        route=np.zeros((vehicles + 1, longest), np.int64),
        length=np.full(vehicles + 1, 2, np.int64),
        begin=np.zeros((vehicles + 1, longest)),
        latest=np.zeros((vehicles + 1, longest)),
        load=np.zeros((vehicles + 1, longest, dimensions)),
        cost=np.zeros(vehicles + 1),
        is_sound=np.ones(vehicles + 1, np.bool_),
        vehicle=np.full(requests, NOBODY, np.int64),
        absent=np.arange(requests, dtype=np.int64),
        absent_count=np.array([requests], np.int64),
        random=np.array([(seed * 2 + 1) * 0x9E3779B97F4A7C15 % 2**64 or 1], np.uint64),
        scratch=np.zeros(max(vehicles, 1), np.uint8),
    )
    for vehicle, locked in enumerate(model.locked):
        nodes = [len(model.nodes) + 2 * vehicle, *locked, len(model.nodes) + 2 * vehicle + 1]
        s.route[vehicle, : len(nodes)] = nodes
        s.length[vehicle] = len(nodes)
        refresh(d, s, vehicle, vehicle)
    return s
