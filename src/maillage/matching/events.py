"""What happens to a brief."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _BriefEvent(Event):
    """`object_id` is the brief's; `organization_id` the buyer's, when the buyer is an organization of the directory."""

    object_type: ClassVar[str] = "brief"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefWritten(_BriefEvent):
    """A need came in by the public form; it waits for its buyer's confirmation."""

    verb: ClassVar[str] = "brief.written"


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefReceived(_BriefEvent):
    """A need stands before the office: confirmed by its buyer, or entered by somebody who is known."""

    verb: ClassVar[str] = "brief.received"

    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMoved(_BriefEvent):
    verb: ClassVar[str] = "brief.moved"

    origin: str
    target: str
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefAssigned(_BriefEvent):
    """Somebody of the office takes a brief in hand; `owner_id` is empty when it is put down."""

    verb: ClassVar[str] = "brief.assigned"

    owner_id: UUID | None
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BriefMessageWritten(_BriefEvent):
    verb: ClassVar[str] = "brief.message_written"

    message_id: UUID
    is_from_buyer: bool
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortlistChanged(_BriefEvent):
    """An organization was kept for a brief, or set aside."""

    verb: ClassVar[str] = "brief.shortlist_changed"

    candidate_id: UUID
    is_kept: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _InvitationEvent(Event):
    """`object_id` is the invitation's, `organization_id` that of the organization asked."""

    object_type: ClassVar[str] = "brief_invitation"

    brief_id: UUID
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationInvited(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.sent"

    wave: int


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAnswered(_InvitationEvent):
    """`reason` is empty when the organization accepts."""

    verb: ClassVar[str] = "brief_invitation.answered"

    is_accepted: bool
    reason: str = ""
    in_time: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationExpired(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationWithdrawn(_InvitationEvent):
    verb: ClassVar[str] = "brief_invitation.withdrawn"
