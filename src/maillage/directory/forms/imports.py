"""Sending a file, and saying what its columns hold."""

from collections.abc import Sequence
from pathlib import PurePath
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext_lazy as _

from maillage.directory.labels_of_imports import FIELD_CHOICES, SOURCE_CHOICES
from maillage.directory.queries.imports import Column
from maillage.directory.queries.taxonomy import skill_choices
from maillage.directory.types import Source
from maillage.kit.forms import offer_choices

LARGEST_BYTES = 2 * 2**30
SUFFIXES = (".csv", ".tsv", ".txt", ".json", ".geojson", ".jsonl", ".ndjson", ".xlsx", ".xls", ".ods", ".zip", ".gz")


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("File to import"),
        help_text=_(
            "CSV, Excel, LibreOffice, JSON or GeoJSON, zipped or not, up to 2 GB. Nothing changes before you confirm."
        ),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(attrs={"accept": ",".join(SUFFIXES)}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        name = file.name or ""
        if PurePath(name).suffix.lower() not in SUFFIXES:
            raise forms.ValidationError(
                _("“%(name)s” is no file that can be imported: send one that ends in %(suffixes)s."),
                params={"name": name[:80], "suffixes": ", ".join(SUFFIXES)},
            )
        if not file.size:
            raise forms.ValidationError(_("This file is empty: check that it was saved, then send it again."))
        if file.size > LARGEST_BYTES:
            raise forms.ValidationError(
                _("This file weighs %(size)s: send at most 2 GB, or use the command “maillage import”."),
                params={"size": filesizeformat(file.size)},
            )
        return file


class ColumnsForm(forms.Form):
    """One choice a column, whose word the file is, and the skills of every row."""

    source = forms.ChoiceField(
        label=_("Whose word is it?"),
        choices=SOURCE_CHOICES,
        help_text=_(
            "What people of an organization wrote always comes first; then the network’s lists, INSEE, open data."
        ),
    )
    skills = forms.MultipleChoiceField(
        label=_("Skills of every row"),
        required=False,
        help_text=_("When the whole file is of one trade. Leave empty otherwise."),
        widget=forms.SelectMultiple(attrs={"size": 6}),
    )

    def __init__(self, data: Any = None, *, columns: Sequence[Column], source: str, skills: Sequence[str]) -> None:
        super().__init__(data, initial={"source": source, "skills": list(skills)})
        self._columns = columns
        offer_choices(self, "skills", [(choice.slug, f"{choice.sector} · {choice.name}") for choice in skill_choices()])
        for column in columns:
            self.fields[f"column_{column.number}"] = forms.ChoiceField(
                label=column.name,
                choices=FIELD_CHOICES,
                required=False,
                initial=column.target,
                widget=forms.Select(attrs={"class": "input"}),
            )

    def rows(self) -> list[tuple[Column, forms.BoundField]]:
        """Give each column with its choice."""
        return [(column, self[f"column_{column.number}"]) for column in self._columns]

    def targets(self) -> dict[str, str]:
        """Give the field chosen for each column."""
        return {column.name: self.cleaned_data[f"column_{column.number}"] for column in self._columns}

    def chosen_source(self) -> Source:
        return Source(self.cleaned_data["source"])
