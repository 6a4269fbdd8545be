"""Insert: the best places for one more shipment in running routes, each tested in constant time, all at once.

Source: Savelsbergh 1992, The vehicle routing problem with time windows: minimizing route duration: how much later a stop may
begin without harm to those behind it (forward slack). What one insertion delays is absorbed by later waiting, so a pair's
second stop is tested in constant time too: 40 routes of 30 stops are one pass of NumPy over 40 x 31 x 31 pairs.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice, pairwise
from typing import Any

import numpy as np

from .timetable import route_of
from .types import Insertion, InvalidProblem, Matrix, Plan, Problem, Route, Shipment, Stop, Vehicle

type _Array = Any  # of NumPy; the shapes are told where they are made

_ENDLESS = 1e13


@dataclass(slots=True)
class _Line:
    """One vehicle from where insertion may begin: its points in order, from its start (or last fixed visit) to its end.

    `nowhere`: the place of who starts or ends anywhere. `rests`: points that are breaks, taken where the rider is: nothing is
    put right before them.
    """

    vehicle: Vehicle
    matrix: Matrix
    offset: int  # visits before the first point
    is_used: bool
    visits: list[int] = field(default_factory=list)  # how many visits precede what follows each point
    places: list[int] = field(default_factory=list)
    setups: list[float] = field(default_factory=list)
    begins: list[float] = field(default_factory=list)
    services: list[float] = field(default_factory=list)
    latests: list[float] = field(default_factory=list)
    rides: list[float] = field(default_factory=list)
    metres: list[float] = field(default_factory=list)
    loads: list[list[float]] = field(default_factory=list)
    rests: set[int] = field(default_factory=set)
    within: set[int] = field(default_factory=set)  # numbers of visits after which a block goes on

    @property
    def nowhere(self) -> int:
        return len(self.matrix.durations_s)

    def add(
        self,
        place: int,
        visits: int,
        *,
        setup: float = 0.0,
        early: float = -_ENDLESS,
        service: float = 0.0,
        latest: float,
    ) -> None:
        """Append a point; `begins` holds its opening until the line is ridden."""
        self.places.append(place)
        self.visits.append(visits)
        self.setups.append(setup)
        self.begins.append(early)
        self.services.append(service)
        self.latests.append(min(latest, _ENDLESS))

    def ride(self) -> None:
        """Reach each point as early as can be."""
        places = np.array(self.places)
        origins, targets = places[:-1], places[1:]
        is_ridden = (origins != self.nowhere) & (targets != self.nowhere)
        legs = np.where(is_ridden, origins, 0), np.where(is_ridden, targets, 0)
        self.rides = np.where(is_ridden, self.matrix.durations_s[legs], 0.0).tolist()
        self.metres = np.where(is_ridden, self.matrix.distances_m[legs], 0.0).tolist()
        ready = self.begins[0]
        for point, ride in enumerate(self.rides, start=1):
            parked = self.setups[point] if self.places[point - 1] != self.places[point] else 0.0
            ready += self.services[point - 1] + ride + parked
            self.begins[point] = ready = max(self.begins[point], ready)


@dataclass(frozen=True, slots=True)
class _Lines:
    """All lines, padded to the longest: arrays [vehicle, point]."""

    place: _Array
    setup: _Array
    begin: _Array
    leave: _Array
    latest: _Array
    waited: _Array
    ride: _Array
    metres: _Array
    load: _Array  # [vehicle, point, dimension]
    room: _Array  # [vehicle, dimension]
    is_gap: _Array  # something may follow this point


def insert(
    plan: Plan, shipment: Shipment, *, problem: Problem | None = None, count: int = 3, now_s: float | None = None
) -> tuple[Insertion, ...]:
    """Rank the best places for a shipment that the plan does not have, fewest extra seconds first; empty when it fits nowhere.

    `problem`: needed when the shipment's places came after the plan was made: the same with larger matrices. `now_s`: nothing
    is inserted before visits that have been reached, and nobody leaves earlier. The best place of each vehicle comes first
    for variety: `count` places on as many vehicles. Locked stops stay first.
    Raises: InvalidProblem, when the plan does not know its problem or a place is beyond the matrices.
    """
    problem = problem or plan.problem
    if problem is None:
        raise InvalidProblem("The plan does not know its problem: give one.")
    _refuse_unknown_places(problem, shipment)
    vehicles = [vehicle for vehicle in problem.vehicles if _may_carry(vehicle, shipment)]
    routes = {route.vehicle_id: route for route in plan.routes}
    stops = {stop.id: (stop, one) for one in problem.shipments for stop in one.stops}
    found: list[Insertion] = []
    for profile in sorted({vehicle.profile for vehicle in vehicles}):
        ridden = [vehicle for vehicle in vehicles if vehicle.profile == profile]
        lines = [_line(problem, vehicle, routes.get(vehicle.id), stops, now_s) for vehicle in ridden]
        found += _Gaps(problem, profile, lines, shipment).best()
    found.sort(key=lambda one: (one.extra_s, one.extra_m, one.vehicle_id))
    resting = {vehicle.id for vehicle in vehicles if vehicle.breaks} - routes.keys()
    lasting = (one for one in found if one.vehicle_id not in resting or _leaves_breaks(plan, shipment, one, problem))
    return tuple(islice(lasting, count))


def _leaves_breaks(plan: Plan, shipment: Shipment, place: Insertion, problem: Problem) -> bool:
    """Say whether a vehicle that rides for this alone has time for its breaks too."""
    vehicle = next(one for one in problem.vehicles if one.id == place.vehicle_id)
    route = inserted(plan, shipment, place, problem=problem).route_of(vehicle.id)
    return route is not None and len(route.rests) == len(vehicle.breaks) and route.end_s <= vehicle.latest_s


def inserted(plan: Plan, shipment: Shipment, place: Insertion, *, problem: Problem | None = None) -> Plan:
    """Give the plan with the shipment at one of its places, times worked out anew; the plan's problem then has it too."""
    problem = problem or plan.problem
    if problem is None:
        raise InvalidProblem("The plan does not know its problem: give one.")
    if all(one.id != shipment.id for one in problem.shipments):
        problem = replace(problem, shipments=(*problem.shipments, shipment))
    stops = {stop.id: (stop, one) for one in problem.shipments for stop in one.stops}
    vehicle = next(one for one in problem.vehicles if one.id == place.vehicle_id)
    route = plan.route_of(vehicle.id)
    order = [stops[visit.stop_id] for visit in route.visits] if route else []
    if shipment.dropoff is not None and place.dropoff_after is not None:
        order.insert(place.dropoff_after, (shipment.dropoff, shipment))
    if shipment.pickup is not None and place.pickup_after is not None:
        order.insert(place.pickup_after, (shipment.pickup, shipment))
    changed = route_of(problem=problem, vehicle=vehicle, stops=order)
    others = {one.vehicle_id: one for one in plan.routes} | {vehicle.id: changed}
    routes = tuple(others[one.id] for one in problem.vehicles if one.id in others)
    left = tuple(one for one in plan.unassigned if one.shipment_id != shipment.id)
    before_m, before_s = (route.distance_m, route.travel_s) if route else (0.0, 0.0)
    cost = plan.cost + (0.0 if route else vehicle.fixed_cost)
    cost += (changed.distance_m - before_m) * problem.metre_cost + (changed.travel_s - before_s) * problem.second_cost
    return replace(plan, routes=routes, unassigned=left, cost=cost, problem=problem)


def _refuse_unknown_places(problem: Problem, shipment: Shipment) -> None:
    size = min((len(matrix.durations_s) for matrix in problem.matrices.values()), default=0)
    for stop in shipment.stops:
        if not 0 <= stop.place < size:
            raise InvalidProblem(f"Stop {stop.id} names place {stop.place} of {size}.")


def _may_carry(vehicle: Vehicle, shipment: Shipment) -> bool:
    is_chosen = shipment.vehicles is None or vehicle.id in shipment.vehicles
    is_sound = bool(shipment.stops) and all(load >= 0 for load in shipment.loads)
    return is_chosen and is_sound and shipment.skills <= vehicle.skills


def _line(
    problem: Problem,
    vehicle: Vehicle,
    route: Route | None,
    stops: dict[str, tuple[Stop, Shipment]],
    now_s: float | None,
) -> _Line:
    visits = route.visits if route else ()
    rests = route.rests if route else ()
    offset = 0 if now_s is None else sum(1 for visit in visits if visit.arrival_s <= now_s)
    line = _Line(vehicle, problem.matrices[vehicle.profile], offset, bool(visits))
    place = visits[offset - 1].place if offset else vehicle.start
    ready = visits[offset - 1].departure_s if offset else vehicle.earliest_s
    ready = ready if now_s is None else max(ready, now_s)
    line.add(line.nowhere if place is None else place, offset, early=ready, latest=_ENDLESS)
    for index in range(offset, len(visits) + 1):
        for rest, pause in zip(rests, vehicle.breaks_in_order, strict=False):
            # A break keeps its place in the order; a wider search is the planner's.
            if rest.after == index and (now_s is None or rest.start_s >= now_s):
                line.rests.add(len(line.places))
                line.add(
                    line.places[-1], index, early=pause.earliest_s, service=pause.duration_s, latest=pause.latest_s
                )
        if index < len(visits):
            stop = stops[visits[index].stop_id][0]
            line.add(
                stop.place,
                index + 1,
                setup=stop.setup_s,
                early=stop.earliest_s,
                service=stop.service_s,
                latest=_ENDLESS if index < len(vehicle.locked) else stop.latest_s,
            )
    line.add(line.nowhere if vehicle.end is None else vehicle.end, len(visits), latest=vehicle.latest_s)
    line.ride()
    block_of = {stop_id: number for number, block in enumerate(problem.blocks) for stop_id in block}
    numbers = [block_of.get(visit.stop_id) for visit in visits]
    line.within = {
        place for place, (one, other) in enumerate(pairwise(numbers), start=1) if one is not None and one == other
    }
    line.loads = _loads_at(line, visits, stops)
    return line


def _loads_at(line: _Line, visits: Sequence[Any], stops: dict[str, tuple[Stop, Shipment]]) -> list[list[float]]:
    """Give what is aboard when leaving each point."""
    carried = [stops[visit.stop_id] for visit in visits]
    size = max([len(line.vehicle.capacities), *(len(shipment.loads) for _stop, shipment in carried)])
    aboard = [0.0] * size
    for stop, shipment in carried:
        if shipment.pickup is None and stop is shipment.dropoff:
            for dimension, load in enumerate(shipment.loads):
                aboard[dimension] += load
    after = [list(aboard)]
    for stop, shipment in carried:
        for dimension, load in enumerate(shipment.loads):
            aboard[dimension] += load if stop is shipment.pickup else -load
        after.append(list(aboard))
    return [after[preceding] for preceding in line.visits]


class _Gaps:
    """Where a shipment may go in some lines of one profile."""

    def __init__(self, problem: Problem, profile: str, lines: list[_Line], shipment: Shipment) -> None:
        self._lines, self._shipment = lines, shipment
        matrix = problem.matrices[profile]
        self._durations, self._distances = matrix.durations_s, matrix.distances_m
        self._padded = _padded(lines, shipment)

    def best(self) -> list[Insertion]:
        shipment = self._shipment
        if shipment.pickup is not None and shipment.dropoff is not None:
            return self._best_of_pair(shipment.pickup, shipment.dropoff)
        stop = shipment.pickup or shipment.dropoff
        return self._best_of_one(stop) if stop is not None else []

    def _best_of_one(self, stop: Stop) -> list[Insertion]:
        lines = self._padded
        begin, extra, metres = self._detour(stop, lines.leave[:, :-1])
        ready = self._ready_behind(stop, begin)
        load = lines.load + np.array(_wide(self._shipment.loads, lines.load.shape[2]))
        is_over = np.any(load > lines.room[:, None, :], axis=2)
        if stop is self._shipment.pickup:
            # aboard to the end: every point behind must have room
            is_over = np.flip(np.maximum.accumulate(np.flip(is_over[:, :-1], 1), axis=1), 1)
        else:
            is_over = np.maximum.accumulate(is_over[:, :-1], axis=1)
        fits = lines.is_gap & ~is_over & (begin <= min(stop.latest_s, _ENDLESS)) & (ready <= lines.latest[:, 1:])
        extra = np.where(fits & np.isfinite(extra), extra, np.inf)
        found = []
        for row, line in enumerate(self._lines):
            gap = int(np.argmin(extra[row]))
            if math.isfinite(extra[row, gap]):
                after, at = line.visits[gap], float(begin[row, gap])
                is_pickup = stop is self._shipment.pickup
                found.append(
                    Insertion(
                        line.vehicle.id,
                        after if is_pickup else None,
                        None if is_pickup else after,
                        at if is_pickup else None,
                        None if is_pickup else at,
                        float(extra[row, gap]),
                        float(metres[row, gap]),
                        self._delay_at_end(row, gap + 1, float(ready[row, gap])),
                    )
                )
        return found

    def _best_of_pair(self, pickup: Stop, dropoff: Stop) -> list[Insertion]:
        lines = self._padded
        gaps = lines.place.shape[1] - 1
        begin_p, extra_p, metres_p = self._detour(pickup, lines.leave[:, :-1])
        ready_p = self._ready_behind(pickup, begin_p)
        load = lines.load + np.array(_wide(self._shipment.loads, lines.load.shape[2]))
        is_over = np.any(load > lines.room[:, None, :], axis=2)[:, :-1]
        may_p = lines.is_gap & ~is_over & (begin_p <= min(pickup.latest_s, _ENDLESS))
        together = self._together(pickup, dropoff, begin_p, may_p)
        # delay[v, i, k]: how much later point k is left when the pickup follows point i, for i < k
        first = np.maximum(0.0, ready_p - lines.begin[:, 1:])
        absorbed = lines.waited[:, None, :-1] - lines.waited[:, 1:, None]
        delay = np.maximum(0.0, first[:, :, None] - np.maximum(0.0, absorbed))
        begin_q, extra_q, metres_q = self._detour(dropoff, lines.leave[:, None, :-1] + delay)
        ready_q = self._ready_behind(dropoff, begin_q)
        order = np.arange(gaps)
        is_behind = order[None, :, None] < order[None, None, :]
        # the load must fit at every point from the pickup's to the drop-off's
        overs = np.cumsum(np.concatenate([np.zeros((len(is_over), 1)), is_over], axis=1), axis=1)
        has_room = overs[:, None, 1:] - overs[:, :-1, None] == 0
        fits = (
            (may_p & (ready_p <= lines.latest[:, 1:]))[:, :, None]
            & is_behind
            & lines.is_gap[:, None, :]
            & has_room
            & (begin_q <= min(dropoff.latest_s, _ENDLESS))
            & (ready_q <= lines.latest[:, None, 1:])
        )
        extra = extra_p[:, :, None] + extra_q[:, None, :]
        extra = np.where(fits & np.isfinite(extra), extra, np.inf)
        found = []
        for row, line in enumerate(self._lines):
            flat = int(np.argmin(extra[row]))
            i, k = divmod(flat, gaps)
            apart = float(extra[row, i, k])
            if together[0][row].min() <= apart:
                found += self._at_once(row, line, together, begin_p)
            elif math.isfinite(apart):
                found.append(
                    Insertion(
                        line.vehicle.id,
                        line.visits[i],
                        line.visits[k],
                        float(begin_p[row, i]),
                        float(begin_q[row, i, k]),
                        apart,
                        float(metres_p[row, i] + metres_q[row, k]),
                        self._delay_at_end(row, k + 1, float(ready_q[row, i, k])),
                    )
                )
        return found

    def _together(self, pickup: Stop, dropoff: Stop, begin_p: _Array, may_p: _Array) -> tuple[_Array, ...]:
        """Drop off right behind the pickup: extra seconds, metres, begin of the drop-off, when the next point is reached."""
        lines = self._padded
        p, q = pickup.place, dropoff.place
        setup = dropoff.setup_s if p != q else 0.0
        begin_q = np.maximum(begin_p + pickup.service_s + self._durations[p, q] + setup, dropoff.earliest_s)
        ready = self._ready_behind(dropoff, begin_q)
        to_p, from_q = (
            self._to(self._durations, p)[lines.place[:, :-1]],
            self._from(self._durations, q)[lines.place[:, 1:]],
        )
        extra = to_p + self._durations[p, q] + from_q - lines.ride
        to_p, from_q = (
            self._to(self._distances, p)[lines.place[:, :-1]],
            self._from(self._distances, q)[lines.place[:, 1:]],
        )
        metres = to_p + self._distances[p, q] + from_q - lines.metres
        fits = (
            may_p & (begin_q <= min(dropoff.latest_s, _ENDLESS)) & (ready <= lines.latest[:, 1:]) & np.isfinite(extra)
        )
        return np.where(fits, extra, np.inf), metres, begin_q, ready

    def _at_once(self, row: int, line: _Line, together: tuple[_Array, ...], begin_p: _Array) -> list[Insertion]:
        extra, metres, begin_q, ready = together
        gap = int(np.argmin(extra[row]))
        if not math.isfinite(extra[row, gap]):
            return []
        return [
            Insertion(
                line.vehicle.id,
                line.visits[gap],
                line.visits[gap],
                float(begin_p[row, gap]),
                float(begin_q[row, gap]),
                float(extra[row, gap]),
                float(metres[row, gap]),
                self._delay_at_end(row, gap + 1, float(ready[row, gap])),
            )
        ]

    def _detour(self, stop: Stop, leave: _Array) -> tuple[_Array, _Array, _Array]:
        """For each gap: when serving begins there, the seconds and the metres more."""
        lines = self._padded
        origin, target = lines.place[:, :-1], lines.place[:, 1:]
        ride = self._to(self._durations, stop.place)[origin]
        setup = np.where(origin != stop.place, stop.setup_s, 0.0)
        arrive = (ride + setup) if leave.ndim == 2 else (ride + setup)[:, None, :]
        begin = np.maximum(leave + arrive, stop.earliest_s)
        extra = ride + self._from(self._durations, stop.place)[target] - lines.ride
        metres = (
            self._to(self._distances, stop.place)[origin]
            + self._from(self._distances, stop.place)[target]
            - lines.metres
        )
        return begin, extra, metres

    def _ready_behind(self, stop: Stop, begin: _Array) -> _Array:
        target = self._padded.place[:, 1:]
        ride = self._from(self._durations, stop.place)[target]
        ride = ride + np.where(target != stop.place, self._padded.setup[:, 1:], 0.0)
        return begin + stop.service_s + (ride if begin.ndim == 2 else ride[:, None, :])

    def _delay_at_end(self, row: int, point: int, ready: float) -> float:
        lines = self._padded
        last = len(self._lines[row].places) - 1
        late = max(0.0, ready - float(lines.begin[row, point]))
        return max(0.0, late - float(lines.waited[row, last] - lines.waited[row, point]))

    @staticmethod
    def _to(matrix: _Array, place: int) -> _Array:
        return np.append(matrix[:, place], 0.0)

    @staticmethod
    def _from(matrix: _Array, place: int) -> _Array:
        return np.append(matrix[place, :], 0.0)


def _padded(lines: list[_Line], shipment: Shipment) -> _Lines:
    rows, points = len(lines), max((len(line.places) for line in lines), default=2)
    size = max([1, len(shipment.loads), *(len(load) for line in lines for load in line.loads)])
    shape = (rows, points)
    place, is_gap = np.zeros(shape, np.int64), np.zeros((rows, points - 1), np.bool_)
    setup, begin, service = np.zeros(shape), np.zeros(shape), np.zeros(shape)
    latest, waited = np.full(shape, -np.inf), np.zeros(shape)
    ride, metres = np.zeros((rows, points - 1)), np.zeros((rows, points - 1))
    load, room = np.zeros((rows, points, size)), np.full((rows, size), np.inf)
    for row, line in enumerate(lines):
        n = len(line.places)
        place[row, :n], setup[row, :n] = line.places, line.setups
        # Two infinities have no difference: what cannot be reached begins at the end of time.
        begin[row, :n], service[row, :n] = np.minimum(line.begins, _ENDLESS), line.services
        ride[row, : n - 1], metres[row, : n - 1] = line.rides, line.metres
        room[row, : len(line.vehicle.capacities)] = np.array(line.vehicle.capacities) * (1 + 1e-9)
        for point, amounts in enumerate(line.loads):
            load[row, point, : len(amounts)] = amounts
        fixed = max(0, len(line.vehicle.locked) - line.offset)
        is_gap[row, : n - 1] = [
            preceding >= line.offset + fixed and point + 1 not in line.rests and preceding not in line.within
            for point, preceding in enumerate(line.visits[: n - 1])
        ]
        _write_slack(line, latest[row], waited[row])
        if not line.is_used:
            ride[row] = metres[row] = 0.0  # who is not used rides nowhere: all of the way is extra
    return _Lines(place, setup, begin, begin + service, latest, waited, ride, metres, load, room, is_gap)


def _write_slack(line: _Line, latest: _Array, waited: _Array) -> None:
    """Write the latest begin of each point without harm behind it, and the waiting summed up to it."""
    n = len(line.places)
    limit = math.inf
    for point in range(n - 1, -1, -1):
        if point < n - 1:
            setup = line.setups[point + 1] if line.places[point] != line.places[point + 1] else 0.0
            limit = limit - setup - line.rides[point] - line.services[point]
        limit = min(limit, line.latests[point])
        latest[point] = limit
    total = 0.0
    for point in range(1, n):
        setup = line.setups[point] if line.places[point - 1] != line.places[point] else 0.0
        ready = line.begins[point - 1] + line.services[point - 1] + line.rides[point - 1] + setup
        total += max(0.0, line.begins[point] - ready)
        waited[point] = total


def _wide(loads: Sequence[float], size: int) -> list[float]:
    return [*loads, *[0.0] * (size - len(loads))]
