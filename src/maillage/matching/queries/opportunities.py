"""Published calls, as the office and as each member see them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from maillage import geodata
from maillage.accounts.types import Scope
from maillage.directory.queries.reach import Reach, reach_of
from maillage.directory.queries.terms import living_skills
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.matching.models import (
    Notice,
    NoticesRun,
    Opportunity,
    OpportunityDigest,
    OpportunityInterest,
    OpportunityTold,
)
from maillage.matching.rules.fit import Fit, fit_of
from maillage.matching.types import DigestFrequency, OpportunityState

PUBLISHED = "published calls are told to the network's members"
OPEN = (OpportunityState.OPEN.value, OpportunityState.CORRECTED.value)
SORTS = {"deadline": ("deadline", "id"), "latest": ("-created_at", "-id")}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader of the list wants. `department`: its code; `days`: those left before the deadline, 0 for any."""

    words: str = ""
    skill: str = ""
    department: str = ""
    days: int = 0
    is_ended: bool = False
    sort: str = "deadline"
    cursor: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    """A call in a list. `skills`: names; `fit` and `is_wanted` (interest said) are told to members only."""

    row: Opportunity
    skills: tuple[str, ...]
    places: tuple[str, ...]
    interested: int = 0
    fit: Fit | None = None
    common: tuple[str, ...] = ()
    is_wanted: bool = False


@dataclass(frozen=True, slots=True)
class Correction:
    """A later notice of a call, with what it changed: field → before and after, as JSON values."""

    kind: str
    key: str
    at: datetime | None
    changes: Mapping[str, Sequence[Any]]


def wanted_rows(rows: "QuerySet[Opportunity]", wanted: Wanted, /, *, now: datetime) -> "QuerySet[Opportunity]":
    """Keep what a reader wants; open calls unless the ended ones are wanted."""
    is_open = Q(state__in=OPEN, deadline__gt=now)
    rows = rows.exclude(is_open) if wanted.is_ended else rows.filter(is_open)
    if wanted.words:
        rows = rows.filter(
            Q(title__icontains=wanted.words) | Q(buyer__icontains=wanted.words) | Q(key__iexact=f"boamp:{wanted.words}")
        )
    if wanted.skill:
        rows = rows.filter(skills__contains=[wanted.skill])
    if wanted.department:
        rows = rows.filter(departments__contains=[wanted.department])
    return rows.filter(deadline__lte=now + timedelta(days=wanted.days)) if wanted.days else rows


def office_page(*, scope: Scope, wanted: Wanted, now: datetime) -> KeyPage[Shown]:
    """Give a page of calls for the office: three queries, whatever their number.

    Raises: BadCursor.
    """
    rows = wanted_rows(Opportunity.objects.within(scope), wanted, now=now)
    rows = rows.annotate(interested=Count("interests")).select_related("brief")
    return _shown_page(rows, wanted)


def office_rows(*, scope: Scope, wanted: Wanted, now: datetime) -> "QuerySet[Opportunity]":
    """Give every call that the office wants, for a file."""
    rows: QuerySet[Opportunity] = wanted_rows(Opportunity.objects.within(scope), wanted, now=now)
    return rows.order_by(*SORTS[wanted.sort])


def member_page(*, organization_id: UUID, wanted: Wanted, now: datetime) -> KeyPage[Shown]:
    """Give a page of the open calls that suit an organization's skills and territory.

    Raises: BadCursor.
    """
    reach = reach_of([organization_id]).get(organization_id)
    if reach is None:
        return KeyPage(rows=(), next_cursor="")
    rows = wanted_rows(suiting(reach), wanted, now=now)
    page = page_by_key(rows, key=SORTS[wanted.sort], cursor=wanted.cursor)
    said = _interests(organization_id, page.rows)
    names = skill_names()
    return KeyPage(
        rows=[shown(row, names=names, reach=reach, is_wanted=row.pk in said) for row in page.rows],
        next_cursor=page.next_cursor,
    )


def suiting(reach: Reach, /) -> "QuerySet[Opportunity]":
    """Give the calls that ask for one of an organization's skills where it may work."""
    rows: QuerySet[Opportunity] = Opportunity.objects.across_scopes(reason=PUBLISHED)
    rows = rows.filter(skills__overlap=list(reach.skills))
    if reach.served is None:
        return rows
    return rows.filter(Q(departments=[]) | Q(departments__overlap=list(reach.served)))


def untold(*, organization_id: UUID, reach: Reach, now: datetime) -> "QuerySet[Opportunity]":
    """Give the open calls that suit an organization and that no digest has told it of, the next deadline first."""
    told = OpportunityTold.objects.across_scopes(reason=PUBLISHED).filter(organization_id=organization_id)
    rows = suiting(reach).filter(state__in=OPEN, deadline__gt=now)
    return rows.exclude(pk__in=told.values("opportunity_id")).order_by("deadline", "id")


def shown(
    row: Opportunity, /, *, names: Mapping[str, str], reach: Reach | None = None, is_wanted: bool = False
) -> Shown:
    """Tell a call, and why it suits when an organization's reach is given."""
    fit = None
    if reach is not None:
        fit = fit_of(
            asked=row.skills, departments=row.departments, skills=reach.skills, own=reach.own, served=reach.served,
            is_said=reach.is_said,
        )  # fmt: skip
    return Shown(
        row=row, skills=tuple(names[slug] for slug in row.skills if slug in names), places=place_names(row.departments),
        interested=getattr(row, "interested", 0), fit=fit, is_wanted=is_wanted,
        common=tuple(names[slug] for slug in fit.skills if slug in names) if fit else (),
    )  # fmt: skip


def place_names(departments: Sequence[str], /) -> tuple[str, ...]:
    """Name départements with their number."""
    found = ((code, geodata.department(code=code)) for code in departments)
    return tuple(f"{known.name} ({code})" if known else code for code, known in found)


def skill_names() -> dict[str, str]:
    """Give the names of the living skills by slug, in the reader's language."""
    return {skill.slug: skill.name for skill in living_skills()}


def opportunity_for_office(*, scope: Scope, opportunity_id: UUID) -> Opportunity:
    """Give a call with its interests.

    Raises: NotFound.
    """
    interests = OpportunityInterest.objects.within(scope).select_related("organization", "person").order_by("said_at")
    parts: list[Prefetch[Any]] = [Prefetch("interests", queryset=interests)]
    rows = Opportunity.objects.within(scope).select_related("brief").prefetch_related(*parts)
    found: Opportunity | None = rows.filter(pk=opportunity_id).first()
    if found is None:
        raise NotFound
    return found


def opportunity_for_member(*, organization_id: UUID, opportunity_id: UUID) -> Shown:
    """Give a call as a member sees it: published calls are no secret.

    Raises: NotFound.
    """
    row = Opportunity.objects.across_scopes(reason=PUBLISHED).filter(pk=opportunity_id).first()
    reach = reach_of([organization_id]).get(organization_id)
    if row is None or reach is None:
        raise NotFound
    return shown(row, names=skill_names(), reach=reach, is_wanted=row.pk in _interests(organization_id, [row]))


def corrections(row: Opportunity, /) -> Sequence[Correction]:
    """Give what later notices have changed, latest first."""
    notices = Notice.objects.across_scopes(reason=PUBLISHED).filter(opportunity=row).exclude(key=row.key)
    return [
        Correction(kind=one.kind, key=one.key.partition(":")[2], at=one.published_at, changes=one.changes)
        for one in notices.order_by("-published_at", "-read_at")
    ]


def digest_frequency(*, organization_id: UUID) -> DigestFrequency:
    """Give how often an organization is written to: weekly until it says otherwise."""
    rows = OpportunityDigest.objects.across_scopes(reason="how often an organization is written to")
    said = rows.filter(organization_id=organization_id).values_list("frequency", flat=True).first()
    return DigestFrequency(said) if said else DigestFrequency.WEEKLY


def notices_runs(*, scope: Scope, cursor: str = "") -> KeyPage[NoticesRun]:
    """Give the readings of notices, latest first.

    Raises: BadCursor.
    """
    rows = NoticesRun.objects.within(scope).select_related("started_by")
    return page_by_key(rows, key=("-started_at", "-id"), cursor=cursor)


def notices_run(*, scope: Scope, run_id: UUID) -> NoticesRun:
    """Raises: NotFound."""
    found: NoticesRun | None = NoticesRun.objects.within(scope).select_related("started_by").filter(pk=run_id).first()
    if found is None:
        raise NotFound
    return found


def _shown_page(rows: "QuerySet[Opportunity]", wanted: Wanted) -> KeyPage[Shown]:
    page = page_by_key(rows, key=SORTS[wanted.sort], cursor=wanted.cursor)
    names = skill_names()
    return KeyPage(rows=[shown(row, names=names) for row in page.rows], next_cursor=page.next_cursor)


def _interests(organization_id: UUID, rows: Sequence[Opportunity]) -> set[UUID]:
    said = OpportunityInterest.objects.across_scopes(reason="what an organization has said, shown to its people")
    mine = said.filter(organization_id=organization_id, opportunity__in=[row.pk for row in rows])
    return set(mine.values_list("opportunity_id", flat=True))
