"""How the work went: said once by the buyer and by each partner, about the whole and about one another."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from maillage.accounts.types import Actor
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.events import CoproductionReviewed
from maillage.matching.models import Coproduction, CoproductionPartner, Review
from maillage.matching.rules.coproductions import mean_hundredths
from maillage.matching.services.coproductions.access import partners_in, seat_of, told
from maillage.matching.services.coproductions.moving import has_buyer, move_to, still_asked
from maillage.matching.services.private_links import LinkEnded, read_key, sign_key
from maillage.matching.types import CoproductionState, ReviewCriterion, ReviewSide
from maillage.stream.services import publish

_REASON = "reviews of a coproduction at hand"
_LINK_REASON = "the holder of the private link is the buyer"
_PURPOSE = "coproduction-review"
OPEN_AFTER_END = timedelta(days=180)
_OPEN = (CoproductionState.DELIVERED, CoproductionState.CLOSED)


class NotReviewable(Conflict):
    message = _("Reviews are asked for when the work is delivered, and for six months after its end.")
    code = "not_reviewable"


class ReviewedAlready(Conflict):
    message = _("You have said already how the work went. Thank you: what was said stays as it is.")
    code = "reviewed_already"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewGiven:
    """Marks from 1 to 5. `has_quote_consent`: the quote may be shown with the reference."""

    marks: Mapping[ReviewCriterion, int]
    private_comment: str = ""
    public_quote: str = ""
    has_quote_consent: bool = False
    author_name: str = ""


def review_key(work: Coproduction, /) -> str:
    """Give the secret part of the address by which the buyer reviews. Raises: NotFound (no buyer)."""
    if work.brief is None:
        raise NotFound
    return sign_key(work.pk, generation=work.brief.link_generation, purpose=_PURPOSE)


def review_address(work: Coproduction, /) -> str:
    """Give the absolute address by which the buyer reviews. Raises: NotFound (no buyer)."""
    return f"{settings.MAILLAGE_BASE_URL}{reverse('matching:coproduction_buyer_review', args=[review_key(work)])}"


def work_of_key(key: str, /, *, now: datetime, lock: bool = False) -> Coproduction:
    """Give the coproduction that a buyer's link opens.

    Raises: NotFound (forged, or without a buyer), LinkEnded (withdrawn, or six months after the end).
    """
    pk, generation = read_key(key, purpose=_PURPOSE)
    rows = Coproduction.objects.across_scopes(reason=_LINK_REASON).select_related("brief")
    work: Coproduction | None = (rows.select_for_update(of=("self",)) if lock else rows).filter(pk=pk).first()
    if work is None or work.brief is None:
        raise NotFound
    if work.brief.link_generation != generation or (work.ended_at and work.ended_at < now - OPEN_AFTER_END):
        raise LinkEnded
    return work


def is_reviewable(work: Coproduction, /, *, now: datetime) -> bool:
    """Say whether reviews are taken now."""
    is_recent = work.ended_at is None or work.ended_at >= now - OPEN_AFTER_END
    return CoproductionState(work.state) in _OPEN and is_recent


@transaction.atomic
def review_as_buyer(*, key: str, review: ReviewGiven, now: datetime) -> Review:
    """Keep what the buyer says of the work. Publishes `CoproductionReviewed`, and `CoproductionEnded` with the last review.

    Raises: NotFound, LinkEnded, NotReviewable, ReviewedAlready, Invalid.
    """
    work = work_of_key(key, now=now, lock=True)
    _check_open(work, now)
    if not has_buyer(work):
        raise NotFound
    row = _keep(work, review, side=ReviewSide.BUYER, reviewer_id=None, subject_id=None, author_id=None, now=now)
    buyer_organization_id = work.brief.buyer_organization_id if work.brief else None
    _tell(work, row, organization_id=buyer_organization_id, actor_id=None, now=now)
    return row


@transaction.atomic
def review_as_partner(
    *,
    actor: Actor,
    coproduction_id: UUID,
    organization_id: UUID,
    whole: ReviewGiven,
    others: Mapping[UUID, ReviewGiven],
    now: datetime,
) -> Review:
    """Keep what a partner says of the work together, and of other partners by their organization; nobody has to judge all.

    Publishes `CoproductionReviewed`, and `CoproductionEnded` with the last review.
    Raises: NotAllowed, NotFound, NotReviewable, ReviewedAlready, Invalid (marks, somebody who was no partner).
    """
    seat = seat_of(actor=actor, coproduction_id=coproduction_id, organization_id=organization_id, lock=True)
    if seat.partner.accepted_at is None or seat.is_office:
        raise NotAllowed(_("Each partner says itself how the work went."))
    _check_open(seat.work, now)
    known = {one.organization_id for one in partners_in(seat.work) if one.accepted_at}
    if not set(others) <= known - {organization_id}:
        raise Invalid(_("Only the partners of this coproduction are reviewed."))
    common = {"side": ReviewSide.PARTNER, "reviewer_id": organization_id, "author_id": actor.user_id, "now": now}
    row = _keep(seat.work, whole, subject_id=None, **common)  # type: ignore[arg-type]  # a dict of several kinds of values
    for subject_id, given in others.items():
        _keep(seat.work, given, subject_id=subject_id, **common)  # type: ignore[arg-type]  # a dict of several kinds of values
    _tell(seat.work, row, organization_id=organization_id, actor_id=actor.user_id, now=now)
    return row


def _check_open(work: Coproduction, now: datetime) -> None:
    if not is_reviewable(work, now=now):
        raise NotReviewable if work.state != CoproductionState.REVIEWED.value else ReviewedAlready


def _keep(
    work: Coproduction, given: ReviewGiven, *, side: ReviewSide, reviewer_id: UUID | None, subject_id: UUID | None,
    author_id: UUID | None, now: datetime,
) -> Review:  # fmt: skip
    if set(given.marks) != set(ReviewCriterion) or any(not 1 <= mark <= 5 for mark in given.marks.values()):
        raise Invalid(_("Give each of the five points a mark from 1 to 5."))
    rows = Review.objects.across_scopes(reason=_REASON)
    if rows.filter(coproduction=work, side=side.value, reviewer_id=reviewer_id, subject_id=subject_id).exists():
        raise ReviewedAlready
    quote = " ".join(given.public_quote.split())[:400]
    made: Review = Review.objects.create(
        coproduction=work, side=side.value, reviewer_id=reviewer_id, subject_id=subject_id,
        **{criterion.value: mark for criterion, mark in given.marks.items()}, private_comment=given.private_comment,
        public_quote=quote, has_quote_consent=given.has_quote_consent and bool(quote),
        author_name=given.author_name[:140], author_id=author_id, written_at=now,
    )  # fmt: skip
    return made


def _tell(
    work: Coproduction, row: Review, *, organization_id: UUID | None, actor_id: UUID | None, now: datetime
) -> None:
    common = told(work, at=now) | {"organization_id": organization_id}
    publish(
        CoproductionReviewed(
            actor_id=actor_id, is_by_buyer=row.side == ReviewSide.BUYER.value,
            rating_hundredths=mean_hundredths(row.marks), **common,
        )
    )  # fmt: skip
    if work.state == CoproductionState.DELIVERED.value and still_asked(work).is_nobody:
        move_to(work, CoproductionState.REVIEWED, actor_id=actor_id, now=now)


def has_reviewed(partner: CoproductionPartner, /) -> bool:
    """Say whether a partner has said how the work went."""
    rows = Review.objects.across_scopes(reason=_REASON)
    return bool(rows.filter(coproduction=partner.coproduction_id, reviewer=partner.organization_id).exists())
