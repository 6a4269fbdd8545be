"""A shorter order of the stops that were sent. Source: `coopcycle_api.md`, section 4.8."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.prices import nowhere_id
from maillage.delivery.coopcycle.reading.deliveries import order_in, store_of
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.services.shorter_orders import shorter_order_of


@for_programs("deliveries")
def suggest(call: Call) -> Answer:
    """Say in which order the stops would be ridden with fewer metres; nothing when there is none."""
    body = call.body()
    sent = order_in(body, call=call, store=store_of(body, call=call, is_needed=False))
    found = shorter_order_of(actor=call.actor, given=sent.given, now=call.now)
    suggestions: list[dict[str, Any]] = []
    if found is not None:
        gain = {"type": "distance", "amount": found.gain_m}
        known = {"@context": {}, "@type": "OptimizationSuggestion", "@id": nowhere_id()}
        suggestions = [{**known, "gain": gain, "order": list(found.order)}]
    return Item({"@type": "OptimizationSuggestions", "@id": nowhere_id(), "suggestions": suggestions}, {})
