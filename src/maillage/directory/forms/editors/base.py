"""An editor shows one section's document as forms, and gives the document that was typed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from maillage.directory.forms.rows import Rows

type Document = dict[str, Any]


class Editor:
    """Base of the sections' editors. `parts` names its forms and rows for the template."""

    template = ""

    def __init__(self, *, organization_id: UUID, document: Document, data: Any = None, files: Any = None) -> None:
        self.organization_id, self.before = organization_id, document
        self.data, self.files = data, files
        self.parts: dict[str, Any] = {}
        self.general_errors: list[str] = []
        self.build()

    def build(self) -> None:
        """Fill `parts`."""
        raise NotImplementedError  # each editor has its own

    def document(self) -> Document:
        """Give the document typed, once valid."""
        raise NotImplementedError  # each editor has its own

    def is_valid(self) -> bool:
        judged = [part.is_valid() for part in self.parts.values()]  # every part says its errors, so no short cut
        return all(judged)

    def shows_again(self) -> bool:
        """Answer a button that changes or adds something to what is typed, without saving; False for other buttons."""
        if "add" in self.data:
            self.add_row(self.data["add"])
            return True
        return "preview" in self.data

    def add_row(self, name: str) -> None:
        """Show what was typed with one more blank row in the rows called `name`."""
        part = self.parts.get(name)
        if isinstance(part, Rows):
            part.add_one()
        for other in self.parts.values():
            if isinstance(other, forms.BaseForm):
                other.errors.clear()

    def add_error(self, field: str, text: str) -> None:
        """Put a service's refusal beside its field, else above the form."""
        for part in self.parts.values():
            if isinstance(part, forms.BaseForm) and field in part.fields:
                part.add_error(field, text)
                return
        self.general_errors.append(text)

    @property
    def error_forms(self) -> list[Any]:
        """Give the forms that have errors, for the summary above."""
        found: list[Any] = []
        for part in self.parts.values():
            found += part.errors if isinstance(part, Rows) else [part] if part.is_bound and part.errors else []
        return found

    def context(self) -> Mapping[str, Any]:
        """Give what the template needs besides the parts."""
        return {}
