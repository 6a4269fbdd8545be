"""Messages are sent: each at most once, by whichever worker takes it first; what fails is tried again, then parked."""

import smtplib
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import translation

from maillage.accounts.models import User
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.delivery.labels import NOTICE_MOMENTS
from maillage.delivery.models import DeliveryService, Notice, NoticeSettings, StoreNotices, StorePerson, Task
from maillage.delivery.notice_words import words_of
from maillage.delivery.queries.handover_codes import code_of
from maillage.delivery.queries.tracking import tracking_address
from maillage.delivery.services.notices import enqueue, is_refused
from maillage.delivery.services.sms import NotTaken, Post, send_sms
from maillage.delivery.types import (
    DeliveryActor,
    NoticeAudience,
    NoticeChannel,
    NoticeMoment,
    NoticeState,
    SmsGateway,
    TaskState,
)
from maillage.kit.errors import Conflict, NotAllowed
from maillage.kit.outside import post
from maillage.kit.rows import first_or_not_found

MAX_ATTEMPTS = 5
# Longer than any gateway or mail server is waited for: a message that was taken before that has lost its worker.
ABANDONED = timedelta(seconds=60)
_TRUE_FOR = timedelta(hours=6)
_REASON = "sending the messages of deliveries"
_TRUE_WHILE = {
    NoticeMoment.CONFIRMED: {TaskState.TODO},
    NoticeMoment.ON_ITS_WAY: {TaskState.DOING},
    NoticeMoment.SOON: {TaskState.DOING},
    NoticeMoment.DELIVERED: {TaskState.DONE},
    NoticeMoment.FAILED: {TaskState.FAILED},
}


class SendingFailed(Exception):
    """The message did not leave; the job tries again."""


def send(*, notice_id: UUID, attempt: int, now: datetime, post: Post = post) -> None:
    """Send a message. `attempt`: from 1. One that was sent, given up, or that another worker has taken is left alone.

    It is marked as taken before it leaves: when the worker is killed in between, nobody knows whether it left, and it is
    parked rather than sent twice. Raises: SendingFailed (to be tried again, unless it was the last try).
    """
    notice = _taken(notice_id=notice_id, attempt=attempt, now=now)
    if notice is None:
        return
    try:
        _hand_over(notice, post)
    except NotTaken as refusal:
        is_last = refusal.is_final or attempt >= MAX_ATTEMPTS
        _left(notice, state=NoticeState.PARKED if is_last else NoticeState.WAITING, reason=str(refusal))
        if not is_last:
            raise SendingFailed(str(refusal)) from None
        return
    _left(notice, state=NoticeState.SENT, sent_at=now)


@transaction.atomic
def _taken(*, notice_id: UUID, attempt: int, now: datetime) -> Notice | None:
    rows = Notice.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    rows = rows.select_related("task__address", "task__delivery__store", "task__courier", "organization", "user")
    notice: Notice | None = rows.filter(pk=notice_id).first()
    if notice is None and attempt < MAX_ATTEMPTS:
        # A job may be taken a moment before what it speaks of is committed.
        raise SendingFailed("not written yet")
    if notice is None or notice.state not in (NoticeState.WAITING.value, NoticeState.SENDING.value):
        return None
    if notice.state == NoticeState.SENDING.value:
        if notice.tried_at is not None and now - notice.tried_at < ABANDONED:
            raise SendingFailed("another worker is sending it")
        _left(notice, state=NoticeState.PARKED, reason="interrupted: perhaps sent")
        return None
    if untrue := _why_not(notice, now=now):
        _left(notice, state=NoticeState.SKIPPED, reason=untrue)
        return None
    notice.state, notice.attempts, notice.tried_at, notice.reason = NoticeState.SENDING.value, attempt, now, ""
    notice.save(update_fields=["state", "attempts", "tried_at", "reason"])
    return notice


def _why_not(notice: Notice, *, now: datetime) -> str:
    """Say, by a word of `labels.NOTICE_REASONS`, why a message must not be sent now; empty when it may."""
    task = notice.task
    if TaskState(task.state) not in _TRUE_WHILE[NoticeMoment(notice.moment)]:
        return "overtaken"
    if notice.created_at + _TRUE_FOR < now:
        return "late"
    if notice.audience == NoticeAudience.STORE.value:
        people = StorePerson.objects.across_scopes(reason=_REASON)
        store = task.delivery.store if task.delivery else None
        return "" if people.filter(store=store, user=notice.user).exists() else "left"
    contact = _contact(notice)
    if not contact:
        return "erased"
    return "refused" if is_refused(organization_id=notice.organization_id, contacts=[contact]) else ""


def _contact(notice: Notice) -> str:
    address = notice.task.address
    return str(address.email if notice.channel == NoticeChannel.EMAIL.value else address.telephone)


def _left(notice: Notice, *, state: NoticeState, reason: str = "", sent_at: datetime | None = None) -> None:
    notice.state, notice.reason, notice.sent_at = state.value, reason[:300], sent_at
    notice.save(update_fields=["state", "reason", "sent_at"])


def _hand_over(notice: Notice, post: Post) -> None:
    if notice.channel == NoticeChannel.SMS.value:
        _send_sms(notice, post)
        return
    try:
        _send_mail(notice)
    except smtplib.SMTPRecipientsRefused:
        raise NotTaken("the mail server refuses this address", is_final=True) from None
    except (smtplib.SMTPException, OSError) as error:
        raise NotTaken(f"the mail server did not take it: {type(error).__name__}", is_final=False) from None


def _send_sms(notice: Notice, post: Post) -> None:
    known = NoticeSettings.objects.across_scopes(reason=_REASON).get(organization_id=notice.organization_id)
    language = language_for(notice.task)
    service = _service(notice)
    with translation.override(language):
        words = words_of(
            notice.task, moment=NoticeMoment(notice.moment), carrier=notice.organization.name,
            zone=ZoneInfo(service.time_zone), code=code_of(notice.task),
        )  # fmt: skip
    text = f"{words.title}. {words.text} {tracking_address(notice.task, language=language)}"
    send_sms(gateway=SmsGateway(known.sms), to=_contact(notice), text=text, once_id=str(notice.pk), post=post)


def _send_mail(notice: Notice) -> None:
    if notice.audience == NoticeAudience.STORE.value and notice.user is not None:
        _mail_store(notice, notice.user)
        return
    service, language = _service(notice), language_for(notice.task)
    with translation.override(language):
        words = words_of(
            notice.task, moment=NoticeMoment(notice.moment), carrier=notice.organization.name,
            zone=ZoneInfo(service.time_zone), code=code_of(notice.task),
        )  # fmt: skip
    address = tracking_address(notice.task, language=language)
    # The one click of RFC 8058 posts to this address; whoever opens it sees the same wish as a button.
    stop = tracking_address(notice.task, language=language, part="messages")
    send_mail_in_language(
        template="delivery/mail/notice.txt", to=_contact(notice), language=language,
        context={"words": words, "telephone": service.telephone}, action_url=address, unsubscribe_url=stop,
        headers={"Message-ID": _message_id(notice), "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )  # fmt: skip


def _mail_store(notice: Notice, user: User) -> None:
    task = notice.task
    number, store_id = (task.delivery.number, task.delivery.store_id) if task.delivery else (0, 0)
    send_mail_in_language(
        template="delivery/mail/store_notice.txt", to=user,
        context={
            "task": task, "said": NOTICE_MOMENTS[NoticeMoment(notice.moment)],
            "place": task.address.name or task.address.street_address,
        },
        action_url=settings.MAILLAGE_BASE_URL + reverse("delivery:store_delivery", args=[store_id, number]),
        headers={"Message-ID": _message_id(notice)},
    )  # fmt: skip


def _message_id(notice: Notice) -> str:
    # The same for each try: a message that left twice all the same is one to whoever reads it.
    return f"<notice.{notice.pk}@{settings.DEFAULT_FROM_EMAIL.partition('@')[2]}>"


def _service(notice: Notice) -> DeliveryService:
    found: DeliveryService = DeliveryService.objects.across_scopes(reason=_REASON).get(
        organization_id=notice.organization_id
    )
    return found


def language_for(task: Task, /) -> str:
    """Give the language in which a recipient is written to: the recipient's own, the store's, the co-operative's."""
    known = dict(settings.LANGUAGES)
    store_id = (task.delivery.store_id if task.delivery else None) or 0
    own = StoreNotices.objects.across_scopes(reason=_REASON).filter(store_id=store_id)
    usual = NoticeSettings.objects.across_scopes(reason=_REASON).filter(organization_id=task.organization_id)
    chosen = [*own.values_list("language", flat=True), *usual.values_list("language", flat=True)]
    for language in (task.address.language, *chosen):
        if language in known:
            return str(language)
    return "fr"


@transaction.atomic
def send_again(*, actor: DeliveryActor, notice_id: UUID) -> None:
    """Send a message that was given up; a dispatcher has looked at it.

    Raises: NotAllowed, NotFound, Conflict (it was not given up).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    notice: Notice = first_or_not_found(Notice.objects.within(actor.scope).select_for_update().filter(pk=notice_id))
    if notice.state != NoticeState.PARKED.value:
        raise Conflict
    _left(notice, state=NoticeState.WAITING)
    enqueue(notice)
