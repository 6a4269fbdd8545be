"""Who acts, with which roles, on whose data."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from uuid import UUID


class NetworkRole(StrEnum):
    """What a person does for the whole network."""

    FACILITATOR = "facilitator"
    ADMINISTRATOR = "administrator"


class OrganizationRole(StrEnum):
    """What a person may do in one organization; each role includes those before it."""

    MEMBER = "member"
    EDITOR = "editor"
    OWNER = "owner"

    @property
    def rank(self) -> int:
        return list(OrganizationRole).index(self)


class Family(StrEnum):
    """Families of the social and solidarity economy (law 2014-856, article 1, and usage)."""

    SCOP = "scop"
    SCIC = "scic"
    CAE = "cae"
    ASSOCIATION = "association"
    MUTUAL = "mutuelle"
    FOUNDATION = "fondation"
    FARM_COOPERATIVE = "cooperative-agricole"
    BANK_COOPERATIVE = "cooperative-bancaire"
    CONSUMER_COOPERATIVE = "cooperative-consommateurs"
    OTHER_COOPERATIVE = "cooperative"
    ESS_COMPANY = "societe-ess"
    ESUS = "esus"
    OTHER = "autre"


class AccessLevel(StrEnum):
    """Who may enter a route. Levels with an organization speak of the one named in the URL."""

    PUBLIC = "public"
    SIGNED_IN = "signed-in"
    MEMBER = "member"
    EDITOR = "editor"
    OWNER = "owner"
    FACILITATOR = "facilitator"
    ADMINISTRATOR = "administrator"
    DEVELOPMENT = "development"


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose private rows may be seen: those of some organizations, and those of the network for its staff."""

    organization_ids: frozenset[UUID] = frozenset()
    is_network: bool = False

    def holds(self, organization_id: UUID | None) -> bool:
        return self.is_network or organization_id in self.organization_ids


@dataclass(frozen=True, slots=True)
class Actor:
    """Who does it. A visitor has no `user_id`; a job acts as the system, with a reason."""

    user_id: UUID | None = None
    network_role: NetworkRole | None = None
    organization_roles: dict[UUID, OrganizationRole] = field(default_factory=dict)
    reason: str = ""
    token_scopes: frozenset[str] | None = None

    @classmethod
    def system(cls, *, reason: str) -> "Actor":
        return cls(network_role=NetworkRole.ADMINISTRATOR, reason=reason)

    @property
    def is_anonymous(self) -> bool:
        return self.user_id is None and not self.reason

    @property
    def is_facilitator(self) -> bool:
        """Administrators may do all that facilitators do."""
        return self.network_role is not None

    @property
    def is_administrator(self) -> bool:
        return self.network_role is NetworkRole.ADMINISTRATOR

    @property
    def scope(self) -> Scope:
        return Scope(organization_ids=frozenset(self.organization_roles), is_network=self.is_facilitator)

    def role_in(self, organization_id: UUID) -> OrganizationRole | None:
        return self.organization_roles.get(organization_id)

    def may(self, level: AccessLevel, *, organization_id: UUID | None = None) -> bool:
        """Say whether the actor reaches a level; organization levels need the organization's id."""
        match level:
            case AccessLevel.PUBLIC:
                return True
            case AccessLevel.SIGNED_IN:
                return not self.is_anonymous
            case AccessLevel.FACILITATOR:
                return self.is_facilitator
            case AccessLevel.ADMINISTRATOR:
                return self.is_administrator
            case AccessLevel.MEMBER | AccessLevel.EDITOR | AccessLevel.OWNER:
                return self._reaches(OrganizationRole(level.value), organization_id)
            case _:
                return False

    def _reaches(self, role: OrganizationRole, organization_id: UUID | None) -> bool:
        if organization_id is None:
            return False
        if self.is_administrator or (self.is_facilitator and role is not OrganizationRole.OWNER):
            return True
        held = self.role_in(organization_id)
        return held is not None and held.rank >= role.rank


@dataclass(frozen=True, slots=True)
class PersonInTeam:
    """Somebody with a role in an organization or in the network's office."""

    user_id: UUID
    name: str
    email: str
    role: str
    since: datetime
    is_self: bool
    is_last: bool


@dataclass(frozen=True, slots=True)
class OpenInvitation:
    """An invitation that waits for its answer."""

    id: UUID
    email: str
    role: str
    sent_at: datetime
    expires_at: datetime
    has_expired: bool


class Refusal(StrEnum):
    """Why an invitation cannot be accepted by the one who holds its link."""

    UNKNOWN = "unknown"
    EXPIRED = "expired"
    USED = "used"
    VISITOR = "visitor"
    SOMEBODY_ELSE = "somebody-else"


@dataclass(frozen=True, slots=True)
class InvitationSeen:
    """What the holder of an invitation's link may know of it."""

    email: str
    role: str
    organization_name: str
    organization_slug: str
    invited_by: str
    expires_at: datetime
    refusal: Refusal | None


@dataclass(frozen=True, slots=True)
class RoleHeld:
    """One's role in one organization."""

    organization_id: UUID
    slug: str
    name: str
    role: OrganizationRole
    is_last_owner: bool
