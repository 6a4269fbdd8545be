from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from maillage.delivery.coopcycle.documents.tasks import Shown, task_in_delivery
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.models import CourierPosition, Delivery, Order
from maillage.delivery.queries.positions import POSITION_LIFE
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import TaskState, TaskType


def delivery_document(
    delivery: Delivery,
    shown: Shown,
    *,
    positions: dict[int, CourierPosition] | None = None,
    now: datetime | None = None,
) -> dict[str, Any]:
    """Show a delivery read with its tasks. `positions`: by courier; the place of a bike that is on the way is told."""
    tasks = list(delivery.tasks.all())
    documents = [task_in_delivery(task, shown) for task in tasks]
    pickups = [each for each in documents if each["type"] == TaskType.PICKUP.value]
    dropoffs = [each for each in documents if each["type"] == TaskType.DROPOFF.value]
    document = {
        "@id": iri("deliveries", delivery.number),
        "@type": "http://schema.org/ParcelDelivery",
        "id": delivery.number,
        "distance": delivery.distance_m,
        "duration": delivery.duration_s,
        "polyline": delivery.polyline,
        "tasks": documents,
        "pickup": pickups[0] if pickups else None,
        "dropoff": dropoffs[-1] if dropoffs else None,
        "trackingUrl": tracking_url(delivery),
        "order": order_document(getattr(delivery, "order", None)),
    }
    place = _place(tasks, positions or {}, now)
    return document | ({"location": place} if place else {})


def tracking_url(delivery: Delivery, /) -> str:
    return f"{settings.MAILLAGE_BASE_URL}/{get_language() or 'fr'}/pub/d/{delivery.tracking_key}"


def order_document(order: Order | None, /) -> dict[str, Any] | None:
    """Show an order; one that waits for its price costs nothing yet."""
    if order is None:
        return None
    return {
        "@id": iri("orders", order.number),
        "@type": "http://schema.org/Order",
        "number": order.reference,
        "total": order.total_cents or 0,
        "taxTotal": order.vat_cents,
        "paymentGateway": "stripe",
    }


def _place(tasks: list[Any], positions: dict[int, CourierPosition], now: datetime | None) -> dict[str, Any] | None:
    if now is None or all(task.state in (*COMPLETED_STATES, TaskState.CANCELLED) for task in tasks):
        return None
    # Told once the ride has begun: before, where a courier is concerns nobody's parcel.
    riding = [task for task in tasks if task.courier_id and task.state == TaskState.DOING.value]
    place = next((positions[task.courier_id] for task in riding if task.courier_id in positions), None)
    if place is None or place.at < now - POSITION_LIFE:
        return None
    return {"lat": place.latitude, "lng": place.longitude, "updatedAt": int(place.at.timestamp())}
