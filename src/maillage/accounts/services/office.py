"""Roles in the network's office."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import NetworkRoleAssigned
from maillage.accounts.models import Network, NetworkAssignment, User
from maillage.accounts.types import AccessLevel, Actor, NetworkRole
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.stream.services import publish


class LastAdministrator(Conflict):
    message = _("The network needs at least one administrator: name another one first.")
    code = "last_administrator"


@transaction.atomic
def assign_network_role(*, actor: Actor, user_id: UUID, role: NetworkRole | None, now: datetime) -> None:
    """Give a person a role in the network's office, or take it away. Publishes `NetworkRoleAssigned`.

    Raises: NotAllowed, NotFound, LastAdministrator.
    """
    if not actor.may(AccessLevel.ADMINISTRATOR) and not (role is None and actor.user_id == user_id):
        raise NotAllowed
    if not User.objects.filter(pk=user_id, erased_at__isnull=True).exists():
        raise NotFound
    join_office(actor=actor, user_id=user_id, role=role, now=now)


def join_office(*, actor: Actor, user_id: UUID, role: NetworkRole | None, now: datetime) -> None:
    """Write a role whose right has been checked: by the caller's own role, or by an invitation.

    Raises: LastAdministrator.
    """
    # The network's row is the lock: two administrators who step down at once are served one after the other.
    Network.objects.get_or_create(pk=1)
    Network.objects.select_for_update(no_key=True).get(pk=1)
    held = {row.user_id: row.role for row in NetworkAssignment.objects.all()}
    if held.get(user_id) == (role.value if role else None):
        return
    administrators = {person for person, value in held.items() if value == NetworkRole.ADMINISTRATOR.value}
    if role is not NetworkRole.ADMINISTRATOR and administrators == {user_id}:
        raise LastAdministrator(field="role")
    if role is None:
        NetworkAssignment.objects.filter(user_id=user_id).delete()
    else:
        NetworkAssignment.objects.update_or_create(user_id=user_id, defaults={"role": role.value})
    publish(
        NetworkRoleAssigned(
            at=now, actor_id=actor.user_id, object_id=user_id, organization_id=None, role=role.value if role else ""
        )
    )
