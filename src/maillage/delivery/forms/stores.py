"""A store, as a dispatcher describes it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, PackageSet, PricingRuleSet, Store, Tag, TimeSlot
from maillage.delivery.services.stores import StoreGiven
from maillage.delivery.types import AddressGiven


@dataclass(frozen=True, slots=True)
class StoreChoices:
    """What a store may be given."""

    slots: list[TimeSlot]
    package_sets: list[PackageSet]
    rule_sets: list[PricingRuleSet]
    couriers: list[Courier]
    tags: list[Tag]


class StoreForm(forms.Form):
    """Who orders, from where, and what they may choose."""

    name = forms.CharField(label=_("Name"), max_length=120)
    address = forms.CharField(
        label=_("Address"), max_length=300, help_text=_("A street and a town. Parcels are taken there.")
    )
    contact_name = forms.CharField(label=_("Who to ask for"), max_length=140, required=False)
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    description = forms.CharField(
        label=_("Door code, floor, way in"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    rule_set = forms.TypedChoiceField(label=_("Prices"), required=False, coerce=int, empty_value=None)
    time_slots = forms.TypedMultipleChoiceField(
        label=_("Hours to choose from"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
        help_text=_("None: the store gives its own times."),
    )  # fmt: skip
    package_set = forms.TypedChoiceField(label=_("Packages"), required=False, coerce=int, empty_value=None)
    default_courier = forms.TypedChoiceField(
        label=_("Always ridden by"), required=False, coerce=int, empty_value=None,
        help_text=_("Its orders go to this courier by themselves."),
    )  # fmt: skip
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    weight_required = forms.BooleanField(label=_("Ask for the weight"), required=False)
    packages_required = forms.BooleanField(label=_("Ask for the packages"), required=False)
    multi_drop = forms.BooleanField(label=_("Several drop-offs in an order"), required=False, initial=True)
    multi_pickup = forms.BooleanField(label=_("Collections: several pick-ups brought to one place"), required=False)
    cash_on_delivery = forms.BooleanField(label=_("Payment at the door"), required=False)
    check_expression = forms.CharField(
        label=_("Orders are accepted when"), max_length=1000, required=False,
        widget=forms.Textarea(attrs={"rows": 2, "spellcheck": "false", "class": "code-input"}),
        help_text=_("Empty: always. Else a condition as in prices, such as distance < 4000 and in_zone(dropoff.address, \"Centre\")."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, choices: StoreChoices, store: Store | None = None, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.store = store
        none = ("", _("None yet"))
        fields: dict[str, Any] = self.fields
        fields["rule_set"].choices = [none, *((one.pk, one.name) for one in choices.rule_sets)]
        fields["package_set"].choices = [none, *((one.pk, one.name) for one in choices.package_sets)]
        fields["time_slots"].choices = [(one.pk, one.name) for one in choices.slots]
        fields["default_courier"].choices = [
            ("", _("Whoever the dispatcher chooses")),
            *((one.pk, one.user.display_name) for one in choices.couriers),
        ]
        fields["tags"].choices = [(one.slug, one.name) for one in choices.tags]

    def given(self) -> StoreGiven:
        said = self.cleaned_data
        slots = tuple(said["time_slots"])
        return StoreGiven(
            said["name"], address=self._address(), time_slot_id=slots[0] if slots else None, time_slots=slots,
            package_set_id=said["package_set"], rule_set_id=said["rule_set"],
            default_courier_id=said["default_courier"], weight_required=said["weight_required"],
            packages_required=said["packages_required"], multi_drop=said["multi_drop"], tags=tuple(said["tags"]),
            client_id=self.store.client_id if self.store else None, multi_pickup=said["multi_pickup"],
            cash_on_delivery=said["cash_on_delivery"], check_expression=said["check_expression"].strip(),
            prefill_pickup=self.store.prefill_pickup if self.store else True,
        )  # fmt: skip

    def _address(self) -> AddressGiven | None:
        said = self.cleaned_data
        kept = initial_store(self.store) if self.store else {}
        own = ("address", "contact_name", "telephone", "description")
        if all(said[name] == kept.get(name) for name in own):
            return None
        return AddressGiven(
            text=said["address"], name=said["name"], contact_name=said["contact_name"], telephone=said["telephone"],
            description=said["description"],
        )  # fmt: skip


def initial_store(store: Store) -> dict[str, Any]:
    address = store.address
    town = " ".join(part for part in (address.postal_code, address.locality) if part)
    street = address.street_address
    return {
        "name": store.name,
        "address": street if not town or address.locality in street else f"{street}, {town}",
        "contact_name": address.contact_name, "telephone": address.telephone, "description": address.description,
        "rule_set": store.rule_set_id or "", "package_set": store.package_set_id or "",
        "time_slots": store.time_slots, "default_courier": store.default_courier_id or "", "tags": store.tags,
        "weight_required": store.weight_required, "packages_required": store.packages_required,
        "multi_drop": store.multi_drop, "multi_pickup": store.multi_pickup,
        "cash_on_delivery": store.cash_on_delivery, "check_expression": store.check_expression,
    }  # fmt: skip


class PersonForm(forms.Form):
    email = forms.EmailField(label=_("E-mail address of an account"), max_length=254)
