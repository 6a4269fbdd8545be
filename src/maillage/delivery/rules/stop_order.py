"""A shorter order of an order's stops: each drop-off stays after the pickups sent before it, hours are kept to."""

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise

MOST_STOPS = 40
_EXACT_UP_TO = 8


@dataclass(frozen=True, slots=True)
class OpenStop:
    """A stop as the search sees it; `after_s`, `before_s`: seconds from one instant.

    `waits_for`: the stops that must come before it; None for all pickups sent before it. `block`: stops that stay together.
    """

    is_pickup: bool
    after_s: float
    before_s: float
    waits_for: tuple[int, ...] | None = None
    block: Hashable = None


@dataclass(frozen=True, slots=True)
class Shorter:
    """`order`: places from 0 into the stops that were given; `gain_m`: metres less."""

    order: tuple[int, ...]
    gain_m: int


def shorter_order(
    stops: Sequence[OpenStop], *, distances_m: Sequence[Sequence[float]], durations_s: Sequence[Sequence[float]]
) -> Shorter | None:
    """Find a shorter order; None when there is none, or too few or too many stops."""
    if not 3 <= len(stops) <= MOST_STOPS:
        return None
    search = _Search(stops, distances_m, durations_s)
    sent = tuple(range(len(stops)))
    found = search.best(sent) if len(stops) <= _EXACT_UP_TO else search.bettered(sent)
    gain = search.length(sent) - search.length(found)
    return Shorter(found, round(gain)) if gain >= 1 else None


@dataclass(frozen=True, slots=True)
class _Search:
    stops: Sequence[OpenStop]
    distances_m: Sequence[Sequence[float]]
    durations_s: Sequence[Sequence[float]]

    def length(self, order: Sequence[int]) -> float:
        return sum(self.distances_m[first][second] for first, second in pairwise(order))

    def is_possible(self, order: Sequence[int]) -> bool:
        place = {stop: index for index, stop in enumerate(order)}
        if any(place[other] > place[stop] for stop in order for other in self._waited_for(stop)):
            return False
        if not self._keeps_blocks(order):
            return False
        clock, last = 0.0, None
        for stop in order:
            ride = self.durations_s[last][stop] if last is not None else 0.0
            clock, last = max(clock + ride, self.stops[stop].after_s), stop
            if clock > self.stops[stop].before_s:
                return False
        return True

    def _waited_for(self, stop: int) -> Iterable[int]:
        known = self.stops[stop].waits_for
        if known is not None:
            return known
        return () if self.stops[stop].is_pickup else (at for at in range(stop) if self.stops[at].is_pickup)

    def _keeps_blocks(self, order: Sequence[int]) -> bool:
        blocks = [block for block, _stops in groupby(order, key=lambda stop: self.stops[stop].block)]
        named = [block for block in blocks if block is not None]
        return len(named) == len(set(named))

    def best(self, sent: tuple[int, ...]) -> tuple[int, ...]:
        """Try all orders, leaving each as soon as it is longer than the best one."""
        best, shortest = sent, self.length(sent)
        waiting: list[tuple[float, tuple[int, ...]]] = [(0.0, (stop,)) for stop in reversed(sent)]
        while waiting:
            metres, begun = waiting.pop()
            if metres >= shortest:
                continue
            if len(begun) == len(sent):
                if self.is_possible(begun):
                    best, shortest = begun, metres
                continue
            rest = (stop for stop in reversed(sent) if stop not in begun)
            waiting += [(metres + self.distances_m[begun[-1]][stop], (*begun, stop)) for stop in rest]
        return best

    def bettered(self, sent: tuple[int, ...]) -> tuple[int, ...]:
        """Move one stop at a time, and turn stretches around, while it gets shorter."""
        best, shortest = sent, self.length(sent)
        is_better = True
        while is_better:
            is_better = False
            for order in _neighbours(best):
                if (metres := self.length(order)) < shortest - 0.5 and self.is_possible(order):
                    best, shortest, is_better = order, metres, True
                    break
        return best


def _neighbours(order: tuple[int, ...]) -> "list[tuple[int, ...]]":
    count = range(len(order))
    found = []
    for start in count:
        without = order[:start] + order[start + 1 :]
        found += [(*without[:end], order[start], *without[end:]) for end in count if end != start]
        found += [order[:start] + order[start:end][::-1] + order[end:] for end in range(start + 2, len(order) + 1)]
    return found
