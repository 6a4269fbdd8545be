"""What an organization says of itself."""

from datetime import datetime
from urllib.parse import urlsplit
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from maillage.directory.models import Profile
from maillage.directory.services.sections.document import Document, SectionKind, own_rows, picked
from maillage.directory.types import Section, Source
from maillage.kit.errors import Invalid

LONGEST_DESCRIPTION = 12_000
_FIELDS = ("pitch", "description", "languages", "website", "social_links")


def snapshot(organization_id: UUID) -> Document:
    return picked(own_rows(Profile, organization_id).get(), _FIELDS)


def check(organization_id: UUID, document: Document) -> None:
    """Raises: Invalid."""
    if len(document["description"]) > LONGEST_DESCRIPTION:
        raise Invalid(_("This description is too long: keep it under 12,000 characters."), field="description")
    for field, url in (("website", document["website"]), *document["social_links"].items()):
        if url and urlsplit(url).scheme not in {"http", "https"}:
            raise Invalid(_("Write an address that starts with https://."), field=field)


def apply(organization_id: UUID, document: Document, source: Source, now: datetime) -> None:
    own_rows(Profile, organization_id).update(**{name: document[name] for name in _FIELDS})


KIND = SectionKind(Section.PRESENTATION, snapshot, check, apply, {})
