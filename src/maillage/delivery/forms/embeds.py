"""What somebody types on a shop's site, and what the shop says of its form."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.forms.orders import OrderForm


class PublicOrderForm(OrderForm):
    """When, and to whom to write. `website` is a trap: people do not see it, programs fill it in."""

    email = forms.EmailField(
        label=_("Your e-mail address"), max_length=254,
        help_text=_("You confirm the order from the message that we send you."),
    )  # fmt: skip
    website = forms.CharField(
        label=_("Leave this empty"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"tabindex": "-1", "autocomplete": "off"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        # Everything starts from the store: what it has elsewhere is nobody's business here.
        for name in ("pickup", "pickup_place", "direction"):
            self.fields.pop(name, None)

    def pickup_address(self) -> None:
        return None


class SitesForm(forms.Form):
    sites = forms.CharField(
        label=_("Sites that may show the form"), required=False, max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=_("A site a line, such as https://shop.example. Browsers refuse the form anywhere else."),
    )  # fmt: skip

    def lines(self) -> list[str]:
        return [line for line in self.cleaned_data["sites"].splitlines() if line.strip()]
