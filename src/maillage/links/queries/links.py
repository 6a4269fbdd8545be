"""Links and their stories, for the two and for whoever else may know."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, When

from maillage.accounts.types import Scope
from maillage.directory.queries.mesh import listed_ids, titles_of_references
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.links.models import Link, LinkFact
from maillage.links.queries.network import links_seen_by
from maillage.links.rules.strength import worth_of_kind
from maillage.links.types import FactSeen, LinkKind, LinkSeen, Readership, pair_of

_REASON = "links are read by readership: each row says who may know it"
_TIES = "ties weigh in rankings and groups, which the office alone sees"
PAGE_SIZE = 20
SORTS: Mapping[str, tuple[str, ...]] = {
    "strength": ("-strength", "id"),
    "name": ("other_name", "id"),
    "latest": ("-last_on", "id"),
    "oldest": ("first_on", "id"),
}


def strengths_between(*, organization_id: UUID, others: Collection[UUID]) -> dict[UUID, float]:
    """Give the strength of the links of one organization with some others, of all evidence; those without are left out.

    One query. For the office's eyes: what is secret weighs too.
    """
    wanted = list(others)
    rows = Link.objects.across_scopes(reason=_TIES).filter(readership=Readership.OFFICE.value)
    found = rows.filter(
        Q(left_id=organization_id, right_id__in=wanted) | Q(right_id=organization_id, left_id__in=wanted)
    )
    return {
        right if left == organization_id else left: strength
        for left, right, strength in found.values_list("left_id", "right_id", "strength")
    }


def strengths_among(organization_ids: Collection[UUID], /) -> dict[tuple[UUID, UUID], float]:
    """Give the strength of the links among some organizations by ordered pair; pairs without are left out. One query."""
    wanted = list(organization_ids)
    rows = Link.objects.across_scopes(reason=_TIES).filter(
        readership=Readership.OFFICE.value, left_id__in=wanted, right_id__in=wanted
    )
    return {(left, right): strength for left, right, strength in rows.values_list("left_id", "right_id", "strength")}


def tied_ids() -> frozenset[UUID]:
    """Give the organizations that have any link, as the office knows them. One query."""
    rows = Link.objects.across_scopes(reason=_TIES).filter(readership=Readership.OFFICE.value).order_by()
    ends = rows.values_list("left_id").union(rows.values_list("right_id"))
    return frozenset(pk for (pk,) in ends)


def readership_of(scope: Scope, /, *, organization_id: UUID) -> Readership:
    """Give what somebody may know of an organization's links."""
    if scope.is_network:
        return Readership.OFFICE
    return Readership.SHARED if scope.holds(organization_id) else Readership.PUBLIC


def links_of(
    *, scope: Scope, organization_id: UUID, readership: Readership | None = None, kind: LinkKind | None = None,
    sort: str = "strength", cursor: str = "", size: int = PAGE_SIZE,
) -> KeyPage[LinkSeen]:  # fmt: skip
    """Give a page of an organization's links, as `scope` may know them or as a narrower `readership` does.

    One query. `sort`: a key of `SORTS`. Raises: NotFound (a wider readership than the scope's), BadCursor.
    """
    rows = _links(scope=scope, organization_id=organization_id, readership=readership, kind=kind)
    page = page_by_key(rows, key=SORTS.get(sort, SORTS["strength"]), cursor=cursor, size=size)
    return KeyPage([_seen(row, organization_id) for row in page.rows], page.next_cursor)


def every_link_of(
    *, scope: Scope, organization_id: UUID, readership: Readership | None = None, kind: LinkKind | None = None
) -> Iterator[LinkSeen]:
    """Give all links of an organization, the strongest first, for a file."""
    rows = _links(scope=scope, organization_id=organization_id, readership=readership, kind=kind)
    for row in rows.order_by(*SORTS["strength"]).iterator(chunk_size=500):
        yield _seen(row, organization_id)


def count_links(*, scope: Scope, organization_id: UUID, readership: Readership | None = None) -> dict[LinkKind, int]:
    """Count the links of an organization by kind, kinds without a link left out. One query."""
    rows = _links(scope=scope, organization_id=organization_id, readership=readership, kind=None)
    counts: dict[LinkKind, int] = {}
    for kinds in rows.values_list("kinds", flat=True):
        for kind in kinds:
            counts[LinkKind(kind)] = counts.get(LinkKind(kind), 0) + 1
    return {kind: counts[kind] for kind in LinkKind if kind in counts}


def _links(
    *, scope: Scope, organization_id: UUID, readership: Readership | None, kind: LinkKind | None
) -> "QuerySet[Link]":
    widest = readership_of(scope, organization_id=organization_id)
    shown = readership or widest
    if shown not in widest.sees:
        raise NotFound
    rows = links_seen_by(shown).filter(Q(left_id=organization_id) | Q(right_id=organization_id))
    if kind is not None:
        rows = rows.filter(kinds__contains=[kind.value])
    is_left = When(left_id=organization_id, then=F("right__name"))
    other = Case(When(left_id=organization_id, then=F("right_id")), default=F("left_id"))
    return (
        rows.annotate(other_key=other)
        .annotate(
            other_name=Case(is_left, default=F("left__name"), output_field=CharField()),
            is_other_listed=Exists(listed_ids().filter(organization_id=OuterRef("other_key"))),
        )
        .select_related("left", "right")
    )


def _seen(row: Any, organization_id: UUID) -> LinkSeen:
    other = row.right if row.left_id == organization_id else row.left
    return LinkSeen(
        other_id=other.pk, name=other.name, slug=other.slug, is_listed=row.is_other_listed, strength=row.strength,
        kinds=tuple(LinkKind(kind) for kind in row.kinds), first_on=row.first_on, last_on=row.last_on, facts=row.facts,
    )  # fmt: skip


def stories_of(
    *, organization_id: UUID, others: Collection[UUID], readership: Readership
) -> dict[UUID, Sequence[FactSeen]]:
    """Give the facts between an organization and each of some others, the latest first, as a readership may know them.

    Two queries, whatever their number. The caller has checked the readership.
    """
    rows = list(_facts(organization_id, others, readership).order_by("-day", "-pk"))
    about = {row.object_id for row in rows if row.kind == LinkKind.REFERENCED.value and row.object_id}
    standing = titles_of_references(about) if about else {}
    stories: defaultdict[UUID, list[FactSeen]] = defaultdict(list)
    for row in rows:
        other = row.right_id if row.left_id == organization_id else row.left_id
        is_reference = row.kind == LinkKind.REFERENCED.value
        stories[other].append(
            FactSeen(
                kind=LinkKind(row.kind), day=row.day, until=row.until, readership=Readership(row.readership),
                is_by_us=None if row.origin_id is None else row.origin_id == organization_id,
                sentence="" if is_reference else row.sentence,
                title=standing.get(row.object_id or row.pk, row.sentence) if is_reference else "",
            )
        )  # fmt: skip
    return dict(stories)


def worths_of(*, organization_id: UUID, other_id: UUID, readership: Readership, today: date) -> dict[LinkKind, float]:
    """Give what each kind of fact alone would make of a link, the most first: the bars that explain its strength."""
    rows = _facts(organization_id, [other_id], readership)
    worths = worth_of_kind([row.evidence for row in rows], today=today)
    return dict(sorted(worths.items(), key=lambda each: -each[1]))


def _facts(organization_id: UUID, others: Collection[UUID], readership: Readership) -> "QuerySet[LinkFact]":
    rows: QuerySet[LinkFact] = LinkFact.objects.across_scopes(reason=_REASON)
    wanted = list(others)
    return rows.filter(
        Q(left_id=organization_id, right_id__in=wanted) | Q(right_id=organization_id, left_id__in=wanted),
        readership__in=[one.value for one in readership.sees],
    )


def link_between(*, scope: Scope, organization_id: UUID, other_id: UUID, readership: Readership) -> LinkSeen | None:
    """Give one link as a readership knows it, None when there is none to be known."""
    rows = _links(scope=scope, organization_id=organization_id, readership=readership, kind=None)
    left, right = pair_of(organization_id, other_id)
    row = rows.filter(left_id=left, right_id=right).first()
    return _seen(row, organization_id) if row else None


def pairs_tied(organization_ids: Collection[UUID], /, *, readership: Readership) -> list[tuple[str, str]]:
    """Give which of some organizations are tied to one another, as texts, for a drawing. One query."""
    wanted = list(organization_ids)
    rows = links_seen_by(readership).filter(left_id__in=wanted, right_id__in=wanted, strength__gte=0.05)
    return [(str(left), str(right)) for left, right in rows.order_by("pk").values_list("left_id", "right_id")]
