"""The board of the facilitators: where each brief stands, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, QuerySet, Window
from django.db.models.functions import RowNumber

from maillage.accounts.types import Scope
from maillage.matching.models import Brief, BriefSkill
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.places import codes_across
from maillage.matching.rules.promise import Promise, working_hours_ago, working_hours_between
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import BriefState

CARDS_PER_COLUMN = 40
FIRST_REPLY_HOURS = 4.0
# Working hours in which the office means to have done with a step.
STEP_HOURS = {
    BriefState.NEW: FIRST_REPLY_HOURS,
    BriefState.QUALIFYING: 9.0,
    BriefState.SHORTLISTING: 9.0,
    BriefState.CONTACTED: 45.0,
    BriefState.ANSWERING: 90.0,
    BriefState.PROPOSED: 135.0,
}


@dataclass(frozen=True, slots=True)
class Card:
    """A brief on the board."""

    brief: Brief
    skills: tuple[str, ...]
    kept: int
    promise: Promise
    is_action_late: bool


@dataclass(frozen=True, slots=True)
class Column:
    state: BriefState
    cards: tuple[Card, ...]
    count: int

    @property
    def hidden(self) -> int:
        return self.count - len(self.cards)


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody wants on the board. `department`: its code; `owner_id`: who has it in hand; `is_unowned`: nobody."""

    owner_id: UUID | None = None
    is_unowned: bool = False
    words: str = ""
    skill: str = ""
    department: str = ""
    is_late: bool = False


def board(*, scope: Scope, now: datetime, today: date, sought: Sought | None = None) -> Sequence[Column]:
    """Give the open briefs by state, those that have waited longest first: three queries, whatever their number."""
    rows: QuerySet[Brief] = Brief.objects.within(scope).filter(state__in=[state.value for state in OPEN_STATES])
    rows = _sought(rows, sought or Sought(), now=now, today=today)
    counts = dict(rows.values_list("state").annotate(found=Count("pk")).values_list("state", "found"))
    place = Window(RowNumber(), partition_by=[F("state")], order_by=[F("state_since").asc(), F("number").asc()])
    shown = (
        rows.annotate(place_in_column=place, kept=Count("candidates", filter=Q(candidates__is_kept=True)))
        .filter(place_in_column__lte=CARDS_PER_COLUMN)
        .select_related("owner", "buyer_organization")
        .prefetch_related(_skills())
        .order_by("state", "place_in_column")
    )
    cards: dict[str, list[Card]] = {}
    for brief in shown:
        cards.setdefault(brief.state, []).append(card_of(brief, now=now, today=today, kept=brief.kept))
    return [Column(state, tuple(cards.get(state.value, ())), counts.get(state.value, 0)) for state in OPEN_STATES]


def _sought(rows: "QuerySet[Brief]", sought: Sought, *, now: datetime, today: date) -> "QuerySet[Brief]":
    if sought.owner_id is not None:
        rows = rows.filter(owner_id=sought.owner_id)
    if sought.is_unowned:
        rows = rows.filter(owner=None)
    if sought.words:
        rows = rows.filter(_matching(sought.words))
    if sought.skill:
        asked = BriefSkill.objects.across_scopes(reason="parts of a brief at hand").filter(skill__slug=sought.skill)
        rows = rows.filter(pk__in=asked.values("brief_id"))
    if sought.department:
        rows = rows.filter(_within(sought.department))
    return rows.filter(_late(now=now, today=today)) if sought.is_late else rows


def _within(department: str) -> Q:
    # The code of a commune begins with that of its département; what is wider counts for each of its départements.
    return Q(place_code__in=codes_across(department)) | Q(place_code__startswith=f"commune:{department}")


def _late(*, now: datetime, today: date) -> Q:
    """Keep what waits beyond the promise of its step, or whose next action is overdue: what the cards say, as a query."""
    holidays = public_holidays(years=(now.year - 1, now.year))
    condition = Q(next_action_due__lt=today)
    for state, hours in STEP_HOURS.items():
        since = working_hours_ago(now, hours, holidays=holidays)
        waits = Q(received_at__lt=since, first_reply_at=None) if state is BriefState.NEW else Q(state_since__lt=since)
        condition |= Q(state=state.value) & waits
    return condition


def card_of(brief: Brief, *, now: datetime, today: date, kept: int = 0) -> Card:
    """Put a brief (with its skills) beside what the network promises for its step."""
    state = BriefState(brief.state)
    holidays = public_holidays(years=(brief.state_since.year, now.year))
    since = brief.received_at if state is BriefState.NEW and brief.received_at else brief.state_since
    until = brief.first_reply_at if state is BriefState.NEW and brief.first_reply_at else now
    spent = working_hours_between(since, until, holidays=holidays)
    return Card(
        brief=brief,
        skills=tuple(asked.skill.name for asked in brief.skills.all()),
        kept=kept,
        promise=Promise(hours=STEP_HOURS.get(state, 0.0), spent_hours=spent),
        is_action_late=brief.next_action_due is not None and brief.next_action_due < today,
    )


def _matching(words: str) -> Q:
    condition = (
        Q(title__icontains=words)
        | Q(text__icontains=words)
        | Q(buyer_name__icontains=words)
        | Q(buyer_organization_name__icontains=words)
        | Q(place_label__icontains=words)
    )
    number = words.lower().removeprefix("b-")
    return condition | Q(number=int(number)) if number.isdigit() and len(number) < 12 else condition


def _skills() -> "Prefetch[Any]":
    asked = BriefSkill.objects.across_scopes(reason="parts of a brief at hand").select_related("skill", "lot")
    return Prefetch("skills", queryset=asked.order_by("-is_required", "pk"))
