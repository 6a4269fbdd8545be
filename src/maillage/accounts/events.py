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
