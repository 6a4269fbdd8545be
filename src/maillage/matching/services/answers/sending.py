"""The office reviews a signed answer and sends it; the buyer's questions are answered."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.throttle import count_try
from maillage.matching.events import AnswerQuestionAsked, AnswerQuestionReplied, AnswerSent
from maillage.matching.models import Answer, AnswerQuestion, Brief
from maillage.matching.services.answers.access import seat_of
from maillage.matching.services.answers.signing import told
from maillage.matching.services.buyer_links import brief_of_key
from maillage.matching.services.qualification import move_to
from maillage.matching.states import ANSWER_MOVES, OPEN_STATES
from maillage.matching.types import AnswerState, BriefState
from maillage.stream.services import move, publish

_REASON = "answers to a brief at hand"
QUESTIONS_A_DAY = 30


@transaction.atomic
def send_answer(*, actor: Actor, answer_id: UUID, now: datetime) -> Answer:
    """Put a reviewed answer before the buyer; the brief stands in "proposed" then. Publishes `AnswerSent`.

    Raises: NotAllowed, NotFound, IllegalMove (not signed by all, or sent already), Conflict (the brief has ended).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    brief, answer = locked(answer_id)
    if BriefState(brief.state) not in OPEN_STATES:
        raise Conflict(_("This need has ended: its buyer receives no answer any more."))
    move(answer, target=AnswerState.SENT.value, moves=ANSWER_MOVES, actor_id=actor.user_id, at=now)
    answer.sent_at = now
    answer.save(update_fields=["sent_at"])
    if brief.state != BriefState.PROPOSED.value:
        move_to(brief, target=BriefState.PROPOSED, actor_id=actor.user_id, now=now)
    publish(AnswerSent(actor_id=actor.user_id, **told(answer, at=now)))
    return answer


def locked(answer_id: UUID, /) -> tuple[Brief, Answer]:
    """Hold a brief's row, then its answer's: always in this order, so that two awards wait for one another.

    Raises: NotFound.
    """
    answers = Answer.objects.across_scopes(reason=_REASON)
    briefs = Brief.objects.across_scopes(reason=_REASON).select_for_update(of=("self",))
    brief: Brief | None = briefs.filter(answers=answer_id).first()
    if brief is None:
        raise NotFound
    answer: Answer = answers.select_for_update(of=("self",)).select_related("brief", "consortium").get(pk=answer_id)
    return brief, answer


@transaction.atomic
def ask_about(*, key: str, answer_id: UUID, text: str, now: datetime) -> AnswerQuestion:
    """Let the buyer ask about an answer; the same question twice is one. Publishes `AnswerQuestionAsked`.

    Raises: NotFound, LinkEnded, TooMany, Conflict (not before the buyer any more).
    """
    answer = answer_of_buyer(key=key, answer_id=answer_id, now=now)
    if answer.state != AnswerState.SENT.value:
        raise Conflict(_("This answer does not wait for your decision any more."))
    count_try(key=f"answer-question:{answer.pk}", limit=QUESTIONS_A_DAY, period_s=86_400)
    rows = AnswerQuestion.objects.across_scopes(reason=_REASON)
    known: AnswerQuestion | None = rows.filter(answer=answer, text=text, replied_at=None).first()
    if known is not None:
        return known
    made: AnswerQuestion = AnswerQuestion.objects.create(answer=answer, text=text, asked_at=now)
    publish(AnswerQuestionAsked(actor_id=answer.brief.buyer_id, question_id=made.pk, **told(answer, at=now)))
    return made


def answer_of_buyer(*, key: str, answer_id: UUID, now: datetime) -> Answer:
    """Give an answer that was sent to the holder of a brief's private link.

    Raises: NotFound, LinkEnded.
    """
    brief = brief_of_key(key, now=now)
    rows = Answer.objects.across_scopes(reason="the holder of the private link is the buyer")
    answer: Answer | None = (
        rows.select_related("brief", "consortium").filter(pk=answer_id, brief=brief, sent_at__isnull=False).first()
    )
    if answer is None or answer.state == AnswerState.WITHDRAWN.value:
        raise NotFound
    return answer


@transaction.atomic
def reply_to_buyer(
    *, actor: Actor, answer_id: UUID, organization_id: UUID, question_id: UUID, text: str, now: datetime
) -> AnswerQuestion:
    """Reply to a question of the buyer; the lead and the office do. Publishes `AnswerQuestionReplied`.

    Raises: NotAllowed, NotFound, Conflict (somebody has replied already).
    """
    seat = seat_of(actor=actor, answer_id=answer_id, organization_id=organization_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the consortium replies to the buyer: write it in the comments."))
    rows = AnswerQuestion.objects.across_scopes(reason=_REASON).select_for_update()
    question: AnswerQuestion | None = rows.filter(pk=question_id, answer=seat.answer).first()
    if question is None:
        raise NotFound
    if question.replied_at is not None:
        if question.reply == text:
            return question
        raise Conflict(_("Somebody has replied to this question meanwhile."))
    question.reply, question.replied_by_id, question.replied_at = text, actor.user_id, now
    question.save(update_fields=["reply", "replied_by", "replied_at"])
    publish(AnswerQuestionReplied(actor_id=actor.user_id, question_id=question.pk, **told(seat.answer, at=now)))
    return question
