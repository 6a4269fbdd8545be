"""A delivery as a form to edit. Source: `coopcycle_api.md`, section 5, `delivery_form_data`."""

from collections.abc import Sequence
from typing import Any

from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.documents.tasks import Shown, task_in_delivery
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import Address, Delivery, DeliveryService, Order, Task


def form_document(
    delivery: Delivery | None, tasks: Sequence[Task], shown: Shown, *, service: DeliveryService
) -> dict[str, Any]:
    """Show the stops with their addresses in full, and what was said of the price by hand; a task of no order is alone."""
    order = getattr(delivery, "order", None) if delivery else None
    store_id = delivery.store_id if delivery else None
    return {
        "id": delivery.number if delivery else None,
        "store": iri("stores", store_id) if store_id else None,
        "tasks": [_task(task, shown, service) for task in tasks],
        "order": _order(order) if order else None,
    }


def _task(task: Task, shown: Shown, service: DeliveryService) -> dict[str, Any]:
    document = task_in_delivery(task, shown)
    return {**document, "address": _long(task.address, shown, service), "doorstep": task.is_doorstep}


def _long(address: Address, shown: Shown, service: DeliveryService) -> dict[str, Any]:
    return {
        **address_document(address, is_split=True),
        "id": address.pk,
        "company": None,
        "complete": not address.is_approximate,
        "addressCountry": service.country,
        "addressLocality": address.locality or None,
        "addressRegion": None,
        "postalCode": address.postal_code or None,
        "postOfficeBoxNumber": None,
        "deletedAt": shown.time(address.erased_at) if address.erased_at else None,
        "deleted": address.erased_at is not None,
    }


def _order(order: Order) -> dict[str, Any]:
    by_hand = {"variantName": order.given_price_reason, "variantPrice": order.total_cents}
    return {
        "manualSupplements": [
            {"pricingRule": iri("pricing_rules", one["rule"]), "quantity": one["quantity"]} for one in order.supplements
        ],
        "arbitraryPrice": by_hand if order.given_price_reason else None,
        "isSavedOrder": False,
    }
