"""Stores' programs that are told what becomes of their deliveries. Source: CoopCycle API, webhooks."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Callable
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ApiWebhook, ApiWebhookSending
from maillage.delivery.queries.programs import given_up_for_store
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.outside import HostUnknown, Unreachable, post, target_of
from maillage.stream.jobs_queue import defer_job

SEND_TASK = "maillage.delivery.webhook_jobs.send"
EVENTS = (
    "delivery.assigned",
    "delivery.started",
    "delivery.picked",
    "delivery.in_transit",
    "delivery.completed",
    "delivery.failed",
    "order.created",
)
MAX_ATTEMPTS = 4  # the first, and at most three more
MOST_WEBHOOKS = 50
KEPT = timedelta(days=30)
_REASON = "telling stores' programs what became of their deliveries"

type Post = Callable[..., int]


class SendingFailed(Exception):
    """The address did not take the message; the job tries again."""


def secret_of(webhook: ApiWebhook, /) -> str:
    """Give the secret by which an address's messages are signed, base64 of 32 bytes; shown once, never kept."""
    said = f"maillage.delivery.webhook:{webhook.pk}:{webhook.nonce}"
    return base64.b64encode(hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()).decode()


def signature_of(*, secret: str, body: bytes) -> str:
    """Sign the very bytes that are sent: base64 of HMAC-SHA256, keyed by the secret's text as it is."""
    return base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()


@transaction.atomic
def add_webhook(*, actor: DeliveryActor, event: str, url: str, now: datetime) -> ApiWebhook:
    """Have a program told of one event at an address.

    Raises: NotAllowed (programs only), Invalid (an unknown event, an address that must not be reached), Conflict (too many).
    """
    if actor.program_id is None:
        raise NotAllowed
    if event not in EVENTS:
        raise Invalid(_("The value you selected is not a valid choice."), field="event")
    try:
        target_of(url)
    except HostUnknown:
        pass  # a name that nobody knows today may be known tomorrow; each sending looks again, and refuses what is inside
    except Unreachable:
        raise Invalid(
            _("This address cannot be used: give one that starts with https:// and is reachable from outside."),
            field="url",
        ) from None
    if len(url) > 500:
        raise Invalid(_("This address is too long: 500 characters at most."), field="url")
    if _of_program(actor).count() >= MOST_WEBHOOKS:
        raise Conflict(_("This program is told at fifty addresses already: remove one first."))
    made: ApiWebhook = ApiWebhook.objects.create(
        organization_id=actor.organization_id, program_id=actor.program_id, event=event, url=url,
        nonce=secrets.token_urlsafe(24), made_at=now,
    )  # fmt: skip
    return made


def webhook_of(*, actor: DeliveryActor, webhook_id: int) -> ApiWebhook:
    """Give an address of the program itself.

    Raises: NotFound, NotAllowed (another program's of the same co-operative).
    """
    webhook: ApiWebhook | None = ApiWebhook.objects.within(actor.scope).filter(pk=webhook_id).first()
    if webhook is None:
        raise NotFound
    if actor.program_id is None or webhook.program_id != actor.program_id:
        raise NotAllowed
    return webhook


def remove_webhook(*, actor: DeliveryActor, webhook_id: int) -> None:
    """Tell an address no more, and forget what was sent there.

    Raises: NotFound, NotAllowed.
    """
    webhook_of(actor=actor, webhook_id=webhook_id).delete()


def _of_program(actor: DeliveryActor):  # type: ignore[no-untyped-def]  # a queryset, typed by its manager
    return ApiWebhook.objects.within(actor.scope).filter(program_id=actor.program_id)


@transaction.atomic
def tell_programs(*, event: str, store_id: int, delivery_number: int, now: datetime) -> int:
    """Write a message for each address that is told of an event of the store's deliveries; gives how many."""
    rows = ApiWebhook.objects.across_scopes(reason=_REASON).filter(event=event, program__store_id=store_id)
    told = 0
    for webhook in rows.filter(program__revoked_at=None):
        # PHP escapes slashes: what is signed is what is sent, to the byte.
        said = json.dumps(
            {"data": {"object": f"/api/deliveries/{delivery_number}", "event": event}}, separators=(",", ":")
        )
        sending = ApiWebhookSending.objects.create(
            organization_id=webhook.organization_id, webhook=webhook, body=said.replace("/", "\\/"), created_at=now
        )
        defer_job(task=SEND_TASK, lock=f"api-webhook:{sending.pk}", sending_id=sending.pk)
        told += 1
    return told


@transaction.atomic
def send_given_up_again(*, actor: DeliveryActor, store_id: int) -> int:
    """Send what no address of a store's programs took, from the first try on: a site was down for a day. Gives how many.

    Raises: NotAllowed (owners only).
    """
    if not actor.is_owner:
        raise NotAllowed
    rows = given_up_for_store(actor=actor, store_id=store_id)
    ids = list(rows.select_for_update(of=("self",)).order_by("created_at", "pk").values_list("pk", flat=True))
    ApiWebhookSending.objects.within(actor.scope).filter(pk__in=ids).update(given_up_at=None, attempts=0)
    for sending_id in ids:
        defer_job(task=SEND_TASK, lock=f"api-webhook:{sending_id}", sending_id=sending_id)
    return len(ids)


def send(*, sending_id: int, attempt: int, now: datetime, post: Post = post) -> None:
    """Send a message once; `attempt`: from 1. What was taken is not sent again.

    Raises: SendingFailed (to be tried again, unless it was the last try).
    """
    rows = ApiWebhookSending.objects.across_scopes(reason=_REASON)
    row: ApiWebhookSending | None = rows.select_related("webhook").filter(pk=sending_id).first()
    if row is None or row.delivered_at is not None or row.given_up_at is not None:
        return
    status, error = _tried(row, post)
    is_taken = status is not None and 200 <= status < 300
    is_last = not is_taken and attempt >= MAX_ATTEMPTS
    rows.filter(pk=row.pk).update(
        attempts=attempt, status=status, error=error[:300], tried_at=now, delivered_at=now if is_taken else None,
        given_up_at=now if is_last else None,
    )  # fmt: skip
    if not is_taken and not is_last:
        raise SendingFailed(error)


def _tried(row: ApiWebhookSending, post: Post) -> tuple[int | None, str]:
    body = row.body.encode()
    signature = signature_of(secret=secret_of(row.webhook), body=body)
    headers = {"Content-Type": "application/json", "User-Agent": "Maillage", "X-CoopCycle-Signature": signature}
    try:
        status = post(row.webhook.url, body=body, headers=headers)
    except Unreachable as error:
        return None, str(error)
    return status, "" if 200 <= status < 300 else f"answered {status}"


def forget_old_sendings(*, now: datetime) -> int:
    """Delete the messages of more than thirty days ago; gives how many."""
    rows = ApiWebhookSending.objects.across_scopes(reason=_REASON)
    deleted, _by_model = rows.filter(created_at__lt=now - KEPT).delete()
    return int(deleted)
