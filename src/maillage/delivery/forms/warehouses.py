from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Warehouse
from maillage.delivery.types import AddressGiven


class WarehouseForm(forms.Form):
    """A place where vehicles sleep and parcels wait."""

    name = forms.CharField(label=_("Name"), max_length=80)
    address = forms.CharField(label=_("Address"), max_length=300, help_text=_("A street and a town."))
    telephone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    description = forms.CharField(label=_("Door code, floor, way in"), max_length=500, required=False)

    def address_given(self) -> AddressGiven | None:
        """Give the address, None when it is what it was."""
        said = self.cleaned_data
        own = ("address", "telephone", "description")
        if self.initial and all(said[name] == self.initial.get(name, "") for name in own):
            return None
        return AddressGiven(
            text=said["address"], name=said["name"], telephone=said["telephone"], description=said["description"]
        )


def initial_warehouse(row: Warehouse) -> dict[str, Any]:
    where = row.address
    return {
        "name": row.name, "address": where.street_address, "telephone": where.telephone,
        "description": where.description,
    }  # fmt: skip
