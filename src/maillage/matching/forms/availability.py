"""When an organization takes no work."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class AbsenceForm(forms.Form):
    """Two days, both included."""

    first = forms.DateField(label=_("From"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("To, this day included"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, data: Any = None, *, today: date, **options: Any) -> None:
        super().__init__(data, **options)
        self.today = today

    def clean_last(self) -> date:
        last: date = self.cleaned_data["last"]
        if last < self.today:
            raise forms.ValidationError(_("These days are over: only those to come matter."))
        first = self.cleaned_data.get("first")
        if first is not None and last < first:
            raise forms.ValidationError(_("The last day is before the first one: exchange them."))
        return last
