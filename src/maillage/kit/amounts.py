"""Write amounts of money as the active language does: 1 250,50 € in French, €1,250.50 in English."""

from decimal import Decimal

from django.utils import translation
from django.utils.formats import number_format

_SIGNS = {"EUR": "€", "GBP": "£", "USD": "$"}
_NARROW = "\N{NARROW NO-BREAK SPACE}"


def money(cents: int, /, *, currency: str = "EUR", places: int | None = 2) -> str:
    """Write cents as an amount; `places`: decimals shown (0 cuts the cents off), None for whole amounts without cents."""
    if places is None:
        places = 2 if cents % 100 else 0
    units = Decimal(abs(cents)) / 100 if places else abs(cents) // 100
    figure = number_format(units, places, use_l10n=True, force_grouping=True)
    minus = "−" if cents < 0 else ""
    sign = _SIGNS.get(currency)
    if sign and (translation.get_language() or "").startswith("en"):
        return f"{minus}{sign}{figure}"
    return f"{minus}{figure}{_NARROW}{sign or currency}"
