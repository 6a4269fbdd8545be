"""What prices are made from: rules, zones and the facts of a delivery."""

from collections.abc import Sequence
from uuid import UUID

from maillage.delivery.models import (
    Address,
    Delivery,
    Order,
    PriceChange,
    PricingRule,
    PricingRuleSet,
    Store,
    Task,
    Zone,
)
from maillage.delivery.rules import zones
from maillage.delivery.rules.expressions import Place, TaskFacts
from maillage.delivery.rules.parcels import Load, total
from maillage.delivery.rules.pricing import DeliveryFacts, Rule, RuleSet, RuleTarget, Strategy
from maillage.delivery.types import PriceCause

_BY_HAND = (PriceCause.GIVEN, PriceCause.SUPPLEMENTS, PriceCause.RECALCULATED)
_NEVER = "false"  # how existing rule sets write a rule that is added by hand alone


def rules_of(*, rule_set_id: int | None) -> RuleSet | None:
    """Give the rules of a set in their order."""
    rows = PricingRuleSet.objects.across_scopes(reason="the rules by which a store's orders are priced")
    found: PricingRuleSet | None = rows.filter(pk=rule_set_id).first() if rule_set_id is not None else None
    if found is None:
        return None
    rules = PricingRule.objects.across_scopes(reason="the rules by which a store's orders are priced")
    return RuleSet(
        strategy=Strategy(found.strategy),
        rules=tuple(_rule(row) for row in rules.filter(rule_set=found).order_by("position", "pk")),
        name=found.name,
        id=str(found.pk),
    )


def _rule(row: PricingRule) -> Rule:
    expression = _NEVER if row.is_supplement else row.expression
    return Rule(expression, row.price, RuleTarget(row.target), name=row.name, id=str(row.pk))


def zones_of(*, organization_id: UUID) -> dict[str, zones.Zone]:
    """Give a co-operative's zones by their names."""
    rows = Zone.objects.across_scopes(reason="zones that prices ask for").filter(organization_id=organization_id)
    return {row.name: zones.zone_of(row.area) for row in rows}


def facts_of(*, delivery: Delivery, tasks: Sequence[Task], loads: Sequence[Load]) -> DeliveryFacts:
    """Give a delivery as its price sees it. `loads`: each task's own, in the order of the tasks."""
    everything = total(loads)
    slot = f"/api/time_slots/{delivery.time_slot_id}" if delivery.time_slot_id else ""
    return DeliveryFacts(
        tasks=tuple(_task(task, load, slot) for task, load in zip(tasks, loads, strict=True)),
        distance_m=delivery.distance_m,
        weight_g=everything.weight_g,
        packages=everything.packages,
        vehicle="bike",
    )


def _task(task: Task, load: Load, slot: str) -> TaskFacts:
    return TaskFacts(
        kind=task.type, address=_place(task.address), after=task.after, before=task.before, doorstep=task.is_doorstep,
        weight_g=load.weight_g, packages=load.packages, time_slot=slot,
    )  # fmt: skip


def _place(address: Address) -> Place:
    return Place(
        (address.longitude, address.latitude), address.street_address, address.postal_code, address.locality,
        address.name,
    )  # fmt: skip


def manual_rules_of(*, store: Store | None) -> list[PricingRule]:
    """List the supplements that a dispatcher may add to an order of a store."""
    if store is None or store.rule_set_id is None:
        return []
    rows = PricingRule.objects.across_scopes(reason="the supplements of the store of an order that is seen")
    found = rows.filter(rule_set_id=store.rule_set_id).order_by("position", "pk")
    return [row for row in found if row.is_supplement or row.expression.strip() == _NEVER]


def price_changes_of(*, order: Order) -> list[PriceChange]:
    """List the changes of a price that somebody made, oldest first."""
    rows = PriceChange.objects.across_scopes(reason="changes of the price of an order that is seen")
    by_hand = rows.filter(order=order, cause__in=[cause.value for cause in _BY_HAND])
    return list(by_hand.select_related("user").order_by("at", "pk"))
