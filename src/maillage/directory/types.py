"""The words of the directory."""

from enum import StrEnum


class _Words(StrEnum):
    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Give pairs for a column's `choices`; the labels that people read stand in `labels.py`."""
        return [(word.value, word.value) for word in cls]


class Listing(_Words):
    """Whether the directory shows a profile."""

    DRAFT = "draft"  # being written by its people
    PENDING = "pending"  # waits for a facilitator
    LISTED = "listed"
    REFUSED = "refused"
    UNLISTED = "unlisted"  # asked for by its owner: it disappears everywhere at once
    CLOSED = "closed"  # ceased at INSEE: kept, not shown


class ServedKind(_Words):
    """How the territory served is said."""

    UNSAID = "unsaid"
    NATIONAL = "national"
    PLACES = "places"  # codes such as `region:84`, `department:69`, `epci:246900245`, `commune:69123`
    RADIUS = "radius"  # km around the head office


class Precision(_Words):
    """How exact a point is."""

    EXACT = "exact"
    STREET = "street"
    COMMUNE = "commune"
    UNKNOWN = "unknown"


class EvidenceKind(_Words):
    """What supports a claimed skill."""

    CLAIMED = "claimed"
    NAF = "naf"  # suggested by the activity code, not confirmed by anybody
    REFERENCE = "reference"
    LABEL = "label"
    DIPLOMA = "diploma"


class Source(_Words):
    """Where a fact comes from; each one may overwrite those that follow, never those before."""

    STAFF = "staff"
    ORGANIZATION = "organization"
    NETWORK_FILE = "network-file"
    SIRENE = "sirene"
    OPEN_DATA = "open-data"
    DERIVED = "derived"

    @property
    def rank(self) -> int:
        return list(Source).index(self)


class ContactKind(_Words):
    EMAIL = "email"
    PHONE = "phone"


class EditState(_Words):
    """Where an edit by an organization's people stands in moderation."""

    PENDING = "pending"  # not applied yet
    PUBLISHED = "published"  # applied, waits for review
    APPROVED = "approved"
    REFUSED = "refused"
    REVERTED = "reverted"


class Section(_Words):
    """The parts of a profile that are edited, moderated and restored as one document each."""

    IDENTITY = "identity"
    PRESENTATION = "presentation"
    PLACES = "places"
    SKILLS = "skills"
    OFFERS = "offers"
    REFERENCES = "references"
    LABELS = "labels"
    CONTACTS = "contacts"
    PICTURES = "pictures"


class ClaimMethod(_Words):
    EMAIL_DOMAIN = "email-domain"
    CODE = "code"
    APPROVAL = "approval"


class ClaimState(_Words):
    OPEN = "open"
    ACCEPTED = "accepted"
    REFUSED = "refused"
    EXPIRED = "expired"


class ImportState(_Words):
    MAPPING = "mapping"  # waits for somebody to check the columns
    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class DuplicateState(_Words):
    OPEN = "open"
    MERGED = "merged"
    DISTINCT = "distinct"
