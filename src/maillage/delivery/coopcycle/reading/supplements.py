"""Supplements that a dispatcher's program adds to an order. Source: `coopcycle_api.md`, section 4.1."""

import re
from typing import Any

from maillage.delivery.coopcycle.refusals import Violations
from maillage.delivery.services.order_prices import SupplementUnknown
from maillage.delivery.services.prices import Chosen

_RULE = re.compile(r"(?:/api/pricing_rules/)?([0-9]{1,18})")
_MOST = 100


def supplements_in(order: dict[str, Any]) -> list[Chosen]:
    """Read `manualSupplements`; a quantity left out is one. Raises: Violations (no rule is named, no number)."""
    sent = order["manualSupplements"]
    if not isinstance(sent, list) or len(sent) > _MOST:
        raise Violations.of("order.manualSupplements", SupplementUnknown.message)
    return [_chosen(one, place) for place, one in enumerate(sent)]


def _chosen(one: Any, place: int) -> Chosen:
    named = one.get("pricingRule") if isinstance(one, dict) else None
    rule = _RULE.fullmatch(str(named.get("@id") if isinstance(named, dict) else named))
    if rule is None:
        raise Violations.of(f"order.manualSupplements[{place}][pricingRule]", SupplementUnknown.message)
    quantity = one.get("quantity", 1)
    if isinstance(quantity, bool) or not re.fullmatch(r"[0-9]{1,6}", str(quantity)):
        raise Violations.of(f"order.manualSupplements[{place}][quantity]", SupplementUnknown.message)
    return Chosen(int(rule[1]), int(quantity))
