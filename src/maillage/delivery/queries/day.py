"""A dispatcher's day: what is nobody's, and each courier's list in its order."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import starmap
from uuid import UUID

from django.db.models import Q

from maillage.delivery.models import Courier, Task, Tour
from maillage.delivery.queries.day_vehicles import as_of_day
from maillage.delivery.queries.set_up import couriers
from maillage.delivery.queries.tasks import visible_tasks
from maillage.delivery.queries.tours import tours_of_day
from maillage.delivery.types import DeliveryActor
from maillage.kit.time import day_bounds

_OPEN = frozenset({"TODO", "DOING"})
# Columns of `BoardTask`, in its order.
_COLUMNS = (
    "number", "version", "type", "state", "courier_id", "rank", "after", "before", "completed_at", "tags", "tour_id", "tour_position",
    "address__name", "address__contact_name", "address__street_address", "address__latitude", "address__longitude",
    "delivery__number", "delivery__store_id", "delivery__store__name",
)  # fmt: skip


@dataclass(slots=True)
class BoardTask:
    """What the board must know of a task, and no more: a day has thousands, and a row of the model costs ten times as much."""

    number: int
    version: int
    type: str
    state: str
    courier_id: int | None
    rank: int
    after: datetime
    before: datetime
    completed_at: datetime | None
    tags: list[str]
    tour_id: UUID | None
    tour_position: int
    place_name: str
    contact_name: str
    street: str
    latitude: float
    longitude: float
    delivery_number: int | None
    store_id: int | None
    store_name: str | None

    @property
    def name(self) -> str:
        return self.place_name or self.contact_name or self.street

    @property
    def is_open(self) -> bool:
        return self.state in _OPEN


@dataclass(frozen=True, slots=True)
class Filters:
    """What a dispatcher looks at; nothing set is all. `state`: "open", or a task's state."""

    courier_id: int | None = None
    store_id: int | None = None
    tag: str = ""
    state: str = ""
    text: str = ""

    @property
    def is_set(self) -> bool:
        return self != Filters()


@dataclass(slots=True)
class Column:
    """One courier's day, a tour that is nobody's, or the rest of what is nobody's.

    `stamp` changes when the list does; `shown` are the tasks after filtering.
    """

    courier: Courier | None
    tour: Tour | None = None
    tasks: list[BoardTask] = field(default_factory=list)
    shown: list[BoardTask] = field(default_factory=list)
    stamp: str = ""

    @property
    def done_count(self) -> int:
        return sum(not task.is_open for task in self.tasks)

    @property
    def left(self) -> list[BoardTask]:
        return [task for task in self.shown if task.is_open]

    @property
    def over(self) -> list[BoardTask]:
        return [task for task in self.shown if not task.is_open]


@dataclass(frozen=True, slots=True)
class DayBoard:
    """`nobodys` first, then a column for each tour that is nobody's, then one for each courier; `cancelled` apart.

    `known_tours`: all tours of the day.
    """

    nobodys: Column
    columns: list[Column]
    cancelled: list[BoardTask]
    counts: dict[str, int]
    tours: list[Column] = field(default_factory=list)
    known_tours: Mapping[UUID, Tour] = field(default_factory=dict)


def riding_of(*, actor: DeliveryActor, day: date) -> list[Courier]:
    """List who rides now, by name, each with the vehicle of that day and where it stands at night."""
    usual = couriers(actor=actor).select_related("user", "vehicle__warehouse__address")
    return as_of_day(usual, actor=actor, day=day)


def day_board(
    *, actor: DeliveryActor, day: date, zone: str, filters: Filters, riding: Iterable[Courier] | None = None,
    night_ends: datetime | None = None,
) -> DayBoard:  # fmt: skip
    """Read a day in a fixed number of queries. `riding`: who rides now, when that was read already.

    `night_ends`: until when shifts of that day go on; nobody's tasks that have to be done in that night stand with its evening.
    """
    start, end = day_bounds(day=day, zone=zone)
    touching = Q(after__lt=end, before__gte=start)
    if night_ends is not None and night_ends > end:
        touching |= Q(after__gte=end, before__lte=night_ends)
    rows = visible_tasks(actor=actor).filter(Q(assigned_on=day) | Q(touching, courier=None, is_handed_over=False))
    values = rows.order_by("rank", "before", "-type", "number").values_list(*_COLUMNS)
    tasks = list(starmap(BoardTask, values))
    nobodys = Column(None)
    columns = {one.pk: Column(one) for one in (riding_of(actor=actor, day=day) if riding is None else riding)}
    columns |= _columns_of_left(tasks, columns, actor=actor)
    known = {tour.pk: tour for tour in tours_of_day(actor=actor, day=day)}
    ridden = {task.tour_id for task in tasks if task.courier_id is not None}
    tours = {pk: Column(None, tour) for pk, tour in known.items() if tour.courier_id is None or pk not in ridden}
    cancelled = []
    for task in tasks:
        if task.state == "CANCELLED":
            cancelled.append(task)
        elif task.courier_id is None:
            (tours.get(task.tour_id) or nobodys if task.tour_id else nobodys).tasks.append(task)
        else:
            columns[task.courier_id].tasks.append(task)
    for column in tours.values():
        column.tasks.sort(key=lambda task: (task.tour_position, task.number))
    for column in (nobodys, *tours.values(), *columns.values()):
        column.stamp = stamp_of(column.tasks)
        column.shown = [task for task in column.tasks if _is_sought(task, filters)]
    listed = [one for key, one in columns.items() if filters.courier_id in (None, key)]
    sought = [task for task in cancelled if _is_sought(task, filters)]
    shown = [] if filters.courier_id else list(tours.values())
    return DayBoard(nobodys, listed, sought, _counts(tasks), shown, known)


def _columns_of_left(
    tasks: Iterable[BoardTask], columns: Mapping[int, Column], *, actor: DeliveryActor
) -> dict[int, Column]:
    """Give columns to those who ride no more and had tasks that day."""
    missing = {task.courier_id for task in tasks if task.courier_id is not None} - columns.keys()
    if not missing:
        return {}
    rows = Courier.objects.within(actor.scope).filter(pk__in=missing).order_by("user__name", "pk")
    return {one.pk: Column(one) for one in rows.select_related("user", "vehicle__warehouse__address")}


def stamp_of(tasks: Iterable[Task | BoardTask]) -> str:
    """Give a short text that differs as soon as a list has other tasks or another order."""
    text = ",".join(str(task.number) for task in tasks)
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def list_of(*, actor: DeliveryActor, courier_id: int, day: date) -> list[Task]:
    """Give a courier's day in its order, without what was cancelled."""
    rows = Task.objects.within(actor.scope).filter(courier_id=courier_id, assigned_on=day)
    return list(rows.exclude(state="CANCELLED").order_by("rank", "before", "-type", "number"))


def _counts(tasks: Iterable[BoardTask]) -> dict[str, int]:
    found = {"TODO": 0, "DOING": 0, "DONE": 0, "FAILED": 0, "CANCELLED": 0}
    for task in tasks:
        found[task.state] += 1
    return found


def _is_sought(task: BoardTask, filters: Filters) -> bool:
    if filters.store_id is not None and task.store_id != filters.store_id:
        return False
    if filters.tag and filters.tag not in task.tags:
        return False
    if filters.state and not (task.state == filters.state or (filters.state == "open" and task.is_open)):
        return False
    if not filters.text:
        return True
    place = f"{task.street} {task.place_name} {task.contact_name}"
    words = f"{task.number} D-{task.delivery_number or ''} {place}".casefold()
    return all(word in words for word in filters.text.casefold().split())
