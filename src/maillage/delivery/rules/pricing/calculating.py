"""The price of a delivery by the rules of its store.

Source: `coopcycle_api.md`, section 4.10. Where it leaves a choice: rules of tasks come first, in the tasks' order; a percentage of a
task's rule is of that task's part, any other of all before it; supplements come last; with the first-match strategy a rule of tasks
prices every task that it matches.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from maillage.delivery.rules.expressions import (
    NO_DISTANCE,
    NO_TASK,
    WHOLE,
    ExpressionError,
    OrderFacts,
    Percentage,
    Scope,
    Surroundings,
    TaskFacts,
    holds,
    price_of,
)
from maillage.delivery.rules.pricing.types import (
    Applied,
    ArbitraryPrice,
    Calculation,
    DeliveryFacts,
    Item,
    ItemTarget,
    Outcome,
    Rule,
    RuleSet,
    RuleTarget,
    Strategy,
    Supplement,
)
from maillage.delivery.rules.zones import Zone

_POINT_TO_POINT = 2

type _Numbered = Sequence[tuple[int, Rule]]


def price(
    *,
    facts: DeliveryFacts,
    rule_set: RuleSet | None,
    zones: Mapping[str, Zone],
    now: datetime,
    supplements: Sequence[Supplement] = (),
    arbitrary: ArbitraryPrice | None = None,
) -> Calculation:
    """Price a delivery. A price set by hand replaces all else; no rules, no match and a faulty rule are outcomes, not errors.

    `zones`: by the names that rules use; `now`: aware.
    """
    if arbitrary:
        return Calculation(Outcome.ARBITRARY, rule_set, arbitrary=arbitrary)
    if rule_set is None:
        return Calculation(Outcome.NO_RULE_SET)
    around = Surroundings(zones=zones, now=now)
    items = _found(facts, rule_set, around) if rule_set.strategy is Strategy.FIND else _mapped(facts, rule_set, around)
    items = _supplemented(items, supplements, rule_set, _of_delivery(facts, around))
    outcome = _outcome(items)
    total = sum(item.part_cents for item in items)
    return Calculation(outcome, rule_set, tuple(items), floor_cents=max(0, -total) if outcome is Outcome.PRICED else 0)


def accepts(*, expression: str, facts: DeliveryFacts, zones: Mapping[str, Zone], now: datetime) -> bool:
    """Tell whether a delivery is one that a store's check expression lets pass. Raises: ExpressionError.

    Source: `coopcycle_api.md`, section 4.5.
    """
    return holds(expression, _of_delivery(facts, Surroundings(zones=zones, now=now)))


def _outcome(items: Iterable[Item]) -> Outcome:
    by_rules = [one for item in items for one in item.applied]
    if any(one.fault for one in by_rules):
        return Outcome.FAULTY
    return Outcome.PRICED if any(one.is_matched and not one.is_supplement for one in by_rules) else Outcome.NO_MATCH


def _found(facts: DeliveryFacts, rule_set: RuleSet, around: Surroundings) -> list[Item]:
    """Ask rule after rule up to the first that matches; a faulty one ends the search, for it might have been that one."""
    delivery = _of_delivery(facts, around)
    asked: list[Applied] = []
    for numbered in enumerate(rule_set.rules):
        if numbered[1].target is RuleTarget.TASK:
            items = _per_task(facts, [numbered], around)
            if any(one.is_matched or one.fault for item in items for one in item.applied):
                return [*items, Item(ItemTarget.ORDER, tuple(asked))]
            asked += [item.applied[0] for item in items[:1]]
            continue
        asked += _applied([numbered], delivery, total=0)
        if asked[-1].is_matched or asked[-1].fault:
            break
    return [Item(ItemTarget.ORDER, tuple(asked))]


def _mapped(facts: DeliveryFacts, rule_set: RuleSet, around: Surroundings) -> list[Item]:
    """Apply all rules that match: those of tasks to each, then those of the delivery to the sum."""
    of_tasks = {RuleTarget.TASK}
    if len(facts.tasks) > _POINT_TO_POINT:
        of_tasks.add(RuleTarget.LEGACY_TARGET_DYNAMIC)
    numbered = list(enumerate(rule_set.rules))
    items = _per_task(facts, [one for one in numbered if one[1].target in of_tasks], around)
    total = sum(item.part_cents for item in items)
    of_delivery = [one for one in numbered if one[1].target not in of_tasks]
    return [*items, Item(ItemTarget.ORDER, tuple(_applied(of_delivery, _of_delivery(facts, around), total=total)))]


def _per_task(facts: DeliveryFacts, rules: _Numbered, around: Surroundings) -> list[Item]:
    if not rules:
        return []
    return [
        Item(ItemTarget(task.kind), tuple(_applied(rules, _of_task(facts, task, around), total=0)), task=place)
        for place, task in enumerate(facts.tasks)
    ]


def _supplemented(items: list[Item], supplements: Sequence[Supplement], rule_set: RuleSet, scope: Scope) -> list[Item]:
    """Add what somebody added by hand to the order, whatever the conditions of these rules say."""
    total = sum(item.part_cents for item in items)
    added: list[Applied] = []
    for supplement in supplements:
        is_known = supplement.rule in rule_set.rules
        position = rule_set.rules.index(supplement.rule) if is_known else len(rule_set.rules) + len(added)
        one = _priced(supplement.rule, position, scope, total=total, quantity=supplement.quantity)
        total = one.total_after_cents
        added.append(replace(one, is_supplement=True))
    *tasks, order = items
    return [*tasks, replace(order, applied=(*order.applied, *added))]


def _applied(rules: _Numbered, scope: Scope, *, total: int) -> list[Applied]:
    found: list[Applied] = []
    for position, rule in rules:
        try:
            is_matched = holds(rule.expression, scope)
        except ExpressionError as fault:
            one = Applied(rule, position, is_matched=False, total_after_cents=total, fault=fault)
        else:
            if is_matched:
                one = _priced(rule, position, scope, total=total)
            else:
                one = Applied(rule, position, is_matched=False, total_after_cents=total)
        total = one.total_after_cents
        found.append(one)
    return found


def _priced(rule: Rule, position: int, scope: Scope, *, total: int, quantity: int = 1) -> Applied:
    try:
        amount = price_of(rule.price, scope)
    except ExpressionError as fault:
        return Applied(
            rule,
            position,
            is_matched=True,
            total_after_cents=total,
            quantity=quantity,
            fault=fault,
            is_fault_in_price=True,
        )
    each = _change(total, amount) if isinstance(amount, Percentage) else amount
    return Applied(
        rule,
        position,
        is_matched=True,
        part_cents=each * quantity,
        total_after_cents=total + each * quantity,
        percentage=amount.ten_thousandths if isinstance(amount, Percentage) else None,
        quantity=quantity,
    )


def _change(total: int, percentage: Percentage) -> int:
    """Give what a percentage adds to a total, half a cent rounded up."""
    return rounded(total * (percentage.ten_thousandths - WHOLE), WHOLE)


def rounded(numerator: int, denominator: int, /) -> int:
    """Divide, half a unit rounded away from zero, exactly: no binary fraction has a say."""
    magnitude = (2 * abs(numerator) + denominator) // (2 * denominator)
    return magnitude if numerator >= 0 else -magnitude


def _of_delivery(facts: DeliveryFacts, around: Surroundings) -> Scope:
    pickup, dropoff = facts.pickup, facts.dropoff
    return Scope(
        {
            "distance": facts.distance_m,
            "weight": facts.weight_g,
            "vehicle": facts.vehicle or None,
            "pickup": pickup,
            "dropoff": dropoff,
            "packages": facts.packages,
            "order": OrderFacts(facts.items_total_cents),
            "task": NO_TASK,
            "time_slot": dropoff.time_slot or pickup.time_slot or None,
        },
        around,
    )


def _of_task(facts: DeliveryFacts, task: TaskFacts, around: Surroundings) -> Scope:
    return Scope(
        {
            "distance": NO_DISTANCE,
            "weight": task.weight_g,
            "vehicle": facts.vehicle or None,
            "pickup": task if task.kind == ItemTarget.PICKUP else NO_TASK,
            "dropoff": task if task.kind == ItemTarget.DROPOFF else NO_TASK,
            "packages": task.packages,
            "order": OrderFacts(facts.items_total_cents),
            "task": task,
            "time_slot": task.time_slot or None,
        },
        around,
    )
