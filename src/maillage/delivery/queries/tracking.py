"""What whoever holds a tracking address sees of a delivery: where it stands and when to expect it, no more."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, DeliveryService, Task
from maillage.delivery.queries.tasks import with_tasks
from maillage.delivery.types import TaskState, TaskType
from maillage.kit.errors import DomainError, NotFound

_KEY = re.compile(r"[A-Za-z0-9_-]{16,43}")
KEPT_AFTER = timedelta(days=7)


class TrackingEnded(DomainError):
    message = _("This tracking address has ended: the delivery was due more than a week ago.")
    status = 410
    code = "tracking_ended"


@dataclass(frozen=True, slots=True)
class Tracked:
    """`taken_at`, `left_at`, `ended_at`: instants of the last steps, none when they are to come. No name, no telephone."""

    number: int
    state: str
    store: str
    service: DeliveryService
    after: datetime
    before: datetime
    locality: str
    ordered_at: datetime
    taken_at: datetime | None
    is_on_the_way: bool
    ended_at: datetime | None


def tracked(*, key: str, now: datetime) -> Tracked:
    """Give what the recipient may see; the key is 192 random bits.

    Raises: NotFound, TrackingEnded (a week after the end of the last drop-off's window).
    """
    if not _KEY.fullmatch(key):
        raise NotFound
    rows = with_tasks(Delivery.objects.across_scopes(reason="whoever holds the tracking key"))
    delivery: Delivery | None = rows.filter(tracking_key=key).first()
    if delivery is None:
        raise NotFound
    tasks: list[Task] = list(delivery.tasks.all())
    dropoff = next(task for task in reversed(tasks) if task.type == TaskType.DROPOFF.value)
    if dropoff.before + KEPT_AFTER < now:
        raise TrackingEnded
    pickups = [task for task in tasks if task.type == TaskType.PICKUP.value]
    taken = [task.completed_at for task in pickups if task.state == TaskState.DONE.value and task.completed_at]
    services = DeliveryService.objects.across_scopes(reason="who delivers it").select_related("organization")
    return Tracked(
        number=delivery.number,
        state=_state(dropoff, has_left=bool(taken)),
        store=delivery.store.name if delivery.store else "",
        service=services.get(organization_id=delivery.organization_id),
        after=dropoff.after,
        before=dropoff.before,
        locality=dropoff.address.locality,
        ordered_at=delivery.ordered_at,
        taken_at=max(taken) if taken and len(taken) == len(pickups) else None,
        is_on_the_way=dropoff.state == TaskState.DOING.value,
        ended_at=dropoff.completed_at,
    )


def _state(dropoff: Task, *, has_left: bool) -> str:
    if dropoff.state == TaskState.TODO.value:
        return "doing" if has_left else "todo"
    return dropoff.state.lower()


def store_of_key(*, key: str) -> int | None:
    """Give the store of the delivery that a tracking key names."""
    rows = Delivery.objects.across_scopes(reason="whoever holds the tracking key")
    found: int | None = rows.filter(tracking_key=key).values_list("store_id", flat=True).first()
    return found
