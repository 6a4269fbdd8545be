"""Invitations by e-mail: sent, sent again, revoked, accepted once by the one who was invited."""

from datetime import datetime, timedelta
from uuid import UUID

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.events import InvitationAccepted, InvitationSent
from maillage.accounts.models import Invitation, Membership, NetworkAssignment, User
from maillage.accounts.queries import digest_of, refusal_of
from maillage.accounts.services.memberships import join
from maillage.accounts.services.office import join_office
from maillage.accounts.types import AccessLevel, Actor, NetworkRole, OrganizationRole, Refusal
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.stream.services import publish

VALID_FOR = timedelta(days=14)
KEPT_AFTER_EXPIRY = timedelta(days=30)


class InvitationRefused(Conflict):
    message = _("This invitation is no longer valid. Ask for a new one.")
    code = "invitation_refused"


def key_of(*, invitation: Invitation) -> str:
    """Give the secret of an invitation's link. It is made from the instance's own secret, so that no copy is kept."""
    made = signing.Signer(salt="accounts.invitation").signature(f"{invitation.pk}:{invitation.sent_at.isoformat()}")
    return made.replace("=", "")


@transaction.atomic
def invite(
    *,
    actor: Actor,
    email: str,
    role: OrganizationRole | NetworkRole,
    organization_id: UUID | None,
    now: datetime,
    language: str = "",
) -> Invitation:
    """Invite an address to an organization, or to the network's office when `organization_id` is absent.

    Asked twice (a double click, say), the open invitation stays as it is, but for its role.
    Publishes `InvitationSent`: the message leaves after commit. Raises: NotAllowed, Invalid (address, already there).
    """
    _check_right(actor, organization_id=organization_id)
    address = _checked_address(email)
    if _has_role(address, organization_id=organization_id):
        raise Invalid(_("The person with this address is in the team already."), field="email")
    opened = Invitation.objects.for_team(organization_id).filter(
        email__iexact=address, accepted_at__isnull=True, revoked_at__isnull=True
    )
    existing = opened.select_for_update(of=("self",)).first()
    if existing is not None and existing.expires_at > now:
        if existing.role != role.value:
            existing.role = role.value
            existing.save(update_fields=["role"])
        return existing
    if existing is not None:
        existing.revoked_at = now
        existing.save(update_fields=["revoked_at"])
    invitation = Invitation(
        email=address,
        organization_id=organization_id,
        role=role.value,
        invited_by_id=actor.user_id,
        created_at=now,
        language=language,
    )
    try:
        with transaction.atomic():
            _send(invitation, actor=actor, now=now)
    except IntegrityError:
        # Another request has just made it: that one stands.
        return opened.get()
    return invitation


@transaction.atomic
def resend_invitation(*, actor: Actor, invitation_id: UUID, organization_id: UUID | None, now: datetime) -> None:
    """Send an open invitation again with a new link, valid for fourteen days; the former link ends.

    Raises: NotAllowed, NotFound.
    """
    _send(_open_invitation(actor, invitation_id, organization_id=organization_id), actor=actor, now=now)


@transaction.atomic
def revoke_invitation(*, actor: Actor, invitation_id: UUID, organization_id: UUID | None, now: datetime) -> None:
    """End an open invitation.

    Raises: NotAllowed, NotFound.
    """
    invitation = _open_invitation(actor, invitation_id, organization_id=organization_id)
    invitation.revoked_at = now
    invitation.save(update_fields=["revoked_at"])


@transaction.atomic
def accept_invitation(*, actor: Actor, key: str, now: datetime) -> Invitation:
    """Take the role that one was invited to. Accepted twice by the same person, it stays accepted.

    Publishes `InvitationAccepted` and what the role publishes. Raises: NotFound, NotAllowed, InvitationRefused.
    """
    invitation = Invitation.objects.select_for_update(of=("self",)).filter(digest=digest_of(key)).first()
    if invitation is None or actor.user_id is None:
        raise NotFound
    email = User.objects.values_list("email", flat=True).get(pk=actor.user_id)
    refusal = refusal_of(invitation=invitation, email=email, now=now)
    if refusal is Refusal.SOMEBODY_ELSE:
        raise NotAllowed(_("This invitation is for another address than the one you are signed in with."))
    if refusal is Refusal.USED and invitation.accepted_at is not None:
        return invitation
    if refusal is not None:
        raise InvitationRefused
    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    _give_role(invitation, user_id=actor.user_id, actor=actor, now=now)
    publish(
        InvitationAccepted(
            at=now,
            actor_id=actor.user_id,
            object_id=invitation.pk,
            organization_id=invitation.organization_id,
            invited_by_id=invitation.invited_by_id,
            role=invitation.role,
        )
    )
    return invitation


def forget_old_invitations(*, now: datetime) -> int:
    """Delete the invitations that expired over a month ago, accepted or not; gives how many."""
    deleted, _by_model = Invitation.objects.filter(expires_at__lt=now - KEPT_AFTER_EXPIRY).delete()
    return deleted


def _give_role(invitation: Invitation, *, user_id: UUID, actor: Actor, now: datetime) -> None:
    if invitation.organization_id is None:
        join_office(actor=actor, user_id=user_id, role=NetworkRole(invitation.role), now=now)
        return
    held = actor.role_in(invitation.organization_id)
    role = OrganizationRole(invitation.role)
    if held is None or held.rank < role.rank:
        join(actor=actor, organization_id=invitation.organization_id, user_id=user_id, role=role, now=now)


def _send(invitation: Invitation, *, actor: Actor, now: datetime) -> None:
    invitation.sent_at = now
    invitation.expires_at = now + VALID_FOR
    invitation.digest = digest_of(key_of(invitation=invitation))
    invitation.save()
    publish(
        InvitationSent(
            at=now,
            actor_id=actor.user_id,
            object_id=invitation.pk,
            organization_id=invitation.organization_id,
            role=invitation.role,
        )
    )


def _open_invitation(actor: Actor, invitation_id: UUID, *, organization_id: UUID | None) -> Invitation:
    _check_right(actor, organization_id=organization_id)
    found = (
        Invitation.objects.for_team(organization_id)
        .select_for_update(of=("self",))
        .filter(pk=invitation_id, accepted_at__isnull=True, revoked_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound
    return found


def _check_right(actor: Actor, *, organization_id: UUID | None) -> None:
    level = AccessLevel.OWNER if organization_id else AccessLevel.ADMINISTRATOR
    if not actor.may(level, organization_id=organization_id):
        raise NotAllowed


def _checked_address(email: str) -> str:
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        raise Invalid(_("This is not an e-mail address."), field="email") from None
    return address


def _has_role(address: str, *, organization_id: UUID | None) -> bool:
    person = User.objects.filter(email__iexact=address).values_list("pk", flat=True).first()
    if person is None:
        return False
    if organization_id is None:
        return NetworkAssignment.objects.filter(user_id=person).exists()
    rows = Membership.objects.across_scopes(reason="an owner asks whether somebody is in the team already")
    return rows.filter(organization_id=organization_id, user_id=person).exists()
