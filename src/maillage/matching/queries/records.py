"""How organizations have answered, and what came to them in the last twelve months."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count, F, Max, Q

from maillage.matching.models import Candidate
from maillage.matching.types import BriefState

YEAR = timedelta(days=365)
# A brief that has come so far was brought to those who were kept for it.
_BROUGHT = [
    state.value
    for state in (
        BriefState.CONTACTED,
        BriefState.ANSWERING,
        BriefState.PROPOSED,
        BriefState.AWARDED,
        BriefState.NOT_AWARDED,
    )
]


@dataclass(frozen=True, slots=True)
class Received:
    """Opportunities of twelve months, and the last time that one came."""

    received: int
    won: int
    last_at: datetime | None


def received_by(*, now: datetime, except_brief_id: UUID | None = None) -> dict[UUID, Received]:
    """Give what came to each organization in the twelve months before `now`; those to whom nothing came are left out."""
    rows = Candidate.objects.across_scopes(reason="equity looks at the whole network").filter(
        is_kept=True, decided_at__gt=now - YEAR, decided_at__lte=now, brief__state__in=_BROUGHT
    )
    if except_brief_id is not None:
        rows = rows.exclude(brief_id=except_brief_id)
    counted = rows.values("organization_id").annotate(
        received=Count("pk"),
        won=Count("pk", filter=Q(brief__state=BriefState.AWARDED.value)),
        last=Max(F("decided_at")),
    )
    return {row["organization_id"]: Received(row["received"], row["won"], row["last"]) for row in counted}


def banned_in(*, brief_id: UUID) -> set[UUID]:
    """Give the organizations that the office has set aside for a brief."""
    rows = Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
    return set(rows.filter(brief_id=brief_id, is_kept=False).values_list("organization_id", flat=True))


def kept_in(*, brief_id: UUID) -> dict[UUID, Candidate]:
    """Give the organizations kept for a brief, in the order in which they were kept."""
    rows: Iterable[Candidate] = (
        Candidate.objects.across_scopes(reason="choices of the office for a brief at hand")
        .filter(brief_id=brief_id, is_kept=True)
        .select_related("organization")
        .order_by("position", "decided_at")
    )
    return {row.organization_id: row for row in rows}
