"""The thread between an invited organization and the office: the buyer and the others invited see nothing of it."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.matching.events import InvitationMessageWritten
from maillage.matching.models import Invitation, InvitationMessage
from maillage.matching.services.invitations import invitation_of_key
from maillage.stream.services import publish

SAME_WITHIN = timedelta(minutes=10)
PER_INVITATION_AN_HOUR = 20


@transaction.atomic
def write_as_invited(*, key: str, actor: Actor, text: str, now: datetime) -> InvitationMessage:
    """Write to the office with the link of an invitation. Publishes `InvitationMessageWritten`.

    Raises: NotFound, LinkEnded, TooMany.
    """
    return keep_message(invitation_of_key(key), text=text, now=now, is_from_organization=True, author_id=actor.user_id)


@transaction.atomic
def write_to_invited(
    *, actor: Actor, brief_id: UUID, invitation_id: UUID, text: str, now: datetime
) -> InvitationMessage:
    """Write to an invited organization. Publishes `InvitationMessageWritten`.

    Raises: NotAllowed, NotFound.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    rows = Invitation.objects.within(actor.scope).select_related("brief", "organization")
    invitation: Invitation | None = rows.filter(brief_id=brief_id, pk=invitation_id).first()
    if invitation is None:
        raise NotFound
    return keep_message(invitation, text=text, now=now, is_from_organization=False, author_id=actor.user_id)


def keep_message(
    invitation: Invitation, /, *, text: str, now: datetime, is_from_organization: bool, author_id: UUID | None = None,
    sender: str = "", mail_id: str = "",
) -> InvitationMessage:  # fmt: skip
    """Keep a message, in the caller's transaction; the same one twice is kept once. Publishes `InvitationMessageWritten`.

    Raises: TooMany.
    """
    rows = InvitationMessage.objects.across_scopes(reason="a message sent twice is one message")
    same = rows.filter(
        invitation=invitation, is_from_organization=is_from_organization, text=text, sent_at__gt=now - SAME_WITHIN
    )
    known: InvitationMessage | None = (rows.filter(mail_id=mail_id) if mail_id else same).first()
    if known is not None:
        return known
    count_try(key=f"invitation-thread:{invitation.pk}", limit=PER_INVITATION_AN_HOUR, period_s=3600)
    message: InvitationMessage = InvitationMessage.objects.create(
        organization_id=invitation.organization_id, invitation=invitation, is_from_organization=is_from_organization,
        author_id=author_id, sender=sender, text=text, mail_id=mail_id, sent_at=now,
    )  # fmt: skip
    publish(
        InvitationMessageWritten(
            at=now, actor_id=author_id, object_id=invitation.pk, organization_id=invitation.organization_id,
            brief_id=invitation.brief_id, number=invitation.brief.number, message_id=message.pk,
            is_from_organization=is_from_organization,
        )
    )  # fmt: skip
    return message
