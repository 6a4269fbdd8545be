"""The graph as a whole, as one readership may see it: knots, ties, ways, and what would part it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from maillage.directory.queries.mesh import Standing, affiliated_ids, listed_ids, standings_of
from maillage.links.models import Link, Place
from maillage.links.rules.bridges import fragile_parts
from maillage.links.rules.network import components_of, neighbours_of
from maillage.links.rules.paths import Chain, shortest_chain, strongest_chain
from maillage.links.rules.strength import FAINT
from maillage.links.types import LinkKind, Member, Pair, Readership, Tie, pair_of

_REASON = "the graph is read by readership: each row says who may know it"


@dataclass(frozen=True, slots=True)
class Knot:
    """A member with its place in the picture and its community, 0 when it has none."""

    member: Member
    x: float
    y: float
    community: int
    degree: int
    holds: int


@dataclass(frozen=True, slots=True)
class Network:
    """Knots by name; edges name them by their number in that list."""

    knots: Sequence[Knot]
    edges: Sequence[tuple[int, int, float, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Holder:
    """A member whose loss would cut `cut_off` others from the rest."""

    member: Member
    cut_off: int


@dataclass(frozen=True, slots=True)
class Anatomy:
    """What holds the mesh together and what does not: in order of consequence."""

    isolated: Sequence[Member]
    holders: Sequence[Holder]
    bridges: Sequence[tuple[Member, Member]]
    communities: Sequence[Sequence[Member]]
    parts: Sequence[Sequence[Member]]


def links_seen_by(readership: Readership, /) -> "QuerySet[Link]":
    """Give the links of one readership; publicly, those whose two ends both have a public page at this moment."""
    rows: QuerySet[Link] = Link.objects.across_scopes(reason=_REASON).filter(readership=readership.value)
    if readership is Readership.PUBLIC:
        rows = rows.filter(left_id__in=listed_ids(), right_id__in=listed_ids())
    return rows


def ties_of(*, readership: Readership) -> list[Tie]:
    """Give every link that has not faded away."""
    rows = links_seen_by(readership).filter(strength__gte=FAINT).order_by("left_id", "right_id")
    return [Tie(*row) for row in rows.values_list("left_id", "right_id", "strength")]


def graph_members(*, readership: Readership) -> dict[UUID, Member]:
    """Give the members of the network and whoever else has a link, by id; publicly those alone who have a page."""
    ids = affiliated_ids()
    for pair in links_seen_by(readership).values_list("left_id", "right_id"):
        ids.update(pair)
    standings = standings_of(ids)
    return {one.id: as_member(one) for one in standings if one.is_listed or readership is Readership.OFFICE}


def as_member(standing: Standing, /) -> Member:
    """Give an organization of the directory as a knot."""
    return Member(
        id=standing.id, name=standing.name, slug=standing.slug, commune=standing.commune, department=standing.department,
        region=standing.region, longitude=standing.longitude, latitude=standing.latitude, sectors=standing.sectors,
        skills=standing.skills, is_affiliated=standing.affiliated_on is not None,
    )  # fmt: skip


def network_seen_by(readership: Readership, /) -> Network:
    """Give the whole graph with its places. Seven queries, whatever its size."""
    members = graph_members(readership=readership)
    number_of = {key: number for number, key in enumerate(members)}
    rows = links_seen_by(readership).filter(strength__gte=FAINT).order_by("-strength", "pk")
    edges = [
        (number_of[left], number_of[right], strength, tuple(kinds))
        for left, right, strength, kinds in rows.values_list("left_id", "right_id", "strength", "kinds")
        if left in number_of and right in number_of
    ]
    degree = [0] * len(members)
    for left, right, _strength, _kinds in edges:
        degree[left] += 1
        degree[right] += 1
    places = _places(readership)
    knots = []
    for number, (key, member) in enumerate(members.items()):
        x, y, community, holds = places.get(key) or (*_beside(number), 0, 0)
        knots.append(Knot(member, x, y, community, degree[number], holds))
    return Network(knots, edges)


def _places(readership: Readership) -> dict[UUID, tuple[float, float, int, int]]:
    rows = Place.objects.across_scopes(reason=_REASON).filter(readership=readership.value)
    columns = ("organization_id", "x", "y", "community", "holds")
    return {key: (x, y, group, holds) for key, x, y, group, holds in rows.values_list(*columns)}


def _beside(number: int) -> tuple[float, float]:
    """Give a place along the lower edge to whoever has come since the last night's drawing."""
    return round(-1 + 2 * (number * 0.618034 % 1), 4), -1.12


def members_named(ids: Collection[UUID], /) -> dict[UUID, Member]:
    """Give some organizations as knots."""
    return {one.id: as_member(one) for one in standings_of(ids)}


def chain_between(
    *, readership: Readership, start: UUID, end: UUID, is_shortest: bool = False
) -> tuple[Chain, Sequence[Member], Mapping[Pair, tuple[LinkKind, ...]]] | None:
    """Give the way between two organizations, its members in order, and what ties each to the next; None without a way.

    The strongest chain, or the one with the fewest links. Six queries; O((n + m) log n) in memory.
    """
    find = shortest_chain if is_shortest else strongest_chain
    chain = find(neighbours_of(ties_of(readership=readership)), start=start, end=end)
    if chain is None:
        return None
    members = members_named(chain.knots)
    if len(members) < len(chain.knots):
        return None
    pairs = [pair_of(one, other) for one, other in zip(chain.knots, chain.knots[1:], strict=False)]
    rows = links_seen_by(readership).filter(left_id__in=chain.knots, right_id__in=chain.knots)
    kinds = {
        (left, right): tuple(LinkKind(kind) for kind in held)
        for left, right, held in rows.values_list("left_id", "right_id", "kinds")
        if (left, right) in pairs
    }
    return chain, [members[knot] for knot in chain.knots], kinds


def anatomy_of(*, readership: Readership) -> Anatomy:
    """Give isolated members, those who alone hold others, bridges, communities and separate parts. Eight queries."""
    members = graph_members(readership=readership)
    ties = [tie for tie in ties_of(readership=readership) if tie.left in members and tie.right in members]
    neighbours = neighbours_of(ties, knots=members)
    fragile = fragile_parts(neighbours)
    holders = sorted(fragile.holders.items(), key=lambda each: (-each[1], members[each[0]].name))
    groups: dict[int, list[Member]] = {}
    for key, (_x, _y, group, _holds) in _places(readership).items():
        if group and key in members:
            groups.setdefault(group, []).append(members[key])
    # A link at whose end nothing else hangs parts nobody but that end: it is told by the few links of that member.
    bridges = [pair for pair in fragile.bridges if all(len(neighbours[knot]) > 1 for knot in pair)]
    parts = components_of(neighbours)
    return Anatomy(
        isolated=[members[part[0]] for part in parts if len(part) == 1 and members[part[0]].is_affiliated],
        holders=[Holder(members[key], count) for key, count in holders],
        bridges=sorted(((members[one], members[other]) for one, other in bridges), key=_by_names),
        communities=[sorted(groups[number], key=lambda one: one.name) for number in sorted(groups)],
        parts=[[members[key] for key in part] for part in parts if len(part) > 1],
    )


def _by_names(pair: tuple[Member, Member]) -> Any:
    return pair[0].name, pair[1].name
