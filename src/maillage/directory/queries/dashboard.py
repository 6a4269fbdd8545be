"""What awaits the office, and where the network is thin: a fixed number of queries, whatever the directory holds."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Min, Q, QuerySet, Sum
from django.utils.translation import gettext as _

from maillage import geodata
from maillage.accounts.types import Scope
from maillage.directory.models import (
    Claim,
    ContactMessage,
    DuplicatePair,
    Edit,
    Establishment,
    ImportRun,
    OrganizationSkill,
    Profile,
    SearchMiss,
    Sector,
)
from maillage.directory.types import ClaimMethod, ClaimState, DuplicateState, EditState, ImportState, Listing
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key

_PUBLIC = "figures of listed profiles"
SHADES = 4


@dataclass(frozen=True, slots=True)
class Waiting:
    """A kind of thing that awaits somebody: how many, and since when the oldest does."""

    kind: str
    count: int
    oldest: datetime | None


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many organizations of each sector, or of each skill of one, work in each region.

    `rows`: slug, name, then for each region its code, the count, a shade from 0 (nobody) to 4. `elsewhere`: organizations
    counted nowhere, whose region is not known.
    """

    regions: tuple[tuple[str, str], ...]
    rows: tuple[tuple[str, str, tuple[tuple[str, int, int], ...]], ...]
    elsewhere: int
    sector: Sector | None = None


@dataclass(frozen=True, slots=True)
class Freshness:
    """Listed profiles by the age of their last change."""

    total: int
    recent: int
    within_a_year: int
    older: int
    unclaimed: int


@dataclass(frozen=True, slots=True)
class MissedSearch:
    words: str
    place: str
    count: int


def waiting(*, scope: Scope) -> list[Waiting]:
    """Give what awaits, the longest wait first: one query a kind."""
    claims = Claim.objects.within(scope).filter(state=ClaimState.OPEN.value, method=ClaimMethod.APPROVAL.value)
    sources: list[tuple[str, QuerySet[Any], str]] = [
        ("claims", claims, "created_at"),
        ("listings", Profile.objects.within(scope).filter(listing=Listing.PENDING.value), "updated_at"),
        ("edits", edits_to_review(scope=scope), "at"),
        ("duplicates", DuplicatePair.objects.within(scope).filter(state=DuplicateState.OPEN.value), "found_at"),
        ("messages", ContactMessage.objects.within(scope).filter(organization=None, handled_at=None), "sent_at"),
        ("imports", ImportRun.objects.within(scope).filter(state__in=_UNSETTLED_IMPORTS), "created_at"),
    ]
    found = []
    for kind, rows, moment in sources:
        figures = rows.aggregate(count=Count("pk"), oldest=Min(moment))
        found.append(Waiting(kind=kind, count=figures["count"], oldest=figures["oldest"]))
    return sorted(found, key=lambda one: (one.count == 0, one.oldest.timestamp() if one.oldest else 0))


_UNSETTLED_IMPORTS = [ImportState.MAPPING.value, ImportState.RUNNING.value, ImportState.FAILED.value]


def edits_to_review(*, scope: Scope) -> QuerySet[Edit]:
    """Give the edits that wait for approval or for review."""
    rows: QuerySet[Edit] = Edit.objects.within(scope)
    return rows.filter(state__in=[EditState.PENDING.value, EditState.PUBLISHED.value])


def edits_page(*, scope: Scope, cursor: str = "") -> KeyPage[Edit]:
    """Give the edits to review, the oldest first. Raises: BadCursor."""
    rows = edits_to_review(scope=scope).select_related("organization", "actor")
    return page_by_key(rows, key=("at", "id"), cursor=cursor)


def listings_page(*, scope: Scope, cursor: str = "") -> KeyPage[Profile]:
    """Give the profiles that wait to be listed, the oldest first. Raises: BadCursor."""
    rows: QuerySet[Profile] = Profile.objects.within(scope)
    pending = rows.filter(listing=Listing.PENDING.value).select_related("organization")
    return page_by_key(pending, key=("updated_at", "organization_id"), cursor=cursor)


def coverage(*, sector_slug: str = "") -> Coverage:
    """Count the listed organizations of each sector, or of each skill of a sector, in each region: five or six queries.

    Raises: NotFound (no such sector).
    """
    sectors = Sector.objects.filter(retired_at__isnull=True)
    chosen = sectors.filter(slug=sector_slug).first()
    if sector_slug and chosen is None:
        raise NotFound
    listed = Profile.objects.public().values("organization_id")
    places = (
        Establishment.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed).exclude(region_code="")
    )
    regions_of: dict[object, set[str]] = {}
    for organization_id, code in places.values_list("organization_id", "region_code"):
        regions_of.setdefault(organization_id, set()).add(code)
    members: dict[int, set[object]] = {}
    skills = OrganizationSkill.objects.across_scopes(reason=_PUBLIC).filter(organization_id__in=listed)
    term_id = "skill_id" if chosen else "skill__sector_id"
    if chosen:
        skills = skills.filter(skill__sector=chosen)
    for known_id, organization_id in skills.values_list(term_id, "organization_id"):
        members.setdefault(known_id, set()).add(organization_id)
    regions = _columns()
    terms = chosen.skills.filter(retired_at__isnull=True) if chosen else sectors
    rows = []
    for term in terms:
        counts = [
            sum(
                not regions_of.get(organization, _NOWHERE).isdisjoint(codes)
                for organization in members.get(term.pk, ())
            )
            for codes in (code.split(",") for code, _name in regions)
        ]
        cells = tuple((code, count, _shade(count)) for (code, _name), count in zip(regions, counts, strict=True))
        rows.append((term.slug, term.name, cells))
    elsewhere = Profile.objects.public().count() - len(regions_of)
    return Coverage(regions=regions, rows=tuple(rows), elsewhere=elsewhere, sector=chosen)


def _columns() -> tuple[tuple[str, str], ...]:
    """Give the regions of the mainland and Corsica, then those overseas as one, their codes as an address writes them."""
    mainland = [(region.code, region.name) for region in geodata.regions() if region.code in _MAINLAND]
    overseas = ",".join(region.code for region in geodata.regions() if region.code not in _MAINLAND)
    return (*mainland, (overseas, _("Overseas")))


_NOWHERE: frozenset[str] = frozenset()
_MAINLAND = frozenset({"11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"})


def _shade(count: int) -> int:
    return sum(count >= least for least in (1, 3, 8, 20))


def freshness(*, now: datetime) -> Freshness:
    """Count the listed profiles by the age of their last change: one query."""
    quarter, year = now - timedelta(days=90), now - timedelta(days=365)
    figures = Profile.objects.public().aggregate(
        total=Count("pk"),
        recent=Count("pk", filter=Q(updated_at__gte=quarter)),
        within_a_year=Count("pk", filter=Q(updated_at__lt=quarter, updated_at__gte=year)),
        older=Count("pk", filter=Q(updated_at__lt=year)),
        unclaimed=Count("pk", filter=Q(claimed_at__isnull=True)),
    )
    return Freshness(**figures)


def missed_searches(*, scope: Scope, since: date, limit: int = 12) -> Sequence[MissedSearch]:
    """Give the searches that found nothing since a month, the most frequent first."""
    rows = SearchMiss.objects.within(scope).filter(month__gte=since).values("words", "place")
    counted = rows.annotate(found=Sum("count")).order_by("-found", "words")[:limit]
    return [MissedSearch(words=row["words"], place=row["place"], count=row["found"]) for row in counted]
