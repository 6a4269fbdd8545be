"""Names, presentation: sections that are one form."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.directory.forms.rows import LinesField
from maillage.directory.labels import HEADCOUNT_LABELS, LANGUAGES, SOCIAL_NETWORKS, language_name, legal_form_label
from maillage.directory.queries.listed import Namesake, namesakes
from maillage.directory.rules.identifiers import (
    SirenVerdict,
    clean_digits,
    clean_naf,
    clean_rna,
    is_siren,
    judge_siren,
    vat_number,
)
from maillage.directory.rules.legal_forms import LEGAL_FORMS, family_suggested_by
from maillage.kit.forms import offer_choices


@dataclass(frozen=True, slots=True)
class SirenCheck:
    """`holder`: another listed organization that has this SIREN already. `missing`: digits still to type."""

    verdict: SirenVerdict
    holder: Namesake | None = None
    missing: int = 0
    vat: str = ""


def siren_check(*, text: str, but: str = "") -> SirenCheck:
    """Judge a SIREN as it is typed; `but`: slug of the organization that may have it."""
    verdict, digits = judge_siren(text), clean_digits(text)
    if verdict is not SirenVerdict.GOOD:
        return SirenCheck(verdict, missing=max(0, 9 - len(digits)))
    holder = next((one for one in namesakes(text=digits) if one.slug != but), None)
    return SirenCheck(verdict, holder, vat=vat_number(digits))


def suggested_family(*, legal_form_code: str, family: str) -> tuple[str, Any] | None:
    """Give the family (value, name) that a legal form suggests, when it is not the one chosen."""
    found = family_suggested_by(legal_form_code)
    return (found.value, FAMILY_LABELS[found]) if found and found.value != family else None


class FamilyForm(forms.Form):
    """The family alone, as it is shown again while the legal form changes."""

    family = forms.ChoiceField(
        label=_("Family"), choices=[(family.value, label) for family, label in FAMILY_LABELS.items()]
    )

    @property
    def suggested(self) -> tuple[str, Any] | None:
        return suggested_family(
            legal_form_code=self.initial.get("legal_form_code", ""), family=self.initial.get("family", "")
        )


class IdentityForm(forms.Form):
    """Who the organization is in law and in use."""

    name = forms.CharField(label=_("Name that people know you by"), max_length=200)
    legal_name = forms.CharField(label=_("Legal name"), max_length=200, required=False)
    trade_names = LinesField(
        label=_("Other names"), required=False, max_length=2000, help_text=_("One a line: acronyms, brands.")
    )
    siren = forms.CharField(
        label=_("SIREN"),
        required=False,
        max_length=20,
        help_text=_("Nine digits, as on your registration certificate."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )
    rna = forms.CharField(
        label=_("RNA number"),
        required=False,
        max_length=14,
        help_text=_("For associations: W and nine digits."),
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    legal_form_code = forms.ChoiceField(label=_("Legal form"), required=False)
    family = forms.ChoiceField(
        label=_("Family"), choices=[(family.value, label) for family, label in FAMILY_LABELS.items()]
    )
    naf_code = forms.CharField(
        label=_("Main activity code (NAF)"),
        required=False,
        max_length=8,
        help_text=_("As 62.01Z; it suggests your trades, it never decides them."),
        widget=forms.TextInput(attrs={"class": "input--short"}),
    )
    founded_on = forms.DateField(
        label=_("Created on"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date", "class": "input--short"}, format="%Y-%m-%d"),
    )
    headcount_band = forms.ChoiceField(
        label=_("Headcount"), required=False, choices=[("", _("Not said")), *HEADCOUNT_LABELS.items()]
    )

    def __init__(self, data: Any = None, *, initial: dict[str, Any], **options: Any) -> None:
        super().__init__(data, initial=initial, **options)
        known = list(LEGAL_FORMS)
        if initial.get("legal_form_code") and initial["legal_form_code"] not in LEGAL_FORMS:
            known.insert(0, initial["legal_form_code"])
        offer_choices(
            self,
            "legal_form_code",
            [
                ("", _("Not said")),
                *((code, legal_form_label(code)) for code in known),
            ],
        )
        self._answer_while_typed()

    def _answer_while_typed(self) -> None:
        # The answers stand beside the fields on a page shown again, too: htmx only brings them sooner.
        self.fields["siren"].widget.attrs |= {
            "hx-get": reverse("directory:siren_verdict"),
            "hx-trigger": "input changed delay:300ms",
            "hx-target": "#siren-check",
            "hx-include": "#siren-for",
        }
        self.fields["legal_form_code"].widget.attrs |= {
            "hx-get": reverse("directory:family_choice"),
            "hx-trigger": "change",
            "hx-target": "#family-choice",
            "hx-include": "#family-choice select",
        }

    @property
    def suggested(self) -> tuple[str, Any] | None:
        return suggested_family(
            legal_form_code=str(self["legal_form_code"].value() or ""), family=str(self["family"].value() or "")
        )

    def clean_siren(self) -> str:
        siren = clean_digits(self.cleaned_data["siren"])
        if siren and not is_siren(siren):
            raise forms.ValidationError(_("This is not a SIREN: nine digits, the last of which is a check digit."))
        return siren

    def clean_rna(self) -> str:
        typed = self.cleaned_data["rna"]
        if typed and not clean_rna(typed):
            raise forms.ValidationError(_("An RNA number is a W followed by nine digits or letters."))
        return clean_rna(typed)

    def clean_naf_code(self) -> str:
        typed = self.cleaned_data["naf_code"]
        if typed and not clean_naf(typed):
            raise forms.ValidationError(_("A NAF code looks like 62.01Z."))
        return clean_naf(typed)

    def fields_of_document(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {**given, "founded_on": given["founded_on"].isoformat() if given["founded_on"] else ""}


class PresentationForm(forms.Form):
    """What the organization says of itself."""

    pitch = forms.CharField(
        label=_("What you do, in one sentence"),
        max_length=240,
        required=False,
        help_text=_("The first thing that people read. Say what you make, for whom, where."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    description = forms.CharField(
        label=_("Your work in a few paragraphs"),
        max_length=12_000,
        required=False,
        help_text=_("Markdown: **bold**, lists with hyphens, ## for a heading, [text](address) for a link."),
        widget=forms.Textarea(attrs={"rows": 12}),
    )
    languages = forms.MultipleChoiceField(
        label=_("Languages you work in"), required=False, widget=forms.CheckboxSelectMultiple
    )
    website = forms.URLField(label=_("Website"), max_length=500, required=False, assume_scheme="https")

    def __init__(self, data: Any = None, *, initial: dict[str, Any], **options: Any) -> None:
        super().__init__(data, initial={**initial, **initial.get("social_links", {})}, **options)
        codes = dict.fromkeys([*LANGUAGES, *initial.get("languages", [])])
        offer_choices(self, "languages", [(code, language_name(code)) for code in codes])
        self.networks = dict.fromkeys([*SOCIAL_NETWORKS, *initial.get("social_links", {})])
        for network in self.networks:
            self.fields[network] = forms.URLField(
                label=SOCIAL_NETWORKS.get(network, network), required=False, max_length=500, assume_scheme="https"
            )

    @property
    def network_fields(self) -> list[forms.BoundField]:
        return [self[network] for network in self.networks]

    def fields_of_document(self) -> dict[str, Any]:
        given = self.cleaned_data
        return {
            "pitch": " ".join(given["pitch"].split()),
            "description": given["description"].replace("\r\n", "\n"),
            "languages": given["languages"],
            "website": given["website"],
            "social_links": {network: given[network] for network in self.networks if given[network]},
        }
