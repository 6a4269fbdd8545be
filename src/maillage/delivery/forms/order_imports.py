"""A file of orders that is sent."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Store
from maillage.delivery.services.order_imports import FileGiven
from maillage.delivery.types import ImportKind


class FileForm(forms.Form):
    """A file for a store; a dispatcher chooses the store, or sends tasks of no order."""

    what = forms.ChoiceField(label=_("Orders of"), required=False)
    file = forms.FileField(
        label=_("File of orders (CSV or XLSX)"), max_length=200,
        help_text=_("One order a row, at most 2,000 rows and 4 MB. Nothing is ordered before you have seen what was understood."),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,.xls,.ods,text/csv"}),
        error_messages={"empty": _("This file is empty."), "required": _("Choose a file.")},
    )  # fmt: skip

    def __init__(
        self, *arguments: Any, store_id: int | None = None, stores: Sequence[Store] = (), **options: Any
    ) -> None:
        super().__init__(*arguments, **options)
        self.store_id = store_id
        if store_id is not None:
            del self.fields["what"]
            return
        choices = [("", _("No store: each row has its pick-up")), ("tasks", _("Single tasks, of no order"))]
        fields: dict[str, Any] = self.fields
        fields["what"].choices = [*choices, *((str(one.pk), one.name) for one in stores)]

    def given(self, *, language: str) -> FileGiven:
        file = self.cleaned_data["file"]
        chosen = self.cleaned_data.get("what", "")
        kind = ImportKind.TASKS if chosen == "tasks" else ImportKind.DELIVERIES
        store_id = self.store_id or (int(chosen) if chosen.isdigit() else None)
        return FileGiven(file.read(), file.name, language, kind, store_id)
