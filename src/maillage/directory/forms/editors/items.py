"""Editors of one item of a section: a place, a reference. The document they give is the whole section's."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from maillage import geodata
from maillage.directory.forms.editors.base import Document, Editor
from maillage.directory.forms.editors.sections import with_new_pictures
from maillage.directory.forms.places import HoursForm, PlaceForm
from maillage.directory.forms.rows import Rows
from maillage.directory.forms.showcase import NewPicturesForm, PartnerRowForm, PhotoRowForm, ReferenceForm
from maillage.directory.queries import taxonomy
from maillage.directory.queries.listed import listed_by_names
from maillage.directory.services.pictures import keep_picture
from maillage.kit.errors import Invalid


class ItemEditor(Editor):
    """`key` is the item's id; an unknown one is a new item's."""

    list_field = ""

    def __init__(self, *, key: str, **options: Any) -> None:
        self.key = key
        super().__init__(**options)

    @property
    def item(self) -> Document:
        return next((row for row in self.before[self.list_field] if row["id"] == self.key), {})

    @property
    def is_new(self) -> bool:
        return not self.item

    def row(self) -> Document:
        """Give the item typed."""
        raise NotImplementedError  # each kind of item has its own

    def document(self) -> Document:
        row = self.row()
        rows = [row if each["id"] == self.key else each for each in self.before[self.list_field]]
        return {**self.before, self.list_field: [*rows, row] if self.is_new else rows}


class PlaceEditor(ItemEditor):
    template = "directory/editing/place.html"
    list_field = "establishments"

    def build(self) -> None:
        initial = {**self.item, "commune": self.item.get("commune_name", "")}
        if self.is_new:
            initial["is_head_office"] = not self.before["establishments"]
        self.parts["form"] = PlaceForm(self.data, initial=initial)
        self.parts["hours"] = HoursForm(self.data, text=self.item.get("opening_hours", ""), prefix="hours")

    def shows_again(self) -> bool:
        if "centre" not in self.data:
            return super().shows_again()
        form: PlaceForm = self.parts["form"]
        if form.typed_commune() is None:
            self.general_errors.append(_("Choose the commune first."))
        ticks = {name: name in self.data for name in ("is_head_office", "is_address_hidden")}
        self.parts["form"] = PlaceForm(initial={**form.at_centre(), **ticks})
        return True

    def row(self) -> Document:
        return self.parts["form"].row(key=self.key, hours=self.parts["hours"].text(), before=self.item)

    def document(self) -> Document:
        document = super().document()
        row = next(each for each in document["establishments"] if each["id"] == self.key)
        if row["is_head_office"]:
            others = [{**each, "is_head_office": each["id"] == self.key} for each in document["establishments"]]
            document["establishments"] = sorted(others, key=lambda each: not each["is_head_office"])
        return document

    def context(self) -> Mapping[str, Any]:
        """Give what the map shows first: the surroundings of the point, else of the commune, else France."""
        form = self.parts["form"]
        longitude, latitude = _degrees(form["longitude"].value()), _degrees(form["latitude"].value())
        if longitude is not None and latitude is not None:
            return {"bounds": _around(longitude, latitude, half_degrees=0.006)}
        commune = geodata.commune(code=str(form["commune_code"].value() or "-"))
        return {
            "bounds": _around(commune.point.longitude, commune.point.latitude, half_degrees=0.05) if commune else ""
        }


def _degrees(typed: Any) -> float | None:
    try:
        return float(typed)
    except (TypeError, ValueError):
        return None


def _around(longitude: float, latitude: float, *, half_degrees: float) -> str:
    edges = (longitude - half_degrees, latitude - half_degrees, longitude + half_degrees, latitude + half_degrees)
    return ",".join(f"{edge:.5f}" for edge in edges)


class ReferenceEditor(ItemEditor):
    template = "directory/editing/reference.html"
    list_field = "references"

    def build(self) -> None:
        item = self.item
        choices = taxonomy.chosen_skills(organization_id=self.organization_id, also=item.get("skills", []))
        self.parts["form"] = ReferenceForm(self.data, initial=item, skills=choices)
        self.parts["partners"] = Rows(
            PartnerRowForm, rows=item.get("partners", []), prefix="partners", data=self.data, is_ordered=False, blank=1
        )
        photos = [{**row, "key": row["id"]} for row in item.get("photos", [])]
        self.parts["photos"] = Rows(PhotoRowForm, rows=photos, prefix="photos", data=self.data, may_add=False)
        self.parts["new"] = NewPicturesForm(self.data, self.files)

    def is_valid(self) -> bool:
        if not super().is_valid():
            return False
        try:
            self.added = [
                keep_picture(file=file, organization_id=self.organization_id, shown_in=self.key, field="pictures")
                for file in self.parts["new"].cleaned_data["pictures"]
            ]
        except Invalid as error:
            self.add_error(error.field, str(error))
            return False
        return True

    def row(self) -> Document:
        given = self.parts["form"].cleaned_data
        return {
            "id": self.key,
            **{name: given[name] for name in ("title", "description", "client", "place", "year", "url", "skills")},
            "partners": self._partners(),
            "photos": with_new_pictures(self.parts["photos"], self.item.get("photos", []), self.added),
        }

    def _partners(self) -> list[Document]:
        """Tie partners to their page: by the suggestion chosen, else by the exact name of one listed organization."""
        rows = self.parts["partners"].wanted()
        by_name, names = listed_by_names(
            names=[row["name"] for row in rows], ids=[UUID(row["organization"]) for row in rows if row["organization"]]
        )
        known = {partner["organization"] for partner in self.item.get("partners", [])}
        for row in rows:
            chosen = names.get(row["organization"])
            if chosen is not None and chosen.casefold() == row["name"].casefold():
                continue
            if row["organization"] in known and chosen is None:
                continue  # a partner that has left the directory stays tied
            row["organization"] = by_name.get(row["name"].casefold(), "")
        return [row for row in rows if row["organization"] != str(self.organization_id)]

    def context(self) -> Mapping[str, Any]:
        return {"photos_by_key": {row["id"]: row for row in self.item.get("photos", [])}}
