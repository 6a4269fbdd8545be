"""Creating a page for an organization that is not in the directory yet."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage import geodata
from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.forms.places import commune_named
from maillage.directory.forms.rows import suggest
from maillage.directory.queries import taxonomy
from maillage.directory.rules.identifiers import clean_digits, is_siren
from maillage.directory.services.listing import NewProfile


class NewProfileForm(forms.Form):
    """What is asked to begin with."""

    name = forms.CharField(label=_("Name of your organization"), max_length=200)
    siren = forms.CharField(
        label=_("SIREN"), required=False, max_length=20, help_text=_("Nine digits. Leave it empty if you have none yet."),
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "input--short"}),
    )  # fmt: skip
    commune = forms.CharField(label=_("Commune"), max_length=120)
    commune_code = forms.CharField(required=False, max_length=5, widget=forms.HiddenInput)
    family = forms.ChoiceField(
        label=_("Family"), choices=[(family.value, label) for family, label in FAMILY_LABELS.items()]
    )
    main_skill = forms.CharField(
        label=_("Main skill"), max_length=120, help_text=_("Type a trade and choose it in the list."),
        widget=forms.TextInput(attrs={"list": "skill-names", "autocomplete": "off"}),
    )  # fmt: skip
    pitch = forms.CharField(
        label=_("What you do, in one sentence"), max_length=240, min_length=10, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        suggest(self, "commune", url="directory:commune_suggestions", value="commune_code")
        self.choices = taxonomy.skill_choices()

    def clean_siren(self) -> str:
        siren = clean_digits(self.cleaned_data["siren"])
        if siren and not is_siren(siren):
            raise forms.ValidationError(_("This is not a SIREN: nine digits, the last of which is a check digit."))
        return siren

    def clean_main_skill(self) -> str:
        slugs = taxonomy.slugs_by_name(self.choices, fold=geodata.fold)
        slug = slugs.get(geodata.fold(self.cleaned_data["main_skill"]), "")
        if not slug:
            raise forms.ValidationError(_("This skill is not in the list: choose one that is."))
        return slug

    def clean(self) -> dict[str, Any] | None:
        given = super().clean()
        typed, code = self.cleaned_data.get("commune", ""), self.cleaned_data.get("commune_code", "")
        chosen = geodata.commune(code=code) if code else None
        if chosen is None or geodata.fold(chosen.name) not in geodata.fold(typed):
            found = commune_named(typed) if typed else None
            self.cleaned_data["commune_code"] = found.code if found else ""
        if typed and not self.cleaned_data["commune_code"]:
            self.add_error("commune", _("This commune is not known: choose one of the list."))
        return given

    def new_profile(self) -> NewProfile:
        given = self.cleaned_data
        return NewProfile(
            name=given["name"], siren=given["siren"], commune_code=given["commune_code"], family=Family(given["family"]),
            main_skill=given["main_skill"], pitch=" ".join(given["pitch"].split()),
        )  # fmt: skip
