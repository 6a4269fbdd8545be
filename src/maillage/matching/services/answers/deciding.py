"""The buyer decides: one award a brief, whatever is clicked at once; silence is chased politely, then closed."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import AccessLevel, Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.matching.events import AnswerAwarded, AnswerDeclined
from maillage.matching.models import Answer, AnswerPart, Brief
from maillage.matching.services.answers.sending import answer_of_buyer, locked
from maillage.matching.services.answers.signing import told
from maillage.matching.services.qualification import move_to
from maillage.matching.states import ANSWER_MOVES
from maillage.matching.types import AnswerState, BriefState, BuyerReason
from maillage.stream.services import move, publish

_REASON = "answers to a brief at hand"
# Days after which a silent buyer is written to, then again, then the need is closed.
CHASED_AFTER_DAYS = (7, 14)
CLOSED_AFTER_DAYS = 30
_UNDECIDED = (AnswerState.DRAFT, AnswerState.SIGNING, AnswerState.REVIEW, AnswerState.SENT)


class DecidedAlready(Conflict):
    message = _("This need has been decided already.")
    code = "decided_already"


@transaction.atomic
def award_as_buyer(*, key: str, answer_id: UUID, comment: str, now: datetime) -> Answer:
    """Let the buyer award; the same click twice is one award. Publishes `AnswerAwarded`, and `AnswerDeclined` for the others.

    Raises: NotFound, LinkEnded, DecidedAlready, IllegalMove.
    """
    answer = answer_of_buyer(key=key, answer_id=answer_id, now=now)
    return _award(answer.pk, actor_id=answer.brief.buyer_id, comment=comment, now=now)


@transaction.atomic
def record_award(*, actor: Actor, answer_id: UUID, comment: str, now: datetime) -> Answer:
    """Record an award that the buyer told the office. Publishes as `award_as_buyer`.

    Raises: NotAllowed, NotFound, DecidedAlready, IllegalMove.
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _award(answer_id, actor_id=actor.user_id, comment=comment, now=now)


def _award(answer_id: UUID, *, actor_id: UUID | None, comment: str, now: datetime) -> Answer:
    brief, answer = locked(answer_id)
    if answer.state == AnswerState.AWARDED.value:
        return answer
    if brief.state != BriefState.PROPOSED.value:
        raise DecidedAlready
    _decide(answer, AnswerState.AWARDED, actor_id=actor_id, comment=comment, now=now)
    parts = AnswerPart.objects.across_scopes(reason=_REASON).filter(answer=answer)
    amount = sum(parts.values_list("amount_cents", flat=True))
    move_to(brief, target=BriefState.AWARDED, actor_id=actor_id, now=now, reason=comment[:500])
    publish(AnswerAwarded(actor_id=actor_id, amount_cents=amount, **told(answer, at=now)))
    for other in _undecided(brief):
        _end(other, reason=BuyerReason.OTHER_CHOSEN, comment="", actor_id=actor_id, now=now)
    return answer


@transaction.atomic
def decline_as_buyer(*, key: str, answer_id: UUID, reason: BuyerReason, comment: str, now: datetime) -> Answer:
    """Let the buyer decline an answer, with a reason; the last one declined closes the need. Publishes `AnswerDeclined`.

    Raises: NotFound, LinkEnded, DecidedAlready (awarded).
    """
    answer = answer_of_buyer(key=key, answer_id=answer_id, now=now)
    return _decline(answer.pk, actor_id=answer.brief.buyer_id, reason=reason, comment=comment, now=now)


@transaction.atomic
def record_refusal(*, actor: Actor, answer_id: UUID, reason: BuyerReason, comment: str, now: datetime) -> Answer:
    """Record a refusal that the buyer told the office. Publishes as `decline_as_buyer`.

    Raises: NotAllowed, NotFound, DecidedAlready (awarded).
    """
    if not actor.may(AccessLevel.FACILITATOR):
        raise NotAllowed
    return _decline(answer_id, actor_id=actor.user_id, reason=reason, comment=comment, now=now)


def _decline(answer_id: UUID, *, actor_id: UUID | None, reason: BuyerReason, comment: str, now: datetime) -> Answer:
    brief, answer = locked(answer_id)
    if answer.state == AnswerState.DECLINED.value:
        return answer
    if answer.state != AnswerState.SENT.value:
        raise DecidedAlready
    if reason is BuyerReason.OTHER and not comment.strip():
        raise Invalid(_("Say in a few words why: it helps those who answered."), field="comment")
    _end(answer, reason=reason, comment=comment, actor_id=actor_id, now=now)
    if brief.state == BriefState.PROPOSED.value and not _undecided(brief):
        move_to(brief, target=BriefState.NOT_AWARDED, actor_id=actor_id, now=now, reason=comment[:500])
    return answer


@transaction.atomic
def close_answers(*, brief_id: UUID, now: datetime) -> int:
    """End every answer of a brief that has ended without an award: sent ones are declined, others withdrawn. Twice is once."""
    rows = Brief.objects.across_scopes(reason=_REASON).select_for_update()
    brief: Brief | None = rows.filter(pk=brief_id).first()
    if brief is None or BriefState(brief.state) not in (BriefState.WITHDRAWN, BriefState.NOT_AWARDED):
        return 0
    left = _undecided(brief)
    for answer in left:
        _end(answer, reason=BuyerReason.DROPPED, comment="", actor_id=None, now=now)
    return len(left)


def _undecided(brief: Brief) -> Sequence[Answer]:
    rows = (
        Answer.objects.across_scopes(reason=_REASON)
        .select_for_update(of=("self",))
        .select_related("brief", "consortium")
    )
    return list(rows.filter(brief=brief, state__in=[state.value for state in _UNDECIDED]).order_by("id"))


def _end(answer: Answer, *, reason: BuyerReason, comment: str, actor_id: UUID | None, now: datetime) -> None:
    if answer.state != AnswerState.SENT.value:
        move(
            answer,
            target=AnswerState.WITHDRAWN.value,
            moves=ANSWER_MOVES,
            actor_id=actor_id,
            at=now,
            reason=reason.value,
        )
        return
    answer.buyer_reason = reason.value
    answer.save(update_fields=["buyer_reason"])
    _decide(answer, AnswerState.DECLINED, actor_id=actor_id, comment=comment, now=now)
    publish(AnswerDeclined(actor_id=actor_id, reason=reason.value, **told(answer, at=now)))


def _decide(answer: Answer, target: AnswerState, *, actor_id: UUID | None, comment: str, now: datetime) -> None:
    move(answer, target=target.value, moves=ANSWER_MOVES, actor_id=actor_id, at=now, reason=comment[:500])
    answer.decided_at, answer.buyer_comment = now, comment
    answer.save(update_fields=["decided_at", "buyer_comment"])


@transaction.atomic
def note_seen(*, answer: Answer, now: datetime) -> None:
    """Remember when the buyer first opened an answer."""
    rows = Answer.objects.across_scopes(reason="the holder of the private link is the buyer")
    rows.filter(pk=answer.pk, seen_at=None).update(seen_at=now)


def chase_silent(*, now: datetime) -> Sequence[UUID]:
    """Give the briefs whose buyers are to be reminded, each at most once a step; those silent for too long are closed.

    Safe to run twice at once: each brief is counted under its lock.
    """
    first = now - timedelta(days=CHASED_AFTER_DAYS[0])
    waiting = Answer.objects.across_scopes(reason="time passes for all").filter(
        state=AnswerState.SENT.value, sent_at__lte=first, brief__state=BriefState.PROPOSED.value
    )
    reminded = []
    for brief_id in list(waiting.order_by("brief_id").values_list("brief_id", flat=True).distinct()[:500]):
        if _chase(brief_id, now=now):
            reminded.append(brief_id)
    return reminded


@transaction.atomic
def _chase(brief_id: UUID, *, now: datetime) -> bool:
    brief: Brief = Brief.objects.across_scopes(reason="time passes for all").select_for_update().get(pk=brief_id)
    sent = [answer for answer in _undecided(brief) if answer.state == AnswerState.SENT.value and answer.sent_at]
    if not sent or brief.state != BriefState.PROPOSED.value:
        return False
    # The latest answer counts: a buyer who waits for the second one is not silent.
    days = (now - max(answer.sent_at for answer in sent if answer.sent_at)).days
    if days >= CLOSED_AFTER_DAYS:
        for answer in sent:
            _end(answer, reason=BuyerReason.SILENCE, comment="", actor_id=None, now=now)
        if not _undecided(brief):
            move_to(brief, target=BriefState.NOT_AWARDED, actor_id=None, now=now, reason=BuyerReason.SILENCE.value)
        return False
    step = sum(days >= limit for limit in CHASED_AFTER_DAYS)
    late = Answer.objects.across_scopes(reason=_REASON).filter(pk__in=[one.pk for one in sent], chased__lt=step)
    return bool(late.update(chased=step, chased_at=now))
