"""Files joined to an answer."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from maillage.kit.forms import offer_choices
from maillage.matching.answer_labels import FILE_LABELS
from maillage.matching.forms.attachments import FilesField
from maillage.matching.models import AnswerFile
from maillage.matching.services.attachments import Sent
from maillage.matching.types import AnswerFileKind


class EarlierFilesForm(forms.Form):
    """Files of earlier answers, to be joined again."""

    earlier_files = forms.TypedMultipleChoiceField(
        label=_("Joined to earlier answers"), coerce=UUID, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Tick the files to join."), "invalid_choice": _("Tick files of the list.")},
    )  # fmt: skip

    def __init__(self, *arguments: Any, earlier: Sequence[AnswerFile], **options: Any) -> None:
        super().__init__(*arguments, **options)
        offer_choices(
            self,
            "earlier_files",
            [
                (
                    str(one.pk),
                    f"{one.name} ({FILE_LABELS[AnswerFileKind(one.kind)]}, {date_format(localtime(one.added_at), 'SHORT_DATE_FORMAT')})",
                )
                for one in earlier
            ],
        )


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
