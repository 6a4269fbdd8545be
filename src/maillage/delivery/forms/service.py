"""A co-operative starts to deliver, and says how."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.labels import COUNTRIES, TIME_ZONES
from maillage.delivery.models import DeliveryService
from maillage.delivery.queries.places import centre_of
from maillage.delivery.rules.figures import VAN_CO2_G_PER_KM, VAN_CO2_SOURCE
from maillage.delivery.services.service_settings import ServiceGiven
from maillage.geodata import Point
from maillage.kit.errors import DomainError

_ZONES = [(name, name.replace("_", " ")) for name in TIME_ZONES]


class OpeningForm(forms.Form):
    """Where the co-operative rides from, and by what clock."""

    place = forms.CharField(
        label=_("Town or address that you ride from"), max_length=200,
        help_text=_("Addresses near it are found first: “Lyon 7e”, “12 rue Grimaldi, Monaco”."),
    )  # fmt: skip
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=_ZONES)
    country = forms.ChoiceField(
        label=_("Country of telephone numbers"), choices=list(COUNTRIES.items()),
        help_text=_("So that 06 39 98 00 01 is understood without its country."),
    )  # fmt: skip

    centre: Point | None = None

    def clean_place(self) -> str:
        place: str = self.cleaned_data["place"]
        if place:
            try:
                self.centre = centre_of(text=place)
            except DomainError as refusal:
                raise forms.ValidationError(str(refusal)) from None
        return place


class SettingsForm(OpeningForm):
    """The same later, and how rides are reckoned."""

    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    opening_hours = forms.CharField(
        label=_("Opening hours"), max_length=200, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Lines such as Mo-Fr 08:00-19:00, the way OpenStreetMap writes them."),
    )  # fmt: skip
    reach_km = forms.IntegerField(label=_("Furthest address (km)"), min_value=1, max_value=500)
    speed_km_per_h = forms.DecimalField(
        label=_("Usual speed (km/h)"), min_value=1, max_value=60, max_digits=4, decimal_places=1, localize=True
    )
    stop_min = forms.IntegerField(label=_("Usual time at a door (minutes)"), min_value=0, max_value=60)
    detour_percent = forms.IntegerField(
        label=_("Streets against the straight line (%)"), min_value=100, max_value=300,
        help_text=_("Where no street network is installed, distances are straight lines times this."),
    )  # fmt: skip
    vat_percent = forms.DecimalField(
        label=_("VAT (%)"), min_value=0, max_value=30, max_digits=4, decimal_places=2, localize=True
    )
    phones_kept_days = forms.IntegerField(
        label=_("Telephone numbers are erased after (days)"), min_value=1, max_value=365,
        help_text=_("Recipients’ numbers serve the delivery alone."),
    )  # fmt: skip

    van_co2_g_per_km = forms.IntegerField(
        label=_("CO₂ of a van, g/km"), min_value=1, max_value=2000, required=False,
        help_text=_("Of the van that your bikes replace: the base of the CO₂ avoided in your figures."),
    )  # fmt: skip
    van_co2_source = forms.CharField(
        label=_("Source of this figure"), max_length=200, required=False,
        help_text=_("Shown beside the figure, such as: ADEME, Base Empreinte, the vehicle and the year."),
    )  # fmt: skip

    field_order = [
        "place", "telephone", "opening_hours", "time_zone", "country", "reach_km", "speed_km_per_h", "stop_min",
        "detour_percent", "vat_percent", "phones_kept_days", "van_co2_g_per_km", "van_co2_source",
    ]  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["place"].required = False
        self.fields["place"].label = _("Move the centre to another town or address")

    def given(self) -> ServiceGiven:
        said = self.cleaned_data
        return ServiceGiven(
            time_zone=said["time_zone"], country=said["country"], reach_km=said["reach_km"],
            speed_m_per_h=int(said["speed_km_per_h"] * 1000), stop_s=said["stop_min"] * 60,
            vat_basis_points=int(said["vat_percent"] * 100), phones_kept_days=said["phones_kept_days"],
            centre=self.centre, detour_percent=said["detour_percent"], opening_hours=said["opening_hours"],
            telephone=said["telephone"], van_co2_g_per_km=said["van_co2_g_per_km"] or VAN_CO2_G_PER_KM,
            van_co2_source=said["van_co2_source"] or ("" if said["van_co2_g_per_km"] else VAN_CO2_SOURCE),
        )  # fmt: skip


def initial_settings(service: DeliveryService) -> dict[str, Any]:
    """Give what the form shows first."""
    return {
        "time_zone": service.time_zone, "country": service.country, "telephone": service.telephone,
        "opening_hours": service.opening_hours, "reach_km": service.reach_km,
        "speed_km_per_h": service.speed_m_per_h / 1000, "stop_min": service.stop_s // 60,
        "detour_percent": service.detour_percent, "vat_percent": service.vat_basis_points / 100,
        "phones_kept_days": service.phones_kept_days, "van_co2_g_per_km": service.van_co2_g_per_km,
        "van_co2_source": service.van_co2_source,
    }  # fmt: skip
