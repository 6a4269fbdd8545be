"""Amounts as people type them."""

import re
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format

_SPACES = re.compile(r"[\s\u00a0\u202f€]+")
_PLAIN = re.compile(r"[+-]?[0-9]*\.?[0-9]*")
MOST_EUROS = Decimal(1_000_000_000)


class EurosField(forms.DecimalField):
    """Euros and cents: “8 200,50”, “8,200.50” and “8200.5 €” are the same amount."""

    widget = forms.TextInput

    def __init__(self, **options: Any) -> None:
        super().__init__(min_value=0, max_value=MOST_EUROS, decimal_places=2, **options)
        self.widget.attrs["inputmode"] = "decimal"

    def to_python(self, value: Any) -> Any:
        if isinstance(value, str):
            value = _SPACES.sub("", value)
            whole, mark, cents = max((value.rpartition(one) for one in ",."), key=lambda cut: len(cut[0]))
            if mark:
                value = f"{whole.replace(',', '').replace('.', '')}.{cents}"
            if value and not _PLAIN.fullmatch(value):  # Decimal would take “1e9” for a milliard
                raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Show a stored amount with the decimal mark of the page's language."""
        return number_format(value, 2, use_l10n=True) if isinstance(value, Decimal) else value
