"""What goes between invited organizations and the office, and the addresses that e-mail does not reach."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from maillage.matching.models import Brief, Invitation, InvitationMessage, MailFailure


def letters_of(invitation: Invitation, /) -> Sequence[InvitationMessage]:
    """Give the thread of one invitation, in order."""
    rows = InvitationMessage.objects.across_scopes(reason="the thread of an invitation at hand")
    return list(rows.filter(invitation=invitation).select_related("author").order_by("sent_at", "id"))


def letters_by_invitation(brief: Brief, /) -> Mapping[UUID, Sequence[InvitationMessage]]:
    """Give the threads of a brief's invitations: one query."""
    rows = InvitationMessage.objects.across_scopes(reason="the threads of a brief at hand")
    found: dict[UUID, list[InvitationMessage]] = {}
    for one in rows.filter(invitation__brief=brief).select_related("author").order_by("sent_at", "id"):
        found.setdefault(one.invitation_id, []).append(one)
    return found


def failures_of(brief: Brief, /) -> Sequence[MailFailure]:
    """Give the addresses that e-mail does not reach, save a former address of the buyer."""
    rows = MailFailure.objects.across_scopes(reason="addresses of a brief at hand").filter(brief=brief)
    found = rows.select_related("invitation__organization").order_by("at")
    return [one for one in found if one.invitation_id is not None or one.address == brief.buyer_email.lower()]
