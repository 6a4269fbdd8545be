"""Who takes no work, and when."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from maillage.accounts.types import Scope
from maillage.matching.models import Absence
from maillage.matching.rules.ranking import Away


def absences_to_come(*, scope: Scope, organization_id: UUID, today: date) -> Sequence[Absence]:
    """Give an organization's absences that are not over, in order."""
    rows = Absence.objects.within(scope).filter(organization_id=organization_id, last__gte=today)
    return list(rows.order_by("first", "last"))


def away_between(*, first: date | None, last: date | None) -> Mapping[UUID, tuple[Away, ...]]:
    """Give the absences of all organizations on these days, both included; nothing when no day is named."""
    if first is None:
        return {}
    rows = Absence.objects.across_scopes(reason="rankings leave out who is away").filter(
        first__lte=last or first, last__gte=first
    )
    found: dict[UUID, tuple[Away, ...]] = {}
    for organization_id, start, end in rows.order_by("first", "last").values_list("organization_id", "first", "last"):
        found[organization_id] = (*found.get(organization_id, ()), Away(start, end))
    return found
