"""The programs that are told, and the log of what they were told."""

from typing import Any
from uuid import UUID

from maillage.accounts.types import Scope
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.web.models import Webhook, WebhookDelivery


def webhooks(*, scope: Scope) -> list[Webhook]:
    """Give every program that is told, first added first."""
    return list(Webhook.objects.within(scope).order_by("created_at", "id"))


def webhook_by_id(*, scope: Scope, webhook_id: UUID) -> Webhook:
    """Raises: NotFound."""
    found: Webhook | None = Webhook.objects.within(scope).filter(pk=webhook_id).first()
    if found is None:
        raise NotFound
    return found


def deliveries(*, scope: Scope, webhook_id: UUID, cursor: str = "") -> KeyPage[Any]:
    """Give what a program was told, latest first.

    Raises: BadCursor.
    """
    rows = WebhookDelivery.objects.within(scope).filter(webhook_id=webhook_id)
    return page_by_key(rows, key=("-created_at", "-id"), cursor=cursor)
