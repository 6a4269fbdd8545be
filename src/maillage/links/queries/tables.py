"""The graph as a list, and introductions as the office follows them."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When

from maillage.accounts.types import Scope
from maillage.geodata import fold
from maillage.kit.pages import KeyPage, page_by_key
from maillage.links.models import Declaration, Introduction, Link, Measure
from maillage.links.queries.network import graph_members, links_seen_by
from maillage.links.rules.strength import FAINT
from maillage.links.types import DeclarationState, IntroductionState, LinkKind, Member, Readership

PAGE_SIZE = 25
SORTS: Mapping[str, tuple[str, ...]] = {
    "strength": ("-strength", "id"),
    "latest": ("-last_on", "id"),
    "oldest": ("first_on", "id"),
}


@dataclass(frozen=True, slots=True)
class Pairing:
    """A link of the graph as a row of the list."""

    left: Member
    right: Member
    strength: float
    kinds: tuple[LinkKind, ...]
    facts: int
    first_on: Any
    last_on: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class NetworkAsked:
    """What is shown of the graph. `trade`: `sector:…` or `skill:…`; `place`: `region:…` or `department:…`."""

    q: str = ""
    kind: str = ""
    trade: str = ""
    place: str = ""
    strength: int = 0


@dataclass(frozen=True, slots=True)
class NetworkPage:
    """A page of links and what its filters may say."""

    page: KeyPage[Pairing]
    members: Mapping[UUID, Member]
    count: int


def network_page(*, readership: Readership, asked: NetworkAsked, sort: str, cursor: str) -> NetworkPage:
    """Give a page of the graph's links. A fixed number of queries. Raises: BadCursor."""
    members = graph_members(readership=readership)
    rows = _asked(readership, asked, members)
    page = page_by_key(rows, key=SORTS.get(sort, SORTS["strength"]), cursor=cursor, size=PAGE_SIZE)
    return NetworkPage(KeyPage(_pairings(page.rows, members), page.next_cursor), members, rows.count())


def every_pairing(*, readership: Readership, asked: NetworkAsked) -> Iterator[Pairing]:
    """Give every link that the filters leave, the strongest first, for a file."""
    members = graph_members(readership=readership)
    yield from _pairings(_asked(readership, asked, members).order_by(*SORTS["strength"]).iterator(chunk_size=1_000), members)  # fmt: skip


def _asked(readership: Readership, asked: NetworkAsked, members: Mapping[UUID, Member]) -> "QuerySet[Link]":
    rows = links_seen_by(readership).filter(strength__gte=max(FAINT, asked.strength / 100))
    if asked.kind:
        rows = rows.filter(kinds__contains=[asked.kind])
    if asked.q or asked.trade or asked.place:
        ids = [key for key, one in members.items() if _is_asked(one, asked)]
        rows = rows.filter(Q(left_id__in=ids) | Q(right_id__in=ids))
    return rows


def _is_asked(member: Member, asked: NetworkAsked) -> bool:
    """A link is shown when one of its ends is what was asked for."""
    if asked.q and fold(asked.q) not in fold(member.name):
        return False
    trades = {f"sector:{slug}" for slug in member.sectors} | {f"skill:{slug}" for slug in member.skills}
    if asked.trade and asked.trade not in trades:
        return False
    return not asked.place or asked.place in (f"region:{member.region}", f"department:{member.department}")


def _pairings(rows: Any, members: Mapping[UUID, Member]) -> list[Pairing]:
    return [
        Pairing(
            members[row.left_id], members[row.right_id], row.strength, tuple(LinkKind(kind) for kind in row.kinds),
            row.facts, row.first_on, row.last_on,
        )
        for row in rows
        if row.left_id in members and row.right_id in members
    ]  # fmt: skip


def declarations_of(*, scope: Scope, organization_id: UUID) -> Sequence[Declaration]:
    """Give what was declared between an organization and others: what waits for it first, then the latest. One query."""
    rows = Declaration.objects.within(scope).filter(Q(left_id=organization_id) | Q(right_id=organization_id))
    waits = Q(state=DeclarationState.PENDING.value) & ~Q(origin_id=organization_id)
    first = Case(When(waits, then=Value(0)), default=Value(1), output_field=IntegerField())
    return list(
        rows.select_related("left", "right", "origin").annotate(turn=first).order_by("turn", "-declared_at")[:200]
    )


def introductions_in(*, scope: Scope, states: Collection[IntroductionState], cursor: str) -> KeyPage[Introduction]:
    """Give a page of introductions in some states, the best first. One query. Raises: BadCursor."""
    rows = Introduction.objects.within(scope).filter(state__in=[state.value for state in states])
    return page_by_key(
        rows.select_related("left", "right", "proposed_by"), key=("-score", "id"), cursor=cursor, size=20
    )


def count_introductions(*, scope: Scope) -> dict[IntroductionState, int]:
    """Count introductions by state."""
    rows = Introduction.objects.within(scope).values_list("state").annotate(found=Count("pk"))
    return {IntroductionState(state): found for state, found in rows.values_list("state", "found")}


def introductions_of(*, scope: Scope, organization_id: UUID) -> Sequence[Introduction]:
    """Give the introductions that were proposed to an organization, latest first. Suggestions are the office's own."""
    rows = Introduction.objects.within(scope).filter(Q(left_id=organization_id) | Q(right_id=organization_id))
    hidden = [IntroductionState.SUGGESTED.value, IntroductionState.SET_ASIDE.value]
    shown = rows.exclude(state__in=hidden).exclude(proposed_at=None)
    return list(shown.select_related("left", "right").order_by("-proposed_at")[:50])


def measures_by_month(*, months: int = 36) -> Sequence[Measure]:
    """Give the last measures of the mesh, in the order of months."""
    return list(reversed(Measure.objects.filter(members__gt=0).order_by("-month")[:months]))
