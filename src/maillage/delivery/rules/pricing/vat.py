"""Value added tax of a price."""

from dataclasses import dataclass

from maillage.delivery.rules.pricing.calculating import rounded

_WHOLE_BP = 10_000


@dataclass(frozen=True, slots=True)
class Amounts:
    """A price without tax, its tax, and both together, in cents."""

    net_cents: int
    tax_cents: int

    @property
    def gross_cents(self) -> int:
        return self.net_cents + self.tax_cents


def with_vat(cents: int, /, *, rate_bp: int, is_included: bool) -> Amounts:
    """Part a price into net and tax, rounded once, half a cent away from zero. `rate_bp`: 20 % is 2,000.

    An invoice sums net amounts per rate and taxes the sum: this is the tax of one price alone. Raises: ValueError (a rate below zero).
    Source: `money_rules.md`, section 3, "Totals"; EN 16931, BR-CO-17.
    """
    if rate_bp < 0:
        raise ValueError("rate_bp")
    if not is_included:
        return Amounts(net_cents=cents, tax_cents=rounded(cents * rate_bp, _WHOLE_BP))
    tax = rounded(cents * rate_bp, _WHOLE_BP + rate_bp)
    return Amounts(net_cents=cents - tax, tax_cents=tax)
