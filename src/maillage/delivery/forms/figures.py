"""The period that figures are asked for: in the address, so that it can be sent to somebody."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.queries.figures import Period

USUAL_DAYS = 28
MOST_DAYS = 366
YEARS = range(2000, 2200)


class PeriodForm(forms.Form):
    """From a day to another, both included; without any, the four weeks until today."""

    du = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    au = forms.DateField(label=_("Until"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        refuse_days(self, said)
        first, last = said.get("du"), said.get("au")
        if first and last and (last - first).days >= MOST_DAYS:
            self.add_error("au", _("At most a year at once: bring the days closer."))
        return said


def refuse_days(form: forms.Form, said: dict[str, Any]) -> None:
    """Refuse a day of another century, and a last day before the first one; what is refused is no longer in `said`."""
    for name in ("du", "au"):
        if said.get(name) and said[name].year not in YEARS:
            form.add_error(name, _("Choose a day between 2000 and 2199."))
    if said.get("du") and said.get("au") and said["au"] < said["du"]:
        form.add_error("au", _("The last day is before the first one: exchange them."))


def period_form(asked: Mapping[str, Any], *, today: date) -> tuple[PeriodForm, Period]:
    """Give the form as it was asked, with its period; with the usual one while there is none, or none that can be."""
    usual = Period(today - timedelta(days=USUAL_DAYS - 1), today)
    named = {key: asked[key] for key in ("du", "au") if asked.get(key)}
    form = PeriodForm(named or {"du": usual.first.isoformat(), "au": usual.last.isoformat()})
    return form, Period(form.cleaned_data["du"], form.cleaned_data["au"]) if form.is_valid() else usual


def presets(*, today: date) -> list[tuple[Any, Period]]:
    """Give the periods that are asked for most, by name."""
    this_month = today.replace(day=1)
    last_month = (this_month - timedelta(days=1)).replace(day=1)
    named = [
        (_("7 days"), Period(today - timedelta(days=6), today)),
        (_("4 weeks"), Period(today - timedelta(days=USUAL_DAYS - 1), today)),
        (_("This month"), Period(this_month, today)),
        (_("Last month"), Period(last_month, this_month - timedelta(days=1))),
        (_("This year"), Period(today.replace(month=1, day=1), today)),
    ]
    # On some days two of them are the same: the first name stands.
    seen: dict[Period, Any] = {}
    for name, period in named:
        seen.setdefault(period, name)
    return [(name, period) for period, name in seen.items()]
