"""Lists of deliveries, cut by words, by state and by days."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from maillage.delivery.models import Delivery, Task
from maillage.delivery.queries.tasks import visible_deliveries, with_tasks
from maillage.delivery.rules.progress import OPEN
from maillage.delivery.types import DeliveryActor, TaskState, TaskType
from maillage.kit.pages import KeyPage, page_by_key

MOST_IN_A_FILE = 5_000


@dataclass(frozen=True, slots=True)
class Cut:
    """What is asked of a list; what is empty cuts nothing.

    `text`: a number, or words of an address or of a recipient's name. `state`: as `rules.progress.delivery_state`
    gives it. `start`, `end`: a drop-off's window touches [start, end).
    """

    text: str = ""
    state: str = ""
    start: datetime | None = None
    end: datetime | None = None

    @property
    def is_any(self) -> bool:
        return bool(self.text or self.state or self.start or self.end)


def deliveries_of(*, actor: DeliveryActor, store_id: int | None, cut: Cut, cursor: str = "") -> KeyPage[Delivery]:
    """List deliveries that the actor may see, of one store or of all, the last ordered first.

    Raises: BadCursor.
    """
    return page_by_key(with_tasks(_cut(actor, store_id, cut)), key=("-number",), cursor=cursor)


def deliveries_for_file(*, actor: DeliveryActor, store_id: int | None, cut: Cut) -> list[Delivery]:
    """Give the same for a file: the last five thousand at most."""
    return list(with_tasks(_cut(actor, store_id, cut)).order_by("-number")[:MOST_IN_A_FILE])


def _cut(actor: DeliveryActor, store_id: int | None, cut: Cut) -> "QuerySet[Delivery]":
    rows = visible_deliveries(actor=actor)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    return _of_days(_in_state(_holding(rows, cut.text), actor, cut.state), actor, cut)


def _holding(rows: "QuerySet[Delivery]", text: str) -> "QuerySet[Delivery]":
    plain = text.strip().removeprefix("D-")
    if plain.isdigit() and len(plain) < 18:
        return rows.filter(number=int(plain))
    for word in plain.split()[:5]:
        tasks = Task.objects.across_scopes(reason="deliveries that may be seen, by their addresses").filter(
            Q(address__street_address__icontains=word)
            | Q(address__contact_name__icontains=word)
            | Q(address__name__icontains=word)
        )
        rows = rows.filter(pk__in=tasks.values("delivery_id"))
    return rows


def _in_state(rows: "QuerySet[Delivery]", actor: DeliveryActor, state: str) -> "QuerySet[Delivery]":
    """Keep those whose tasks make that state together (the same as `rules.progress.delivery_state`)."""

    def having(*states: str) -> Exists:
        return Exists(Task.objects.within(actor.scope).filter(state__in=states, delivery=OuterRef("pk")))

    is_open, has_failed = having(*OPEN), having(TaskState.FAILED.value)
    is_moved = having(TaskState.DOING.value, TaskState.DONE.value, TaskState.FAILED.value)
    is_over = ~is_open & having(TaskState.DONE.value, TaskState.FAILED.value)
    conditions = {
        "todo": is_open & ~is_moved,
        "doing": is_open & is_moved,
        "done": is_over & ~has_failed,
        "failed": is_over & has_failed,
        "cancelled": ~is_open & ~is_moved,
    }
    return rows.filter(conditions[state]) if state in conditions else rows


def _of_days(rows: "QuerySet[Delivery]", actor: DeliveryActor, cut: Cut) -> "QuerySet[Delivery]":
    if not cut.start and not cut.end:
        return rows
    tasks = Task.objects.within(actor.scope).filter(type=TaskType.DROPOFF.value, delivery=OuterRef("pk"))
    if cut.start:
        tasks = tasks.filter(before__gt=cut.start)
    if cut.end:
        tasks = tasks.filter(after__lt=cut.end)
    return rows.filter(Exists(tasks))
