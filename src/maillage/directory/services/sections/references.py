"""The past jobs that an organization shows, with their partners and pictures."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.directory.models import Photo, Reference, ReferencePartner, Skill
from maillage.directory.services.sections.document import Document, SectionKind, keep_rows, own_rows, picked
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid

MOST, MOST_PHOTOS = 60, 12
_COLUMNS = ("title", "description", "client", "place", "year", "url")
_PHOTO = ("file", "width", "height", "description")


def snapshot(organization_id: UUID) -> Document:
    rows = list(own_rows(Reference, organization_id).order_by("position", "-year", "pk"))
    partners: dict[UUID, list[Document]] = {row.pk: [] for row in rows}
    for partner in own_rows(ReferencePartner, organization_id).select_related("partner").order_by("pk"):
        partners[partner.reference_id].append(
            {
                "organization": str(partner.partner_id or ""),
                "name": partner.partner.name if partner.partner else partner.name,
                "role": partner.role,
            }
        )
    photos: dict[UUID, list[Document]] = {row.pk: [] for row in rows}
    for photo in own_rows(Photo, organization_id).filter(reference__isnull=False).order_by("position", "pk"):
        photos[photo.reference_id].append({"id": str(photo.pk), **picked(photo, _PHOTO[1:]), "file": photo.file.name})
    return {
        "references": [
            {
                "id": str(row.pk),
                **picked(row, _COLUMNS),
                "skills": list(row.skill_slugs),
                "partners": partners[row.pk],
                "photos": photos[row.pk],
            }
            for row in rows
        ]
    }


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    rows = document["references"]
    if len(rows) > MOST:
        raise Invalid(_("Show at most 60 references: the ones you are proudest of."), field="references")
    if any(not row["title"].strip() for row in rows):
        raise Invalid(_("Give each reference a title."), field="title")
    if any(row["year"] and not 1800 <= row["year"] <= 2100 for row in rows):
        raise Invalid(_("Write the year with four digits."), field="year")
    if any(len(row["photos"]) > MOST_PHOTOS for row in rows):
        raise Invalid(_("Show at most 12 pictures for one reference."), field="pictures")
    named = {slug for row in rows for slug in row["skills"]}
    if named - set(Skill.objects.filter(slug__in=named).values_list("slug", flat=True)):
        raise Invalid(_("This skill is not in the list: choose one that is."), field="skills")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    rows = document["references"]
    keep_rows(
        Reference,
        organization_id,
        [
            {
                "id": row["id"],
                **{name: row[name] for name in _COLUMNS},
                "skill_slugs": row["skills"],
                "position": number,
            }
            for number, row in enumerate(rows)
        ],
    )
    own_rows(ReferencePartner, organization_id).delete()
    wanted = {partner["organization"] for row in rows for partner in row["partners"]} - {"", str(organization_id)}
    existing = {str(pk) for pk in Organization.objects.filter(pk__in=wanted).values_list("pk", flat=True)}
    ReferencePartner.objects.bulk_create(
        ReferencePartner(
            organization_id=organization_id,
            reference_id=row["id"],
            partner_id=partner["organization"] if partner["organization"] in existing else None,
            name=partner["name"],
            role=partner["role"],
        )
        for row in rows
        for partner in row["partners"]
    )
    keep_rows(
        Photo,
        organization_id,
        [
            {**{name: photo[name] for name in ("id", *_PHOTO)}, "reference_id": row["id"], "position": number}
            for row in rows
            for number, photo in enumerate(row["photos"])
        ],
        reference__isnull=False,
    )


KIND = SectionKind(Section.REFERENCES, snapshot, check, apply, {"references": Reference})
