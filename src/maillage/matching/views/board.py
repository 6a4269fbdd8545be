"""The facilitators' board."""

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_GET

from maillage.kit.errors import Conflict
from maillage.kit.htmx import answer, is_fragment_request
from maillage.matching.forms.board import PlanForm, SoughtForm
from maillage.matching.models import Brief
from maillage.matching.presenters_of_board import board_address, shown_columns
from maillage.matching.queries import board as queries
from maillage.matching.queries.briefs import brief_by_number, closed_briefs, staff_choices
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.qualification import plan_next, plan_seen
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import BriefState

MOVED = "card"


@require_GET
def board(request: ScopedRequest) -> HttpResponse:
    """Show the open briefs by state; the address says which: words, owner, skill, place, late, and how close together.

    With `column` and `cursor`: what follows in one column.
    """
    form = SoughtForm(request.GET, people=staff_choices())
    sought = form.sought(own_id=request.actor.user_id)
    one, whole = _column(request), board_address(request.GET)
    is_part = is_fragment_request(request) and one is not None
    here = whole if is_part else request.get_full_path()
    columns = shown_columns(_columns(request, sought, one), board=whole, here=here)
    context = {
        "columns": columns,
        "column": columns[0],
        "form": form,
        "is_dense": request.GET.get("dense") == "on",
        "is_filtered": sought != queries.Sought(),
        "is_one_column": one is not None,
        "whole_board": whole,
        "here": here,
        "total": sum(column.count for column in columns),
    }
    return answer(request, "matching/board.html", part="cards" if is_part else "columns", context=context)


def _columns(request: ScopedRequest, sought: queries.Sought, one: BriefState | None) -> Sequence[queries.Column]:
    scope, now, today, moved = request.actor.scope, timezone.now(), timezone.localdate(), _moved(request)
    if one is None:
        return queries.board(scope=scope, now=now, today=today, sought=sought, also=moved)
    cursor = request.GET.get("cursor", "")
    shown = moved if cursor else None
    return [queries.column_after(scope=scope, state=one, cursor=cursor, now=now, today=today, sought=sought, but=shown)]


def _column(request: ScopedRequest) -> BriefState | None:
    asked = request.GET.get("column", "")
    return next((state for state in OPEN_STATES if state.value == asked), None)


def _moved(request: ScopedRequest) -> int | None:
    said = request.GET.get(MOVED, "")
    return int(said) if said.isdecimal() and len(said) < 12 else None


@require_GET
def closed(request: ScopedRequest) -> HttpResponse:
    """List the briefs that have ended."""
    page = closed_briefs(scope=request.actor.scope, cursor=request.GET.get("cursor", ""))
    return answer(request, "matching/closed.html", context={"page": page})


def brief_plan(request: ScopedRequest, number: int) -> HttpResponse:
    """Say who has a brief in hand and what is next, from its card."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    people = staff_choices()
    if request.method != "POST":
        return _plan(request, brief, PlanForm(initial=_initial(brief), people=people, number=number))
    form = PlanForm(request.POST, people=people, number=number)
    if not form.is_valid():
        return _plan(request, brief, form, status=422)
    given = form.cleaned_data
    try:
        plan_next(
            actor=request.actor, brief_id=brief.pk, owner_id=form.owner_id(), action=given["next_action"],
            due=given["next_action_due"], seen=given["seen"], now=timezone.now(),
        )  # fmt: skip
    except Conflict as conflict:
        messages.error(request, str(conflict))
        brief.refresh_from_db()
        again = PlanForm({**request.POST.dict(), "seen": plan_seen(brief)}, people=people, number=number)
        return _plan(request, brief, again, status=409)
    return answer(request, "matching/board.html", to=back_to_card(request, number))


def _initial(brief: Brief) -> dict[str, Any]:
    return {
        "owner": brief.owner_id or "", "next_action": brief.next_action, "next_action_due": brief.next_action_due,
        "seen": plan_seen(brief),
    }  # fmt: skip


def _plan(request: ScopedRequest, brief: Brief, form: PlanForm, *, status: int = 200) -> HttpResponse:
    context = {"brief": brief, "form": form, "here": back_to(request), "is_conflict": status == 409}
    return answer(request, "matching/brief_plan.html", part="plan", context=context, status=status)


def back_to(request: ScopedRequest) -> str:
    """Give the board as it was filtered when the person left it."""
    said = request.POST.get("next", request.GET.get("next", ""))
    here = reverse("matching:board")
    is_ours = url_has_allowed_host_and_scheme(said, allowed_hosts=None) and said.partition("?")[0] == here
    return said if is_ours else here


def back_to_card(request: ScopedRequest, number: int) -> str:
    """Give the board as it was filtered, at a card: it is shown even if many others have waited longer."""
    path, _mark, said = back_to(request).partition("?")
    kept = QueryDict(said, mutable=True)
    kept[MOVED] = str(number)
    return f"{path}?{kept.urlencode()}#card-{number}"
