"""The board of the facilitators: where each brief stands, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Prefetch, Q, QuerySet, Subquery

from maillage.accounts.types import Scope
from maillage.kit.pages import encode_cursor, page_by_key
from maillage.matching.models import Brief, BriefSkill, Candidate
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.places import codes_across
from maillage.matching.rules.promise import Promise, working_hours_ago, working_hours_between
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import BriefState

CARDS_PER_COLUMN = 20
CARDS_MORE = 40
FIRST_REPLY_HOURS = 4.0
_ORDER = ("state_since", "number")
_SHOWN = (
    "number", "title", "state", "state_since", "received_at", "first_reply_at", "place_label", "next_action",
    "next_action_due", "buyer_name", "buyer_email", "buyer_organization_name", "buyer_organization__name",
    "owner__name", "owner__email", "owner__erased_at",
)  # fmt: skip
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
    next_cursor: str = ""


@dataclass(frozen=True, slots=True)
class Sought:
    """What somebody wants on the board. `department`: its code; `owner_id`: who has it in hand; `is_unowned`: nobody."""

    owner_id: UUID | None = None
    is_unowned: bool = False
    words: str = ""
    skill: str = ""
    department: str = ""
    is_late: bool = False


def board(
    *, scope: Scope, now: datetime, today: date, sought: Sought | None = None, also: int | None = None
) -> Sequence[Column]:
    """Give the first open briefs of each state, those that have waited longest: four queries, whatever their number.

    `also`: the number of one that stands behind them if it is not among them: it was just moved.
    """
    rows = _open(scope=scope, now=now, today=today, sought=sought)
    counts = dict(rows.values_list("state").annotate(found=Count("pk")).values_list("state", "found"))
    shown = _cards(_first(rows, states=list(counts), also=also), scope=scope, now=now, today=today)
    columns = []
    for state in OPEN_STATES:
        cards = tuple(card for card in shown if card.brief.state == state.value)
        count = counts.get(state.value, 0)
        columns.append(Column(state, cards, count, _cursor_after(cards, count)))
    return columns


def column_after(
    *,
    scope: Scope,
    state: BriefState,
    cursor: str,
    now: datetime,
    today: date,
    sought: Sought | None = None,
    but: int | None = None,
) -> Column:
    """Give what follows in a column; an empty `cursor` begins it. `but`: the number of one that is shown already.

    Raises: BadCursor.
    """
    rows = _open(scope=scope, now=now, today=today, sought=sought).filter(state=state.value)
    others = rows if but is None else rows.exclude(number=but)
    page = page_by_key(others.only("number", "state_since"), key=_ORDER, cursor=cursor, size=CARDS_MORE)
    cards = _cards([row.pk for row in page.rows], scope=scope, now=now, today=today)
    return Column(state, tuple(cards), rows.count(), page.next_cursor)


def _open(*, scope: Scope, now: datetime, today: date, sought: Sought | None) -> "QuerySet[Brief]":
    rows: QuerySet[Brief] = Brief.objects.within(scope).filter(state__in=[state.value for state in OPEN_STATES])
    return _sought(rows, sought or Sought(), now=now, today=today)


def _first(rows: "QuerySet[Brief]", *, states: Sequence[str], also: int | None) -> Sequence[UUID]:
    # One short walk along the index for each state: a window over all open briefs would read and sort them all.
    ids = rows.order_by(*_ORDER).values_list("pk", flat=True)
    parts = [ids.filter(state=state)[:CARDS_PER_COLUMN] for state in states]
    if also is not None:
        parts.append(ids.filter(number=also)[:1])
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


def _cards(ids: Sequence[UUID], *, scope: Scope, now: datetime, today: date) -> Sequence[Card]:
    """Read the briefs of some cards, and no more of each than a card shows."""
    briefs = Brief.objects.within(scope).filter(pk__in=ids).select_related("owner", "buyer_organization")
    kept = Subquery(
        Candidate.objects.across_scopes(reason="parts of a brief at hand")
        .filter(brief=OuterRef("pk"), is_kept=True)
        .order_by()
        .values("brief")
        .annotate(count=Count("pk"))
        .values("count")
    )
    shown = briefs.only(*_SHOWN).annotate(kept=kept).prefetch_related(_skills()).order_by(*_ORDER)
    return [card_of(brief, now=now, today=today, kept=brief.kept or 0) for brief in shown]


def _cursor_after(cards: Sequence[Card], count: int) -> str:
    if count <= CARDS_PER_COLUMN or len(cards) < CARDS_PER_COLUMN:
        return ""
    last = cards[CARDS_PER_COLUMN - 1].brief
    return encode_cursor([getattr(last, name) for name in _ORDER])


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
    asked = BriefSkill.objects.across_scopes(reason="parts of a brief at hand").select_related("skill")
    asked = asked.only("brief", "skill__name_fr", "skill__name_en")
    return Prefetch("skills", queryset=asked.order_by("-is_required", "pk"))
