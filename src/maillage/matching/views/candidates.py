"""The candidates of a brief: ranked, explained, kept or set aside."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.htmx import answer
from maillage.matching.forms.weights import WeightsForm
from maillage.matching.forms.words import AdditionForm, ChoiceForm
from maillage.matching.labels import REPLAY_LABELS
from maillage.matching.models import Brief
from maillage.matching.presenters_of_rankings import past_excluded, shown_entries, shown_excluded, shown_past, sliders
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.queries.document_box import orderliness_of
from maillage.matching.queries.records import kept_in
from maillage.matching.queries.stored import Replay, past_ranking, rankings_of
from maillage.matching.queries.weights import network_weights
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import shortlists
from maillage.matching.types import Criterion


@require_GET
def candidates(request: ScopedRequest, number: int) -> HttpResponse:
    """Rank the directory for a brief with the network's weights, or those of the address."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    usual = network_weights()
    weights = WeightsForm(request.GET, usual=usual).weights()
    lot_id = _lot_of(brief, request.GET.get("lot", ""))
    ranked = rank_brief(brief, now=timezone.now(), today=timezone.localdate(), weights=weights, lot_id=lot_id)
    kept = kept_in(brief_id=brief.pk)
    context = {
        "brief": brief,
        "entries": shown_entries(ranked),
        "excluded": shown_excluded(ranked),
        "sliders": sliders(weights),
        "ranked": ranked,
        "kept": list(kept.values()),
        "kept_ids": set(kept),
        "order_of": orderliness_of((one.id for one in ranked.organizations.values()), today=timezone.localdate()),
        "is_usual": weights == usual,
        "lot_id": lot_id,
        "past": rankings_of(brief),
    }
    return answer(request, "matching/candidates.html", part="ranking", context=context)


def _lot_of(brief: Brief, given: str) -> UUID | None:
    """Give the lot that is named, None when it is none of this brief."""
    return next((lot.pk for lot in brief.lots.all() if str(lot.pk) == given), None)


@require_GET
def past_candidates(request: ScopedRequest, number: int, ranking_id: UUID) -> HttpResponse:
    """Show a ranking as it was seen when somebody was kept, and say whether making it again gives the same."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    past = past_ranking(brief, ranking_id=ranking_id)
    context = {
        "brief": brief,
        "past": past,
        "replay": REPLAY_LABELS[past.replay],
        "is_same": past.replay is Replay.SAME,
        "entries": shown_past(past),
        "excluded": past_excluded(past),
        "sliders": sliders(past.ranking.weights),
    }
    return answer(request, "matching/past_candidates.html", context=context)


@require_POST
def candidate_choice(request: ScopedRequest, number: int) -> HttpResponse:
    """Keep a candidate, set it aside, or undo either."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    form = ChoiceForm(request.POST)
    here = reverse("matching:candidates", args=[number])
    weighed = {name.value: request.POST[name.value] for name in Criterion if name.value in request.POST}
    if form.is_valid():
        _choose(request, brief, form)
    if lot_id := _lot_of(brief, request.POST.get("lot", "")):
        weighed["lot"] = str(lot_id)
    return answer(request, "matching/candidates.html", to=f"{here}?{urlencode(weighed)}" if weighed else here)


@require_POST
def candidate_addition(request: ScopedRequest, number: int) -> HttpResponse:
    """Keep an organization that somebody has named."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    form = AdditionForm(request.POST)
    if form.is_valid():
        shortlists.keep_named(
            actor=request.actor, brief_id=brief.pk, organization_id=form.cleaned_data["organization"],
            why=form.cleaned_data["why"], now=timezone.now(),
        )  # fmt: skip
    return answer(request, "matching/candidates.html", to=f"{reverse('matching:brief', args=[number])}#invitations")


def _choose(request: ScopedRequest, brief: Brief, form: ChoiceForm) -> None:
    brief_id = brief.pk
    organization_id, now = form.cleaned_data["organization"], timezone.now()
    match form.cleaned_data["choice"]:
        case "keep":
            shortlists.keep_candidate(
                actor=request.actor, brief_id=brief_id, organization_id=organization_id, now=now,
                weights=WeightsForm(request.POST, usual=network_weights()).weights(),
                lot_id=_lot_of(brief, request.POST.get("lot", "")),
            )  # fmt: skip
        case "ban":
            shortlists.set_aside(
                actor=request.actor, brief_id=brief_id, organization_id=organization_id, now=now,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        case _:
            shortlists.forget_choice(actor=request.actor, brief_id=brief_id, organization_id=organization_id)
