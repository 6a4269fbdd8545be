"""Papers of the document box, added and corrected."""

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from maillage.matching.document_box_labels import PAPER_LABELS
from maillage.matching.models import Paper
from maillage.matching.rules.attachments import LARGEST_PAPER
from maillage.matching.rules.document_box import MANY, PaperKind
from maillage.matching.services.document_box import PaperGiven
from maillage.matching.services.document_box_files import SentFile

# On a telephone the browser offers the camera, and turns its pictures into JPEG.
ACCEPTED = "application/pdf,image/jpeg,image/png,.doc,.docx,.odt,.xls,.xlsx,.ods"


def _day() -> forms.DateInput:
    return forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")


class PaperFactsForm(forms.Form):
    """What is said of a paper."""

    title = forms.CharField(label=_("What it is"), max_length=120)
    issued_on = forms.DateField(
        label=_("Issued on"), widget=_day(), help_text=_("The day written on the paper."),
        error_messages={"required": _("Write the day that stands on the paper.")},
    )  # fmt: skip
    expires_on = forms.DateField(
        label=_("Good until"), required=False, widget=_day(), help_text=_("Leave empty for the usual time.")
    )
    number = forms.CharField(label=_("Number or reference"), max_length=80, required=False)

    def __init__(self, *arguments: Any, kind: PaperKind, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.kind = kind
        if kind not in MANY:
            del self.fields["title"]
        if kind is PaperKind.BANK:
            del self.fields["expires_on"]
        elif kind in MANY:
            self.fields["expires_on"].help_text = _("Leave empty when it has no end.")

    def given(self) -> PaperGiven:
        """Give what was typed, as the services take it."""
        said = self.cleaned_data
        return PaperGiven(
            kind=self.kind, issued_on=said["issued_on"], expires_on=said.get("expires_on"), number=said["number"],
            title=said.get("title", ""),
        )  # fmt: skip


class PaperForm(PaperFactsForm):
    """A new paper, with its file."""

    file = forms.FileField(
        label=_("File"), widget=forms.ClearableFileInput(attrs={"accept": ACCEPTED}),
        help_text=_("PDF, photograph or Office file, up to 15 MB. On a telephone you can take a photograph."),
        error_messages={"required": _("Choose the file, or take a photograph of the paper.")},
    )  # fmt: skip
    field_order = ("title", "file", "issued_on", "expires_on", "number")

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if (file.size or 0) > LARGEST_PAPER:  # before a byte of it is read
            raise forms.ValidationError(_("This file weighs over 15 MB. Send a lighter one."))
        return file

    def sent(self) -> SentFile:
        """Give the file."""
        file = self.cleaned_data["file"]
        return SentFile(file.name or "", file.read())


def facts_of(paper: Paper, /) -> dict[str, Any]:
    """Give what is said of a paper, for the form."""
    return {
        "title": paper.title,
        "issued_on": paper.issued_on,
        "expires_on": paper.expires_on,
        "number": paper.number,
    }


class KindForm(forms.Form):
    """Which paper is added; `replaces`: the label or other paper whose place it takes."""

    kind = forms.ChoiceField(choices=[(kind.value, label) for kind, label in PAPER_LABELS.items()])
    replaces = forms.UUIDField(required=False)
