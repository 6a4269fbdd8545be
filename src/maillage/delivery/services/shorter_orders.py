"""An order whose stops could be ridden in a shorter order."""

from datetime import datetime

from maillage.delivery.rules.stop_order import OpenStop, Shorter, shorter_order
from maillage.delivery.services.deliveries import OrderRefused, planned
from maillage.delivery.services.streets import known_streets
from maillage.delivery.types import DeliveryActor, DeliveryGiven, TaskType
from maillage.geodata import Point
from maillage.routing.network import Riding


def shorter_order_of(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> Shorter | None:
    """Find a shorter order of the stops of an order; None when there is none, or a stop cannot be placed.

    Raises: as `order_delivery`, but for hours that cannot be. Source: CoopCycle API, `POST /api/deliveries/suggest_optimizations`.
    """
    if len(given.tasks) < 3:
        return None
    try:
        plan = planned(actor=actor, given=given, now=now)
    except OrderRefused:
        return None
    if len(plan.addresses) != len(given.tasks):
        return None
    points = [Point(address.longitude, address.latitude) for address in plan.addresses]
    table = known_streets().table(points=points, riding=Riding.BIKE)
    if table.troubles:
        return None
    stops = [
        OpenStop(task.type is TaskType.PICKUP, (after - now).total_seconds(), (before - now).total_seconds())
        for task, (after, before) in zip(given.tasks, plan.windows, strict=True)
    ]
    return shorter_order(
        stops, distances_m=table.matrix.distances_m.tolist(), durations_s=table.matrix.durations_s.tolist()
    )
