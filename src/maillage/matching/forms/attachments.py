"""Papers joined to a need."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.matching.services.attachments import Sent

ACCEPTED = ".pdf,.doc,.docx,.xls,.xlsx,.ppt,.pptx,.odt,.ods,.odp,.jpg,.jpeg,.png,.webp,.gif"
MOST_AT_ONCE = 10


class SeveralFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once."""

    widget = SeveralFiles(attrs={"accept": ACCEPTED})

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if not given and self.required:
            raise forms.ValidationError(_("Choose a file first."))
        if len(given) > MOST_AT_ONCE:
            raise forms.ValidationError(_("Send ten files at most at once."))
        return [super(FilesField, self).clean(one, initial) for one in given]


class AttachmentsForm(forms.Form):
    papers = FilesField(
        label=_("Papers to attach"), required=False,
        help_text=_("PDF, Word, Excel, PowerPoint, OpenDocument or pictures; 15 MB each at most."),
    )  # fmt: skip

    def sent(self) -> list[Sent]:
        """Give the files as they were sent."""
        return [Sent(file.name, file.read()) for file in self.cleaned_data["papers"]]
