"""Couriers and what they ride."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.labels import VEHICLE_KINDS
from maillage.delivery.models import Courier, Tag, Vehicle, Warehouse
from maillage.delivery.services.crew import CourierGiven
from maillage.delivery.services.set_up import VehicleGiven
from maillage.delivery.types import VehicleKind
from maillage.kit.forms import offer_choices

_G = 1000


def _color() -> forms.RegexField:
    return forms.RegexField(
        r"^#[0-9a-fA-F]{6}$", label=_("Colour on the map"), initial="#0F6B6B",
        widget=forms.TextInput(attrs={"type": "color"}),
    )  # fmt: skip


class JoiningForm(forms.Form):
    """A member of the co-operative starts to ride."""

    person = forms.ChoiceField(label=_("Member of the co-operative"))
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)

    def __init__(self, *arguments: Any, people: list[tuple[str, str]], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "person", people)


class CourierForm(forms.Form):
    """How a courier is reached and told apart."""

    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    vehicle = forms.TypedChoiceField(label=_("Usual vehicle"), required=False, coerce=int, empty_value=None)
    color = _color()
    skills = forms.MultipleChoiceField(
        label=_("Skills"), required=False, widget=forms.CheckboxSelectMultiple,
        help_text=_("The planner gives tasks with these tags only to who has them, once somebody has."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, vehicles: list[Vehicle], tags: list[Tag], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "skills", [(one.slug, one.name) for one in tags])
        choices = [("", _("None yet")), *((one.pk, one.name) for one in vehicles)]
        offer_choices(self, "vehicle", choices)

    def given(self) -> CourierGiven:
        said = self.cleaned_data
        return CourierGiven(said["telephone"], said["color"], said["vehicle"], tuple(said["skills"]))


def initial_courier(courier: Courier) -> dict[str, Any]:
    return {
        "telephone": courier.telephone, "vehicle": courier.vehicle_id or "", "color": courier.color,
        "skills": courier.skills,
    }  # fmt: skip


class VehicleForm(forms.Form):
    """A kind of vehicle of the fleet."""

    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), choices=list(VEHICLE_KINDS.items()))
    max_weight_kg = forms.DecimalField(
        label=_("Carries at most (kg)"), min_value=Decimal("0.5"), max_value=2000, max_digits=6, decimal_places=1,
        initial=20, localize=True,
    )  # fmt: skip
    max_volume_units = forms.IntegerField(
        label=_("Volume units"), min_value=0, max_value=5000, initial=10,
        help_text=_("As many as the packages that fit, by the units of their types."),
    )  # fmt: skip
    speed_percent = forms.IntegerField(
        label=_("Speed against a bike (%)"), min_value=1, max_value=400, initial=100,
        help_text=_("In town, about: bike 100, electric bike 120, cargo bike 90, electric cargo bike 110, trailer 85, van 130."),
    )  # fmt: skip
    co2_g_per_km = forms.IntegerField(label=_("CO₂ (g/km)"), min_value=0, max_value=1000, initial=0)
    warehouse = forms.TypedChoiceField(
        label=_("Warehouse"), required=False, coerce=int, empty_value=None,
        help_text=_("Where its tours start and end."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, warehouses: Iterable[Warehouse], **options: Any) -> None:
        super().__init__(*arguments, **options)
        choices = [("", _("None: they start at the centre")), *((one.pk, one.name) for one in warehouses)]
        offer_choices(self, "warehouse", choices)

    def given(self) -> VehicleGiven:
        said = self.cleaned_data
        return VehicleGiven(
            name=said["name"], kind=VehicleKind(said["kind"]), max_weight_g=int(said["max_weight_kg"] * _G),
            max_volume_units=said["max_volume_units"], speed_percent=said["speed_percent"],
            co2_g_per_km=said["co2_g_per_km"], warehouse_id=said["warehouse"],
        )  # fmt: skip


def initial_vehicle(vehicle: Vehicle) -> dict[str, Any]:
    return {
        "name": vehicle.name, "kind": vehicle.kind, "max_weight_kg": Decimal(vehicle.max_weight_g) / _G,
        "max_volume_units": vehicle.max_volume_units, "speed_percent": vehicle.speed_percent,
        "co2_g_per_km": vehicle.co2_g_per_km, "warehouse": vehicle.warehouse_id or "",
    }  # fmt: skip
