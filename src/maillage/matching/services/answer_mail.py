"""The e-mails of an answer: signatures asked, questions, the buyer's decision and its reasons."""

from uuid import UUID

from django.conf import settings
from django.urls import reverse

from maillage.accounts.queries import people_of
from maillage.accounts.services.mailing import send_mail_in_language
from maillage.accounts.types import OrganizationRole
from maillage.matching.answer_labels import BUYER_REASON_LABELS
from maillage.matching.models import Answer, AnswerQuestion, Brief, ConsortiumPartner
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.mail import mail_buyer, office_address, people_concerned
from maillage.matching.services.outcome_mail import without_answer
from maillage.matching.types import BuyerReason

_REASON = "writing to those whom an answer concerns"
_WRITERS = (OrganizationRole.OWNER, OrganizationRole.EDITOR)


def answer_by_id(answer_id: UUID, /) -> Answer | None:
    """Give an answer with what its mails tell."""
    rows = Answer.objects.across_scopes(reason=_REASON).select_related("brief__owner", "consortium")
    found: Answer | None = rows.filter(pk=answer_id).first()
    return found


def mail_partners(*, answer_id: UUID, template: str, reason: str = "", lead_only: bool = False) -> None:
    """Write to the people of each partner, with a link to their workspace; to the office for those whom nobody holds."""
    answer = answer_by_id(answer_id)
    if answer is None:
        return
    rows = ConsortiumPartner.objects.across_scopes(reason=_REASON).select_related("organization")
    for partner in rows.filter(consortium_id=answer.consortium_id, left_at=None):
        if lead_only and not partner.is_lead:
            continue
        people = people_of(organization_id=partner.organization_id, roles=_WRITERS)
        address = reverse("matching:answer", args=[partner.organization.slug, answer.pk])
        for person in people or people_concerned(answer.brief):
            send_mail_in_language(
                template=template, to=person, action_url=f"{settings.MAILLAGE_BASE_URL}{address}",
                context={
                    "answer": answer, "brief": answer.brief, "organization": partner.organization, "reason": reason,
                    "buyer_reason": BUYER_REASON_LABELS.get(BuyerReason(answer.buyer_reason)) if answer.buyer_reason else "",
                },
            )  # fmt: skip


def mail_office(*, answer_id: UUID, template: str) -> None:
    """Write to whoever has the brief in hand."""
    answer = answer_by_id(answer_id)
    for person in people_concerned(answer.brief) if answer else ():
        send_mail_in_language(
            template=template, to=person, context={"answer": answer, "brief": answer.brief if answer else None},
            action_url=office_address(answer.brief) if answer else "",
        )  # fmt: skip


def mail_sent(*, answer_id: UUID) -> None:
    """Tell the buyer that an answer is there."""
    answer = answer_by_id(answer_id)
    if answer is not None:
        _to_buyer(answer.brief, template="matching/mail/answer_sent.txt", answer=answer)


def mail_reminder(*, brief_id: UUID) -> None:
    """Remind a silent buyer, politely."""
    rows = Brief.objects.across_scopes(reason=_REASON)
    brief: Brief | None = rows.filter(pk=brief_id).first()
    if brief is not None:
        _to_buyer(brief, template="matching/mail/answer_reminder.txt")


def mail_question(*, question_id: UUID) -> None:
    """Tell the lead, and the office, what the buyer asks."""
    question = _question(question_id)
    if question is not None:
        template = "matching/mail/answer_question.txt"
        mail_partners(answer_id=question.answer_id, template=template, reason=question.text, lead_only=True)


def mail_reply(*, question_id: UUID) -> None:
    """Give the buyer the reply to a question."""
    question = _question(question_id)
    if question is not None and question.replied_at is not None:
        _to_buyer(question.answer.brief, template="matching/mail/answer_reply.txt", question=question)


def _question(question_id: UUID) -> AnswerQuestion | None:
    rows = AnswerQuestion.objects.across_scopes(reason=_REASON).select_related("answer__brief")
    found: AnswerQuestion | None = rows.filter(pk=question_id).first()
    return found


def mail_award(*, answer_id: UUID) -> None:
    """Confirm to the buyer, and tell the organizations that had accepted, or were writing, that another answer was chosen."""
    answer = answer_by_id(answer_id)
    if answer is None:
        return
    _to_buyer(answer.brief, template="matching/mail/award_receipt.txt", answer=answer)
    for organization in without_answer(answer.brief):
        for person in people_of(organization_id=organization.pk, roles=_WRITERS):
            send_mail_in_language(
                template="matching/mail/outcome_to_invited.txt", to=person,
                context={"brief": answer.brief, "organization": organization},
                action_url=f"{settings.MAILLAGE_BASE_URL}{reverse('matching:invitation_list', args=[organization.slug])}",
            )  # fmt: skip


def _to_buyer(brief: Brief, *, template: str, **context: object) -> None:
    address = f"{settings.MAILLAGE_BASE_URL}{reverse('matching:buyer_answers', args=[key_of(brief)])}"
    mail_buyer(brief, template=template, address=address, context=context)
