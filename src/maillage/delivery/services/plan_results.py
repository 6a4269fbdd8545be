"""What a plan found, written down: lists, times and figures before and after, and what stays nobody's."""

from datetime import datetime
from typing import Any

from maillage.delivery.queries.planning import DayRows
from maillage.delivery.rules.planning import DayRider, DaySolution, NotPlaced, Timeline, timeline_of
from maillage.delivery.services.day_matrices import DayPlaces
from maillage.delivery.services.rides import line_along
from maillage.geodata import Point
from maillage.routing.network import Riding


def result_of(rows: DayRows, /, *, places: DayPlaces, found: DaySolution, now: datetime) -> dict[str, Any]:
    """Give the document that a plan keeps. Times are seconds from the first instant of the day."""
    riders = [
        _of_rider(rider, rows=rows, places=places, numbers=found.lists.get(rider.id, ())) for rider in places.day.riders
    ]
    riders = [one for one in riders if one["seen"] or one["planned"]]
    return {
        "start": rows.start.isoformat(),
        "now_s": (now - rows.start).total_seconds(),
        "is_estimate": places.is_estimate,
        "off_streets": list(places.off_streets),
        "versions": {str(task.number): task.version for task in places.day.tasks},
        "couriers": riders,
        "unplaced": [_not_placed(one) for one in found.unplaced],
        "unfit": [_not_placed(one) for one in found.unfit],
        "nobodys": sum(task.rider is None for task in places.day.tasks),
    }


def _not_placed(one: NotPlaced) -> dict[str, Any]:
    return {"number": one.number, "reason": one.reason.value}


def _of_rider(rider: DayRider, *, rows: DayRows, places: DayPlaces, numbers: tuple[int, ...]) -> dict[str, Any]:
    seen = rows.lists.get(rider.id, ())
    before = timeline_of(places.day, rider=rider, numbers=seen)
    after = timeline_of(places.day, rider=rider, numbers=numbers)
    return {
        "id": rider.id,
        "seen": list(seen),
        "planned": list(numbers),
        "before": figures_of(before, until_s=rider.until_s),
        "after": figures_of(after, until_s=rider.until_s),
        "stops": [
            {
                "number": stop.number, "arrives": round(stop.arrives_s), "begins": round(stop.begins_s),
                "leaves": round(stop.leaves_s), "late": round(stop.late_s), "idle": round(stop.idle_s),
            }
            for stop in after.stops
        ],
        "rests": [[round(start), round(end)] for start, end in after.rests],
        "starts": round(after.starts_s),
        "ends": round(after.ends_s),
        "shape": _shape(places, rider, numbers),
    }  # fmt: skip


def figures_of(timeline: Timeline, /, *, until_s: float) -> dict[str, int]:
    """Give the figures of a list. `over_s`: how long after the end of the shift it ends."""
    return {
        "tasks": len(timeline.stops),
        "metres": round(timeline.distance_m),
        "late_s": round(timeline.late_s),
        "late": timeline.late_count,
        "idle_s": round(timeline.idle_s),
        "over_s": round(max(0.0, timeline.ends_s - until_s)) if timeline.stops else 0,
    }


def _shape(places: DayPlaces, rider: DayRider, numbers: tuple[int, ...]) -> str:
    """Give the line that is ridden: by streets, else straight from stop to stop."""
    stops = [rider.start, *(places.day.by_number[number].place for number in numbers), rider.end]
    points: list[Point] = []
    for place in stops:
        if place is not None and (not points or points[-1] != places.points[place]):
            points.append(places.points[place])
    if len(points) < 2 or not numbers:
        return ""
    return line_along(points=points, riding=Riding(rider.profile.partition(":")[0]))
