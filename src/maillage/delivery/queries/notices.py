"""What recipients are told: settings, the journal of messages, what they answered, and how far away a bike is."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Avg, Count

from maillage.delivery.models import (
    CourierPosition,
    DeliveryRating,
    DeliveryService,
    Notice,
    NoticeSettings,
    StoreNotices,
    Task,
)
from maillage.delivery.rules.arrival import Pace, Place, seconds_to
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, NoticeState
from maillage.kit.pages import KeyPage, page_by_key

# A phone that shares its place sends it every few seconds; what is older says little of where a bike is.
FRESH = timedelta(minutes=5)
_MOST_STOPS_BEFORE = 8
_PAGE = 30
_REASON = "how far away a bike is"


def notice_settings_of(*, actor: DeliveryActor) -> NoticeSettings | None:
    """Give what the co-operative tells recipients; none when it never said so: then nobody is told anything."""
    found: NoticeSettings | None = NoticeSettings.objects.within(actor.scope).first()
    return found


def store_notices_of(*, actor: DeliveryActor, store_id: int) -> StoreNotices | None:
    """Give what differs for a store, if anything does."""
    found: StoreNotices | None = StoreNotices.objects.within(actor.scope).filter(store_id=store_id).first()
    return found


def notices(*, actor: DeliveryActor, state: str = "", cursor: str = "") -> KeyPage[Notice]:
    """List the messages of a co-operative, the latest first; no name and no address of anybody is in them."""
    rows = Notice.objects.within(actor.scope).select_related("task__delivery__store", "user")
    if state in {one.value for one in NoticeState}:
        rows = rows.filter(state=state)
    return page_by_key(rows, key=("-created_at", "-id"), size=_PAGE, cursor=cursor)


def parked_count(*, actor: DeliveryActor) -> int:
    """Say how many messages wait for somebody to look at them."""
    return int(Notice.objects.within(actor.scope).filter(state=NoticeState.PARKED.value).count())


def latest_ratings(*, actor: DeliveryActor, store_id: int | None = None, limit: int = 20) -> list[DeliveryRating]:
    """List what recipients said last, of one store's deliveries or of all."""
    rows = DeliveryRating.objects.within(actor.scope).select_related("task__delivery__store").order_by("-at")
    return list((rows if store_id is None else rows.filter(task__delivery__store_id=store_id))[:limit])


def ratings_of_tasks(*, tasks: Iterable[Task]) -> list[DeliveryRating]:
    """List what recipients said of tasks that the caller may see."""
    rows = DeliveryRating.objects.across_scopes(reason="ratings of tasks that may be seen")
    return list(rows.filter(task__in=[task.pk for task in tasks]).order_by("task__position"))


def rating_figures(*, actor: DeliveryActor, store_id: int | None = None) -> tuple[float | None, int]:
    """Give the mean of the ratings, of five, and how many there are."""
    rows = DeliveryRating.objects.within(actor.scope)
    found = (rows if store_id is None else rows.filter(task__delivery__store_id=store_id)).aggregate(
        mean=Avg("stars"), count=Count("pk")
    )
    return found["mean"], int(found["count"])


def position_towards(*, task: Task, now: datetime) -> CourierPosition | None:
    """Give where the courier of a task is, when the phone has just said so."""
    if task.courier_id is None:
        return None
    rows = CourierPosition.objects.across_scopes(reason=_REASON).filter(courier=task.courier)
    found: CourierPosition | None = rows.filter(at__gte=now - FRESH, at__lte=now + FRESH).first()
    return found


def seconds_away(*, task: Task, now: datetime) -> float | None:
    """Say how long the courier of a task takes to its door from where the phone was last, at stops before it included.

    None when that is not known: no fresh place, or more than eight stops before.
    """
    at = position_towards(task=task, now=now)
    if at is None or task.courier_id is None:
        return None
    rows = Task.objects.across_scopes(reason=_REASON).select_related("address")
    before = rows.filter(
        courier_id=task.courier_id, assigned_on=task.assigned_on, state__in=[state.value for state in OPEN_STATES],
        rank__lt=task.rank,
    ).order_by("rank", "before", "-type", "number")[: _MOST_STOPS_BEFORE + 1]  # fmt: skip
    ahead = list(before)
    if len(ahead) > _MOST_STOPS_BEFORE:
        return None
    service = DeliveryService.objects.across_scopes(reason=_REASON).get(organization_id=task.organization_id)
    stops: list[Place] = [(one.address.longitude, one.address.latitude) for one in (*ahead, task)]
    pace = Pace(service.speed_m_per_h, service.detour_percent, service.stop_s)
    return seconds_to([(at.longitude, at.latitude), *stops], pace=pace)
