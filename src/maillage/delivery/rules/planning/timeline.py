"""When a courier would be where, riding a list in its order, late or not: the one measure of lists before and after a plan."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillage.delivery.rules.planning.types import SETUP_SHARE, DayRider, DayToPlan


@dataclass(frozen=True, slots=True)
class TimelineStop:
    """`arrives_s` ≤ `begins_s` ≤ `leaves_s`; `late_s`: how long after its window it begins; `idle_s`: waiting for it to open."""

    number: int
    arrives_s: float
    begins_s: float
    leaves_s: float
    late_s: float
    idle_s: float


@dataclass(frozen=True, slots=True)
class Timeline:
    """`rests`: pairs of a start and an end."""

    stops: tuple[TimelineStop, ...] = ()
    rests: tuple[tuple[float, float], ...] = ()
    starts_s: float = 0
    ends_s: float = 0
    distance_m: float = 0
    travel_s: float = 0

    @property
    def late_s(self) -> float:
        return sum(stop.late_s for stop in self.stops)

    @property
    def late_count(self) -> int:
        return sum(stop.late_s > 0 for stop in self.stops)

    @property
    def idle_s(self) -> float:
        # Nobody needs to be there before the first stop opens.
        return sum(stop.idle_s for stop in self.stops[1:])


def timeline_of(day: DayToPlan, /, *, rider: DayRider, numbers: Sequence[int]) -> Timeline:
    """Ride a list in its order, each stop as early as can be; a break is taken between two stops, in its own time."""
    if not numbers:
        return Timeline()
    matrix = day.lines[rider.profile]
    clock = max(rider.from_s, day.now_s)
    waiting = sorted(pause for pause in rider.breaks if pause[1] > clock)
    place = rider.start
    stops: list[TimelineStop] = []
    rests: list[tuple[float, float]] = []
    metres = travel = starts = 0.0
    for number in numbers:
        task = day.by_number[number]
        ride = 0.0 if place is None else float(matrix.durations_s[place, task.place])
        metres += 0.0 if place is None else float(matrix.distances_m[place, task.place])
        setup = day.stop_s * SETUP_SHARE if place != task.place else 0.0
        # Whoever would wait at the door rests before riding there.
        while waiting and waiting[0][0] <= max(clock, task.after_s - ride - setup):
            began, ended = waiting.pop(0)
            began = max(clock, began)
            clock = max(clock, ended) if began < ended else began
            rests.append((began, clock))
        if not stops:
            clock = max(clock, task.after_s - ride - setup)
            starts = clock
        arrives = clock + ride
        ready = arrives + setup
        begins = max(ready, task.after_s)
        clock = begins + day.stop_s * (1 - SETUP_SHARE)
        stops.append(
            TimelineStop(number, arrives, begins, clock, max(0.0, begins - task.before_s), max(0.0, begins - ready))
        )
        travel += ride
        place = task.place
    if rider.end is not None and place is not None:
        metres += float(matrix.distances_m[place, rider.end])
        travel += float(matrix.durations_s[place, rider.end])
        clock += float(matrix.durations_s[place, rider.end])
    return Timeline(tuple(stops), tuple(rests), starts, clock, metres, travel)
