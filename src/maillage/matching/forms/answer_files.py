"""Files joined to an answer."""

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.matching.answer_labels import FILE_LABELS
from maillage.matching.forms.attachments import FilesField
from maillage.matching.services.attachments import Sent
from maillage.matching.types import AnswerFileKind


class AnswerFilesForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What they are"), choices=[(kind.value, label) for kind, label in FILE_LABELS.items()]
    )
    papers = FilesField(
        label=_("Files to join"),
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument or pictures; 15 MB each at most."),
    )

    def file_kind(self) -> AnswerFileKind:
        """Give what the files are said to be."""
        return AnswerFileKind(self.cleaned_data["kind"])

    def sent(self) -> list[Sent]:
        """Give the files as they were sent."""
        return [Sent(file.name, file.read()) for file in self.cleaned_data["papers"]]
