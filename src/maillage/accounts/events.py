"""What happens to people and organizations."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class OrganizationCreated(Event):
    verb: ClassVar[str] = "organization.created"
    object_type: ClassVar[str] = "organization"

    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipGranted(Event):
    """`object_id` is the organization's."""

    verb: ClassVar[str] = "membership.granted"
    object_type: ClassVar[str] = "organization"

    user_id: UUID
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkChanged(Event):
    verb: ClassVar[str] = "network.changed"
    object_type: ClassVar[str] = "network"

    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class MembershipEnded(Event):
    """`object_id` is the organization's."""

    verb: ClassVar[str] = "membership.ended"
    object_type: ClassVar[str] = "organization"

    user_id: UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkRoleAssigned(Event):
    """`object_id` is the person's; an empty role means that they left the office."""

    verb: ClassVar[str] = "network_role.assigned"
    object_type: ClassVar[str] = "user"

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationSent(Event):
    """Sent for the first time or again; the key is not in the fact."""

    verb: ClassVar[str] = "invitation.sent"
    object_type: ClassVar[str] = "invitation"

    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationAccepted(Event):
    verb: ClassVar[str] = "invitation.accepted"
    object_type: ClassVar[str] = "invitation"

    invited_by_id: UUID | None
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountErased(Event):
    """`object_id` is the person's. Contexts have erased what they kept of them in the same transaction."""

    verb: ClassVar[str] = "account.erased"
    object_type: ClassVar[str] = "user"
