"""What an order would cost and how far it would ride, before anybody makes it."""

from dataclasses import dataclass
from datetime import datetime

from maillage.delivery.models import Delivery, DeliveryService, Task
from maillage.delivery.queries.prices import facts_of, zones_of
from maillage.delivery.rules.expressions import ExpressionError
from maillage.delivery.rules.pricing import Amounts, Calculation, accepts, with_vat
from maillage.delivery.services.deliveries import Plan, planned, with_pickup
from maillage.delivery.services.parcels import loads_of
from maillage.delivery.services.prices import priced
from maillage.delivery.services.rides import Ride
from maillage.delivery.types import DeliveryActor, DeliveryGiven


@dataclass(frozen=True, slots=True)
class Quote:
    """`amounts`: nothing when the rules make no price; `calculation` says why."""

    calculation: Calculation
    amounts: Amounts | None
    ride: Ride
    service: DeliveryService


def quote(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> Quote:
    """Price an order without making it. Prices of rules hold VAT.

    Raises: as `order_delivery`.
    """
    plan = planned(actor=actor, given=given, now=now)
    delivery, tasks = _draft(actor, given, plan)
    loads = loads_of(given=with_pickup(given, plan.store), store=plan.store)
    found = priced(delivery=delivery, tasks=tasks, loads=loads, store=plan.store, now=now)
    total = found.total_cents
    rate = plan.service.vat_basis_points
    amounts = with_vat(total, rate_bp=rate, is_included=True) if total is not None else None
    return Quote(found, amounts, plan.ride, plan.service)


def is_acceptable(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> bool:
    """Say whether an order could be made, and is one that its store's check lets pass; a check with a fault lets none.

    Raises: as `order_delivery`. Source: CoopCycle API, `POST /api/deliveries/assert`.
    """
    plan = planned(actor=actor, given=given, now=now)
    if plan.store is None or not plan.store.check_expression.strip():
        return True
    delivery, tasks = _draft(actor, given, plan)
    loads = loads_of(given=with_pickup(given, plan.store), store=plan.store)
    facts = facts_of(delivery=delivery, tasks=tasks, loads=loads)
    zones = zones_of(organization_id=actor.organization_id)
    try:
        return accepts(expression=plan.store.check_expression, facts=facts, zones=zones, now=now)
    except ExpressionError:
        return False


def _draft(actor: DeliveryActor, given: DeliveryGiven, plan: Plan) -> tuple[Delivery, list[Task]]:
    given = with_pickup(given, plan.store)
    delivery = Delivery(
        organization_id=actor.organization_id, distance_m=plan.ride.distance_m, time_slot_id=given.time_slot_id
    )
    tasks = [
        Task(type=task.type.value, address=address, after=after, before=before, is_doorstep=task.is_doorstep)
        for task, address, (after, before) in zip(given.tasks, plan.addresses, plan.windows, strict=True)
    ]
    return delivery, tasks
