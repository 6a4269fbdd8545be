"""What can be ordered from an organization."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Offer
from maillage.directory.services.sections.document import Document, SectionKind, keep_rows, own_rows, picked
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid

MOST = 30
_COLUMNS = ("title", "description", "price")


def snapshot(organization_id: UUID) -> Document:
    rows = own_rows(Offer, organization_id).order_by("position", "pk")
    return {"offers": [{"id": str(row.pk), **picked(row, _COLUMNS)} for row in rows]}


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    if len(document["offers"]) > MOST:
        raise Invalid(_("Describe at most 30 offers."), field="offers")
    if any(not row["title"].strip() for row in document["offers"]):
        raise Invalid(_("Give each offer a title."), field="title")


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    keep_rows(Offer, organization_id, [{**row, "position": number} for number, row in enumerate(document["offers"])])


KIND = SectionKind(Section.OFFERS, snapshot, check, apply, {"offers": Offer})
