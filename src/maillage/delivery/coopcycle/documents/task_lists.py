"""A courier's day. Source: `coopcycle_api.md`, section 5.1."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from maillage.delivery.coopcycle.documents.tasks import Shown
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import Task, Tour
from maillage.delivery.services.rides import Ride

_EPOCH = date(1970, 1, 1)
_DAYS = 100_000


def list_number(*, courier_id: int, day: date) -> int:
    """Give the number of a courier's day: no row stands behind it, so it is made of both."""
    return courier_id * _DAYS + (day - _EPOCH).days


def day_of(number: int, /) -> tuple[int, date]:
    """Read a number back: the courier and the day."""
    courier_id, days = divmod(number, _DAYS)
    return courier_id, _EPOCH + timedelta(days=days)


def task_list(
    *, username: str, courier_id: int | None, day: date, tasks: Sequence[Task], items: Sequence[Any], ride: Ride,
    shown: Shown, changed_at: datetime | None, now: datetime,
) -> dict[str, Any]:  # fmt: skip
    """Show a day; with nothing planned its number is 0. `changed_at`: when anything last left a courier's day."""
    number = list_number(courier_id=courier_id, day=day) if tasks and courier_id else 0
    made = min((task.created_at for task in tasks), default=now)
    latest = [task.updated_at for task in tasks] + ([changed_at] if changed_at and tasks else [])
    return {
        "@id": iri("task_lists", number),
        "@type": "TaskList",
        "id": number,
        "date": day.isoformat(),
        "username": username,
        "distance": ride.distance_m,
        "duration": ride.duration_s,
        "polyline": ride.polyline,
        "createdAt": shown.time(made),
        "updatedAt": shown.time(max(latest, default=now)),
        "items": list(items),
    }


def items_of(tasks: Sequence[Task], /, *, tours: Iterable[Tour]) -> list[str]:
    """Give the identifiers of a courier's day: those of its tours once, in the place of their first tasks."""
    numbers = {tour.pk: tour.number for tour in tours}
    found = (
        iri("tours", numbers[task.tour_id]) if task.tour_id in numbers else iri("tasks", task.number) for task in tasks
    )
    return list(dict.fromkeys(found))
