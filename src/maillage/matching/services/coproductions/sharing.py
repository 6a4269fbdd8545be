"""What each partner has of the budget: the shares always sum to it, and those of a signed answer change by agreement."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, Invalid
from maillage.matching.events import CoproductionSharesProposed
from maillage.matching.models import Coproduction
from maillage.matching.rules.coproductions import allocate
from maillage.matching.services.coproductions.access import (
    Seat,
    WorkChanged,
    directing_seat,
    note,
    partners_in,
    told,
    working_seat,
)
from maillage.matching.types import Doing
from maillage.stream.services import publish


class NothingProposed(Conflict):
    message = _("This proposal no longer waits: it was taken back, replaced or agreed to.")
    code = "nothing_proposed"


@transaction.atomic
def share_budget(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    weights: Mapping[UUID, int],
    seen_version: int,
    now: datetime,
) -> bool:
    """Share the budget by weights (of partners' rows): amounts that sum to it stay as they are. Publishes `CoproductionNoted`.

    Gives False when the shares are those of a signed answer and wait for the agreement of those whom they change.
    Raises: NotAllowed, NotFound, WorkEnded, Invalid (a negative weight), WorkChanged.
    """
    seat = directing_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    if any(weight < 0 for weight in weights.values()):
        raise Invalid(_("A share is zero or more."), field="shares")
    if seat.work.version != seen_version:
        raise WorkChanged(theirs=seat.work)
    seat.work.version += 1
    seat.work.save(update_fields=["version"])
    return share_or_propose(seat, budget_cents=seat.work.budget_cents, weights=weights, actor=actor, at=now)


def share_or_propose(
    seat: Seat, /, *, budget_cents: int, weights: Mapping[UUID, int], actor: Actor, at: datetime
) -> bool:
    """Share a budget at once, or propose it to the partners who signed other amounts. Whether it is shared."""
    partners = partners_in(seat.work)
    shares = allocate(budget_cents, [weights.get(one.pk, 0) for one in partners])
    wanted = {one.pk: share for one, share in zip(partners, shares, strict=True)}
    agreed = set() if seat.is_office else {seat.partner.pk}
    if seat.work.answer_id is None or not _asked(seat.work, wanted) - agreed:
        _apply(seat.work, budget_cents, wanted)
        note(seat, Doing.SHARES_CHANGED, actor=actor, at=at)
        return True
    seat.work.shares_proposed = {
        "budget_cents": budget_cents,
        "shares": {str(pk): cents for pk, cents in wanted.items()},
        "agreed": [str(pk) for pk in agreed],
        "at": at.isoformat(),
    }
    seat.work.save(update_fields=["shares_proposed"])
    publish(CoproductionSharesProposed(actor_id=actor.user_id, **told(seat.work, at=at)))
    note(seat, Doing.SHARES_PROPOSED, actor=actor, at=at)
    return False


@transaction.atomic
def answer_shares(
    *, actor: Actor, coproduction_id: UUID, organization_id: UUID, agrees: bool, seen: str, now: datetime
) -> None:
    """Agree to the shares proposed, or refuse (the lead: take back) them; the last one who agrees makes them true.

    `seen`: when what one has read was proposed. Agreeing twice is once. Publishes `CoproductionNoted`.
    Raises: NotAllowed, NotFound, WorkEnded, NothingProposed.
    """
    seat = working_seat(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id)
    proposed = seat.work.shares_proposed
    if proposed is None or proposed["at"] != seen:
        raise NothingProposed
    if not agrees:
        seat.work.shares_proposed = None
        seat.work.save(update_fields=["shares_proposed"])
        note(seat, Doing.SHARES_REFUSED, seat.partner.organization.name, actor=actor, at=now)
        return
    wanted = {UUID(pk): cents for pk, cents in proposed["shares"].items()}
    agreed = {*map(UUID, proposed["agreed"]), seat.partner.pk}
    if _asked(seat.work, wanted) - agreed:
        proposed["agreed"] = [str(pk) for pk in agreed]
        seat.work.save(update_fields=["shares_proposed"])
        return
    seat.work.version += 1
    _apply(seat.work, proposed["budget_cents"], wanted)
    note(seat, Doing.SHARES_CHANGED, actor=actor, at=now)


def share_among_those_left(work: Coproduction, /) -> None:
    """Give the share of whoever has left to the others, as they share already; what was proposed before waits no more."""
    partners = partners_in(work)
    shares = allocate(work.budget_cents, [one.share_cents for one in partners])
    _apply(work, work.budget_cents, {one.pk: share for one, share in zip(partners, shares, strict=True)})


def waited_for(work: Coproduction, /) -> set[UUID]:
    """Give the partners' rows whose agreement to the proposed shares is still missing."""
    proposed = work.shares_proposed
    if proposed is None:
        return set()
    wanted = {UUID(pk): cents for pk, cents in proposed["shares"].items()}
    return _asked(work, wanted) - set(map(UUID, proposed["agreed"]))


def _asked(work: Coproduction, wanted: Mapping[UUID, int]) -> set[UUID]:
    return {one.pk for one in partners_in(work) if one.accepted_at and one.share_cents != wanted.get(one.pk, 0)}


def _apply(work: Coproduction, budget_cents: int, wanted: Mapping[UUID, int]) -> None:
    work.budget_cents, work.shares_proposed = budget_cents, None
    work.save(update_fields=["budget_cents", "shares_proposed", "version"])
    for one in partners_in(work):
        share = wanted.get(one.pk, 0)
        if one.share_cents != share:
            one.share_cents = share
            one.save(update_fields=["share_cents"])
