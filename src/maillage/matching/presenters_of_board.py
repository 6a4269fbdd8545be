"""The board as its page shows it: every word of a card is made here once, so that many cards are drawn fast."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.http import QueryDict
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.timesince import timesince
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from maillage.accounts.models import User
from maillage.matching.labels import STATE_LABELS
from maillage.matching.models import Brief
from maillage.matching.presenters import buyer_label
from maillage.matching.queries.board import Card, Column
from maillage.matching.types import BriefState

_SKILLS_SHOWN = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A brief on the board: `about` is its number, buyer and place; `waits` how long it has been in its state."""

    number: int
    title: str
    address: str
    plan_address: str
    plan_label: str
    move_address: str
    move_label: str
    about: str
    owner: User | None
    skills: Sequence[str]
    more_skills: int
    kept: int
    is_late: bool
    is_action_late: bool
    since: str
    waits: str
    action: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownColumn:
    """A state with its cards; `more`: where the cards that follow are, empty after the last."""

    state: BriefState
    label: str
    count: int
    cards: Sequence[ShownCard]
    more: str


def board_address(query: QueryDict, /) -> str:
    """Give the address of the whole board with the filters of a request."""
    kept = query.copy()
    for name in ("column", "cursor"):
        kept.pop(name, None)
    said = kept.urlencode()
    return reverse("matching:board") + (f"?{said}" if said else "")


def shown_columns(columns: Iterable[Column], /, *, board: str, here: str) -> Sequence[ShownColumn]:
    """Give columns as they are shown; `board`: the address of the whole board, `here`: where a move comes back to."""
    # Looked up once: a look-up for each link of each card would cost more than the rest of the card.
    names = ("brief", "brief_plan", "brief_move")
    patterns = {name: reverse(f"matching:{name}", args=[0]).replace("/0/", "/%(number)d/") for name in names}
    back = urlencode({"next": here})
    return [
        ShownColumn(
            state=column.state, label=str(STATE_LABELS[column.state]), count=column.count,
            cards=[_shown(card, patterns, back) for card in column.cards], more=_more(column, board),
        )
        for column in columns
    ]  # fmt: skip


def _shown(card: Card, patterns: Mapping[str, str], here: str) -> ShownCard:
    brief, number = card.brief, {"number": card.brief.number}
    return ShownCard(
        number=brief.number,
        title=brief.title,
        address=patterns["brief"] % number,
        plan_address=f"{patterns['brief_plan'] % number}?{here}",
        plan_label=_("Who does what next for B-%(number)s") % number,
        move_address=patterns["brief_move"] % number,
        move_label=_("Move B-%(number)s to") % number,
        about=" · ".join(part for part in (f"B-{brief.number}", buyer_label(brief), brief.place_label) if part),
        owner=brief.owner,
        skills=card.skills[:_SKILLS_SHOWN],
        more_skills=max(0, len(card.skills) - _SKILLS_SHOWN),
        kept=card.kept,
        is_late=card.promise.is_broken,
        is_action_late=card.is_action_late,
        since=date_format(localtime(brief.state_since), "DATETIME_FORMAT"),
        waits=timesince(brief.state_since),
        action=_action(brief),
    )


def _action(brief: Brief) -> str:
    if not brief.next_action or brief.next_action_due is None:
        return brief.next_action
    return f"{brief.next_action} ({date_format(brief.next_action_due, 'SHORT_DATE_FORMAT')})"


def _more(column: Column, board: str) -> str:
    if not column.next_cursor:
        return ""
    return f"{board}{'&' if '?' in board else '?'}{urlencode({'column': column.state.value, 'cursor': column.next_cursor})}"
