"""What common work says of organizations: how they were rated, and whether they delivered in time."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, F, FloatField, IntegerField, Max, Q, Sum, Value
from django.db.models.functions import Cast, TruncDate

from maillage.matching.models import CoproductionPartner, Deliverable, Review
from maillage.matching.types import CoproductionState, ReviewCriterion, ReviewSide

_REASON = "a ranking looks at the record of every candidate"


@dataclass(frozen=True, slots=True)
class TrackRecord:
    """`ratings_sum`: sum of reviews, each the mean of its five marks from 1 to 5. `in_time` of `delivered` deliverables."""

    ratings_count: int = 0
    ratings_sum: float = 0.0
    in_time: int = 0
    delivered: int = 0


def track_records(organization_ids: Collection[UUID] | None = None, /) -> Mapping[UUID, TrackRecord]:
    """Give the records of those who have one, of all of them when none is named: a single query, whatever their number.

    A review by a partner counts for the one that it is about; a buyer's for every partner who stayed to the end. What
    partners say of the work as a whole rates nobody.
    """
    ids = None if organization_ids is None else list(organization_ids)
    if ids == []:
        return {}
    counted: dict[UUID, list[float]] = {}
    for organization_id, *numbers in _by_partners(ids).union(_by_buyers(ids), _deliveries(ids), all=True):
        known = counted.setdefault(organization_id, [0.0] * 4)
        for place, number in enumerate(numbers):
            known[place] += number or 0
    return {
        pk: TrackRecord(int(count), min(5 * count, max(count, total)), int(in_time), int(of))
        for pk, (count, total, in_time, of) in counted.items()
    }


def largest_shares() -> Mapping[UUID, int]:
    """Give the largest share, in cents excl. VAT, that each organization had of common work that is finished. One query."""
    finished = [
        one.value for one in (CoproductionState.DELIVERED, CoproductionState.REVIEWED, CoproductionState.CLOSED)
    ]
    rows = CoproductionPartner.objects.across_scopes(reason=_REASON).filter(
        coproduction__state__in=finished, coproduction__currency="EUR", left_at=None, accepted_at__isnull=False,
        share_cents__gt=0,
    )  # fmt: skip
    return dict(rows.order_by().values_list("organization_id").annotate(largest=Max("share_cents")))


def _named(column: str, ids: list[UUID] | None) -> Q:
    return Q(**{f"{column}__isnull": False}) if ids is None else Q(**{f"{column}__in": ids})


def _mean(prefix: str = "") -> Any:
    marks = F(f"{prefix}{ReviewCriterion.QUALITY.value}")
    for criterion in list(ReviewCriterion)[1:]:
        marks = marks + F(f"{prefix}{criterion.value}")  # type: ignore[assignment]  # an expression of expressions
    return Cast(marks, FloatField()) / 5.0


def _by_partners(ids: list[UUID] | None) -> Any:
    rows = Review.objects.across_scopes(reason=_REASON).filter(_named("subject_id", ids), side=ReviewSide.PARTNER.value)
    counted = rows.values("subject_id").annotate(
        count=Count("pk"), total=Sum(_mean()), in_time=Value(0, IntegerField()), of=Value(0, IntegerField())
    )
    return counted.order_by().values_list("subject_id", "count", "total", "in_time", "of")


def _by_buyers(ids: list[UUID] | None) -> Any:
    rows = CoproductionPartner.objects.across_scopes(reason=_REASON).filter(
        _named("organization_id", ids), left_at=None, accepted_at__isnull=False,
        coproduction__reviews__side=ReviewSide.BUYER.value,
    )  # fmt: skip
    counted = rows.values("organization_id").annotate(
        count=Count("coproduction__reviews"), total=Sum(_mean("coproduction__reviews__")),
        in_time=Value(0, IntegerField()), of=Value(0, IntegerField()),
    )  # fmt: skip
    return counted.order_by().values_list("organization_id", "count", "total", "in_time", "of")


def _deliveries(ids: list[UUID] | None) -> Any:
    rows = Deliverable.objects.across_scopes(reason=_REASON).filter(
        _named("partner__organization_id", ids), delivered_at__isnull=False
    )
    counted = rows.values("partner__organization_id").annotate(
        count=Value(0, IntegerField()), total=Value(0.0, FloatField()),
        in_time=Count("pk", filter=Q(due_on__gte=TruncDate("delivered_at"))), of=Count("pk"),
    )  # fmt: skip
    return counted.order_by().values_list("partner__organization_id", "count", "total", "in_time", "of")
