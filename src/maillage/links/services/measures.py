"""The measures of the mesh, one row a month, computed from the facts of that month's end."""

from collections import Counter
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from maillage.directory.queries.mesh import affiliated_ids, standings_of
from maillage.kit.errors import Invalid
from maillage.links.models import Invitee, LinkFact, Measure
from maillage.links.queries.network import as_member
from maillage.links.rules.measures import gini, measure
from maillage.links.rules.network import neighbours_of
from maillage.links.rules.strength import FAINT, strength
from maillage.links.types import Evidence, Measures, Pair, Tie

_REASON = "measures of the whole mesh: aggregates only"
_YEAR = timedelta(days=365)


def keep_measures(*, day: date) -> Measure:
    """Measure the mesh as it was on `day` and keep it as its month's; the same month again takes the later figures."""
    found = measures_on(day=day)
    values = {name: getattr(found, name) for name in Measures.__slots__}
    with transaction.atomic():
        row, _is_new = Measure.objects.select_for_update().get_or_create(month=day.replace(day=1), defaults=values)
        for name, value in values.items():
            if name != "opportunity_gini" or not row.is_gini_given:
                setattr(row, name, value)
        row.save()
    return row


def measures_on(*, day: date) -> Measures:
    """Measure the mesh from the facts known on a day, among those who were members then."""
    members = {
        one.id: as_member(one)
        for one in standings_of(affiliated_ids())
        if one.affiliated_on is None or one.affiliated_on <= day
    }
    return measure(neighbours_of(_ties_on(day)), members=members, gini=gini_on(day=day, members=set(members)))


def _ties_on(day: date) -> list[Tie]:
    rows = LinkFact.objects.across_scopes(reason=_REASON).filter(day__lte=day)
    by_pair: dict[Pair, list[Evidence]] = {}
    for row in rows.iterator(chunk_size=5_000):
        seen: Evidence = row.evidence
        if seen.until is not None and seen.until > day:
            seen = Evidence(seen.kind, seen.day, seen.share)
        by_pair.setdefault((row.left_id, row.right_id), []).append(seen)
    weighed = ((pair, strength(evidence, today=day)) for pair, evidence in by_pair.items())
    return [Tie(*pair, weight) for pair, weight in weighed if weight >= FAINT]


def gini_on(*, day: date, members: set[UUID]) -> float | None:
    """Give how unequally the invitations of the twelve months before a day were spread over the members."""
    rows = Invitee.objects.across_scopes(reason=_REASON).filter(Q(day__lte=day), day__gt=day - _YEAR)
    counts = Counter(rows.values_list("organization_id", flat=True))
    return gini(counts.get(one, 0) for one in members)


@transaction.atomic
def set_opportunity_gini(*, month: date, value: float) -> None:
    """Have whoever knows all opportunities say how unequal they were in a month. `value` in [0, 1[.

    Raises: Invalid.
    """
    if not 0 <= value < 1:
        raise Invalid(field="value")
    first = month.replace(day=1)
    row, _is_new = Measure.objects.select_for_update().get_or_create(
        month=first, defaults={"members": 0, "links": 0, "isolated": 0}
    )
    row.opportunity_gini, row.is_gini_given = value, True
    row.save(update_fields=["opportunity_gini", "is_gini_given"])
