"""What happens in the directory."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _ProfileEvent(Event):
    """`object_id` and `organization_id` are the organization's."""

    object_type: ClassVar[str] = "profile"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileEdited(_ProfileEvent):
    """`is_pending`: it waits for a facilitator and is not applied yet; `was_waiting`: a former version of it did."""

    verb: ClassVar[str] = "profile.edited"

    section: str
    edit_id: UUID
    is_pending: bool = False
    was_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class EditReviewed(_ProfileEvent):
    """`was_pending`: nobody saw the change before this decision."""

    verb: ClassVar[str] = "profile.edit_reviewed"

    section: str
    edit_id: UUID
    is_approved: bool
    was_pending: bool = False
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRequested(_ProfileEvent):
    verb: ClassVar[str] = "profile.listing_requested"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileListed(_ProfileEvent):
    verb: ClassVar[str] = "profile.listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class ListingRefused(_ProfileEvent):
    verb: ClassVar[str] = "profile.listing_refused"

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProfileUnlisted(_ProfileEvent):
    verb: ClassVar[str] = "profile.unlisted"


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentsChanged(_ProfileEvent):
    """What an organization lets the network publish elsewhere."""

    verb: ClassVar[str] = "profile.consents_changed"

    open_data: bool
    murmurations: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSent(Event):
    """A visitor wrote; `organization_id` is empty when the message is for the network's office."""

    verb: ClassVar[str] = "message.sent"
    object_type: ClassVar[str] = "contact_message"

    language: str = "fr"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsPublished(Event):
    verb: ClassVar[str] = "news.published"
    object_type: ClassVar[str] = "news_item"

    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxonomyChanged(Event):
    """`change` is one of added, renamed, merged, retired, restored; `object_id` is empty: slugs name the terms."""

    verb: ClassVar[str] = "taxonomy.changed"
    object_type: ClassVar[str] = "taxonomy_term"

    slug: str
    change: str
    into: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimRequested(Event):
    verb: ClassVar[str] = "claim.requested"
    object_type: ClassVar[str] = "claim"

    method: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimDecided(Event):
    verb: ClassVar[str] = "claim.decided"
    object_type: ClassVar[str] = "claim"

    claimant_id: UUID
    is_accepted: bool
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimExpired(Event):
    """Nobody of the office has decided in time; the person may ask again."""

    verb: ClassVar[str] = "claim.expired"
    object_type: ClassVar[str] = "claim"

    claimant_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportFinished(Event):
    """An import ran to its end, was cancelled or broke; `state` is one of done, cancelled, failed."""

    verb: ClassVar[str] = "import.finished"
    object_type: ClassVar[str] = "import_run"

    file_name: str
    state: str
    is_dry_run: bool
    rows: int
    created: int
    updated: int
    unchanged: int
    merged: int
    rejected: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationsMerged(Event):
    """`object_id` and `organization_id` are the kept organization's: whoever refers to `absorbed_id` refers to it from now on."""

    verb: ClassVar[str] = "organizations.merged"
    object_type: ClassVar[str] = "organization"

    absorbed_id: UUID
    merge_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeUndone(Event):
    """`object_id` and `organization_id` are the kept organization's."""

    verb: ClassVar[str] = "organizations.merge_undone"
    object_type: ClassVar[str] = "organization"

    absorbed_id: UUID
    merge_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class DuplicatesFound(Event):
    """The whole directory was searched for organizations listed twice; `count` new pairs wait."""

    verb: ClassVar[str] = "duplicates.found"
    object_type: ClassVar[str] = "network"

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportUndone(Event):
    """What an import did was taken back; `kept`: organizations that stay because somebody touched them since."""

    verb: ClassVar[str] = "import.undone"
    object_type: ClassVar[str] = "import_run"

    file_name: str
    removed: int
    restored: int
    kept: int
