"""What an order would cost and how far it would ride, before anybody makes it."""

from dataclasses import dataclass
from datetime import datetime

from maillage.delivery.models import DeliveryService
from maillage.delivery.rules.pricing import Amounts, Calculation, with_vat
from maillage.delivery.services.deliveries import OrderRefused, drafted, planned, with_pickup
from maillage.delivery.services.parcels import loads_of
from maillage.delivery.services.prices import priced
from maillage.delivery.services.rides import Ride
from maillage.delivery.services.store_checks import OUTSIDE, lets_pass
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
    delivery, tasks = drafted(plan, given=given, actor=actor)
    loads = loads_of(given=with_pickup(given, plan.store), store=plan.store)
    found = priced(delivery=delivery, tasks=tasks, loads=loads, store=plan.store, now=now)
    total = found.total_cents
    rate = plan.service.vat_basis_points
    amounts = with_vat(total, rate_bp=rate, is_included=True) if total is not None else None
    return Quote(found, amounts, plan.ride, plan.service)


def checked_quote(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> Quote:
    """Price an order that could be made as it is.

    Raises: as `order_delivery`; OrderRefused too when the store's check does not let it pass.
    """
    if not is_acceptable(actor=actor, given=given, now=now):
        raise OrderRefused([("items", OUTSIDE)])
    return quote(actor=actor, given=given, now=now)


def is_acceptable(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> bool:
    """Say whether an order could be made, and is one that its store's check lets pass; a check with a fault lets none.

    Raises: as `order_delivery`. Source: CoopCycle API, `POST /api/deliveries/assert`.
    """
    plan = planned(actor=actor, given=given, now=now)
    delivery, tasks = drafted(plan, given=given, actor=actor)
    loads = loads_of(given=with_pickup(given, plan.store), store=plan.store)
    return lets_pass(store=plan.store, delivery=delivery, tasks=tasks, loads=loads, now=now)
