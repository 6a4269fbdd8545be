"""Who is in an organization and in the network's office."""

from uuid import UUID

from maillage.accounts.models import Membership, NetworkAssignment
from maillage.accounts.types import Actor, NetworkRole, OrganizationRole, PersonInTeam, RoleHeld, Scope

_ROLE_ORDER = {role.value: -rank for rank, role in enumerate([*OrganizationRole, *NetworkRole])}


def team_of(*, scope: Scope, organization_id: UUID, actor: Actor) -> list[PersonInTeam]:
    """Give the people of an organization, owners first."""
    rows = Membership.objects.within(scope).filter(organization_id=organization_id).select_related("user")
    return _people(list(rows), top=OrganizationRole.OWNER.value, actor=actor)


def office_team(*, actor: Actor) -> list[PersonInTeam]:
    """Give the people of the network's office, administrators first."""
    rows = NetworkAssignment.objects.select_related("user")
    return _people(list(rows), top=NetworkRole.ADMINISTRATOR.value, actor=actor)


def _people(rows: "list[Membership] | list[NetworkAssignment]", *, top: str, actor: Actor) -> list[PersonInTeam]:
    holders = sum(row.role == top for row in rows)
    people = [
        PersonInTeam(
            user_id=row.user_id,
            name=row.user.display_name,
            email=row.user.email,
            role=row.role,
            since=row.created_at if isinstance(row, Membership) else row.since,
            is_self=row.user_id == actor.user_id,
            is_last=row.role == top and holders == 1,
        )
        for row in rows
    ]
    return sorted(people, key=lambda person: (_ROLE_ORDER[person.role], person.name.casefold()))


def roles_of(*, actor: Actor) -> list[RoleHeld]:
    """Give one's own roles in organizations, by name of the organization."""
    if not actor.organization_roles:
        return []
    rows = Membership.objects.across_scopes(reason="one's own roles, and whether one is the only owner").filter(
        organization_id__in=actor.organization_roles
    )
    mine = [row for row in rows.select_related("organization") if row.user_id == actor.user_id]
    owners = [row.organization_id for row in rows if row.role == OrganizationRole.OWNER.value]
    held = [
        RoleHeld(
            organization_id=row.organization_id,
            slug=row.organization.slug,
            name=row.organization.name,
            role=OrganizationRole(row.role),
            is_last_owner=row.role == OrganizationRole.OWNER.value and owners.count(row.organization_id) == 1,
        )
        for row in mine
    ]
    return sorted(held, key=lambda role: role.name.casefold())
