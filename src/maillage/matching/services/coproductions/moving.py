"""From planned to its end. What is delivered is reviewed; silence is chased politely, then closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.matching.events import CoproductionDelivered, CoproductionEnded
from maillage.matching.models import Coproduction, CoproductionPartner, Review
from maillage.matching.services.coproductions.access import partners_in, seat_of, told
from maillage.matching.states import COPRODUCTION_MOVES
from maillage.matching.types import CoproductionState, ReviewSide
from maillage.stream.services import move, publish

_REASON = "time passes for all"
# Days after the delivery at which those who have not reviewed are written to; after the last the work is closed.
CHASED_AFTER_DAYS = (7, 14)
CLOSED_AFTER_DAYS = 30
_ENDS = (CoproductionState.REVIEWED, CoproductionState.CLOSED, CoproductionState.ABANDONED)


@transaction.atomic
def move_work(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    seen: CoproductionState,
    target: CoproductionState,
    now: datetime,
    reason: str = "",
) -> Coproduction:
    """Move a coproduction on; the lead does, or the office. Publishes `CoproductionDelivered` or `CoproductionEnded`.

    `seen`: the state in which the person saw it. The same click twice is one move.
    Raises: NotAllowed, NotFound, IllegalMove, Conflict (somebody has moved it), Invalid (abandoned without a reason;
    running alone).
    """
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    if not seat.directs:
        raise NotAllowed(_("The lead of the coproduction does this."))
    work = seat.work
    if work.state == target.value:
        return work
    if work.state != seen.value:
        raise Conflict
    if target is CoproductionState.REVIEWED:
        raise Invalid(_("It is reviewed when everybody asked has answered."))
    if target is CoproductionState.ABANDONED and not reason.strip():
        raise Invalid(_("Say in a few words why: the partners read it."), field="reason")
    if target is CoproductionState.RUNNING and _is_alone(work):
        raise Invalid(_("Wait until another partner has accepted, then start."))
    move_to(work, target, actor_id=actor.user_id, now=now, reason=reason)
    return work


def _is_alone(work: Coproduction) -> bool:
    # An organization that has won alone works alone.
    return work.answer_id is None and sum(one.accepted_at is not None for one in partners_in(work)) < 2


def move_to(
    work: Coproduction, target: CoproductionState, /, *, actor_id: UUID | None, now: datetime, reason: str = ""
) -> None:
    """Move a locked coproduction, in the caller's transaction. Publishes `CoproductionDelivered` or `CoproductionEnded`.

    Raises: IllegalMove.
    """
    COPRODUCTION_MOVES.check(origin=CoproductionState(work.state), target=target)
    if target in _ENDS:
        # The day of the end comes first: the database knows no end without one.
        work.ended_at = now
        Coproduction.objects.across_scopes(reason="a coproduction at hand").filter(pk=work.pk).update(
            ended_at=now, state=target.value
        )
    move(work, target=target.value, moves=COPRODUCTION_MOVES, actor_id=actor_id, at=now, reason=reason[:500])
    if target is CoproductionState.DELIVERED:
        work.delivered_at, work.chased, work.chased_at = now, 0, None
        work.save(update_fields=["delivered_at", "chased", "chased_at"])
        publish(CoproductionDelivered(actor_id=actor_id, **told(work, at=now)))
    if target in _ENDS:
        is_completed = target is not CoproductionState.ABANDONED
        publish(
            CoproductionEnded(
                actor_id=actor_id, is_completed=is_completed, amount_cents=work.budget_cents, **told(work, at=now)
            )
        )


@dataclass(frozen=True, slots=True)
class Asked:
    """Those from whom a review is still missing."""

    is_buyer: bool
    partners: tuple[CoproductionPartner, ...]

    @property
    def is_nobody(self) -> bool:
        return not self.is_buyer and not self.partners


def still_asked(work: Coproduction, /) -> Asked:
    """Give those who have not said how the work went: the buyer of a brief, and each partner who is in."""
    rows = Review.objects.across_scopes(reason="who has reviewed a coproduction at hand").filter(coproduction=work)
    said: set[tuple[str, UUID | None]] = set(rows.values_list("side", "reviewer_id"))
    is_buyer = has_buyer(work) and (ReviewSide.BUYER.value, None) not in said
    waiting = [
        one
        for one in partners_in(work)
        if one.accepted_at and (ReviewSide.PARTNER.value, one.organization_id) not in said
    ]
    return Asked(is_buyer, tuple(waiting))


def has_buyer(work: Coproduction, /) -> bool:
    """Say whether somebody outside can be asked."""
    return work.brief is not None and bool(work.brief.buyer_email)


def chase_reviews(*, now: datetime) -> Sequence[UUID]:
    """Give the coproductions whose reviewers are to be reminded, each once a step; those silent for too long are closed.

    Safe to run twice at once: each is counted under its lock.
    """
    waiting = Coproduction.objects.across_scopes(reason=_REASON).filter(
        state=CoproductionState.DELIVERED.value, delivered_at__lte=now - timedelta(days=CHASED_AFTER_DAYS[0])
    )
    ids = list(waiting.order_by("delivered_at").values_list("pk", flat=True)[:500])
    return [pk for pk in ids if _chase(pk, now=now)]


@transaction.atomic
def _chase(pk: UUID, *, now: datetime) -> bool:
    rows = Coproduction.objects.across_scopes(reason=_REASON).select_for_update(of=("self",)).select_related("brief")
    work: Coproduction = rows.get(pk=pk)
    if work.state != CoproductionState.DELIVERED.value or work.delivered_at is None:
        return False
    days = (now - work.delivered_at).days
    if days >= CLOSED_AFTER_DAYS:
        move_to(work, CoproductionState.CLOSED, actor_id=None, now=now)
        return False
    step = sum(days >= limit for limit in CHASED_AFTER_DAYS)
    if work.chased >= step or still_asked(work).is_nobody:
        return False
    work.chased, work.chased_at = step, now
    work.save(update_fields=["chased", "chased_at"])
    return True
