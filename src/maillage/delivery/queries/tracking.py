"""What whoever holds a tracking address sees of a delivery: where it stands and when to expect it, no more."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, DeliveryRating, DeliveryService, StoreNotices, Task, TaskEvent
from maillage.delivery.queries.handover_codes import code_of
from maillage.delivery.queries.notices import position_towards, seconds_away
from maillage.delivery.queries.order_forms import sites_of_store
from maillage.delivery.queries.tasks import with_tasks
from maillage.delivery.rules.arrival import Arrival, Place, arrival, rounded
from maillage.delivery.rules.progress import stop_state
from maillage.delivery.types import TaskEventName, TaskState, TaskType
from maillage.kit.errors import DomainError, NotFound
from maillage.kit.rows import first_or_not_found

_KEY = re.compile(r"[A-Za-z0-9_-]{16,43}")
KEPT_AFTER = timedelta(days=7)
_REASON = "who delivers it, and where it stands"


class TrackingEnded(DomainError):
    message = _("This tracking address has ended: the delivery was due more than a week ago.")
    status = 410
    code = "tracking_ended"


@dataclass(frozen=True, slots=True)
class Tracked:
    """`taken_at`, `left_at`, `ended_at`: instants of the last steps, none when they are to come. No name, no telephone.

    `task`: the drop-off, for services; pages show nothing of it. `bike`: where it is, to about a hundred metres, only
    while it is on its way.
    """

    task: Task
    number: int
    state: str
    store: str
    store_telephone: str
    service: DeliveryService
    after: datetime
    before: datetime
    locality: str
    ordered_at: datetime
    taken_at: datetime | None
    is_on_the_way: bool
    left_at: datetime | None
    ended_at: datetime | None
    expected: Arrival | None
    bike: Place | None
    rating: DeliveryRating | None
    sites: tuple[str, ...]
    code: str = ""  # that the recipient gives at the door

    @property
    def may_rate(self) -> bool:
        return self.state == "done" and self.rating is None

    @property
    def contacts(self) -> tuple[str, ...]:
        return tuple(one for one in (self.task.address.telephone, self.task.address.email) if one)


def tracked(*, key: str, now: datetime, stop: int | None = None) -> Tracked:
    """Give what a recipient may see; the key is 192 random bits. `stop`: which drop-off of several, else the last.

    Raises: NotFound, TrackingEnded (a week after the end of the drop-off's window).
    """
    delivery = _delivery(key)
    tasks: list[Task] = list(delivery.tasks.all())
    dropoff = _dropoff(tasks, stop)
    if dropoff.before + KEPT_AFTER < now:
        raise TrackingEnded
    pickups = [task for task in tasks if task.type == TaskType.PICKUP.value]
    taken = [task.completed_at for task in pickups if task.state == TaskState.DONE.value and task.completed_at]
    services = DeliveryService.objects.across_scopes(reason=_REASON).select_related("organization")
    is_on_the_way = dropoff.state == TaskState.DOING.value
    expected, bike = _whereabouts(dropoff, now=now) if is_on_the_way else (None, None)
    store = delivery.store
    sites = StoreNotices.objects.across_scopes(reason=_REASON).filter(store=store).first() if store else None
    return Tracked(
        task=dropoff, number=delivery.number, state=stop_state(dropoff.state, is_taken=bool(taken)),
        store=store.name if store else "", store_telephone=store.address.telephone if store else "",
        service=services.get(organization_id=delivery.organization_id), after=dropoff.after, before=dropoff.before,
        locality=dropoff.address.locality, ordered_at=delivery.ordered_at,
        taken_at=max(taken) if taken and len(taken) == len(pickups) else None, is_on_the_way=is_on_the_way,
        left_at=_left_at(dropoff), ended_at=dropoff.completed_at, expected=expected, bike=bike,
        rating=DeliveryRating.objects.across_scopes(reason=_REASON).filter(task=dropoff).first(),
        sites=tuple(dict.fromkeys((*(sites.sites if sites else ()), *sites_of_store(store_id=store.pk if store else None)))),
        code="" if dropoff.completed_at else code_of(dropoff),
    )  # fmt: skip


def _delivery(key: str) -> Delivery:
    if not _KEY.fullmatch(key):
        raise NotFound
    rows = with_tasks(Delivery.objects.across_scopes(reason="whoever holds the tracking key"))
    delivery: Delivery = first_or_not_found(rows.select_related("store__address").filter(tracking_key=key))
    return delivery


def _dropoff(tasks: list[Task], stop: int | None) -> Task:
    dropoffs = [task for task in tasks if task.type == TaskType.DROPOFF.value]
    return next((task for task in dropoffs if stop is not None and task.position == stop), dropoffs[-1])


def _left_at(dropoff: Task) -> datetime | None:
    rows = TaskEvent.objects.across_scopes(reason=_REASON).filter(task=dropoff, name=TaskEventName.STARTED.value)
    found: datetime | None = rows.order_by("-at").values_list("at", flat=True).first()
    return found


def _whereabouts(dropoff: Task, *, now: datetime) -> tuple[Arrival | None, Place | None]:
    # One that was handed over is ridden by the other co-operative's courier.
    rides = Task.objects.across_scopes(reason=_REASON).select_related("address").filter(ridden_for=dropoff)
    riding: Task = (rides.first() if dropoff.is_handed_over else None) or dropoff
    at = position_towards(task=riding, now=now)
    seconds = seconds_away(task=riding, now=now)
    if at is None:
        return None, None
    expected = None if seconds is None else arrival(seconds=seconds, now=now, seen_at=min(at.at, now))
    return expected, rounded((at.longitude, at.latitude))


def tracking_links(delivery: Delivery, /, *, language: str, now: datetime) -> dict[UUID, str]:
    """Give the address of the page of each recipient of a delivery, read with its tasks; of those that ended, none.

    `language`: for recipients who have chosen none.
    """
    dropoffs = [task for task in delivery.tasks.all() if task.type == TaskType.DROPOFF.value]
    known = dict(settings.LANGUAGES)
    return {
        task.pk: _address(
            delivery, task, "tracking", is_last=task == dropoffs[-1],
            language=task.address.language if task.address.language in known else language,
        )
        for task in dropoffs
        if task.before + KEPT_AFTER >= now
    }  # fmt: skip


def tracking_address(task: Task, /, *, language: str, part: str = "tracking") -> str:
    """Give the whole address of a drop-off's page, or of a part of it, as a message holds it."""
    delivery = task.delivery
    if delivery is None:
        return ""
    later = Task.objects.across_scopes(reason=_REASON).filter(delivery=delivery, position__gt=task.position)
    is_last = not later.filter(type=TaskType.DROPOFF.value).exists()
    return _address(delivery, task, part, is_last=is_last, language=language)


def _address(delivery: Delivery, task: Task, part: str, *, is_last: bool, language: str) -> str:
    name = "delivery:tracking" if part == "tracking" else f"delivery:tracking_{part}"
    path = reverse(name, args=[language, delivery.tracking_key])
    return f"{settings.MAILLAGE_BASE_URL}{path}" + ("" if is_last else f"?stop={task.position}")
