"""Where an organization works, when, and the territory that it serves."""

from datetime import date
from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.directory.forms.rows import suggest
from maillage.directory.labels import SERVED_LABELS
from maillage.directory.queries.published import place_name
from maillage.directory.rules import opening_hours
from maillage.directory.rules.identifiers import clean_digits, is_siret
from maillage.directory.types import Precision, ServedKind
from maillage.kit.forms import offer_choices

_ANY_MONDAY = date(2024, 1, 1)


class HoursForm(forms.Form):
    """A week of opening hours, a text a day; hours that a week cannot say are kept as one text."""

    def __init__(self, data: Any = None, *, text: str = "", **options: Any) -> None:
        week = opening_hours.week_of(text, monday=_ANY_MONDAY) if text else tuple(() for _day in range(7))
        self.is_week = bool(week is not None and opening_hours.text_of_week(week) == _squeezed(text))
        days = [opening_hours.written(spans) for spans in week] if week else [""] * 7
        initial = {f"day_{number}": hours for number, hours in enumerate(days)} if self.is_week else {"hours": text}
        super().__init__(data, initial=initial, **options)
        if not self.is_week:
            self.fields["hours"] = forms.CharField(
                label=_("Opening hours"), required=False, max_length=400,
                help_text=_("In OpenStreetMap’s syntax, such as Mo-Fr 09:00-18:00; PH off"),
            )  # fmt: skip
            return
        for number in range(7):
            self.fields[f"day_{number}"] = forms.CharField(
                label=capfirst(WEEKDAYS[number]), required=False, max_length=80
            )

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        for number in range(7 if self.is_week else 0):
            try:
                opening_hours.spans_of(self.cleaned_data.get(f"day_{number}", ""))
            except opening_hours.UnreadableHours:
                self.add_error(f"day_{number}", _("Write hours such as 9:00-12:30, 14:00-18:00."))
        text = self.cleaned_data.get("hours", "")
        if text and not opening_hours.is_readable(text):
            self.add_error("hours", _("These opening hours cannot be read."))
        return given

    def text(self) -> str:
        """Give the hours in OpenStreetMap's syntax."""
        if not self.is_week:
            return str(self.cleaned_data["hours"])
        return opening_hours.text_of_week(
            tuple(opening_hours.spans_of(self.cleaned_data[f"day_{number}"]) for number in range(7))
        )


def _squeezed(text: str) -> str:
    return "; ".join(part.strip() for part in text.replace(", ", ",").split(";") if part.strip())


def commune_named(text: str) -> geodata.Place | None:
    """Give the commune that a text such as `Lyon`, `69001 Lyon` or `Lyon (69)` means."""
    plain = text.replace("(", " ").replace(")", " ").strip()
    found = [
        place for place in geodata.suggest_places(text=plain or " ", limit=8) if place.kind is geodata.PlaceKind.COMMUNE
    ]
    exact = [place for place in found if geodata.fold(text) in {geodata.fold(place.name), geodata.fold(place.label)}]
    return next(iter(exact or found), None)


def commune_typed(*, text: str, postal_code: str, code: str) -> geodata.Commune | None:
    """Give the commune chosen in the list, unless the text was changed since, else the one that the text names."""
    chosen = geodata.commune(code=code or "-")
    if chosen is not None and geodata.fold(chosen.name) in geodata.fold(text):
        return chosen
    found = commune_named(f"{postal_code} {text}") or commune_named(text) if text.strip() else None
    return geodata.commune(code=found.code) if found else None


class PlaceForm(forms.Form):
    """One establishment. `commune_code` is filled in by the suggestions, or found from what is typed."""

    name = forms.CharField(
        label=_("Name of the place"),
        max_length=200,
        required=False,
        help_text=_("Workshop, shop, agency: leave it empty if you have only one."),
    )
    siret = forms.CharField(
        label=_("SIRET"),
        max_length=24,
        required=False,
        help_text=_("Fourteen digits."),
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    street = forms.CharField(
        label=_("Number and street"),
        max_length=250,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )
    postal_code = forms.CharField(
        label=_("Postal code"),
        max_length=9,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "postal-code", "class": "input--short"}),
    )
    commune = forms.CharField(label=_("Commune"), max_length=120)
    commune_code = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)
    placed = forms.CharField(required=False, max_length=10, widget=forms.HiddenInput)
    is_head_office = forms.BooleanField(label=_("This is the head office"), required=False)
    is_address_hidden = forms.BooleanField(label=_("Show the commune only, not the address"), required=False)
    latitude = forms.FloatField(
        label=_("Latitude"),
        required=False,
        min_value=-90,
        max_value=90,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )
    longitude = forms.FloatField(
        label=_("Longitude"),
        required=False,
        min_value=-180,
        max_value=180,
        localize=False,
        widget=forms.NumberInput(attrs={"step": "any"}),
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        suggest(self, "commune", url="directory:commune_suggestions", value="commune_code")
        suggest(self, "street", url="directory:address_suggestions")
        self.fields["street"].widget.attrs["data-suggest-from"] = 3

    def at_centre(self) -> dict[str, str]:
        """Give what is typed with the point of the commune; what names no commune is given as it is."""
        typed, found = self._typed(), self.typed_commune()
        if found is None:
            return typed
        point = {"longitude": str(found.point.longitude), "latitude": str(found.point.latitude)}
        return {**typed, **point, "commune_code": found.code, "placed": Precision.COMMUNE.value}

    def typed_commune(self) -> geodata.Commune | None:
        """Give the commune that is typed, before anything is judged."""
        typed = self._typed()
        return commune_typed(text=typed["commune"], postal_code=typed["postal_code"], code=typed["commune_code"])

    def _typed(self) -> dict[str, str]:
        return {name: str(self.data.get(self.add_prefix(name), "")) for name in self.fields}

    def clean_placed(self) -> str:
        given = self.cleaned_data["placed"]
        return given if given in Precision else ""

    def clean_siret(self) -> str:
        siret = clean_digits(self.cleaned_data["siret"])
        if siret and not is_siret(siret):
            raise forms.ValidationError(_("This is not a SIRET: fourteen digits, the last of which is a check digit."))
        return siret

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        longitude, latitude = self.cleaned_data.get("longitude"), self.cleaned_data.get("latitude")
        if (longitude is None) != (latitude is None) and not {"longitude", "latitude"} & set(self.errors):
            self.add_error("latitude", _("A point needs a longitude and a latitude."))
        typed = self.cleaned_data.get("commune", "")
        chosen = commune_typed(
            text=typed,
            postal_code=self.cleaned_data.get("postal_code", ""),
            code=self.cleaned_data.get("commune_code", ""),
        )
        if chosen is None and typed:
            self.add_error("commune", _("This commune is not known: choose one of the list."))
        self.cleaned_data["found"] = chosen
        return given

    def row(self, *, key: str, hours: str, before: dict[str, Any]) -> dict[str, Any]:
        """Give the establishment as the document holds it; a point placed by hand is exact."""
        given, commune = self.cleaned_data, self.cleaned_data["found"]
        row = {
            name: given[name]
            for name in (
                "name",
                "siret",
                "street",
                "postal_code",
                "is_head_office",
                "is_address_hidden",
                "longitude",
                "latitude",
            )
        }
        is_same_point = (row["longitude"], row["latitude"]) == (before.get("longitude"), before.get("latitude"))
        is_same_address = (row["street"], commune.code) == (before.get("street"), before.get("commune_code"))
        precision = before.get("precision", "") if is_same_point else given["placed"] or Precision.EXACT.value
        if row["longitude"] is None or (is_same_point and not is_same_address):
            row["longitude"], row["latitude"], precision = located(street=row["street"], commune=commune)
        return {
            "id": key,
            **row,
            "commune_code": commune.code,
            "commune_name": commune.name,
            "precision": precision or Precision.COMMUNE.value,
            "opening_hours": hours,
        }


def located(*, street: str, commune: geodata.Commune) -> tuple[float, float, str]:
    """Give longitude, latitude and precision of an address: from the street-level extract, else the commune's point."""
    if street.strip():
        found = geodata.search_addresses(text=f"{street} {commune.name}", limit=1)
        near = [address for address in found if geodata.distance_m(address.point, commune.point) < 25_000]
        if near:
            return near[0].point.longitude, near[0].point.latitude, Precision.STREET.value
    return commune.point.longitude, commune.point.latitude, Precision.COMMUNE.value


class ServedForm(forms.Form):
    """The territory served."""

    kind = forms.ChoiceField(
        label=_("Where do you work?"), choices=list(SERVED_LABELS.items()), widget=forms.RadioSelect
    )
    places = forms.MultipleChoiceField(label=_("Chosen places"), required=False, widget=forms.CheckboxSelectMultiple)
    more = forms.CharField(
        label=_("Add a place"), required=False, max_length=120, help_text=_("A commune, a département or a région.")
    )
    radius_km = forms.IntegerField(
        label=_("Distance in km around the head office"),
        required=False,
        min_value=1,
        max_value=500,
        widget=forms.NumberInput(attrs={"class": "input--short"}),
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any], **options: Any) -> None:
        super().__init__(data, initial=initial, **options)
        suggest(self, "more", url="directory:territory_suggestions")
        typed = data.getlist(self.add_prefix("places")) if data is not None else []
        codes = dict.fromkeys([*initial.get("places", []), *typed])
        offer_choices(self, "places", [(code, place_name(code)) for code in codes])

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        typed = self.cleaned_data.get("more", "")
        if typed:
            found = geodata.suggest_places(text=typed.replace("(", " ").replace(")", " "), limit=8)
            exact = [
                place for place in found if geodata.fold(typed) in {geodata.fold(place.name), geodata.fold(place.label)}
            ]
            if not found:
                self.add_error("more", _("This place is not known: choose one of the list."))
            else:
                place = (exact or found)[0]
                self.cleaned_data["places"] = [
                    *dict.fromkeys([*self.cleaned_data.get("places", []), f"{place.kind.value}:{place.code}"])
                ]
        kind = self.cleaned_data.get("kind")
        if kind == ServedKind.RADIUS and not self.cleaned_data.get("radius_km") and "radius_km" not in self.errors:
            self.add_error("radius_km", _("Give a distance between 1 and 500 km."))
        if kind == ServedKind.PLACES and not self.cleaned_data.get("places") and "more" not in self.errors:
            self.add_error("more", _("Add at least one place."))
        return given

    def served(self) -> dict[str, Any]:
        given = self.cleaned_data
        kind = given["kind"]
        return {
            "kind": kind,
            "places": given["places"] if kind == ServedKind.PLACES else [],
            "radius_km": given["radius_km"] if kind == ServedKind.RADIUS else None,
        }
