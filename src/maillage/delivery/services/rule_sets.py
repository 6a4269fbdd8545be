"""Rules of prices: kept in their order, checked before they are."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max, ProtectedError
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import PricingRule, PricingRuleSet, Zone
from maillage.delivery.rules.expressions import ExpressionError, check_condition, check_price
from maillage.delivery.services.lists import require_dispatcher, required_name
from maillage.delivery.services.slots import StillUsed
from maillage.delivery.types import DeliveryActor, PricingStrategy, PricingTarget
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.rows import first_or_not_found

MOST_RULES = 200


class RuleRefused(Invalid):
    """What is wrong in a rule. `line`: its place among those given, from 0; `text`: the expression at fault."""

    code = "rule_refused"

    def __init__(self, fault: ExpressionError, *, field: str, text: str, line: int = 0) -> None:
        self.fault, self.at_fault, self.line = fault, text, line
        super().__init__(_("This rule cannot be worked out."), field=field)


@dataclass(frozen=True, slots=True)
class RuleGiven:
    """`price`: cents, or an expression. A supplement has no condition: somebody adds it by hand."""

    expression: str
    price: str
    name: str = ""
    target: PricingTarget = PricingTarget.DELIVERY
    is_supplement: bool = False


@transaction.atomic
def save_rule_set(
    *, actor: DeliveryActor, name: str, strategy: PricingStrategy, rule_set_id: int | None = None
) -> PricingRuleSet:
    """Start a set of rules, or rename it and say how its rules are used.

    Raises: NotAllowed, NotFound, Invalid, NameTaken.
    """
    require_dispatcher(actor)
    rows = PricingRuleSet.objects.within(actor.scope)
    kept = (
        PricingRuleSet(organization_id=actor.organization_id)
        if rule_set_id is None
        else rows.filter(pk=rule_set_id).first()
    )
    if kept is None:
        raise NotFound
    kept.name, kept.strategy = required_name(rows, name=name, but=kept.pk)[:80], strategy.value
    kept.save()
    return kept


def remove_rule_set(*, actor: DeliveryActor, rule_set_id: int) -> None:
    """Take a set of rules away; orders that were priced with it keep their price.

    Raises: NotAllowed, NotFound, StillUsed.
    """
    require_dispatcher(actor)
    try:
        count, _by_model = PricingRuleSet.objects.within(actor.scope).filter(pk=rule_set_id).delete()
    except ProtectedError:
        raise StillUsed from None
    if not count:
        raise NotFound


@transaction.atomic
def add_rules(*, actor: DeliveryActor, rule_set_id: int, given: Sequence[RuleGiven]) -> list[PricingRule]:
    """Add rules at the end of a set, all of them or none.

    Raises: NotAllowed, NotFound, RuleRefused (the first that is wrong), Invalid (too many).
    """
    require_dispatcher(actor)
    rule_set = _locked(actor, rule_set_id)
    rows = PricingRule.objects.within(actor.scope).filter(rule_set=rule_set)
    if rows.count() + len(given) > MOST_RULES:
        raise Invalid(_("At most 200 rules in a set: a longer one is hard to understand."), field="lines")
    zones = _zones(actor)
    for line, one in enumerate(given):
        _check(one, zones=zones, line=line)
    last = rows.aggregate(last=Max("position"))["last"] or 0
    return PricingRule.objects.bulk_create(
        PricingRule(organization_id=actor.organization_id, rule_set=rule_set, position=last + place, **_columns(one))
        for place, one in enumerate(given, start=1)
    )


@transaction.atomic
def change_rule(*, actor: DeliveryActor, rule_set_id: int, rule_id: int, given: RuleGiven) -> PricingRule:
    """Change a rule where it stands.

    Raises: NotAllowed, NotFound, RuleRefused.
    """
    require_dispatcher(actor)
    rule = _rule(actor, rule_set_id, rule_id)
    _check(given, zones=_zones(actor))
    for column, value in _columns(given).items():
        setattr(rule, column, value)
    rule.save()
    return rule


@transaction.atomic
def move_rule(*, actor: DeliveryActor, rule_set_id: int, rule_id: int, steps: int) -> None:
    """Move a rule up (below zero) or down in its set; at an end it stays.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    rule_set = _locked(actor, rule_set_id)
    rules = list(PricingRule.objects.within(actor.scope).filter(rule_set=rule_set).order_by("position", "pk"))
    place = next((place for place, rule in enumerate(rules) if rule.pk == rule_id), None)
    if place is None:
        raise NotFound
    rules.insert(min(max(place + steps, 0), len(rules) - 1), rules.pop(place))
    for position, rule in enumerate(rules, start=1):
        rule.position = position
    PricingRule.objects.within(actor.scope).bulk_update(rules, ["position"])


def remove_rule(*, actor: DeliveryActor, rule_set_id: int, rule_id: int) -> None:
    """Take a rule out of its set.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    _rule(actor, rule_set_id, rule_id).delete()


def _check(given: RuleGiven, *, zones: frozenset[str], line: int = 0) -> None:
    checks: list[tuple[str, str, Callable[..., None]]] = [("price", given.price, check_price)]
    if not given.is_supplement:
        checks.insert(0, ("expression", given.expression, check_condition))
    for field, text, check in checks:
        try:
            check(text, zones=zones)
        except ExpressionError as fault:
            raise RuleRefused(fault, field=field, text=text, line=line) from None


def _columns(given: RuleGiven) -> dict[str, object]:
    return {
        "expression": "false" if given.is_supplement else given.expression.strip(),
        "price": given.price.strip(), "name": " ".join(given.name.split())[:80],
        "target": given.target.value, "is_supplement": given.is_supplement,
    }  # fmt: skip


def _zones(actor: DeliveryActor) -> frozenset[str]:
    return frozenset(Zone.objects.within(actor.scope).values_list("name", flat=True))


def _locked(actor: DeliveryActor, rule_set_id: int) -> PricingRuleSet:
    rows = PricingRuleSet.objects.within(actor.scope).select_for_update()
    rule_set: PricingRuleSet = first_or_not_found(rows.filter(pk=rule_set_id))
    return rule_set


def _rule(actor: DeliveryActor, rule_set_id: int, rule_id: int) -> PricingRule:
    rows = PricingRule.objects.within(actor.scope).filter(rule_set_id=rule_set_id)
    rule: PricingRule = first_or_not_found(rows.select_related("rule_set").filter(pk=rule_id))
    return rule
