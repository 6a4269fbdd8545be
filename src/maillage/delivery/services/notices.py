"""Which messages a moment of a delivery makes: each is written down once, in the transaction that hears of the moment."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings as django_settings
from django.db import transaction
from django.db.models import Q

from maillage.accounts.models import User
from maillage.delivery.models import (
    CourierPosition,
    Notice,
    NoticeRefusal,
    NoticeSettings,
    StoreNotices,
    StorePerson,
    Task,
    TaskEvent,
)
from maillage.delivery.queries.notices import FRESH, seconds_away
from maillage.delivery.types import (
    NoticeAudience,
    NoticeChannel,
    NoticeMoment,
    NoticeState,
    SmsGateway,
    TaskEventName,
    TaskState,
    TaskType,
)
from maillage.stream.jobs_queue import defer_job

SEND_TASK = "maillage.delivery.notice_jobs.send"
SOON = timedelta(minutes=8)
KEPT = timedelta(days=60)
_FORGOTTEN = timedelta(minutes=5)
_TOO_OLD = timedelta(days=1)
_REASON = "telling people of the moments of their deliveries"

type Reader = tuple[NoticeChannel, NoticeAudience, UUID | None]


@transaction.atomic
def tell_of_order(*, delivery_id: UUID, now: datetime) -> int:
    """Write the messages that an order makes, one for each drop-off; gives how many."""
    rows = Task.objects.across_scopes(reason=_REASON).filter(delivery_id=delivery_id, type=TaskType.DROPOFF.value)
    ids = list(rows.order_by("position").values_list("pk", flat=True))
    return sum(tell_of_moment(moment=NoticeMoment.CONFIRMED, task_id=task_id, now=now) for task_id in ids)


@transaction.atomic
def tell_of_moment(*, moment: NoticeMoment, task_id: UUID, now: datetime) -> int:
    """Write the messages about a moment of a drop-off and enqueue them; the same moment again writes none. Gives how many.

    What is ridden for another co-operative is told by that one.
    """
    rows = Task.objects.across_scopes(reason=_REASON).select_related("address", "delivery__store")
    task: Task | None = rows.filter(pk=task_id, type=TaskType.DROPOFF.value, delivery__isnull=False).first()
    if task is None or task.ridden_for_id is not None or task.before + _TOO_OLD < now:
        return 0
    events = TaskEvent.objects.across_scopes(reason=_REASON)
    turn = events.filter(task_id=task.pk, name=TaskEventName.RESTORED.value).count()
    return sum(_write(task, moment, turn, reader, now) for reader in _readers(task, moment))


def _readers(task: Task, moment: NoticeMoment) -> Iterator[Reader]:
    known: NoticeSettings | None = (
        NoticeSettings.objects.across_scopes(reason=_REASON).filter(organization_id=task.organization_id).first()
    )
    if known is None:
        return
    store_id = (task.delivery.store_id if task.delivery else None) or 0
    own: StoreNotices | None = StoreNotices.objects.across_scopes(reason=_REASON).filter(store_id=store_id).first()
    moments = own.moments if own is not None and own.moments is not None else known.moments
    if moment.value in moments:
        if known.by_email and task.address.email:
            yield NoticeChannel.EMAIL, NoticeAudience.RECIPIENT, None
        if known.sms != SmsGateway.NONE.value and task.address.telephone:
            yield NoticeChannel.SMS, NoticeAudience.RECIPIENT, None
    if own is not None and moment.value in own.told:
        people = StorePerson.objects.across_scopes(reason=_REASON).filter(store_id=store_id, user__is_active=True)
        for user_id in people.values_list("user_id", flat=True):
            yield NoticeChannel.EMAIL, NoticeAudience.STORE, user_id


def _write(task: Task, moment: NoticeMoment, turn: int, reader: Reader, now: datetime) -> int:
    channel, audience, user_id = reader
    notice, is_new = Notice.objects.across_scopes(reason=_REASON).get_or_create(
        task=task, moment=moment.value, turn=turn, channel=channel.value, audience=audience.value,
        user=User(pk=user_id) if user_id else None,
        defaults={"organization_id": task.organization_id, "created_at": now},
    )  # fmt: skip
    if is_new:
        enqueue(notice)
    return int(is_new)


def enqueue(notice: Notice, /) -> None:
    """Have a message sent by a worker, once the transaction commits."""
    defer_job(task=SEND_TASK, lock=f"notice:{notice.pk}", notice_id=str(notice.pk))


@transaction.atomic
def enqueue_forgotten(*, now: datetime) -> int:
    """Enqueue again what has waited for minutes without a try: its job was lost. Twice sends nothing twice. Gives how many."""
    rows = Notice.objects.across_scopes(reason=_REASON).filter(state=NoticeState.WAITING.value, attempts=0)
    waiting = list(rows.filter(created_at__lt=now - _FORGOTTEN, created_at__gte=now - _TOO_OLD)[:200])
    for notice in waiting:
        enqueue(notice)
    return len(waiting)


def tell_who_is_near(*, now: datetime) -> int:
    """Tell those to whom a courier is riding and whose door is a few minutes away; gives how many messages that makes."""
    rows = Task.objects.across_scopes(reason=_REASON).select_related("address", "delivery")
    riding = rows.filter(
        type=TaskType.DROPOFF.value, state=TaskState.DOING.value, ridden_for=None, delivery__isnull=False
    )
    places = CourierPosition.objects.across_scopes(reason=_REASON).filter(at__gte=now - FRESH)
    told = 0
    for task in riding.filter(Q(courier_id__in=places.values("courier_id"))):
        away = seconds_away(task=task, now=now)
        if away is not None and away <= SOON.total_seconds():
            told += tell_of_moment(moment=NoticeMoment.SOON, task_id=task.pk, now=now)
    return told


def digest_of(contact: str, /) -> str:
    """Give by what a number or an address of e-mail is known without being kept."""
    said = f"maillage.delivery.notice:{contact.strip().casefold()}"
    return hmac.new(django_settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def refuse(*, organization_ids: Iterable[UUID], contacts: Iterable[str], now: datetime) -> None:
    """Remember that whoever has these numbers or addresses wants no more messages; what waits is not sent."""
    written = [contact for contact in contacts if contact.strip()]
    for organization_id in organization_ids:
        for contact in written:
            NoticeRefusal.objects.across_scopes(reason=_REASON).get_or_create(
                organization_id=organization_id, digest=digest_of(contact), defaults={"at": now}
            )


def take_back_refusal(*, organization_id: UUID, contacts: Iterable[str]) -> None:
    """Forget a refusal: whoever holds the tracking address wants messages again."""
    digests = [digest_of(contact) for contact in contacts if contact.strip()]
    rows = NoticeRefusal.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    rows.filter(digest__in=digests).delete()


def is_refused(*, organization_id: UUID, contacts: Iterable[str]) -> bool:
    """Say whether one of these numbers or addresses wants no more messages of a co-operative."""
    digests = [digest_of(contact) for contact in contacts if contact.strip()]
    rows = NoticeRefusal.objects.across_scopes(reason=_REASON).filter(organization_id=organization_id)
    return bool(rows.filter(digest__in=digests).exists())


def refuse_everywhere(*, telephone: str, now: datetime) -> None:
    """Send no more messages to a number that answered STOP, whichever co-operative of the instance wrote."""
    known = NoticeSettings.objects.across_scopes(reason="the instance's number is shared by its co-operatives")
    refuse(organization_ids=known.values_list("organization_id", flat=True), contacts=[telephone], now=now)


def forget_old_notices(*, now: datetime) -> int:
    """Delete what was sent, or not, more than sixty days ago; gives how many."""
    over = [NoticeState.SENT.value, NoticeState.SKIPPED.value, NoticeState.PARKED.value]
    rows = Notice.objects.across_scopes(reason=_REASON).filter(created_at__lt=now - KEPT, state__in=over)
    deleted, _by_model = rows.delete()
    return int(deleted)
