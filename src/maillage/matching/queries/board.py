"""The board of the facilitators: where each brief stands, and what is late."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, F, Prefetch, Q, Window
from django.db.models.functions import RowNumber

from maillage.accounts.types import Scope
from maillage.matching.models import Brief, BriefSkill
from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.promise import Promise, working_hours_between
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


def board(
    *, scope: Scope, now: datetime, today: date, owner_id: UUID | None = None, words: str = ""
) -> Sequence[Column]:
    """Give the open briefs by state, those that have waited longest first: three queries, whatever their number."""
    rows = Brief.objects.within(scope).filter(state__in=[state.value for state in OPEN_STATES])
    if owner_id is not None:
        rows = rows.filter(owner_id=owner_id)
    if words:
        rows = rows.filter(_matching(words))
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
