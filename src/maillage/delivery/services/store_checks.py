"""Which orders a store's check lets pass."""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, Store, Task
from maillage.delivery.queries.prices import facts_of, zones_of
from maillage.delivery.rules.expressions import ExpressionError
from maillage.delivery.rules.parcels import Load
from maillage.delivery.rules.pricing import accepts

# In the words that programs know. Source: `coopcycle_api.md`, section 4.5.
OUTSIDE = _("Your request is out of the accepted zone or too far")


def lets_pass(
    *, store: Store | None, delivery: Delivery, tasks: Sequence[Task], loads: Sequence[Load], now: datetime
) -> bool:
    """Say whether a store's check lets an order pass, written or not; a check with a fault lets none."""
    if store is None or not store.check_expression.strip():
        return True
    facts = facts_of(delivery=delivery, tasks=tasks, loads=loads)
    zones = zones_of(organization_id=store.organization_id)
    try:
        return accepts(expression=store.check_expression, facts=facts, zones=zones, now=now)
    except ExpressionError:
        return False
