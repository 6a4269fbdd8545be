"""How figures of deliveries are written."""

from django import template
from django.utils.formats import number_format

_NONE = "—"

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """Write a share that is in percent already."""
    return _NONE if share is None else f"{number_format(round(share), use_l10n=True)}\N{NARROW NO-BREAK SPACE}%"


@register.filter
def decimal(value: float | None, digits: int = 1) -> str:
    """Write a number with so many digits behind the comma."""
    return _NONE if value is None else number_format(value, decimal_pos=digits, use_l10n=True)


@register.filter
def hours(seconds: int) -> str:
    """Write a time of work: 7,5 h."""
    return f"{number_format(seconds / 3600, decimal_pos=1, use_l10n=True)}\N{NARROW NO-BREAK SPACE}h"


@register.filter
def co2(grams: int) -> str:
    """Write a mass of CO₂ in kilograms."""
    return f"{number_format(round(grams / 1000, 1), decimal_pos=1, use_l10n=True)}\N{NARROW NO-BREAK SPACE}kg"
