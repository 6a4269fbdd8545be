"""Addresses that are told what becomes of deliveries. Source: `coopcycle_api.md`, section 8."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.reading.texts import text_in
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import ApiWebhook
from maillage.delivery.services.api_webhooks import add_webhook, remove_webhook, secret_of, webhook_of


@for_programs("deliveries", "tasks", people=False)
def create(call: Call) -> Answer:
    """Add an address; its secret is told this once."""
    body = call.body()
    made = add_webhook(actor=call.actor, event=text_in(body, "event"), url=text_in(body, "url"), now=call.now)
    return Item({**_document(made), "secret": secret_of(made)}, "Webhook", status=201)


@for_programs("deliveries", "tasks", people=False)
def read(call: Call, number: int) -> Answer:
    """Give a webhook, without its secret."""
    return Item(_document(webhook_of(actor=call.actor, webhook_id=number)), "Webhook")


@for_programs("deliveries", "tasks", people=False)
def remove(call: Call, number: int) -> Answer:
    """End a webhook."""
    remove_webhook(actor=call.actor, webhook_id=number)
    return Nothing()


def _document(webhook: ApiWebhook) -> dict[str, Any]:
    return {"@id": iri("webhooks", webhook.pk), "@type": "Webhook", "url": webhook.url, "event": webhook.event}
