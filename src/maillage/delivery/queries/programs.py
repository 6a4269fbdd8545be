"""Stores' programs, and what they were told: for the co-operative's desk."""

from django.db.models import QuerySet

from maillage.delivery.models import ApiProgram, ApiWebhook, ApiWebhookSending
from maillage.delivery.types import DeliveryActor

MOST_MESSAGES = 50


def programs_of_store(*, actor: DeliveryActor, store_id: int) -> "QuerySet[ApiProgram]":
    """Give the programs that may order for a store, the last made first."""
    rows = ApiProgram.objects.within(actor.scope).filter(store_id=store_id, revoked_at=None)
    return rows.select_related("made_by").order_by("-made_at", "-pk")


def webhooks_of_store(*, actor: DeliveryActor, store_id: int) -> "QuerySet[ApiWebhook]":
    """Give the addresses that a store's programs have told, by event."""
    rows = ApiWebhook.objects.within(actor.scope).filter(program__store_id=store_id, program__revoked_at=None)
    return rows.select_related("program").order_by("program_id", "event", "pk")


def messages_of_store(*, actor: DeliveryActor, store_id: int) -> "QuerySet[ApiWebhookSending]":
    """Give the last messages that a store's programs were sent, the latest first."""
    rows = ApiWebhookSending.objects.within(actor.scope).filter(webhook__program__store_id=store_id)
    return rows.select_related("webhook").order_by("-created_at", "-pk")[:MOST_MESSAGES]


def given_up_for_store(*, actor: DeliveryActor, store_id: int) -> "QuerySet[ApiWebhookSending]":
    """Give the messages that no address of a store's living programs took."""
    rows = ApiWebhookSending.objects.within(actor.scope).filter(given_up_at__isnull=False, delivered_at=None)
    return rows.filter(webhook__program__store_id=store_id, webhook__program__revoked_at=None)
