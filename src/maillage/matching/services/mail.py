"""The e-mails of a brief: confirmation, news for the office, each message of the thread."""

from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.models import User
from maillage.accounts.queries import emails_of_staff, people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.labels import DECLINE_LABELS, INVITATION_LABELS
from maillage.matching.models import Brief, BriefMessage, Invitation, InvitationMessage
from maillage.matching.queries.briefs import skills_of
from maillage.matching.queries.letters import failures_of
from maillage.matching.services.buyer_links import address_of
from maillage.matching.services.invitations import invitation_address
from maillage.matching.services.reply_addresses import Party, reply_address
from maillage.matching.types import DeclineReason, InvitationState


def _brief(brief_id: UUID) -> Brief | None:
    rows = Brief.objects.across_scopes(reason="writing to those whom a brief concerns")
    found: Brief | None = rows.select_related("owner").filter(pk=brief_id).first()
    return found


def office_address(brief: Brief, /) -> str:
    """Give the absolute address of a brief in the office."""
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:brief', args=[brief.number])}"


def people_concerned(brief: Brief, /) -> list[User]:
    """Give the facilitator who has the brief in hand, or the whole office while nobody has."""
    return [brief.owner] if brief.owner is not None and brief.owner.is_active else emails_of_staff()


def mail_confirmation(*, brief_id: UUID) -> None:
    """Ask the buyer to confirm, with the private link."""
    brief = _brief(brief_id)
    if brief is not None and brief.received_at is None and brief.buyer_email:
        _to_buyer(brief, template="matching/mail/confirmation.txt")


def mail_received(*, brief_id: UUID) -> None:
    """Tell the buyer that the office has it, and the office that it has come."""
    brief = _brief(brief_id)
    if brief is None:
        return
    if brief.buyer_email:
        _to_buyer(brief, template="matching/mail/received.txt")
    for person in people_concerned(brief):
        if person.pk != brief.owner_id:
            send_mail_in_language(
                template="matching/mail/office.txt", to=person, context={"brief": brief},
                action_url=office_address(brief), reply_to=reply_address(Party.OFFICE_TO_BUYER, brief),
            )  # fmt: skip


def mail_message(*, message_id: UUID) -> None:
    """Send a message of the thread to the other side."""
    rows = BriefMessage.objects.across_scopes(reason="sending a message on")
    message: BriefMessage | None = rows.select_related("brief__owner").filter(pk=message_id).first()
    if message is None:
        return
    context = {"brief": message.brief, "message": message}
    if not message.is_from_buyer:
        _to_buyer(message.brief, template="matching/mail/message_to_buyer.txt", **context)
        return
    for person in people_concerned(message.brief):
        send_mail_in_language(
            template="matching/mail/message_to_office.txt", to=person, context=context,
            action_url=office_address(message.brief), reply_to=reply_address(Party.OFFICE_TO_BUYER, message.brief),
        )  # fmt: skip


def mail_outcome(*, brief_id: UUID) -> None:
    """Tell the buyer that the office has closed the need."""
    brief = _brief(brief_id)
    if brief is not None and brief.buyer_email and brief.closed_at is not None:
        _to_buyer(brief, template="matching/mail/outcome.txt")


def mail_invitation(*, invitation_id: UUID, is_reminder: bool = False) -> None:
    """Ask an organization's people; the office when nobody holds its page, for it knows whom to call."""
    invitation = _invitation(invitation_id)
    if invitation is None or invitation.state != InvitationState.SENT.value:
        return
    template = "matching/mail/invitation_reminder.txt" if is_reminder else "matching/mail/invitation.txt"
    people = people_of(
        organization_id=invitation.organization_id, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR]
    )
    context = {
        "brief": invitation.brief, "invitation": invitation, "organization": invitation.organization,
        "is_claimed": bool(people), "skills": [asked.skill.name for asked in skills_of(invitation.brief)],
    }  # fmt: skip
    for person in people or people_concerned(invitation.brief):
        send_mail_in_language(
            template=template, to=person, context=context, action_url=invitation_address(invitation),
            reply_to=reply_address(Party.INVITED if people else Party.OFFICE_TO_INVITED, invitation),
        )  # fmt: skip


def mail_invitation_answer(*, invitation_id: UUID) -> None:
    """Tell whoever has the brief in hand what an organization has answered, or that it has not."""
    invitation = _invitation(invitation_id)
    if invitation is None:
        return
    context = {
        "brief": invitation.brief, "invitation": invitation, "organization": invitation.organization,
        "answer": INVITATION_LABELS[InvitationState(invitation.state)],
        "reason": DECLINE_LABELS[DeclineReason(invitation.reason)] if invitation.reason else "",
    }  # fmt: skip
    for person in people_concerned(invitation.brief):
        send_mail_in_language(
            template="matching/mail/invitation_answer.txt", to=person, context=context,
            action_url=office_address(invitation.brief),
            reply_to=reply_address(Party.OFFICE_TO_INVITED, invitation),
        )  # fmt: skip


def mail_invitation_message(*, message_id: UUID) -> None:
    """Send a message between an invited organization and the office on to the other side."""
    rows = InvitationMessage.objects.across_scopes(reason="sending a message on")
    message: InvitationMessage | None = (
        rows.select_related("invitation__brief__owner", "organization", "author").filter(pk=message_id).first()
    )
    if message is None:
        return
    invitation = message.invitation
    context = {"brief": invitation.brief, "message": message, "organization": message.organization}
    people = people_of(organization_id=message.organization_id, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR])
    if message.is_from_organization:
        template, party, address = "invited_to_office", Party.OFFICE_TO_INVITED, office_address(invitation.brief)
        people = people_concerned(invitation.brief)
    else:
        template, party, address = "office_to_invited", Party.INVITED, invitation_address(invitation)
    for person in people:
        send_mail_in_language(
            template=f"matching/mail/{template}.txt", to=person, context=context, action_url=address,
            reply_to=reply_address(party, invitation),
        )  # fmt: skip


def mail_refusal(*, brief_id: UUID) -> None:
    """Tell whoever has a brief in hand that an address does not receive e-mail."""
    brief = _brief(brief_id)
    if brief is None:
        return
    failures = failures_of(brief)
    for person in people_concerned(brief) if failures else ():
        send_mail_in_language(
            template="matching/mail/refused.txt", to=person, context={"brief": brief, "failures": failures},
            action_url=office_address(brief),
        )  # fmt: skip


def _invitation(invitation_id: UUID) -> Invitation | None:
    rows = Invitation.objects.across_scopes(reason="writing to those whom an invitation concerns")
    found: Invitation | None = rows.select_related("brief__owner", "organization").filter(pk=invitation_id).first()
    return found


def _to_buyer(brief: Brief, /, *, template: str, **context: object) -> None:
    mail_buyer(brief, template=template, address=address_of(brief), context=context)


def mail_buyer(brief: Brief, /, *, template: str, address: str, context: Mapping[str, object]) -> None:
    """Write to a brief's buyer, in their language, with a private address."""
    if brief.buyer_email:
        send_mail_in_language(
            template=template, to=brief.buyer_email, context={"brief": brief, **context}, language=brief.language,
            action_url=address, reply_to=reply_address(Party.BUYER, brief),
        )  # fmt: skip
