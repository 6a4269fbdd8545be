"""When couriers will be where, as things stand: a task that will be late is told before it is."""

import threading
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from maillage.delivery.models import Courier, DeliveryService
from maillage.delivery.queries.day import BoardTask, DayBoard, riding_of
from maillage.delivery.queries.planning import Duty, RiderRow, duties_of_day, end_of_day, riders_of
from maillage.delivery.rules.planning import DayRider, DayTask, DayToPlan, timeline_of
from maillage.delivery.services.day_matrices import list_matrix
from maillage.delivery.services.streets import streets_state
from maillage.delivery.types import DeliveryActor
from maillage.geodata import Point
from maillage.kit.time import day_bounds

# Less is noise: lights, stairs, a word at the door.
TOLD_FROM = timedelta(minutes=3)
# Lists whose ways this process remembers: ways between fifty stops take some 40 kB.
_MOST = 400
# A shift is of one day at most, and begins on its day.
_LONGEST_NIGHT = timedelta(days=1)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)
_lock = threading.Lock()
_kept: "OrderedDict[tuple[int, date], _Ride]" = OrderedDict()


@dataclass(frozen=True, slots=True)
class Expected:
    """When serving begins, and how late that is; zero within the leeway."""

    at: datetime
    late: timedelta

    @property
    def late_min(self) -> int:
        return -(-round(self.late.total_seconds()) // 60)


@dataclass(frozen=True, slots=True)
class _Ride:
    """A courier's list with its ways. `known`: all that it was made of; as long as that is equal, it holds."""

    known: tuple[Any, ...]
    day: DayToPlan
    rider: DayRider


def late_to_come(board: DayBoard, expected: Mapping[int, Expected], /, *, now: datetime) -> list[BoardTask]:
    """List the tasks that will be late and whose time is not over yet, the next ones first."""
    tasks = [task for column in board.columns for task in column.shown if task.number in expected]
    late = [task for task in tasks if expected[task.number].late and task.before > now]
    return sorted(late, key=lambda task: expected[task.number].at)


def expected_times(
    *, actor: DeliveryActor, service: DeliveryService, day: date, tasks: Iterable[BoardTask], now: datetime,
    riding: Sequence[Courier] | None = None, duties: Mapping[int, Duty] | None = None,
) -> Mapping[int, Expected]:  # fmt: skip
    """Give, by number, when the open tasks that couriers have will be ridden, in the order of their lists.

    Each starts where the courier is known to be: where the phone said last, else at the last stop that ended. Nothing is said of days
    that are over. The ways of a list are found once and kept until a stop of it, the courier's hours, vehicle or place, or the
    streets change; the clock goes on. `tasks`: those of the day in their order; `riding`,
    `duties`: who rides now and when, where that was read already.
    """
    start, midnight = day_bounds(day=day, zone=service.time_zone)
    listed = [task for task in tasks if task.courier_id is not None]
    if now >= midnight + _LONGEST_NIGHT or not listed:
        return {}
    crew = riding_of(actor=actor, day=day) if riding is None else riding
    if duties is None:
        duties = duties_of_day(actor=actor, service=service, day=day, couriers=crew)
    if now >= end_of_day(duties, midnight=midnight):
        return {}
    lists: dict[int, list[BoardTask]] = {}
    for task in listed:
        if task.is_open:
            lists.setdefault(task.courier_id or 0, []).append(task)
    riders = riders_of(
        crew, actor=actor, service=service, duties=duties, last_stops=_last_stops(listed),
        now=now if start <= now else None,
    )  # fmt: skip
    # By whole minutes: times that move with each second would make every column of a page another one at each refresh.
    minute = now.replace(second=0, microsecond=0)
    now_s = (minute - start).total_seconds() if now >= start else float("-inf")
    streets = streets_state()
    found: dict[int, Expected] = {}
    for row in riders:
        stops = lists.get(row.courier.pk)
        if not stops:
            continue
        ride = _ride(row, stops, service=service, day=day, streets=streets)
        timeline = timeline_of(
            replace(ride.day, now_s=now_s), rider=ride.rider, numbers=[task.number for task in ride.day.tasks]
        )
        for stop in timeline.stops:
            late = timedelta(seconds=stop.late_s)
            found[stop.number] = Expected(
                start + timedelta(seconds=stop.begins_s), late if late >= TOLD_FROM else timedelta(0)
            )
    return found


def _last_stops(tasks: Iterable[BoardTask]) -> dict[int, Point]:
    ended = [task for task in tasks if task.completed_at is not None]
    ended.sort(key=lambda task: task.completed_at or _LONG_AGO)
    return {task.courier_id or 0: Point(task.longitude, task.latitude) for task in ended}


def _ride(
    row: RiderRow, stops: Sequence[BoardTask], *, service: DeliveryService, day: date, streets: Any
) -> _Ride:  # fmt: skip
    """Give a courier's list with its ways, as it was kept if nothing that it is made of has changed."""
    vehicle = row.courier.vehicle
    known = (
        tuple((task.number, task.longitude, task.latitude, task.after, task.before) for task in stops),
        row.start, row.duty, vehicle and (vehicle.kind, vehicle.speed_percent), streets,
        service.speed_m_per_h, service.detour_percent, service.stop_s, service.time_zone,
    )  # fmt: skip
    key = (row.courier.pk, day)
    with _lock:
        kept = _kept.get(key)
        if kept is not None and kept.known == known:
            _kept.move_to_end(key)
            return kept
    made = _made(row, stops, service=service, day=day, known=known)
    with _lock:
        _kept[key] = made
        _kept.move_to_end(key)
        while len(_kept) > _MOST:
            _kept.popitem(last=False)
    return made


def _made(
    row: RiderRow, stops: Sequence[BoardTask], *, service: DeliveryService, day: date, known: tuple[Any, ...]
) -> _Ride:
    start, end = day_bounds(day=day, zone=service.time_zone)
    places: dict[tuple[float, float], int] = {}

    def place(longitude: float, latitude: float) -> int:
        return places.setdefault((round(longitude, 6), round(latitude, 6)), len(places))

    first = place(row.start.longitude, row.start.latitude)
    tasks = tuple(
        DayTask(
            number=task.number, place=place(task.longitude, task.latitude),
            after_s=(task.after - start).total_seconds(), before_s=(task.before - start).total_seconds(),
            is_pickup=task.type == "PICKUP",
        )
        for task in stops
    )  # fmt: skip
    starts, ends = (row.duty.start, row.duty.end) if row.duty else (start, end)
    breaks = row.duty.breaks if row.duty else ()
    rider = DayRider(
        id=row.courier.pk, start=first, from_s=(starts - start).total_seconds(), until_s=(ends - start).total_seconds(),
        breaks=tuple(((begins - start).total_seconds(), (over - start).total_seconds()) for begins, over in breaks),
    )  # fmt: skip
    points = [Point(longitude, latitude) for longitude, latitude in places]
    ways = {rider.profile: list_matrix(points, courier=row.courier, service=service)}
    planned = DayToPlan(
        tasks=tasks, riders=(rider,), matrices=ways, lines=ways, stop_s=float(service.stop_s), now_s=float("-inf")
    )
    return _Ride(known, planned, rider)
