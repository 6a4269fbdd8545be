"""Prices of deliveries: which rule made which part, on what, and the tax."""

from maillage.delivery.rules.pricing.calculating import accepts, price
from maillage.delivery.rules.pricing.documents import document_of
from maillage.delivery.rules.pricing.types import (
    MOST_OF_A_SUPPLEMENT,
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
from maillage.delivery.rules.pricing.vat import Amounts, with_vat

__all__ = [
    "MOST_OF_A_SUPPLEMENT",
    "Amounts",
    "Applied",
    "ArbitraryPrice",
    "Calculation",
    "DeliveryFacts",
    "Item",
    "ItemTarget",
    "Outcome",
    "Rule",
    "RuleSet",
    "RuleTarget",
    "Strategy",
    "Supplement",
    "accepts",
    "document_of",
    "price",
    "with_vat",
]
