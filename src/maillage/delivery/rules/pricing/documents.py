"""A calculation as programs read it. Source: `coopcycle_api.md`, section 4.10."""

from typing import Any

from maillage.delivery.rules.pricing.types import Applied, Calculation, Item, Rule


def document_of(calculation: Calculation, /) -> dict[str, Any]:
    """Give the object of the key `calculation`; `amount`, in cents, `quantity` and `isSupplement` are ours."""
    rule_set = calculation.rule_set
    return {
        "ruleSet": {"name": rule_set.name, "strategy": rule_set.strategy.value} if rule_set else {},
        "strategy": rule_set.strategy.value if rule_set else "",
        "items": [_item(item) for item in calculation.items],
    }


def _item(item: Item) -> dict[str, Any]:
    return {"target": item.target.value, "rules": [_applied(one) for one in item.applied]}


def _applied(one: Applied) -> dict[str, Any]:
    found = {"rule": _rule(one.rule, one.position), "matched": one.is_matched, "amount": one.part_cents}
    return {**found, "quantity": one.quantity, "isSupplement": True} if one.is_supplement else found


def _rule(rule: Rule, position: int) -> dict[str, Any]:
    return {
        "expression": rule.expression,
        "price": rule.price,
        "position": position,
        "target": rule.target.value,
        "name": rule.name or None,
    }
