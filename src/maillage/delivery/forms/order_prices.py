"""The price of an order, as a dispatcher changes it."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Order, PricingRule
from maillage.delivery.rules.pricing import MOST_OF_A_SUPPLEMENT
from maillage.delivery.services.order_prices import supplements_version
from maillage.delivery.services.prices import Chosen

_CENTS = 100


class GivenPriceForm(forms.Form):
    """A price in the place of the rules'."""

    euros = forms.DecimalField(
        label=_("Price (€, VAT included)"),
        min_value=0,
        max_value=100_000,
        max_digits=8,
        decimal_places=2,
        localize=True,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        error_messages={"required": _("Say what this price is for: it stands beside it.")},
    )

    def cents(self) -> int:
        return int(self.cleaned_data["euros"] * _CENTS)


class SupplementsForm(forms.Form):
    """How often each supplement is added."""

    version = forms.CharField(widget=forms.HiddenInput, max_length=16)

    def __init__(self, *arguments: Any, rules: Sequence[PricingRule], order: Order, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.rules = rules
        chosen = {one["rule"]: one["quantity"] for one in order.supplements}
        self.fields["version"].initial = supplements_version(order)
        for rule in rules:
            self.fields[f"rule_{rule.pk}"] = forms.IntegerField(
                label=rule.name or rule.price, min_value=0, max_value=MOST_OF_A_SUPPLEMENT, required=False,
                initial=chosen.get(rule.pk), widget=forms.NumberInput(attrs={"class": "input--count", "inputmode": "numeric"}),
            )  # fmt: skip

    @property
    def counts(self) -> list[Any]:
        return [self[f"rule_{rule.pk}"] for rule in self.rules]

    def chosen(self) -> list[Chosen]:
        said = [(rule.pk, self.cleaned_data.get(f"rule_{rule.pk}")) for rule in self.rules]
        return [Chosen(pk, quantity) for pk, quantity in said if quantity]
