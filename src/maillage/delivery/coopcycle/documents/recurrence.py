from datetime import time
from typing import Any

from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import Verbatim
from maillage.delivery.models import RecurringOrder, RecurringStop


def rule_document(recurring: RecurringOrder, /) -> dict[str, Any]:
    """Show a rule read with its store and its stops."""
    stops = [_stop(stop) for stop in recurring.stops.all()]
    whole = stops[0] if len(stops) == 1 else Verbatim({"@type": "hydra:Collection", "hydra:member": stops})
    price = {"variantName": recurring.given_price_reason, "variantPrice": recurring.given_price_cents}
    return {
        "@id": iri("recurrence_rules", recurring.pk),
        "@type": "RecurrenceRule",
        "id": recurring.pk,
        "name": recurring.name or None,
        "rule": recurring.rule,
        "template": whole,
        "store": iri("stores", recurring.store_id),
        "arbitraryPriceTemplate": price if recurring.given_price_cents is not None else None,
        "orgName": recurring.store.name,
        "isCancelled": recurring.ended_at is not None,
        "paused": recurring.paused_at is not None,
    }


def _stop(stop: RecurringStop) -> Verbatim:
    address = {key: value for key, value in address_document(stop.address).items() if key != "provider"}
    return Verbatim(
        {
            "@type": "Task",
            "type": stop.type,
            "address": address,
            "after": _clock(stop.after),
            "before": _clock(stop.before),
            "comments": stop.comments,
            "weight": stop.weight_g,
            "packages": [{"type": one["name"], "quantity": one["quantity"]} for one in stop.parcels],
            "tags": list(stop.tags),
            "metadata": stop.metadata,
        }
    )


def _clock(clock: time | None) -> str | None:
    return f"{clock:%H:%M}" if clock else None
