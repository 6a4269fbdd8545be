"""Forms of several rows: add, remove and order them without JavaScript, and keep what was typed."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.kit.ids import new_id


class RowForm(forms.Form):
    """One row. `key` is the id that a new row will have, so that a form sent twice makes one row."""

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    # Rows whose fields of this name are empty are new ones left blank.
    essential = ""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not self.is_bound and not self.initial.get("key"):
            self.initial["key"] = new_id()

    def has_changed(self) -> bool:
        return bool(self[self.essential].data) if self.essential else super().has_changed()

    def row(self) -> dict[str, Any]:
        """Give the row as the document holds it."""
        raise NotImplementedError  # each kind of row has its own


class _RowFormSet(forms.BaseFormSet):
    def add_fields(self, form: forms.Form, index: int | None) -> None:
        super().add_fields(form, index)
        if "DELETE" in form.fields:
            form.fields["DELETE"].label = _("Remove")
        if "ORDER" in form.fields:
            form.fields["ORDER"].label = _("Place in the list")
            form.fields["ORDER"].widget.attrs |= {"class": "input--short", "min": 1, "inputmode": "numeric"}


class Rows:
    """The rows of a document's list as forms: `wanted` gives them back, in order, without those removed."""

    def __init__(
        self, form: type[RowForm], *, rows: Sequence[dict[str, Any]], prefix: str, data: Any = None, files: Any = None,
        is_ordered: bool = True, blank: int = 0, may_add: bool = True, form_options: dict[str, Any] | None = None,
    ) -> None:  # fmt: skip
        self.kind = forms.formset_factory(
            form, formset=_RowFormSet, extra=blank if rows else max(blank, 1 if may_add else 0), can_delete=True,
            can_order=is_ordered, max_num=80, absolute_max=100,
        )  # fmt: skip
        self.prefix, self.data, self.files = prefix, data, files
        self.options: dict[str, Any] = {"prefix": prefix, "form_kwargs": form_options or {}}
        if data is None:
            self.formset = self.kind(initial=list(rows), **self.options)
        else:
            self.formset = self.kind(data, files, **self.options)

    def is_valid(self) -> bool:
        return self.formset.is_valid()

    def add_one(self) -> None:
        """Show what was typed again, unjudged, with one more blank row."""
        total = min(80, int(self.data.get(f"{self.prefix}-TOTAL_FORMS") or 0))
        typed = []
        for number in range(total):
            form = self.kind.form(prefix=f"{self.prefix}-{number}", **self.options["form_kwargs"])
            self.formset.add_fields(form, number)
            typed.append(
                {
                    name: field.widget.value_from_datadict(self.data, {}, form.add_prefix(name))
                    for name, field in form.fields.items()
                }
            )
        self.kind.extra = 1
        self.formset = self.kind(initial=typed, **self.options)

    def wanted(self) -> list[dict[str, Any]]:
        """Give the rows kept, in the order asked for."""
        kept = [
            (self._place(form, number), number, form.row())
            for number, form in enumerate(self.formset.forms)
            if form.has_changed() and not form.cleaned_data.get("DELETE")
        ]
        return [row for _place, _number, row in sorted(kept, key=lambda each: each[:2])]

    @staticmethod
    def _place(form: Any, number: int) -> float:
        asked = form.cleaned_data.get("ORDER")
        # "2" typed on the third row means before the second one.
        return number + 1 if asked is None or asked == number + 1 else asked - (0.5 if asked < number + 1 else -0.5)

    @property
    def errors(self) -> list[Any]:
        return [form for form in self.formset.forms if form.is_bound and form.errors]


def suggest(form: forms.Form, field: str, *, url: str, value: str = "") -> None:
    """Have a text field propose what `url` (a route's name) answers; the choice's value goes to the hidden field `value`."""
    attributes = form.fields[field].widget.attrs
    attributes |= {"data-suggest-url": reverse(url), "autocomplete": "off"}
    if value:
        attributes["data-value-of"] = form[value].auto_id


class LinesField(forms.CharField):
    """A list of texts, one a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        return list(dict.fromkeys(line.strip() for line in text.splitlines() if line.strip()))
