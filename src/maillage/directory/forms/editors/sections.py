"""One editor a section."""

from collections.abc import Mapping
from typing import Any

from maillage import geodata
from maillage.directory.forms.editors.base import Document, Editor
from maillage.directory.forms.identity import IdentityForm, PresentationForm, siren_check
from maillage.directory.forms.places import HoursForm, ServedForm
from maillage.directory.forms.rows import Rows
from maillage.directory.forms.showcase import (
    ContactRowForm,
    ItemRowForm,
    LabelRowForm,
    LogoForm,
    OfferRowForm,
    PhotoRowForm,
    SkillRowForm,
)
from maillage.directory.queries import taxonomy
from maillage.directory.queries.listed import organization_slug
from maillage.directory.queries.showcase_titles import reference_titles
from maillage.directory.services.pictures import LOGO_SIDE, keep_picture
from maillage.directory.types import Section
from maillage.kit.errors import Invalid
from maillage.kit.markdown import render_markdown


class IdentityEditor(Editor):
    template = "directory/editing/identity.html"

    def build(self) -> None:
        self.parts["form"] = IdentityForm(self.data, initial=self.before)

    def shows_again(self) -> bool:
        if "take_family" not in self.data:
            return super().shows_again()
        typed = {name: self.data.get(name, "") for name in self.parts["form"].fields}
        self.parts["form"] = IdentityForm(initial={**typed, "family": self.data["take_family"]})
        return True

    def context(self) -> Mapping[str, Any]:
        form = self.parts["form"]
        slug = organization_slug(organization_id=self.organization_id)
        return {
            "suggested": form.suggested,
            "siren_for": slug,
            "check": siren_check(text=str(form["siren"].value() or ""), but=slug),
        }

    def document(self) -> Document:
        return {**self.before, **self.parts["form"].fields_of_document()}


class PresentationEditor(Editor):
    template = "directory/editing/presentation.html"

    def build(self) -> None:
        self.parts["form"] = PresentationForm(self.data, initial=self.before)

    def document(self) -> Document:
        return self.parts["form"].fields_of_document()

    def context(self) -> Mapping[str, Any]:
        return {
            "preview": render_markdown(self.data["description"][:12_000])
            if self.data and "preview" in self.data
            else ""
        }


class SkillsEditor(Editor):
    template = "directory/editing/skills.html"

    def build(self) -> None:
        self.choices = taxonomy.skill_choices()
        self.names = taxonomy.slugs_by_name(self.choices, fold=geodata.fold)
        by_slug = {choice.slug: choice.name for choice in self.choices}
        rows = [{**row, "skill": by_slug.get(row["slug"], row["slug"])} for row in self.before["skills"]]
        self.parts["skills"] = Rows(
            SkillRowForm, rows=rows, prefix="skills", data=self.data, is_ordered=False, blank=1,
            form_options={"names": self.names, "fold": geodata.fold},
        )  # fmt: skip

    def document(self) -> Document:
        return {"skills": self.parts["skills"].wanted()}

    def context(self) -> Mapping[str, Any]:
        return {"choices": self.choices, "titles": reference_titles(organization_id=self.organization_id)}


class OffersEditor(Editor):
    template = "directory/editing/offers.html"

    def build(self) -> None:
        rows = [{**row, "key": row["id"]} for row in self.before["offers"]]
        self.parts["offers"] = Rows(OfferRowForm, rows=rows, prefix="offers", data=self.data)

    def document(self) -> Document:
        return {"offers": self.parts["offers"].wanted()}


class LabelsEditor(Editor):
    template = "directory/editing/labels.html"

    def build(self) -> None:
        held = [row["slug"] for row in self.before["labels"]]
        rows = [{**row, "label": row["slug"]} for row in self.before["labels"]]
        self.parts["labels"] = Rows(
            LabelRowForm, rows=rows, prefix="labels", data=self.data, is_ordered=False,
            form_options={"labels": taxonomy.label_choices(held=held)},
        )  # fmt: skip

    def document(self) -> Document:
        return {"labels": sorted(self.parts["labels"].wanted(), key=lambda row: row["slug"])}


class ContactsEditor(Editor):
    template = "directory/editing/contacts.html"

    def build(self) -> None:
        self.parts["contacts"] = Rows(ContactRowForm, rows=self.before["contacts"], prefix="contacts", data=self.data)

    def document(self) -> Document:
        return {"contacts": self.parts["contacts"].wanted()}


class PicturesEditor(Editor):
    template = "directory/editing/pictures.html"

    def build(self) -> None:
        rows = [{**row, "key": row["id"]} for row in self.before["photos"]]
        self.parts["photos"] = Rows(PhotoRowForm, rows=rows, prefix="photos", data=self.data, may_add=False)
        self.parts["form"] = LogoForm(self.data, self.files)

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        given = self.parts["form"].cleaned_data
        self.logo = "" if given["removes_logo"] else self.before["logo"]
        try:
            if given["logo"]:
                self.logo = keep_picture(
                    file=given["logo"], organization_id=self.organization_id, longest_side=LOGO_SIDE, field="logo"
                )["file"]
            self.added = [
                keep_picture(file=file, organization_id=self.organization_id, field="pictures")
                for file in given["pictures"]
            ]
        except Invalid as error:
            self.add_error(error.field, str(error))
            return False
        return True

    def document(self) -> Document:
        return {"logo": self.logo, "photos": with_new_pictures(self.parts["photos"], self.before["photos"], self.added)}

    def context(self) -> Mapping[str, Any]:
        return {"photos_by_key": {row["id"]: row for row in self.before["photos"]}}


def with_new_pictures(rows: Rows, before: list[Document], added: list[Document]) -> list[Document]:
    """Give the pictures kept, described and ordered as typed, then the new ones."""
    known = {row["id"]: row for row in before}
    kept = [{**known[row["id"]], "description": row["description"]} for row in rows.wanted() if row["id"] in known]
    new = {row["id"]: row for row in added if row["id"] not in known}
    return [*kept, *new.values()]


class PlacesEditor(Editor):
    template = "directory/editing/places.html"

    def build(self) -> None:
        rows = [{"key": row["id"]} for row in self.before["establishments"]]
        self.parts["items"] = Rows(
            ItemRowForm, rows=rows, prefix="items", data=self.data, is_ordered=False, may_add=False
        )
        self.parts["served"] = ServedForm(self.data, initial=self.before["served"], prefix="served")
        self.parts["hours"] = HoursForm(self.data, text=self.before["opening_hours"], prefix="hours")

    def document(self) -> Document:
        kept = {row["id"] for row in self.parts["items"].wanted()}
        return {
            "establishments": [row for row in self.before["establishments"] if row["id"] in kept],
            "served": self.parts["served"].served(),
            "opening_hours": self.parts["hours"].text(),
        }

    def context(self) -> Mapping[str, Any]:
        return {"items": _with_forms(self.parts["items"], self.before["establishments"])}


class ReferencesEditor(Editor):
    template = "directory/editing/references.html"

    def build(self) -> None:
        rows = [{"key": row["id"]} for row in self.before["references"]]
        self.parts["items"] = Rows(ItemRowForm, rows=rows, prefix="items", data=self.data, may_add=False)

    def document(self) -> Document:
        known = {row["id"]: row for row in self.before["references"]}
        return {"references": [known[row["id"]] for row in self.parts["items"].wanted() if row["id"] in known]}

    def context(self) -> Mapping[str, Any]:
        return {"items": _with_forms(self.parts["items"], self.before["references"])}


def _with_forms(rows: Rows, documents: list[Document]) -> list[tuple[Document, Any]]:
    return list(zip(documents, rows.formset.forms, strict=False))


EDITORS: dict[Section, type[Editor]] = {
    Section.IDENTITY: IdentityEditor,
    Section.PRESENTATION: PresentationEditor,
    Section.PLACES: PlacesEditor,
    Section.SKILLS: SkillsEditor,
    Section.OFFERS: OffersEditor,
    Section.REFERENCES: ReferencesEditor,
    Section.LABELS: LabelsEditor,
    Section.CONTACTS: ContactsEditor,
    Section.PICTURES: PicturesEditor,
}
