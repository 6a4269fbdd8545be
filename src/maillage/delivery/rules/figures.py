"""Figures of a courier co-operative: punctuality, kilometres with and without something on board, hours, evenness, CO₂.

Positions are (longitude, latitude); distances are metres on streets, else in a straight line lengthened by the co-operative's detour.
"""

import hashlib
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise

from maillage.geodata import Point, distance_m
from maillage.kit.evenness import gini_of

# What a kilometre of van emits unless the co-operative says otherwise. Low on purpose: a target for new vans, measured at the
# exhaust on the NEDC cycle; making the fuel and real traffic come on top.
# Source: Regulation (EU) 2019/631, article 1(2)(b): 147 g CO₂/km for the fleet of new light commercial vehicles from 2020.
VAN_CO2_G_PER_KM = 147
VAN_CO2_SOURCE = "Règlement (UE) 2019/631, article 1(2)(b) : 147 g CO₂/km"


@dataclass(frozen=True, slots=True)
class Stop:
    """A task that has ended. `delivery`: what it is part of, None for a task alone; `weight_g`: what is taken or given."""

    number: int
    is_pickup: bool
    is_done: bool
    ended_at: datetime
    due_at: datetime
    point: Point
    delivery: Hashable = None
    weight_g: int = 0

    @property
    def is_on_time(self) -> bool:
        """Say whether it was done no later than the end of its window."""
        return self.is_done and self.ended_at <= self.due_at


@dataclass(frozen=True, slots=True)
class Punctuality:
    """Of drop-offs that have ended: done in time, done late, failed."""

    on_time: int = 0
    late: int = 0
    failed: int = 0

    @property
    def done(self) -> int:
        return self.on_time + self.late

    @property
    def percent(self) -> float | None:
        """Give the share of the done ones that were in time, None of none: a failed one is neither."""
        return 100 * self.on_time / self.done if self.done else None

    def __add__(self, other: "Punctuality") -> "Punctuality":
        return Punctuality(self.on_time + other.on_time, self.late + other.late, self.failed + other.failed)


def punctuality_of(stops: Iterable[Stop], /) -> Punctuality:
    """Count the drop-offs among some stops."""
    drops = [stop for stop in stops if not stop.is_pickup]
    done = [stop for stop in drops if stop.is_done]
    on_time = sum(stop.is_on_time for stop in done)
    return Punctuality(on_time, len(done) - on_time, len(drops) - len(done))


@dataclass(frozen=True, slots=True)
class Ride:
    """One courier's day between its first and its last stop. `empty_m`: without anything on board; `load_g`: all that was given.

    `straight_m`: of the distance, what no street is known for.
    """

    distance_m: int = 0
    empty_m: int = 0
    load_g: int = 0
    stops: int = 0
    straight_m: int = 0


def in_order(stops: Iterable[Stop], /) -> list[Stop]:
    """Give a courier's stops in the order in which they ended."""
    return sorted(stops, key=lambda stop: (stop.ended_at, not stop.is_pickup, stop.number))


def mark_of(stops: Iterable[Stop], /) -> str:
    """Give a text that differs as soon as a day has other stops, other ends or another order."""
    told = (f"{stop.number} {stop.ended_at.isoformat()} {stop.point}" for stop in in_order(stops))
    return hashlib.sha256("\n".join(told).encode()).hexdigest()[:40]


def ride_of(stops: Iterable[Stop], /, *, detour_percent: int, streets_m: Sequence[float | None] | None = None) -> Ride:
    """Measure a courier's day from stop to stop, in the order in which they ended. `streets_m`: of each leg, where it is known.

    Empty is a leg on which no delivery that was taken is still to be given; one whose pick-up is not among the stops was on board
    from the start. The ways to the first stop and from the last are not known, and not counted.
    """
    ordered = in_order(stops)
    to_give = Counter(stop.delivery for stop in ordered if not stop.is_pickup and stop.delivery is not None)
    to_take = {stop.delivery for stop in ordered if stop.is_pickup}
    on_board = {delivery for delivery in to_give if delivery not in to_take}
    whole = empty = straight = 0
    for place, (stop, following) in enumerate(pairwise(ordered)):
        _handle(stop, on_board, to_give)
        known = streets_m[place] if streets_m is not None else None
        line = distance_m(stop.point, following.point) * detour_percent / 100
        metres = round(line if known is None else known)
        whole += metres
        empty += 0 if on_board else metres
        straight += metres if known is None else 0
    load = sum(stop.weight_g for stop in ordered if not stop.is_pickup and stop.is_done)
    return Ride(whole, empty, load, len(ordered), straight)


def _handle(stop: Stop, on_board: set[Hashable], to_give: Counter[Hashable]) -> None:
    if stop.delivery is None:
        return
    if not stop.is_pickup:
        to_give[stop.delivery] -= 1
        if not to_give[stop.delivery]:
            on_board.discard(stop.delivery)
    elif stop.is_done and to_give[stop.delivery]:
        on_board.add(stop.delivery)


def worked_s(*, first: datetime, last: datetime, stops: int, stop_s: int, shift_s: int | None) -> int:
    """Give how long a courier's day was: the shift when one is written, else from the first action to the last.

    Never less than the usual time at the doors of its stops. `shift_s`: without the break.
    """
    span = shift_s if shift_s is not None else round((last - first).total_seconds())
    return max(span, stops * stop_s)


def co2_avoided_g(rides: Iterable[tuple[int, int]], /, *, van_g_per_km: int) -> int:
    """Give what riding saved against a van on the same kilometres. `rides`: metres and what the vehicle emits, g/km.

    Source: the method of differences of emission factors per kilometre; the van's factor is the caller's, see above.
    """
    return sum(round(metres * (van_g_per_km - own) / 1000) for metres, own in rides)


@dataclass(frozen=True, slots=True)
class Worked:
    """What one courier did in a period. `weekend_days` are among `days`."""

    days: int
    weekend_days: int
    load_g: int
    distance_m: int


@dataclass(frozen=True, slots=True)
class Evenness:
    """Gini coefficients, 0 when all have as much: load and distance for a day worked, and weekend days."""

    load: float
    distance: float
    weekends: float


def evenness_of(couriers: Sequence[Worked], /) -> Evenness:
    """Tell how evenly tours fell among those who rode: by day worked, so that part-time work is no inequality."""
    rode = [one for one in couriers if one.days]
    return Evenness(
        load=gini_of(one.load_g / one.days for one in rode),
        distance=gini_of(one.distance_m / one.days for one in rode),
        weekends=gini_of(one.weekend_days for one in rode),
    )
