"""Roles of people in an organization: changed, ended, never leaving it without an owner."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import MembershipEnded, MembershipGranted
from maillage.accounts.models import Membership, Organization
from maillage.accounts.types import AccessLevel, Actor, OrganizationRole
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.stream.services import publish


class LastOwner(Conflict):
    message = _("This organization needs at least one owner: make somebody else an owner first.")
    code = "last_owner"


@transaction.atomic
def grant_role(
    *, actor: Actor, organization_id: UUID, user_id: UUID, role: OrganizationRole, now: datetime
) -> Membership:
    """Give a person a role in an organization, replacing the one held. Publishes `MembershipGranted`.

    Raises: NotAllowed (owners, and facilitators after a checked claim, may), LastOwner.
    """
    if not (actor.may(AccessLevel.OWNER, organization_id=organization_id) or actor.is_facilitator):
        raise NotAllowed
    return join(actor=actor, organization_id=organization_id, user_id=user_id, role=role, now=now)


def join(*, actor: Actor, organization_id: UUID, user_id: UUID, role: OrganizationRole, now: datetime) -> Membership:
    """Write a role whose right has been checked: by the caller's own role, or by an invitation.

    Raises: LastOwner.
    """
    rows = _locked_roles(organization_id)
    held = rows.get(user_id)
    if held is not None and held.role == role.value:
        return held
    if role is not OrganizationRole.OWNER and not actor.is_facilitator:
        _keep_an_owner(rows, without=user_id)
    membership, _created = Membership.objects.across_scopes(reason="writing one row by its key").update_or_create(
        organization_id=organization_id, user_id=user_id, defaults={"role": role.value}
    )
    publish(
        MembershipGranted(
            at=now,
            actor_id=actor.user_id,
            object_id=organization_id,
            organization_id=organization_id,
            user_id=user_id,
            role=role.value,
        )
    )
    return membership


@transaction.atomic
def change_role(*, actor: Actor, organization_id: UUID, user_id: UUID, role: OrganizationRole, now: datetime) -> None:
    """Change the role of somebody who has one there. Publishes `MembershipGranted`.

    Raises: NotAllowed, NotFound (not in the team), LastOwner.
    """
    if not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    if user_id not in _locked_roles(organization_id):
        raise NotFound
    join(actor=actor, organization_id=organization_id, user_id=user_id, role=role, now=now)


@transaction.atomic
def end_membership(*, actor: Actor, organization_id: UUID, user_id: UUID, now: datetime) -> None:
    """Take a person's role away, or leave: one may always end one's own. Publishes `MembershipEnded`.

    Raises: NotAllowed, NotFound, LastOwner (the network's administrators may leave an organization without owner).
    """
    is_own = actor.user_id is not None and actor.user_id == user_id
    if not is_own and not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    rows = _locked_roles(organization_id)
    if user_id not in rows:
        raise NotFound
    if is_own or not actor.is_administrator:
        _keep_an_owner(rows, without=user_id)
    rows[user_id].delete()
    publish(
        MembershipEnded(
            at=now, actor_id=actor.user_id, object_id=organization_id, organization_id=organization_id, user_id=user_id
        )
    )


def _locked_roles(organization_id: UUID) -> dict[UUID, Membership]:
    # The organization's row is the lock: two owners who leave at the same moment are served one after the other.
    if not Organization.objects.select_for_update(no_key=True).filter(pk=organization_id).exists():
        raise NotFound
    rows = Membership.objects.across_scopes(reason="counting owners before a role changes").filter(
        organization_id=organization_id
    )
    return {row.user_id: row for row in rows}


def _keep_an_owner(rows: dict[UUID, Membership], *, without: UUID) -> None:
    owners = {user_id for user_id, row in rows.items() if row.role == OrganizationRole.OWNER.value}
    if owners == {without}:
        raise LastOwner(field="role")
