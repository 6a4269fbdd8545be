"""What an order costs, by the rules of its store."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from maillage.delivery.models import Delivery, DeliveryService, Order, Store, Task
from maillage.delivery.queries.prices import facts_of, rules_of, zones_of
from maillage.delivery.rules.parcels import Load
from maillage.delivery.rules.pricing import Calculation, RuleSet, Supplement, document_of, price, with_vat
from maillage.delivery.services.price_journal import note_price
from maillage.delivery.types import PriceCause


@dataclass(frozen=True, slots=True)
class Chosen:
    """A supplement chosen by hand: which rule, how often."""

    rule_id: int
    quantity: int = 1


_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are mistaken for one another


def open_order(
    *, delivery: Delivery, tasks: Sequence[Task], loads: Sequence[Load], service: DeliveryService, store: Store | None,
    now: datetime,
) -> Order:  # fmt: skip
    """Open the order of a delivery, with the price that the store's rules make, or flagged without one."""
    found = priced(delivery=delivery, tasks=tasks, loads=loads, store=store, now=now)
    total = found.total_cents
    vat = with_vat(total, rate_bp=service.vat_basis_points, is_included=True).tax_cents if total is not None else 0
    order = Order.objects.create(
        organization_id=delivery.organization_id, delivery=delivery,
        reference=new_reference(), total_cents=total, vat_cents=vat,
        vat_basis_points=service.vat_basis_points, calculation=document_of(found), made_at=now,
    )  # fmt: skip
    note_price(order, before_cents=0, cause=PriceCause.ORDERED, user_id=delivery.ordered_by_id, now=now)
    made: Order = order
    return made


def new_reference() -> str:
    """Draw what people call an order on the telephone."""
    return "".join(secrets.choice(_LETTERS) for _place in range(8))


def priced(
    *, delivery: Delivery, tasks: Sequence[Task], loads: Sequence[Load], store: Store | None, now: datetime,
    supplements: Sequence[Chosen] = (),
) -> Calculation:  # fmt: skip
    """Price a delivery whose tasks are known, written or not. Prices hold VAT."""
    facts = facts_of(delivery=delivery, tasks=tasks, loads=loads)
    rule_set = rules_of(rule_set_id=store.rule_set_id) if store is not None else None
    zones = zones_of(organization_id=delivery.organization_id)
    added = supplements_of(supplements, rule_set)
    return price(facts=facts, rule_set=rule_set, zones=zones, now=now, supplements=added)


def supplements_of(chosen: Sequence[Chosen], rule_set: RuleSet | None) -> tuple[Supplement, ...]:
    """Give the rules that were chosen by hand, so often each; those that the set has no more are left out."""
    known = {rule.id: rule for rule in rule_set.rules if rule.is_manual} if rule_set else {}
    return tuple(Supplement(known[str(one.rule_id)], one.quantity) for one in chosen if str(one.rule_id) in known)
