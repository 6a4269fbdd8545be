"""What a list of deliveries is cut by: all of it in the address, so that it can be kept or sent to somebody."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.forms.figures import refuse_days
from maillage.delivery.labels import DELIVERY_STATES
from maillage.delivery.queries.delivery_lists import Cut
from maillage.kit.time import day_bounds

_DAY = {"type": "date", "class": "input"}


class DeliveryCutForm(forms.Form):
    """Words, a state, days of delivery; all may be left out."""

    q = forms.CharField(label=_("Find"), max_length=100, required=False)
    etat = forms.ChoiceField(
        label=_("State"),
        required=False,
        choices=[("", _("All states")), *DELIVERY_STATES.items()],
        widget=forms.Select(attrs={"class": "input"}),
    )
    du = forms.DateField(label=_("From"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))
    au = forms.DateField(label=_("Until"), required=False, widget=forms.DateInput(attrs=_DAY, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        refuse_days(self, said)
        return said


def cut_of(asked: Mapping[str, Any], *, zone: ZoneInfo) -> tuple[DeliveryCutForm, Cut]:
    """Give the form as it was asked, and what it asks for; what cannot be read cuts nothing."""
    form = DeliveryCutForm({key: asked.get(key, "")[:100] for key in DeliveryCutForm.base_fields})
    form.is_valid()
    said = form.cleaned_data
    first, last = said.get("du"), said.get("au")
    return form, Cut(
        text=said.get("q", ""), state=said.get("etat", ""),
        start=day_bounds(day=first, zone=zone.key)[0] if first else None,
        end=day_bounds(day=last, zone=zone.key)[1] if last else None,
    )  # fmt: skip
