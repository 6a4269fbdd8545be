from collections.abc import Collection, Sequence
from uuid import UUID

from maillage.stream.models import Fact, Parked, StateMove
from maillage.stream.types import ParkedDelivery


def parked_deliveries(*, limit: int = 100) -> list[ParkedDelivery]:
    """Give the deliveries waiting for the administrator, latest first."""
    return [
        ParkedDelivery(
            id=parked.pk,
            subscriber=parked.subscriber,
            verb=parked.fact.verb,
            fact_id=parked.fact_id,
            attempts=parked.attempts,
            error=parked.error,
            parked_at=parked.parked_at,
        )
        for parked in Parked.objects.select_related("fact").order_by("-parked_at")[:limit]
    ]


def facts_about(*, object_id: UUID, limit: int = 50) -> Sequence[Fact]:
    """Give the latest facts about one object."""
    return list(Fact.objects.filter(object_id=object_id).order_by("-at")[:limit])


def last_move_reason(*, object_id: UUID, target: str) -> str:
    """Give the reason of the last move of an object to a state, empty when there was none."""
    row = StateMove.objects.filter(object_id=object_id, target=target).order_by("-at").first()
    return row.reason if row else ""


MOST_MISSED = 200
# Ids are made in the order of time, but a transaction that began earlier may commit later: a little is told twice.
_OVERLAP_MS = 60_000


def facts_missed(*, organization_id: UUID, object_types: Collection[str], last: UUID) -> list[Fact] | None:
    """List an organization's facts after one that was told, some twice, one more than `MOST_MISSED` when there are more.

    `last`: a UUIDv7. Gives none when it is no such id: what was missed is not known.
    """
    if last.version != 7:
        return None
    since = UUID(int=max(0, (last.int >> 80) - _OVERLAP_MS) << 80)
    rows = Fact.objects.filter(pk__gt=since, organization_id=organization_id, object_type__in=sorted(object_types))
    return list(rows.exclude(pk=last).order_by("pk")[: MOST_MISSED + 1])
