"""The graph's picture, its communities and what would part it: computed at night, read by pages."""

from datetime import date
from uuid import UUID

from django.db import transaction

from maillage.links.models import Introduction, Place
from maillage.links.queries.network import graph_members, ties_of
from maillage.links.rules.bridges import fragile_parts
from maillage.links.rules.communities import communities_of
from maillage.links.rules.introductions import meetings, skills_together
from maillage.links.rules.layout import place_knots
from maillage.links.rules.network import neighbours_of
from maillage.links.services.introductions import suggest_meetings
from maillage.links.types import IntroductionState, Readership

_REASON = "the picture of the whole mesh"
MOST_SUGGESTIONS = 120


def draw_network(*, readership: Readership) -> int:
    """Place every knot of the graph as one readership sees it, find its communities and holders; gives how many knots."""
    members = graph_members(readership=readership)
    ties = [tie for tie in ties_of(readership=readership) if tie.left in members and tie.right in members]
    neighbours = neighbours_of(ties, knots=sorted(members))
    places = Place.objects.across_scopes(reason=_REASON).filter(readership=readership.value)
    before = {knot: (x, y) for knot, x, y in places.values_list("organization_id", "x", "y")}
    points = place_knots(neighbours, before=before)
    communities, holders = communities_of(neighbours), fragile_parts(neighbours).holders
    with transaction.atomic():
        Place.objects.bulk_create(
            [
                Place(
                    organization_id=knot, readership=readership.value, x=x, y=y, community=communities.get(knot, 0),
                    holds=holders.get(knot, 0),
                )
                for knot, (x, y) in sorted(points.items())
            ],
            update_conflicts=True, unique_fields=["readership", "organization"],
            update_fields=["x", "y", "community", "holds"], batch_size=1_000,
        )  # fmt: skip
        places.exclude(organization_id__in=list(points)).delete()
    return len(points)


def suggest_introductions(*, today: date) -> int:
    """Look for those who should meet among the listed members of the network; gives how many pairs are suggested."""
    members = {key: one for key, one in graph_members(readership=Readership.PUBLIC).items() if one.is_affiliated}
    ties = ties_of(readership=Readership.OFFICE)
    neighbours = neighbours_of(ties, knots=members)
    kept = Introduction.objects.across_scopes(reason=_REASON).exclude(state=IntroductionState.SUGGESTED.value)
    met: set[tuple[UUID, UUID]] = set(kept.values_list("left_id", "right_id"))
    found = meetings(
        members=list(members.values()), neighbours=neighbours, together=skills_together(ties, members=members), met=met,
        limit=MOST_SUGGESTIONS,
    )  # fmt: skip
    return suggest_meetings(found, today=today)
