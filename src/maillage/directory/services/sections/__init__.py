"""A profile is edited, moderated and restored by sections: each is one JSON document."""

from maillage.directory.services.sections import (
    contacts,
    identity,
    labels,
    offers,
    pictures,
    places,
    presentation,
    references,
    skills,
)
from maillage.directory.services.sections.document import Document, SectionKind, settle_ids, version_of
from maillage.directory.types import Section

KINDS: dict[Section, SectionKind] = {
    module.KIND.section: module.KIND
    for module in (identity, presentation, places, skills, offers, references, labels, contacts, pictures)
}

__all__ = ["KINDS", "Document", "SectionKind", "settle_ids", "version_of"]
