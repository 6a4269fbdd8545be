"""Orders and rule sets, as programs read them."""

from django.db.models import QuerySet

from maillage.delivery.models import Order, PricingRule, PricingRuleSet, Store
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotAllowed, NotFound


def orders_seen(*, actor: DeliveryActor) -> "QuerySet[Order]":
    """Give the orders that somebody may see, the latest first: all to a dispatcher, those of one's stores otherwise.

    Raises: NotAllowed (neither).
    """
    if not (actor.is_dispatcher or actor.store_ids):
        raise NotAllowed
    rows = Order.objects.within(actor.scope).select_related("delivery").order_by("-made_at", "-number")
    return rows if actor.is_dispatcher else rows.filter(delivery__store_id__in=actor.store_ids)


def order_or_refused(*, actor: DeliveryActor, number: int) -> Order:
    """Give an order by the number that programs know.

    Raises: NotFound, NotAllowed (of another store of the co-operative).
    """
    found: Order | None = Order.objects.within(actor.scope).select_related("delivery").filter(number=number).first()
    if found is None:
        raise NotFound
    if not actor.may_order_for(found.delivery.store_id):
        raise NotAllowed
    return found


def rule_set_seen(*, actor: DeliveryActor, number: int) -> tuple[PricingRuleSet, list[PricingRule]]:
    """Give a rule set with its rules in order: to those who dispatch or ride, and to the stores that it prices.

    Raises: NotFound, NotAllowed.
    """
    found: PricingRuleSet | None = PricingRuleSet.objects.within(actor.scope).filter(pk=number).first()
    if found is None:
        raise NotFound
    if not (actor.is_dispatcher or actor.courier_id is not None):
        stores = Store.objects.within(actor.scope).filter(rule_set=found, pk__in=actor.store_ids)
        if not stores.exists():
            raise NotAllowed
    return found, list(PricingRule.objects.within(actor.scope).filter(rule_set=found).order_by("position", "pk"))
