"""Reads about people, organizations and the network."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.core.cache import cache
from django.db.models import Q

from maillage.accounts.models import ApiToken, Membership, Network, NetworkAssignment, Organization, User
from maillage.accounts.types import Actor, NetworkRole, OrganizationRole
from maillage.kit.errors import NotFound

NETWORK_CACHE_KEY = "accounts.network"


def network() -> Network:
    """Give the host of this instance; a fresh instance gets its row on first asking."""
    found = cache.get(NETWORK_CACHE_KEY)
    if found is None:
        found, _ = Network.objects.get_or_create(pk=1)
        cache.set(NETWORK_CACHE_KEY, found, 60)
    return found


def actor_of(*, user_id: UUID | None, token_scopes: frozenset[str] | None = None) -> Actor:
    """Build who acts from the database: two queries, none for a visitor."""
    if user_id is None:
        return Actor()
    assignment = NetworkAssignment.objects.filter(user_id=user_id).first()
    memberships = Membership.objects.across_scopes(reason="one's own roles make one's scope").filter(user_id=user_id)
    return Actor(
        user_id=user_id,
        network_role=NetworkRole(assignment.role) if assignment else None,
        organization_roles={row.organization_id: OrganizationRole(row.role) for row in memberships},
        token_scopes=token_scopes,
    )


def organization_by_slug(*, slug: str) -> Organization:
    """Raises: NotFound."""
    found = Organization.objects.filter(slug=slug).first()
    if found is None:
        raise NotFound
    return found


def organizations_of(*, actor: Actor) -> list[Organization]:
    """Give the organizations in which the actor has a role, by name."""
    return list(Organization.objects.filter(pk__in=actor.organization_roles).order_by("name"))


def emails_of_staff() -> list[User]:
    """Give the people of the network's office."""
    assigned = NetworkAssignment.objects.values("user_id")
    return list(User.objects.filter(pk__in=assigned, is_active=True).order_by("pk"))


def people_of(*, organization_id: UUID, roles: Iterable[OrganizationRole]) -> list[User]:
    """Give the active people who hold one of `roles` in an organization."""
    rows = Membership.objects.across_scopes(reason="addressing notifications").filter(
        organization_id=organization_id, role__in=[role.value for role in roles]
    )
    return list(User.objects.filter(pk__in=rows.values("user_id"), is_active=True).order_by("pk"))


def digest_of(secret: str) -> str:
    """Give the SHA-256 of a random secret: enough for keys with 256 bits of entropy."""
    return hashlib.sha256(secret.encode()).hexdigest()


def actor_of_token(*, secret: str, now: datetime) -> Actor | None:
    """Give who a bearer token speaks for, or nothing when it is unknown, expired or revoked."""
    token = (
        ApiToken.objects.select_related("user")
        .filter(digest=digest_of(secret), revoked_at__isnull=True, user__is_active=True)
        .filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now))
        .first()
    )
    if token is None:
        return None
    if token.last_used_on != now.date():
        ApiToken.objects.filter(pk=token.pk).update(last_used_on=now.date())
    return actor_of(user_id=token.user_id, token_scopes=frozenset(token.scopes))


def tokens_of(*, actor: Actor) -> list[ApiToken]:
    """Give one's own tokens that have not been revoked, latest first."""
    if actor.user_id is None:
        return []
    return list(ApiToken.objects.filter(user_id=actor.user_id, revoked_at__isnull=True).order_by("-created_at"))
