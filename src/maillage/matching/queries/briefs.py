"""One brief as the office and its buyer see it, and those that are closed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch

from maillage.accounts.models import User
from maillage.accounts.queries import emails_of_staff
from maillage.accounts.types import Scope
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key
from maillage.matching.models import Brief, BriefLot, BriefMessage, BriefNote, BriefSkill
from maillage.matching.states import BRIEF_MOVES, CLOSED_STATES
from maillage.matching.types import BriefState
from maillage.stream.models import StateMove


@dataclass(frozen=True, slots=True)
class Step:
    """A move in a brief's history."""

    origin: BriefState
    target: BriefState
    at: datetime
    who: str
    reason: str


def brief_by_number(*, scope: Scope, number: int) -> Brief:
    """Give a brief with its parts.

    Raises: NotFound.
    """
    reason = "parts of a brief at hand"
    skills = (
        BriefSkill.objects.across_scopes(reason=reason).select_related("skill", "lot").order_by("-is_required", "pk")
    )
    rows = Brief.objects.within(scope).select_related("owner", "buyer_organization", "buyer")
    lots = BriefLot.objects.across_scopes(reason=reason).order_by("position")
    parts: list[Prefetch[Any]] = [Prefetch("skills", queryset=skills), Prefetch("lots", queryset=lots)]
    found: Brief | None = rows.prefetch_related(*parts).filter(number=number).first()
    if found is None:
        raise NotFound
    return found


def thread(brief: Brief, /) -> Sequence[BriefMessage]:
    """Give the messages between the buyer and the office, in order."""
    rows = BriefMessage.objects.across_scopes(reason="the thread of a brief at hand")
    return list(rows.filter(brief=brief).select_related("author").order_by("sent_at", "id"))


def notes(brief: Brief, /) -> Sequence[BriefNote]:
    """Give the office's private notes, latest first."""
    rows = BriefNote.objects.across_scopes(reason="the notes of a brief at hand")
    return list(rows.filter(brief=brief).select_related("author").order_by("-written_at", "-id"))


def history(brief: Brief, /) -> Sequence[Step]:
    """Give the moves of a brief, latest first."""
    moves = list(StateMove.objects.filter(object_id=brief.pk, object_type="brief").order_by("-at", "-id"))
    people = {
        user.pk: user.display_name for user in User.objects.filter(pk__in={m.actor_id for m in moves if m.actor_id})
    }
    return [
        Step(
            origin=BriefState(row.origin), target=BriefState(row.target), at=row.at,
            who=people.get(row.actor_id, "") if row.actor_id else "", reason=row.reason,
        )
        for row in moves
    ]  # fmt: skip


def possible_moves(brief: Brief, /) -> Sequence[BriefState]:
    """Give the states to which the office may move a brief by hand, in the order of the path: an award follows an answer."""
    allowed = BRIEF_MOVES.table.get(BriefState(brief.state), frozenset()) - {BriefState.AWARDED}
    return [state for state in BriefState if state in allowed]


def staff_choices() -> Sequence[tuple[UUID, str]]:
    """Give the people of the office, to whom a brief may be handed."""
    return [(user.pk, user.display_name) for user in emails_of_staff()]


def closed_briefs(*, scope: Scope, cursor: str = "") -> KeyPage[Any]:
    """Give the briefs that have ended, latest first.

    Raises: BadCursor.
    """
    rows = Brief.objects.within(scope).filter(state__in=[state.value for state in CLOSED_STATES])
    return page_by_key(rows.select_related("owner", "buyer_organization"), key=("-state_since", "-id"), cursor=cursor)


def briefs_of_buyer(*, user_id: UUID) -> Sequence[Brief]:
    """Give the briefs that an account has written, latest first."""
    rows = Brief.objects.across_scopes(reason="a buyer reads their own briefs")
    return list(rows.filter(buyer_id=user_id).order_by("-created_at")[:100])


def skills_of(brief: Brief, /) -> Sequence[BriefSkill]:
    """Give the skills that a brief asks for, the required ones first."""
    rows = BriefSkill.objects.across_scopes(reason="parts of a brief at hand")
    return list(rows.filter(brief=brief).select_related("skill", "lot").order_by("-is_required", "pk"))


def brief_owner(*, brief_id: UUID) -> UUID | None:
    """Give who of the office has a brief in hand."""
    rows = Brief.objects.across_scopes(reason="telling whoever has it in hand").filter(pk=brief_id)
    owner_id: UUID | None = rows.values_list("owner_id", flat=True).first()
    return owner_id


def brief_title(*, brief_id: UUID) -> str:
    """Give a brief's title, for the office's notifications."""
    rows = Brief.objects.across_scopes(reason="telling whoever has it in hand").filter(pk=brief_id)
    return str(rows.values_list("title", flat=True).first() or "")
