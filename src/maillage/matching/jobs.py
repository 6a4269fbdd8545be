"""Work of the path that runs after commit."""

from uuid import UUID

from django.conf import settings
from django.utils import timezone
from procrastinate.contrib.django import app

from maillage.matching.events import (
    AnswerAwarded,
    AnswerDeclined,
    AnswerFrozen,
    AnswerQuestionAsked,
    AnswerQuestionReplied,
    AnswerReopened,
    AnswerSent,
    AnswerSigned,
    BriefMessageWritten,
    BriefMoved,
    BriefReceived,
    BriefWritten,
    ConsortiumDissolved,
    ConsortiumFormed,
    InvitationAnswered,
    InvitationExpired,
    InvitationMessageWritten,
    MailRefused,
    OpportunityChanged,
    OpportunityInterestSaid,
    OrganizationInvited,
    PaperExpiring,
    PartnerJoined,
    PartnerLeft,
)
from maillage.matching.importing.address import fetched
from maillage.matching.services import (
    answer_mail,
    consortium_mail,
    document_box,
    document_box_mail,
    invitations,
    mail,
    mail_of_opportunities,
    personal_data,
    second_thoughts,
)
from maillage.matching.services.answers import deciding
from maillage.matching.services.opportunities import digests, notices, runs
from maillage.matching.states import CLOSED_STATES
from maillage.matching.types import BriefState


def mail_confirmation(event: BriefWritten) -> None:
    """Ask the buyer to confirm."""
    if event.object_id is not None:
        mail.mail_confirmation(brief_id=event.object_id)


def mail_received(event: BriefReceived) -> None:
    """Tell buyer and office that a need has come."""
    if event.object_id is not None:
        mail.mail_received(brief_id=event.object_id)


def mail_message(event: BriefMessageWritten) -> None:
    """Send a message of the thread to the other side."""
    mail.mail_message(message_id=event.message_id)


def mail_outcome(event: BriefMoved) -> None:
    """Tell the buyer that the office has closed the need without an award."""
    if event.object_id is not None and event.target == BriefState.NOT_AWARDED.value:
        mail.mail_outcome(brief_id=event.object_id)


def close_invitations(event: BriefMoved) -> None:
    """Take back what still waits when a brief has ended."""
    if event.object_id is not None and BriefState(event.target) in CLOSED_STATES:
        invitations.close_invitations(brief_id=event.object_id, now=timezone.now())


def mail_invitation(event: OrganizationInvited) -> None:
    """Ask an organization's people."""
    if event.object_id is not None:
        mail.mail_invitation(invitation_id=event.object_id)


def mail_invitation_answer(event: InvitationAnswered | InvitationExpired) -> None:
    """Tell the office what an organization has answered, or that it has not."""
    if event.object_id is not None:
        mail.mail_invitation_answer(invitation_id=event.object_id)


def leave_after_declining(event: InvitationAnswered) -> None:
    """Take an organization that declines after all out of the consortium that it had joined."""
    if event.object_id is not None and not event.is_accepted:
        second_thoughts.leave_after_declining(invitation_id=event.object_id, now=timezone.now())


def mail_consortium_formed(event: ConsortiumFormed) -> None:
    """Tell the partners of one another."""
    if event.object_id is not None:
        consortium_mail.mail_formed(consortium_id=event.object_id)


def mail_partner_joined(event: PartnerJoined) -> None:
    """Tell a partner who the others are."""
    if event.object_id is not None:
        consortium_mail.mail_formed(consortium_id=event.object_id, only=event.partner_id)


def mail_partner_left(event: PartnerLeft) -> None:
    """Tell those who stay that somebody has left."""
    if event.object_id is not None and event.organization_id is not None:
        consortium_mail.mail_left(consortium_id=event.object_id, leaver_id=event.organization_id, reason=event.reason)


def mail_consortium_dissolved(event: ConsortiumDissolved) -> None:
    """Tell the partners that their consortium is dissolved."""
    if event.object_id is not None:
        consortium_mail.mail_dissolved(
            consortium_id=event.object_id, organization_ids=event.organization_ids, reason=event.reason
        )


def mail_invitation_message(event: InvitationMessageWritten) -> None:
    """Send a message between an invited organization and the office on."""
    mail.mail_invitation_message(message_id=event.message_id)


def mail_refusal(event: MailRefused) -> None:
    """Tell the office that an address does not receive e-mail."""
    if event.object_id is not None:
        mail.mail_refusal(brief_id=event.object_id)


@app.periodic(cron="*/10 * * * *")
@app.task(name="maillage.matching.jobs.advance_waves", queue="default", queueing_lock="advance_waves")
def advance_waves(timestamp: int) -> None:
    """End the invitations whose time has passed, invite the next, remind those who have not answered."""
    now = timezone.now()
    invitations.advance_waves(now=now)
    for invitation_id in invitations.to_remind(now=now):
        mail.mail_invitation(invitation_id=invitation_id, is_reminder=True)


def ask_for_signatures(event: AnswerFrozen) -> None:
    """Ask every partner to sign."""
    if event.object_id is not None:
        answer_mail.mail_partners(answer_id=event.object_id, template="matching/mail/answer_to_sign.txt")


def mail_reopening(event: AnswerReopened) -> None:
    """Tell every partner that an answer is a draft again, and why."""
    if event.object_id is not None:
        answer_mail.mail_partners(
            answer_id=event.object_id, template="matching/mail/answer_reopened.txt", reason=event.reason
        )


def mail_signed_by_all(event: AnswerSigned) -> None:
    """Tell the office that an answer waits for its review."""
    if event.object_id is not None and event.is_last:
        answer_mail.mail_office(answer_id=event.object_id, template="matching/mail/answer_to_review.txt")


def mail_answer(event: AnswerSent) -> None:
    """Tell the buyer that an answer is there."""
    if event.object_id is not None:
        answer_mail.mail_sent(answer_id=event.object_id)


def mail_question(event: AnswerQuestionAsked) -> None:
    """Pass the buyer's question on."""
    answer_mail.mail_question(question_id=event.question_id)


def mail_reply(event: AnswerQuestionReplied) -> None:
    """Pass the reply on."""
    answer_mail.mail_reply(question_id=event.question_id)


def mail_award(event: AnswerAwarded) -> None:
    """Tell everybody involved who was chosen."""
    if event.object_id is not None:
        answer_mail.mail_partners(answer_id=event.object_id, template="matching/mail/answer_awarded.txt")
        answer_mail.mail_award(answer_id=event.object_id)


def mail_answer_refusal(event: AnswerDeclined) -> None:
    """Tell partners that their answer was not chosen, and why."""
    if event.object_id is not None:
        answer_mail.mail_partners(answer_id=event.object_id, template="matching/mail/answer_declined.txt")


def close_answers(event: BriefMoved) -> None:
    """End the answers of a need that has ended without an award."""
    if event.object_id is not None and event.target in (BriefState.WITHDRAWN.value, BriefState.NOT_AWARDED.value):
        deciding.close_answers(brief_id=event.object_id, now=timezone.now())


@app.periodic(cron="17 9 * * *")
@app.task(name="maillage.matching.jobs.chase_silent_buyers", queue="default", queueing_lock="chase_silent_buyers")
def chase_silent_buyers(timestamp: int) -> None:
    """Remind the buyers who have said nothing, and close what has waited for too long."""
    for brief_id in deciding.chase_silent(now=timezone.now()):
        answer_mail.mail_reminder(brief_id=brief_id)


def mail_paper_expiring(event: PaperExpiring) -> None:
    """Remind an organization of a paper that ends."""
    if event.object_id is not None:
        document_box_mail.mail_paper_expiring(paper_id=event.object_id, today=timezone.localdate())


@app.periodic(cron="23 7 * * *")
@app.task(name="maillage.matching.jobs.keep_document_boxes", queue="default", queueing_lock="keep_document_boxes")
def keep_document_boxes(timestamp: int) -> None:
    """Remind of the papers that end, and delete those that nobody needs any more."""
    now = timezone.now()
    document_box.remind_of_papers(now=now, today=timezone.localdate(now))
    document_box.forget_old_papers(now=now)


def mail_interest(event: OpportunityInterestSaid) -> None:
    """Tell the office that a call interests an organization."""
    if event.object_id is not None and event.organization_id is not None:
        mail_of_opportunities.mail_interest(opportunity_id=event.object_id, organization_id=event.organization_id)


def mail_change_of_call(event: OpportunityChanged) -> None:
    """Tell those who count on a call that it was corrected or is over."""
    if event.object_id is not None:
        mail_of_opportunities.mail_change(opportunity_id=event.object_id)


@app.task(name=runs.RUN_TASK, queue="default", lock="matching-notices")
def read_notices(*, run_id: str) -> None:
    """Read a file of notices."""
    runs.execute_run(run_id=UUID(run_id), clock=timezone.now)


@app.periodic(cron="35 4 * * *")
@app.task(name="maillage.matching.jobs.fetch_notices", queue="default", queueing_lock="fetch_notices")
def fetch_notices(timestamp: int) -> None:
    """Read the calls of the address that the host has configured; nothing without one."""
    runs.fetch_notices(address=settings.MAILLAGE_BOAMP_URL, fetch=fetched, clock=timezone.now)


@app.periodic(cron="40 6 * * *")
@app.task(name="maillage.matching.jobs.send_opportunities", queue="default", queueing_lock="send_opportunities")
def send_opportunities(timestamp: int) -> None:
    """Close the calls whose deadline has passed, drop the endings of unknown calls, tell members of the new ones that suit."""
    notices.expire_opportunities(now=timezone.now())
    notices.forget_waiting_notices(now=timezone.now())
    digests.send_digests(now=timezone.now())


@app.periodic(cron="52 3 * * *")
@app.task(name="maillage.matching.jobs.forget_old_buyers", queue="default", queueing_lock="forget_old_buyers")
def forget_old_buyers(timestamp: int) -> None:
    """Forget the buyers whose time of keeping has ended."""
    personal_data.forget_old_buyers(now=timezone.now())
