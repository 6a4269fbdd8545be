"""References with partners are facts: kept in step with what profiles tell."""

import hashlib
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import transaction

from maillage.directory.queries.mesh import Partnership, partnerships
from maillage.geodata import fold
from maillage.links.models import LinkFact
from maillage.links.services.facts import forget_facts, lock_facts, record_facts
from maillage.links.types import LinkKind, NewFact, pair_of

_REASON = "references are public facts, kept in step with profiles"


@transaction.atomic
def sync_references(*, today: date, organization_id: UUID | None = None) -> int:
    """Make the facts of references say what profiles say: of one organization, whoever says it, or of all.

    Gives how many facts came or went. Running it again changes nothing.
    """
    lock_facts()
    told = {
        (*fact.pair, fact.key): fact for fact in _facts(partnerships(organization_id=organization_id), today=today)
    }  # fmt: skip
    rows = LinkFact.objects.across_scopes(reason=_REASON).filter(kind=LinkKind.REFERENCED.value)
    if organization_id is not None:
        rows = rows.touching(organization_id)
    gone = [
        pk
        for pk, left, right, key, day in rows.values_list("pk", "left_id", "right_id", "key", "day")
        if (left, right, key) not in told or told[left, right, key].day != day
    ]
    forget_facts(gone, today=today)
    return len(gone) + record_facts(list(told.values()), today=today)


def _facts(found: Iterable[Partnership], *, today: date) -> Iterable[NewFact]:
    """Give one fact a pair and job: two partners who each tell of it have done it once."""
    for one in found:
        if one.partner_id != one.organization_id:
            yield NewFact(
                pair=pair_of(one.organization_id, one.partner_id), kind=LinkKind.REFERENCED, key=_key(one.title),
                day=_day(one, today=today), object_id=one.reference_id, sentence=one.title[:300],
            )  # fmt: skip


def _key(title: str) -> str:
    return f"reference:{hashlib.sha256(fold(title).encode()).hexdigest()[:32]}"


def _day(one: Partnership, *, today: date) -> date:
    """A reference names a year at most: its last day, unless it was written down before."""
    return min(one.known_on, today, date(one.year, 12, 31) if one.year else date.max)
