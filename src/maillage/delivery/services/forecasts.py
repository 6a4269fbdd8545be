"""When couriers will be where, as things stand: a task that will be late is told before it is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from maillage.delivery.models import DeliveryService, Task
from maillage.delivery.queries.day import DayBoard
from maillage.delivery.queries.planning import rows_of
from maillage.delivery.rules.planning import timeline_of
from maillage.delivery.services.day_matrices import day_places, route_groups
from maillage.delivery.types import DeliveryActor
from maillage.kit.time import day_bounds

# Less is noise: lights, stairs, a word at the door.
TOLD_FROM = timedelta(minutes=3)


@dataclass(frozen=True, slots=True)
class Expected:
    """When serving begins, and how late that is; zero within the leeway."""

    at: datetime
    late: timedelta

    @property
    def late_min(self) -> int:
        return -(-round(self.late.total_seconds()) // 60)


def late_to_come(board: DayBoard, expected: Mapping[int, Expected], /, *, now: datetime) -> list[Task]:
    """List the tasks that will be late and whose time is not over yet, the next ones first."""
    tasks = [task for column in board.columns for task in column.shown if task.number in expected]
    late = [task for task in tasks if expected[task.number].late and task.before > now]
    return sorted(late, key=lambda task: expected[task.number].at)


def expected_times(
    *, actor: DeliveryActor, service: DeliveryService, day: date, tasks: Iterable[Task], now: datetime
) -> Mapping[int, Expected]:
    """Give, by number, when the open tasks that couriers have will be ridden, in the order of their lists.

    Each starts where the courier is known to be: where the phone said last, else at the last stop that ended. Nothing is said of days
    that are over. `tasks`: those of the day, read whole.
    """
    if now >= day_bounds(day=day, zone=service.time_zone)[1]:
        return {}
    listed = [task for task in tasks if task.courier_id is not None]
    if not listed:
        return {}
    rows = rows_of(listed, actor=actor, service=service, day=day, now=now)
    day_now = day_places(rows, now=now, groups=route_groups(rows)).day
    found: dict[int, Expected] = {}
    for rider in day_now.riders:
        timeline = timeline_of(day_now, rider=rider, numbers=rows.lists.get(rider.id, ()))
        for stop in timeline.stops:
            late = timedelta(seconds=stop.late_s)
            at = rows.start + timedelta(seconds=stop.begins_s)
            found[stop.number] = Expected(at, late if late >= TOLD_FROM else timedelta(0))
    return found
