"""A dispatcher's day: what is nobody's, and each courier's list in its order."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from maillage.delivery.models import Courier, Task
from maillage.delivery.queries.set_up import couriers
from maillage.delivery.queries.tasks import visible_tasks, whole
from maillage.delivery.types import DeliveryActor
from maillage.kit.time import day_bounds

_OPEN = frozenset({"TODO", "DOING"})


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
    """One courier's day, or what is nobody's. `stamp` changes when the list does; `shown` are the tasks after filtering."""

    courier: Courier | None
    tasks: list[Task] = field(default_factory=list)
    shown: list[Task] = field(default_factory=list)
    stamp: str = ""
    mark: str = ""  # of all that is shown of it
    is_same: bool = False  # the page that asks shows it already

    @property
    def done_count(self) -> int:
        return sum(task.state not in _OPEN for task in self.tasks)

    @property
    def left(self) -> list[Task]:
        return [task for task in self.shown if task.state in _OPEN]

    @property
    def over(self) -> list[Task]:
        return [task for task in self.shown if task.state not in _OPEN]


@dataclass(frozen=True, slots=True)
class DayBoard:
    """`nobodys` first, then a column for each courier; `cancelled` apart."""

    nobodys: Column
    columns: list[Column]
    cancelled: list[Task]
    counts: dict[str, int]


def day_board(*, actor: DeliveryActor, day: date, zone: str, filters: Filters) -> DayBoard:
    """Read a day in a fixed number of queries."""
    start, end = day_bounds(day=day, zone=zone)
    rows = whole(visible_tasks(actor=actor)).filter(
        Q(assigned_on=day) | Q(courier=None, is_handed_over=False, after__lt=end, before__gte=start)
    )
    tasks = list(rows.order_by("rank", "before", "-type", "number"))
    nobodys = Column(None)
    columns = {one.pk: Column(one) for one in couriers(actor=actor)}
    cancelled = []
    for task in tasks:
        if task.state == "CANCELLED":
            cancelled.append(task)
        elif task.courier_id is None:
            nobodys.tasks.append(task)
        else:
            columns.setdefault(task.courier_id, Column(task.courier)).tasks.append(task)
    for column in (nobodys, *columns.values()):
        column.stamp = stamp_of(column.tasks)
        column.shown = [task for task in column.tasks if _is_sought(task, filters)]
    listed = [one for key, one in columns.items() if filters.courier_id in (None, key)]
    return DayBoard(nobodys, listed, [task for task in cancelled if _is_sought(task, filters)], _counts(tasks))


def stamp_of(tasks: Iterable[Task]) -> str:
    """Give a short text that differs as soon as a list has other tasks or another order."""
    text = ",".join(str(task.number) for task in tasks)
    return hashlib.blake2s(text.encode(), digest_size=6).hexdigest()


def list_of(*, actor: DeliveryActor, courier_id: int, day: date) -> list[Task]:
    """Give a courier's day in its order, without what was cancelled."""
    rows = Task.objects.within(actor.scope).filter(courier_id=courier_id, assigned_on=day)
    return list(rows.exclude(state="CANCELLED").order_by("rank", "before", "-type", "number"))


def _counts(tasks: Iterable[Task]) -> dict[str, int]:
    found = {"TODO": 0, "DOING": 0, "DONE": 0, "FAILED": 0, "CANCELLED": 0}
    for task in tasks:
        found[task.state] += 1
    return found


def _is_sought(task: Task, filters: Filters) -> bool:
    store_id = task.delivery.store_id if task.delivery else None
    if filters.store_id is not None and store_id != filters.store_id:
        return False
    if filters.tag and filters.tag not in task.tags:
        return False
    if filters.state and not (task.state == filters.state or (filters.state == "open" and task.state in _OPEN)):
        return False
    address = task.address
    words = f"{task.number} D-{task.delivery.number if task.delivery else ''} {address.street_address} {address.name} "
    words = f"{words} {address.contact_name}".casefold()
    return all(word in words for word in filters.text.casefold().split())
