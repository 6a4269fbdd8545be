"""The logo and the pictures of an organization."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Photo, Profile
from maillage.directory.services.sections.document import Document, SectionKind, keep_rows, own_rows, picked
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid

MOST = 24
_COLUMNS = ("width", "height", "description")


def snapshot(organization_id: UUID) -> Document:
    rows = own_rows(Photo, organization_id).filter(reference__isnull=True).order_by("position", "pk")
    return {
        "logo": own_rows(Profile, organization_id).get().logo.name or "",
        "photos": [{"id": str(row.pk), "file": row.file.name, **picked(row, _COLUMNS)} for row in rows],
    }


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    if len(document["photos"]) > MOST:
        raise Invalid(_("Show at most 24 pictures."), field="pictures")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    own_rows(Profile, organization_id).update(logo=document["logo"])
    keep_rows(
        Photo,
        organization_id,
        [
            {**{name: row[name] for name in ("id", "file", *_COLUMNS)}, "position": number}
            for number, row in enumerate(document["photos"])
        ],
        reference=None,
    )


KIND = SectionKind(Section.PICTURES, snapshot, check, apply, {"photos": Photo})
