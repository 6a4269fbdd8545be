"""Introductions: the office proposes, both answer by a link of their own, the outcome is followed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.links.forms import MetForm, NoteForm
from maillage.links.labels import INTRODUCTION_LABELS
from maillage.links.models import Introduction
from maillage.links.queries import tables
from maillage.links.queries.network import members_named
from maillage.links.requests import ScopedRequest
from maillage.links.sentences import reasons_of, skill_names
from maillage.links.services import introductions as services
from maillage.links.states import OPEN_INTRODUCTIONS
from maillage.links.types import IntroductionState

_TABS: Mapping[str, tuple[IntroductionState, ...]] = {
    "a-proposer": (IntroductionState.SUGGESTED,),
    "en-cours": OPEN_INTRODUCTIONS,
    "rencontres": (IntroductionState.MET,),
    "sans-suite": (IntroductionState.DECLINED, IntroductionState.SET_ASIDE),
}
_COUNTED = {"a-proposer": "suggested", "en-cours": "open", "rencontres": "met", "sans-suite": "over"}


@require_GET
def introduction_list(request: ScopedRequest) -> HttpResponse:
    """List the introductions in the states of one tab."""
    tab = request.GET.get("etat", "")
    tab = tab if tab in _TABS else "a-proposer"
    page = tables.introductions_in(scope=request.actor.scope, states=_TABS[tab], cursor=request.GET.get("cursor", ""))
    counts = tables.count_introductions(scope=request.actor.scope)
    members = members_named({key for row in page.rows for key in (row.left_id, row.right_id)})
    skills = skill_names()
    context = {
        "page": page,
        "rows": [_row(row, members, skills) for row in page.rows],
        "tab": tab,
        "counts": {_COUNTED[name]: sum(counts.get(state, 0) for state in states) for name, states in _TABS.items()},
        "today": timezone.localdate(),
        "said": request.GET.get("fait", ""),
    }
    return answer(request, "links/introductions.html", context=context)


def _row(row: Introduction, members: Mapping[UUID, Any], skills: Mapping[str, str]) -> dict[str, Any]:
    sides = [
        {"organization": organization, "member": members.get(organization.pk), "answer": said}
        for organization, said in ((row.left, row.left_answer), (row.right, row.right_answer))
    ]
    return {
        "row": row, "sides": sides, "reasons": reasons_of(row.reasons, skills=skills),
        "state": INTRODUCTION_LABELS[IntroductionState(row.state)], "percent": round(100 * row.score),
    }  # fmt: skip


@require_POST
def introduction_proposal(request: ScopedRequest, introduction_id: UUID) -> HttpResponse:
    """Write to both."""
    form = NoteForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    services.propose_introduction(
        actor=request.actor, introduction_id=introduction_id, note=note, now=timezone.now()
    )  # fmt: skip
    return _back(request, "proposed", "a-proposer")


@require_POST
def introduction_setting_aside(request: ScopedRequest, introduction_id: UUID) -> HttpResponse:
    """Not suggest these two any more."""
    services.set_introduction_aside(actor=request.actor, introduction_id=introduction_id, now=timezone.now())
    return _back(request, "set-aside", "a-proposer")


@require_POST
def introduction_meeting(request: ScopedRequest, introduction_id: UUID) -> HttpResponse:
    """Note that they have met."""
    form = MetForm(request.POST)
    today = timezone.localdate()
    day = (form.cleaned_data["day"] if form.is_valid() else None) or today
    services.note_met(actor=request.actor, introduction_id=introduction_id, day=day, now=timezone.now(), today=today)
    return _back(request, "met", "en-cours")


def _back(request: ScopedRequest, said: str, tab: str) -> HttpResponse:
    return answer(
        request, "links/introductions.html", to=f"{reverse('links:introduction_list')}?etat={tab}&fait={said}"
    )


@never_cache
@require_GET
def introduction(request: ScopedRequest, key: str) -> HttpResponse:
    """Show one of the two who the other is, why they should meet, and the two answers. A visit alone answers nothing."""
    row, organization_id = services.introduction_of_key(key)
    us, them = (row.left, row.right) if row.left_id == organization_id else (row.right, row.left)
    context = {
        "introduction": row, "organization": us, "other": them, "key": key,
        "member": members_named([them.pk]).get(them.pk), "reasons": reasons_of(row.reasons, skills=skill_names()),
        "answer": row.left_answer if row.left_id == organization_id else row.right_answer,
        "is_open": row.state in {state.value for state in OPEN_INTRODUCTIONS}, "asked": request.GET.get("reponse", ""),
    }  # fmt: skip
    return answer(request, "links/introduction.html", context=context)


@require_POST
def introduction_answer(request: ScopedRequest, key: str) -> HttpResponse:
    """Say yes or no."""
    row, organization_id = services.introduction_of_key(key)
    said = request.POST.get("reponse", "")
    if said not in ("oui", "non"):
        raise Invalid
    services.answer_introduction(
        introduction_id=row.pk, organization_id=organization_id, is_yes=said == "oui", actor=request.actor,
        now=timezone.now(),
    )  # fmt: skip
    return answer(request, "links/introduction.html", to=reverse("links:introduction", args=[key]))
