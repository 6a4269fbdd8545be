"""How long a tour is and when it would end: that of nobody begins as early as its windows allow, on a bike."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any
from uuid import UUID

from maillage.delivery.models import DeliveryService
from maillage.delivery.queries.day import BoardTask
from maillage.delivery.rules.planning import DayRider, DayTask, DayToPlan, timeline_of
from maillage.delivery.services.day_matrices import list_matrix
from maillage.delivery.services.forecasts import Expected
from maillage.delivery.services.streets import streets_state
from maillage.geodata import Point
from maillage.kit.time import day_bounds


@dataclass(frozen=True, slots=True)
class TourTimes:
    """`metres`: from its first stop to its last. `ends_at`: when its last open stop is served, if any is left."""

    metres: float = 0
    ends_at: datetime | None = None
    late_count: int = 0


def tour_times(
    *, service: DeliveryService, day: date, tasks: Iterable[BoardTask], expected: Mapping[int, Expected], now: datetime
) -> dict[UUID, TourTimes]:
    """Measure tours by their tasks, which are given in order. `expected`: when couriers will ride what they have.

    The ways of a tour are found once, and again when its stops, its speeds or the streets differ.
    """
    tours: dict[UUID, list[BoardTask]] = {}
    for task in tasks:
        if task.tour_id is not None:
            tours.setdefault(task.tour_id, []).append(task)
    return {pk: _times(listed, service=service, day=day, expected=expected, now=now) for pk, listed in tours.items()}


def _times(
    listed: Sequence[BoardTask], *, service: DeliveryService, day: date, expected: Mapping[int, Expected], now: datetime
) -> TourTimes:
    start, end = day_bounds(day=day, zone=service.time_zone)
    stops = tuple(
        (task.number, task.longitude, task.latitude, (task.after - start).total_seconds(),
         (task.before - start).total_seconds(), task.type == "PICKUP")
        for task in listed
    )  # fmt: skip
    speeds = (service.speed_m_per_h, service.detour_percent, service.stop_s)
    planned, rider = _made(stops, _Way(service, speeds), streets_state())
    metres = timeline_of(planned, rider=rider, numbers=[task.number for task in listed]).distance_m
    left = [task for task in listed if task.is_open]
    if not left or now >= end:
        return TourTimes(metres)
    if left[0].courier_id is not None:
        known = [expected[task.number] for task in left if task.number in expected]
        return TourTimes(metres, max((one.at for one in known), default=None), sum(bool(one.late) for one in known))
    minute = now.replace(second=0, microsecond=0)
    now_s = (minute - start).total_seconds() if now >= start else float("-inf")
    ridden = timeline_of(replace(planned, now_s=now_s), rider=rider, numbers=[task.number for task in left])
    return TourTimes(metres, start + timedelta(seconds=ridden.stops[-1].begins_s), ridden.late_count)


class _Way:
    """The co-operative's settings, equal when its speeds are: what the ways are kept by."""

    def __init__(self, service: DeliveryService, speeds: tuple[int, ...]) -> None:
        self.service, self.speeds = service, speeds

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Way) and (self.service.pk, self.speeds) == (other.service.pk, other.speeds)

    def __hash__(self) -> int:
        return hash((self.service.pk, self.speeds))


@lru_cache(maxsize=200)
def _made(stops: tuple[tuple[Any, ...], ...], way: _Way, _streets: Any) -> tuple[DayToPlan, DayRider]:
    places: dict[tuple[float, float], int] = {}
    tasks = tuple(
        DayTask(
            number=number, place=places.setdefault((round(longitude, 6), round(latitude, 6)), len(places)),
            after_s=after_s, before_s=before_s, is_pickup=is_pickup,
        )
        for number, longitude, latitude, after_s, before_s, is_pickup in stops
    )  # fmt: skip
    # Nobody yet: it begins at its first stop, at whatever hour.
    rider = DayRider(id=0, start=None, from_s=float("-inf"), until_s=float("inf"))
    points = [Point(longitude, latitude) for longitude, latitude in places]
    ways = {rider.profile: list_matrix(points, courier=None, service=way.service)}
    stop_s = float(way.service.stop_s)
    return DayToPlan(tasks=tasks, riders=(rider,), matrices=ways, lines=ways, stop_s=stop_s, now_s=float("-inf")), rider
