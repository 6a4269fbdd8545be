"""Words of sectors and skills."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.directory.forms.rows import LinesField
from maillage.directory.queries import taxonomy
from maillage.directory.rules.identifiers import clean_naf
from maillage.directory.services.taxonomy import SkillWords
from maillage.kit.forms import offer_choices


class SectorForm(forms.Form):
    name_fr = forms.CharField(label=_("French name"), max_length=120)
    name_en = forms.CharField(label=_("English name"), max_length=120)


class SkillForm(SectorForm):
    sector = forms.ChoiceField(label=_("Sector"))
    synonyms_fr = LinesField(
        label=_("What people type in French"),
        required=False,
        max_length=4000,
        help_text=_("One word or expression a line."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    synonyms_en = LinesField(
        label=_("What people type in English"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    naf_rev2 = LinesField(
        label=_("NAF codes that suggest it (rev. 2)"),
        required=False,
        max_length=400,
        help_text=_("One code a line, such as 62.01Z."),
    )
    naf_2025 = LinesField(label=_("NAF codes that suggest it (NAF 2025)"), required=False, max_length=400)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(self, "sector", [(row.slug, row.name) for row in taxonomy.sectors()])

    def clean_synonyms_fr(self) -> list[str]:
        return self._short(self.cleaned_data["synonyms_fr"])

    def clean_synonyms_en(self) -> list[str]:
        return self._short(self.cleaned_data["synonyms_en"])

    def clean_naf_rev2(self) -> list[str]:
        return self._codes(self.cleaned_data["naf_rev2"])

    def clean_naf_2025(self) -> list[str]:
        return self._codes(self.cleaned_data["naf_2025"])

    @staticmethod
    def _short(words: list[str]) -> list[str]:
        if any(len(word) > 80 for word in words):
            raise forms.ValidationError(_("Keep each expression under 80 characters."))
        return words

    @staticmethod
    def _codes(codes: list[str]) -> list[str]:
        if not all(clean_naf(code) for code in codes):
            raise forms.ValidationError(_("A NAF code looks like 62.01Z."))
        return [clean_naf(code) for code in codes]

    def words(self) -> SkillWords:
        names = ("name_fr", "name_en", "synonyms_fr", "synonyms_en", "naf_rev2", "naf_2025")
        return SkillWords(**{name: self.cleaned_data[name] for name in names})
