"""Work of the path that runs after commit."""

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
    InvitationAnswered,
    InvitationExpired,
    OrganizationInvited,
    PaperExpiring,
)
from maillage.matching.services import answer_mail, document_box, document_box_mail, invitations, mail
from maillage.matching.services.answers import deciding
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


def mail_refusal(event: AnswerDeclined) -> None:
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
