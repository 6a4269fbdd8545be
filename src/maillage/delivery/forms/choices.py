"""Zones, hours, packages and words."""

import json
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Package, TimeSlot, Zone
from maillage.delivery.rules.time_slots import (
    SlotError,
    days_of_interval,
    hours_text,
    notice_of,
    ranges_of_specifications,
)
from maillage.delivery.rules.zones import ZoneError, zone_of
from maillage.delivery.services.areas import ZoneGiven
from maillage.delivery.services.slots import PackageGiven, SlotGiven

_ZONE_WORDS = {
    "type": _("This is no area: paste a Polygon or a MultiPolygon of GeoJSON."),
    "ring": _("An area is closed: its last corner is its first one, and there are at least three."),
    "position": _("A corner is no place on Earth: longitude first, then latitude."),
    "size": _("This area has more corners than a map can show: simplify it."),
}
_DAY = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class ZoneForm(forms.Form):
    """A named area; drawn on the map, or pasted."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Prices ask for it by this name."))
    is_served = forms.BooleanField(label=_("We deliver there"), required=False, initial=True)
    area = forms.CharField(
        label=_("Area (GeoJSON)"), max_length=2_000_000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false", "data-zone-area": ""}),
        error_messages={"required": _("Draw the area on the map, or paste it here.")},
    )  # fmt: skip

    def clean_area(self) -> dict[str, Any]:
        try:
            read = zone_of(json.loads(self.cleaned_data["area"]))
        except ZoneError as fault:
            raise forms.ValidationError(_ZONE_WORDS.get(str(fault.args[0]), _ZONE_WORDS["type"])) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError(_("This is not JSON: paste the whole file, with its braces.")) from None
        polygons = [[[list(position) for position in ring] for ring in rings] for rings in read.polygons]
        if len(polygons) == 1:
            return {"type": "Polygon", "coordinates": polygons[0]}
        return {"type": "MultiPolygon", "coordinates": polygons}

    def given(self) -> ZoneGiven:
        said = self.cleaned_data
        return ZoneGiven(said["name"], said["area"], said["is_served"])


def initial_zone(zone: Zone) -> dict[str, Any]:
    return {"name": zone.name, "is_served": zone.is_served, "area": json.dumps(zone.area)}


class SlotForm(forms.Form):
    """Hours that stores may offer."""

    name = forms.CharField(label=_("Name"), max_length=80)
    hours = forms.CharField(
        label=_("Hours to choose from"), max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
        help_text=_("One line a rule: Mo-Fr 09:00-12:00,14:00-18:00. Days are Mo, Tu, We, Th, Fr, Sa, Su."),
        error_messages={"required": _("Give at least one day with hours: shops would wait for ever for a slot.")},
    )  # fmt: skip
    days = forms.IntegerField(
        label=_("Days ahead that may be chosen"), min_value=1, max_value=90, initial=2,
        help_text=_("Days without hours do not count."),
    )  # fmt: skip
    notice_min = forms.TypedChoiceField(
        label=_("Notice needed"), coerce=int, empty_value=None, required=False,
        choices=[
            (0, _("None")), (30, _("30 minutes")), (60, _("1 hour")), (120, _("2 hours")), (240, _("4 hours")),
            (720, _("12 hours")), (1440, _("1 day")), (2880, _("2 days")),
        ],
    )  # fmt: skip
    same_day_cutoff = forms.TimeField(
        label=_("No order for the day itself after"), required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )  # fmt: skip
    working_days_only = forms.BooleanField(label=_("Working days only, without public holidays"), required=False)

    def given(self) -> SlotGiven:
        said = self.cleaned_data
        return SlotGiven(
            name=said["name"], hours=said["hours"].replace("\r\n", "\n"), days=said["days"],
            notice=timedelta(minutes=said["notice_min"] or 0), same_day_cutoff=said["same_day_cutoff"],
            working_days_only=said["working_days_only"],
        )  # fmt: skip


def initial_slot(slot: TimeSlot) -> dict[str, Any]:
    try:
        hours = hours_text(ranges_of_specifications(slot.openings))
        days, notice = days_of_interval(slot.interval), notice_of(slot.prior_notice)
    except SlotError:
        hours, days, notice = "", 2, timedelta(0)
    return {
        "name": slot.name, "hours": hours, "days": days, "notice_min": int(notice.total_seconds() // 60),
        "same_day_cutoff": slot.same_day_cutoff, "working_days_only": slot.working_days_only,
    }  # fmt: skip


class PackageSetForm(forms.Form):
    name = forms.CharField(label=_("Name of the list"), max_length=80)


class PackageForm(forms.Form):
    """A type of package; an empty line is none."""

    name = forms.CharField(label=_("Type of package"), max_length=40, required=False)
    short_code = forms.CharField(label=_("Short code"), max_length=4, required=False)
    volume_units = forms.IntegerField(label=_("Volume units"), min_value=0, max_value=1000, initial=1, required=False)


class PackageLines(forms.BaseFormSet):
    def given(self) -> list[PackageGiven]:
        said = [form.cleaned_data for form in self.forms if form.cleaned_data.get("name", "").strip()]
        return [
            PackageGiven(
                " ".join(one["name"].split()),
                one["short_code"],
                1 if one["volume_units"] is None else one["volume_units"],
            )
            for one in said
        ]


PACKAGE_LINES = forms.formset_factory(PackageForm, formset=PackageLines, extra=4, max_num=40)


def initial_packages(packages: Sequence[Package]) -> list[dict[str, Any]]:
    return [{"name": one.name, "short_code": one.short_code, "volume_units": one.volume_units} for one in packages]


class TagForm(forms.Form):
    name = forms.CharField(label=_("Word"), max_length=40)
    color = forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour"), initial="#94650C", widget=forms.TextInput(attrs={"type": "color"})
    )


class ReasonForm(forms.Form):
    description = forms.CharField(label=_("Reason"), max_length=120)


class ClosedDaysForm(forms.Form):
    first = forms.DateField(label=_("First day"), widget=_DAY)
    last = forms.DateField(label=_("Last day, included"), widget=_DAY)
    reason = forms.CharField(label=_("Reason"), max_length=100, required=False)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if isinstance(first, date) and isinstance(last, date) and last < first:
            self.add_error("last", _("The last day is before the first one: exchange them."))
        return said
