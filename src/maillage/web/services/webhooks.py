"""Programs of others that are told what happens on the path: signed messages, tried again, kept, replayed."""

import base64
import hashlib
import hmac
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.kit.outside import Unreachable, post, target_of
from maillage.stream.jobs_queue import defer_job
from maillage.stream.serialization import event_data
from maillage.stream.types import Event
from maillage.web.models import Webhook, WebhookDelivery

SEND_TASK = "maillage.web.jobs.send_webhook"
MOST_WEBHOOKS = 20
# 5, 25, 125, 625, 3125, 15625 seconds: an outage of five hours loses nothing.
MAX_ATTEMPTS = 7
DISABLED_AFTER = 20
KEPT = timedelta(days=30)
TEST_VERB = "webhook.tested"
_REASON = "telling programs what happened"

type Post = Callable[..., int]


class DeliveryFailed(Exception):
    """The address did not take the message; the job tries again."""


@dataclass(frozen=True, slots=True)
class WebhookGiven:
    name: str
    url: str
    verbs: Sequence[str] = ()


def secret_of(webhook: Webhook, /) -> str:
    """Give the secret by which a webhook's messages are signed. Pages show it once, after it was made."""
    said = f"maillage.webhook:{webhook.pk}:{webhook.generation}"
    made = hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.urlsafe_b64encode(made).decode().rstrip('=')}"


def signature_of(*, secret: str, timestamp: int, body: str) -> str:
    """Give the signature header's value: HMAC-SHA256 over `timestamp.body`, in hexadecimal."""
    made = hmac.new(secret.encode(), f"{timestamp}.{body}".encode(), hashlib.sha256).hexdigest()
    return f"t={timestamp},v1={made}"


@transaction.atomic
def add_webhook(*, actor: Actor, given: WebhookGiven, now: datetime) -> Webhook:
    """Add an address.

    Raises: NotAllowed, Invalid (an address that must not be reached), Conflict (too many).
    """
    _require(actor)
    try:
        target_of(given.url)
    except Unreachable:
        raise Invalid(
            _("This address cannot be used: give one that starts with https:// and is reachable from outside."),
            field="url",
        ) from None
    if Webhook.objects.within(actor.scope).count() >= MOST_WEBHOOKS:
        raise Conflict(_("Twenty programs are told already: remove one first."))
    made: Webhook = Webhook.objects.create(
        name=given.name, url=given.url, verbs=list(given.verbs), created_by_id=actor.user_id, created_at=now
    )
    return made


def _require(actor: Actor) -> None:
    if not actor.may(AccessLevel.ADMINISTRATOR):
        raise NotAllowed


def _one(actor: Actor, webhook_id: UUID) -> Webhook:
    _require(actor)
    found: Webhook | None = Webhook.objects.within(actor.scope).select_for_update().filter(pk=webhook_id).first()
    if found is None:
        raise NotFound
    return found


@transaction.atomic
def switch_webhook(*, actor: Actor, webhook_id: UUID, is_enabled: bool, now: datetime) -> Webhook:
    """Have a program told again, or not any more; twice is once.

    Raises: NotAllowed, NotFound.
    """
    row = _one(actor, webhook_id)
    row.disabled_at = None if is_enabled else (row.disabled_at or now)
    row.failures = 0 if is_enabled else row.failures
    row.save(update_fields=["disabled_at", "failures"])
    return row


@transaction.atomic
def renew_secret(*, actor: Actor, webhook_id: UUID) -> Webhook:
    """Make another secret: the former one signs nothing any more.

    Raises: NotAllowed, NotFound.
    """
    row = _one(actor, webhook_id)
    row.generation += 1
    row.save(update_fields=["generation"])
    return row


@transaction.atomic
def remove_webhook(*, actor: Actor, webhook_id: UUID) -> None:
    """Forget a program and its log.

    Raises: NotAllowed, NotFound.
    """
    _one(actor, webhook_id).delete()


@transaction.atomic
def send_test(*, actor: Actor, webhook_id: UUID, now: datetime) -> WebhookDelivery:
    """Send a message that says nothing but that it is a test, even to a disabled address.

    Raises: NotAllowed, NotFound.
    """
    return _write(_one(actor, webhook_id), verb=TEST_VERB, said={}, now=now)


@transaction.atomic
def replay(*, actor: Actor, delivery_id: UUID, now: datetime) -> WebhookDelivery:
    """Send a message of the log again, word for word, as a delivery of its own.

    Raises: NotAllowed, NotFound.
    """
    _require(actor)
    rows = WebhookDelivery.objects.within(actor.scope).select_related("webhook")
    former: WebhookDelivery | None = rows.filter(pk=delivery_id).first()
    if former is None:
        raise NotFound
    return _queue(WebhookDelivery(webhook=former.webhook, verb=former.verb, body=former.body, created_at=now))


@transaction.atomic
def tell_webhooks(*, event: Event, now: datetime) -> int:
    """Write a message about a fact for each program that asked for it; gives how many. Sent by jobs after commit."""
    rows = Webhook.objects.across_scopes(reason=_REASON).filter(disabled_at=None)
    told = [row for row in rows if not row.verbs or event.verb in row.verbs]
    said = {
        "at": event.at.isoformat(),
        "object": {"type": event.object_type, "id": str(event.object_id) if event.object_id else None},
        "organization_id": str(event.organization_id) if event.organization_id else None,
        "actor_id": str(event.actor_id) if event.actor_id else None,
        "data": event_data(event),
    }
    for row in told:
        _write(row, verb=event.verb, said=said, now=now)
    return len(told)


def _write(webhook: Webhook, *, verb: str, said: Mapping[str, object], now: datetime) -> WebhookDelivery:
    # The id of the message stays the same when it is replayed: receivers know what they have seen.
    body = json.dumps({"id": str(new_id()), "type": verb, "at": now.isoformat(), **said}, ensure_ascii=False)
    return _queue(WebhookDelivery(webhook=webhook, verb=verb, body=body, created_at=now))


def _queue(row: WebhookDelivery) -> WebhookDelivery:
    row.save(force_insert=True)
    defer_job(task=SEND_TASK, lock=f"webhook:{row.pk}", delivery_id=str(row.pk))
    return row


def send_delivery(*, delivery_id: UUID, attempt: int, now: datetime, post: Post = post) -> None:
    """Send a message once; `attempt`: from 1. What was delivered is not sent again.

    Nothing is held while the other side answers. Raises: DeliveryFailed (to be tried again, unless it was the last).
    """
    rows = WebhookDelivery.objects.across_scopes(reason=_REASON).select_related("webhook")
    row: WebhookDelivery | None = rows.filter(pk=delivery_id).first()
    if row is None or row.delivered_at is not None or row.given_up_at is not None:
        return
    status, error = _tried(row, now=now, post=post)
    is_taken = status is not None and 200 <= status < 300
    is_last = not is_taken and attempt >= MAX_ATTEMPTS
    rows.filter(pk=row.pk).update(
        attempts=attempt, status=status, error=error[:300], tried_at=now, delivered_at=now if is_taken else None,
        given_up_at=now if is_last else None,
    )  # fmt: skip
    if is_taken or is_last:
        _count(row.webhook_id, is_taken=is_taken, now=now)
    if not is_taken and not is_last:
        raise DeliveryFailed(error)


def _tried(row: WebhookDelivery, *, now: datetime, post: Post) -> tuple[int | None, str]:
    stamp = int(now.timestamp())
    headers = {
        "Content-Type": "application/json; charset=utf-8", "User-Agent": "Maillage", "Maillage-Event": row.verb,
        "Maillage-Delivery": str(row.pk),
        "Maillage-Signature": signature_of(secret=secret_of(row.webhook), timestamp=stamp, body=row.body),
    }  # fmt: skip
    try:
        status = post(row.webhook.url, body=row.body.encode(), headers=headers)
    except Unreachable as error:
        return None, str(error)
    return status, "" if 200 <= status < 300 else f"answered {status}"


@transaction.atomic
def _count(webhook_id: UUID, *, is_taken: bool, now: datetime) -> None:
    rows = Webhook.objects.across_scopes(reason=_REASON).select_for_update()
    webhook: Webhook | None = rows.filter(pk=webhook_id).first()
    if webhook is None:
        return
    webhook.failures = 0 if is_taken else webhook.failures + 1
    if webhook.failures >= DISABLED_AFTER and webhook.disabled_at is None:
        webhook.disabled_at = now
    webhook.save(update_fields=["failures", "disabled_at"])


def forget_old_deliveries(*, now: datetime) -> int:
    """Delete the messages of more than thirty days ago; gives how many."""
    rows = WebhookDelivery.objects.across_scopes(reason=_REASON)
    deleted, _by_model = rows.filter(created_at__lt=now - KEPT).delete()
    return int(deleted)
