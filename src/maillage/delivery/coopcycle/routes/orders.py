"""What deliveries cost, as orders. Source: `coopcycle_api.md`, sections 2.1 and 4.1."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, paged
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.deliveries import order_document
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import Order
from maillage.delivery.queries.api_orders import order_or_refused, orders_seen
from maillage.delivery.rules.times import written
from maillage.delivery.services.order_states import accept_order


@for_programs("orders")
def list_all(call: Call) -> Answer:
    """Give the orders of one's stores, or all to who dispatches, the latest first."""
    rows = orders_seen(actor=call.actor)
    return paged(rows, lambda order: _document(call, order), request=call.request, context="Order")


@for_programs("orders")
def read(call: Call, number: int) -> Answer:
    """Give an order with its price."""
    return Item(_document(call, order_or_refused(actor=call.actor, number=number)), "Order")


@for_programs("orders")
def accept(call: Call, number: int) -> Answer:
    """Say that an order is taken: who dispatches does, twice changes nothing."""
    order = order_or_refused(actor=call.actor, number=number)
    accept_order(actor=call.actor, order_id=order.pk, now=call.now)
    return Item(_document(call, order_or_refused(actor=call.actor, number=number)), "Order")


def _document(call: Call, order: Order) -> dict[str, Any]:
    return {
        **(order_document(order) or {}),
        "id": order.number,
        "state": order.state,
        "createdAt": written(order.made_at, zone=call.zone),
        "delivery": iri("deliveries", order.delivery.number),
        "store": iri("stores", order.delivery.store_id) if order.delivery.store_id else None,
    }
