"""Ways to reach an organization, each public or not."""

from datetime import datetime
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Contact
from maillage.directory.services.sections.document import Document, SectionKind, own_rows, picked
from maillage.directory.types import ContactKind, Section, Source
from maillage.kit.errors import Invalid

MOST = 12
_COLUMNS = ("kind", "value", "label", "is_public")


def snapshot(organization_id: UUID) -> Document:
    return {
        "contacts": [picked(row, _COLUMNS) for row in own_rows(Contact, organization_id).order_by("position", "pk")]
    }


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    if len(document["contacts"]) > MOST:
        raise Invalid(_("Give at most 12 contacts."), field="contacts")
    for row in document["contacts"]:
        if row["kind"] not in ContactKind:
            raise Invalid(_("A contact is an e-mail address or a phone number."), field="kind")
        if row["kind"] == ContactKind.EMAIL:
            try:
                validate_email(row["value"])
            except ValidationError:
                raise Invalid(_("This is not an e-mail address."), field="value") from None


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    known = {(row.kind, row.value): row.source for row in own_rows(Contact, organization_id)}
    own_rows(Contact, organization_id).delete()
    Contact.objects.bulk_create(
        Contact(
            organization_id=organization_id,
            **row,
            position=number,
            source=known.get((row["kind"], row["value"]), source.value),
        )
        for number, row in enumerate(document["contacts"])
    )


KIND = SectionKind(Section.CONTACTS, snapshot, check, apply, {})
