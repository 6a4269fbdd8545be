"""What people ask of the mesh and what they declare."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from maillage.directory.queries.listed import listed_by_names
from maillage.kit.forms import offer_choices
from maillage.links.labels import DECLARED_LABELS, KIND_LABELS
from maillage.links.types import LinkKind


class OrganizationField(forms.CharField):
    """A listed organization by its name; gives its id."""

    default_error_messages = {
        "unknown": _("No listed organization bears exactly this name: choose one that is proposed."),
        "several": _("Several organizations bear this name: choose one that is proposed, with its town."),
    }

    def __init__(self, **options: Any) -> None:
        widget = forms.TextInput(
            attrs={"data-suggest-url": reverse_lazy("directory:organization_suggestions"), "autocomplete": "off"}
        )
        super().__init__(max_length=200, widget=widget, **options)


class _NamedOrganizations(forms.Form):
    """A form whose fields name organizations, each with a hidden field for the id that was chosen from the list."""

    named: Sequence[str] = ()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        for name in self.named:
            self.fields[f"{name}_id"] = forms.UUIDField(required=False, widget=forms.HiddenInput)
            self.fields[name].widget.attrs["data-value-of"] = self[f"{name}_id"].auto_id

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for name in self.named:
            typed = str(given.get(name) or "").strip()
            chosen = given.get(f"{name}_id")
            if typed:
                found = self._find(typed, chosen)
                if found is None:
                    self.add_error(name, self.fields[name].error_messages["unknown"])
                given[name] = found
        return given

    @staticmethod
    def _find(typed: str, chosen: UUID | None) -> UUID | None:
        by_name, by_id = listed_by_names(names=[typed], ids=[chosen] if chosen else [])
        if chosen and by_id.get(str(chosen), "").casefold() == typed.casefold():
            return chosen
        found = by_name.get(typed.casefold(), "")
        return UUID(found) if found else None


class DeclarationForm(_NamedOrganizations):
    """What ties one's organization to another."""

    named = ("other",)

    other = OrganizationField(label=_("Which organization"), help_text=_("Type its name and choose it from the list."))
    kind = forms.ChoiceField(
        label=_("What ties you"), choices=[(kind.value, label) for kind, label in DECLARED_LABELS.items()]
    )
    day = forms.DateField(
        label=_("Since"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The day when it began, or when you met."),
    )  # fmt: skip
    sentence = forms.CharField(
        label=_("In a sentence"), max_length=300, required=False, widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "A recommendation is read by everybody, with this sentence. Shared premises and employers’ groups are public; "
            "other links are read by the two of you and the network’s office."
        ),
    )  # fmt: skip


class PathForm(_NamedOrganizations):
    """From one organization to another."""

    named = ("start", "end")

    start = OrganizationField(label=_("From whom"))
    end = OrganizationField(label=_("To"))
    way = forms.ChoiceField(
        label=_("Through"), required=False,
        choices=[("strongest", _("the strongest links")), ("shortest", _("the fewest links"))],
    )  # fmt: skip


class NetworkFilter(forms.Form):
    """What is shown of the graph. The same fields work on the table without JavaScript and on the drawing with it."""

    q = forms.CharField(label=_("Find an organization"), required=False, max_length=120,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )  # fmt: skip
    kind = forms.ChoiceField(label=_("What ties them"), required=False)
    trade = forms.ChoiceField(label=_("Trade"), required=False)
    place = forms.ChoiceField(label=_("Territory"), required=False)
    strength = forms.TypedChoiceField(
        label=_("Strength"), required=False, coerce=int, empty_value=None,
        choices=[("", _("All links")), ("20", _("Steady and strong")), ("50", _("Strong only"))],
    )  # fmt: skip

    def __init__(
        self, *arguments: Any, kinds: Iterable[LinkKind], trades: Sequence[Any], places: Sequence[tuple[str, str]],
        **options: Any,
    ) -> None:  # fmt: skip
        super().__init__(*arguments, **options)
        offer_choices(self, "kind", [("", _("Everything")), *((one.value, KIND_LABELS[one]) for one in kinds)])
        offer_choices(self, "trade", [("", _("All trades")), *trades])
        offer_choices(self, "place", [("", _("Everywhere")), *places])

    def asked(self) -> dict[str, Any]:
        """Give what is asked; what is not understood is left out."""
        self.is_valid()
        return {name: self.cleaned_data.get(name) or "" for name in self.fields}


class NoteForm(forms.Form):
    note = forms.CharField(
        label=_("A word to both"), required=False, max_length=1000, widget=forms.Textarea(attrs={"rows": 2})
    )


class MetForm(forms.Form):
    day = forms.DateField(
        label=_("When"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
