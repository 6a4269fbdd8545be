import secrets
from collections.abc import Sequence
from typing import Any

from maillage.delivery.coopcycle.documents.addresses import address_document
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import Verbatim
from maillage.delivery.models import Address, PricingRule, PricingRuleSet
from maillage.delivery.rules.pricing import Amounts, Calculation, document_of


def nowhere_id() -> str:
    """Give an identifier for what is kept nowhere."""
    return f"/api/.well-known/genid/{secrets.token_hex(10)}"


def price_document(
    calculation: Calculation, amounts: Amounts, *, is_included: bool, destination: Address | None
) -> dict[str, Any]:
    """Show a price; `is_included`: with its tax, or beside it."""
    amount = amounts.gross_cents if is_included else amounts.net_cents
    return {
        "@id": f"/api/retail_prices/{secrets.token_hex(10)}",
        "@type": "RetailPrice",
        "amount": amount,
        "currency": "EUR",
        "tax": {"amount": amounts.tax_cents, "included": is_included},
        "order": {
            "@id": nowhere_id(),
            "@type": "Order",
            "items": [],
            "total": amounts.gross_cents,
            "taxTotal": amounts.tax_cents,
            "shippingAddress": address_document(destination) if destination and destination.pk else None,
            "paymentGateway": "stripe",
        },
        "calculation": calculation_document(calculation),
    }


def calculation_document(calculation: Calculation, /) -> dict[str, Any]:
    return Verbatim(document_of(calculation))


def rule_set_document(rule_set: PricingRuleSet, rules: Sequence[PricingRule], /) -> dict[str, Any]:
    """Show a rule set; a supplement's condition is `false`, as it is chosen by hand."""
    return {
        "@id": iri("pricing_rule_sets", rule_set.pk),
        "@type": "PricingRuleSet",
        "id": rule_set.pk,
        "name": rule_set.name,
        "strategy": rule_set.strategy,
        "options": [],
        "rules": [
            {
                "@id": iri("pricing_rules", rule.pk),
                "@type": "PricingRule",
                "id": rule.pk,
                "target": rule.target,
                "position": rule.position,
                "name": rule.name or None,
                "expression": rule.expression,
                "price": rule.price,
            }
            for rule in rules
        ],
    }
