"""When a courier rides: a week, and days that differ."""

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from maillage.delivery.models import WeeklyShift
from maillage.delivery.rules.shifts import Hours
from maillage.delivery.services.shifts import ExceptionGiven, WeeklyGiven

PER_DAY = 2
_PARTS = ("starts", "ends", "break_starts", "break_ends")
_WORDS = {
    "starts": pgettext_lazy("an hour", "From"),
    "ends": pgettext_lazy("an hour", "To"),
    "break_starts": _("Break from"),
    "break_ends": _("Break to"),
}
OFF, INSTEAD, MORE = "off", "instead", "more"


def _clock(label: Any, **more: Any) -> forms.TimeField:
    return forms.TimeField(
        label=label, required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"), **more
    )


class WeekForm(forms.Form):
    """Two shifts for each weekday; an empty one is none."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for day in range(7):
            for place in range(PER_DAY):
                for part in _PARTS:
                    clock = _clock(_WORDS[part])
                    clock.widget.attrs["class"] = "input"
                    self.fields[f"day_{day}_{place}_{part}"] = clock

    @property
    def days(self) -> list[dict[str, Any]]:
        """Give, for each weekday, its name and the fields of its shifts."""
        return [
            {
                "name": capfirst(str(WEEKDAYS[day])),
                "shifts": [{part: self[f"day_{day}_{place}_{part}"] for part in _PARTS} for place in range(PER_DAY)],
            }
            for day in range(7)
        ]

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        for day in range(7):
            for place in range(PER_DAY):
                self._check(f"day_{day}_{place}_", said)
        return said

    def _check(self, name: str, said: dict[str, Any]) -> None:
        hours = {part: said.get(name + part) for part in _PARTS}
        for part, other in (("starts", "ends"), ("break_starts", "break_ends")):
            if bool(hours[part]) != bool(hours[other]):
                missing = name + (other if hours[part] else part)
                if missing not in self.errors:
                    self.add_error(missing, _("Give both ends, or none."))
        if hours["break_starts"] and not hours["starts"] and f"{name}starts" not in self.errors:
            self.add_error(f"{name}starts", _("A break is within a shift: give its hours."))

    def given(self) -> list[WeeklyGiven]:
        said = self.cleaned_data
        return [
            WeeklyGiven(day, Hours(*(said[f"day_{day}_{place}_{part}"] for part in _PARTS)))
            for day in range(7)
            for place in range(PER_DAY)
            if said[f"day_{day}_{place}_starts"]
        ]


def initial_week(rows: list[WeeklyShift]) -> dict[str, Any]:
    first: dict[str, Any] = {}
    for day in range(7):
        of_day = [row for row in rows if row.weekday == day]
        for place, row in enumerate(of_day[:PER_DAY]):
            first |= {f"day_{day}_{place}_{part}": getattr(row, part) for part in _PARTS}
    return first


class ExceptionForm(forms.Form):
    """Days that differ from the week."""

    kind = forms.ChoiceField(
        label=_("On these days"),
        choices=[(OFF, _("does not ride")), (INSTEAD, _("rides at other hours")), (MORE, _("rides these hours too"))],
    )
    first = forms.DateField(label=_("First day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    last = forms.DateField(
        label=_("Last day, included"), required=False, help_text=_("Empty: the first one alone."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )  # fmt: skip
    starts, ends = _clock(_WORDS["starts"]), _clock(_WORDS["ends"])
    break_starts, break_ends = _clock(_WORDS["break_starts"]), _clock(_WORDS["break_ends"])
    reason = forms.CharField(label=_("Reason"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("kind") in (INSTEAD, MORE):
            for name in ("starts", "ends"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("Give the hours of this day."))
        if bool(said.get("break_starts")) != bool(said.get("break_ends")):
            self.add_error("break_ends", _("Give both ends, or none."))
        return said

    def given(self) -> ExceptionGiven:
        said = self.cleaned_data
        hours = None if said["kind"] == OFF else Hours(*(said[part] for part in _PARTS))
        return ExceptionGiven(said["first"], said["last"] or said["first"], hours, said["kind"] == MORE, said["reason"])
