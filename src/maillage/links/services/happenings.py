"""What happens on the path from a need to a reference, as facts between organizations.

Nothing here knows that path: it is told by events, of which ids and days are read.
"""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import transaction

from maillage.accounts.models import Organization
from maillage.links.models import Invitee
from maillage.links.rules.strength import share_of_rating
from maillage.links.services.facts import lock_facts, pairs_among, record_facts
from maillage.links.types import LinkKind, NewFact, Readership, pair_of

_ASKED = "those asked for one brief are a pair for the office alone"


@transaction.atomic
def note_invited(*, brief_id: UUID, organization_id: UUID, day: date, today: date) -> int:
    """Remember that an organization was asked for a brief: a weak tie, known to the office alone, to those asked before."""
    lock_facts()
    if not Organization.objects.filter(pk=organization_id).exists():
        return 0
    asked = Invitee.objects.across_scopes(reason=_ASKED)
    asked.get_or_create(brief_id=brief_id, organization_id=organization_id, defaults={"day": day})
    others = asked.filter(brief_id=brief_id).exclude(organization_id=organization_id)
    return record_facts(
        [
            NewFact(
                pair=pair_of(organization_id, other), kind=LinkKind.INVITED, key=f"brief:{brief_id}", day=day,
                object_id=brief_id,
            )
            for other in others.values_list("organization_id", flat=True)
        ],
        today=today,
    )  # fmt: skip


def note_together(
    *, kind: LinkKind, organization_ids: Collection[UUID], key: str, day: date, today: date, object_id: UUID | None = None,
    readership: Readership | None = None,
) -> int:  # fmt: skip
    """Keep one fact for each pair of organizations that did something together; gives how many were new."""
    there = Organization.objects.filter(pk__in=list(organization_ids)).values_list("pk", flat=True)
    return record_facts(
        [
            NewFact(pair=pair, kind=kind, key=key, day=day, object_id=object_id, readership=readership)
            for pair in pairs_among(there)
        ],
        today=today,
    )


def note_review(
    *, coproduction_id: UUID, organization_ids: Collection[UUID], by_id: UUID | None, rating_hundredths: int, day: date,
    today: date,
) -> int:  # fmt: skip
    """Have a good review strengthen the links: of the partner who wrote it to the others, or of all when it is the buyer's.

    A review of 3.00 or less proves nothing, and weakens nothing. Only the office knows of it.
    """
    share = share_of_rating(rating_hundredths)
    if share <= 0:
        return 0
    there = set(Organization.objects.filter(pk__in=list(organization_ids)).values_list("pk", flat=True))
    pairs = [pair for pair in pairs_among(there) if by_id not in there or by_id in pair]
    key = f"coproduction:{coproduction_id}:{by_id or 'buyer'}"
    return record_facts(
        [
            NewFact(pair=pair, kind=LinkKind.REVIEWED, key=key, day=day, share=share, object_id=coproduction_id)
            for pair in pairs
        ],
        today=today,
    )
