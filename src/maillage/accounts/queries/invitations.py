"""Invitations: those that wait, and what the holder of a link may know."""

from datetime import datetime
from uuid import UUID

from maillage.accounts.models import Invitation, User
from maillage.accounts.queries.people import digest_of
from maillage.accounts.types import AccessLevel, Actor, InvitationSeen, OpenInvitation, Refusal


def invitations_of(*, actor: Actor, organization_id: UUID | None, now: datetime) -> list[OpenInvitation]:
    """Give the open invitations of an organization, or of the network's office; none to those who may not invite."""
    level = AccessLevel.OWNER if organization_id else AccessLevel.ADMINISTRATOR
    if not actor.may(level, organization_id=organization_id):
        return []
    rows = (
        Invitation.objects.for_team(organization_id)
        .filter(accepted_at__isnull=True, revoked_at__isnull=True)
        .order_by("-sent_at")
    )
    return [
        OpenInvitation(
            id=row.pk,
            email=row.email,
            role=row.role,
            sent_at=row.sent_at,
            expires_at=row.expires_at,
            has_expired=row.expires_at <= now,
        )
        for row in rows
    ]


def invitation_by_key(*, key: str, actor: Actor, now: datetime) -> InvitationSeen:
    """Give what the holder of an invitation's link may know of it, and why they may not accept it."""
    rows = Invitation.objects.select_related("organization", "invited_by")
    row = rows.filter(digest=digest_of(key)).first()
    email = User.objects.filter(pk=actor.user_id).values_list("email", flat=True).first() if actor.user_id else None
    refusal = refusal_of(invitation=row, email=email, now=now)
    if row is None:
        return InvitationSeen(
            email="",
            role="",
            organization_name="",
            organization_slug="",
            invited_by="",
            expires_at=now,
            refusal=refusal,
        )
    return InvitationSeen(
        email=row.email,
        role=row.role,
        organization_name=row.organization.name if row.organization else "",
        organization_slug=row.organization.slug if row.organization else "",
        invited_by=row.invited_by.display_name if row.invited_by else "",
        expires_at=row.expires_at,
        refusal=refusal,
    )


def refusal_of(*, invitation: Invitation | None, email: str | None, now: datetime) -> Refusal | None:
    """Say why the one signed in as `email` may not accept an invitation; nothing when they may."""
    if invitation is None or invitation.revoked_at is not None:
        return Refusal.UNKNOWN
    if email is not None and email.lower() != invitation.email.lower():
        return Refusal.SOMEBODY_ELSE
    if invitation.accepted_at is not None:
        return Refusal.USED
    if invitation.expires_at <= now:
        return Refusal.EXPIRED
    return Refusal.VISITOR if email is None else None
