"""The candidates of a brief: ranked, explained, kept or set aside."""

from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from maillage.kit.htmx import answer
from maillage.matching.forms.weights import WeightsForm
from maillage.matching.forms.words import ChoiceForm
from maillage.matching.presenters_of_rankings import shown_entries, shown_excluded, sliders
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.queries.document_box import orderliness_of
from maillage.matching.queries.records import kept_in
from maillage.matching.queries.weights import network_weights
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import shortlists
from maillage.matching.types import Criterion


@require_GET
def candidates(request: ScopedRequest, number: int) -> HttpResponse:
    """Rank the directory for a brief with the network's weights, or those of the address."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    weights = WeightsForm(request.GET, usual=network_weights()).weights()
    ranked = rank_brief(brief, now=timezone.now(), today=timezone.localdate(), weights=weights)
    kept = kept_in(brief_id=brief.pk)
    context = {
        "brief": brief,
        "entries": shown_entries(ranked),
        "excluded": shown_excluded(ranked),
        "sliders": sliders(weights),
        "ranked": ranked,
        "kept": list(kept.values()),
        "kept_ids": set(kept),
        "is_usual": weights == network_weights(),
        "order_of": orderliness_of((one.id for one in ranked.organizations.values()), today=timezone.localdate()),
    }
    return answer(request, "matching/candidates.html", part="ranking", context=context)


@require_POST
def candidate_choice(request: ScopedRequest, number: int) -> HttpResponse:
    """Keep a candidate, set it aside, or undo either."""
    brief = brief_by_number(scope=request.actor.scope, number=number)
    form = ChoiceForm(request.POST)
    here = reverse("matching:candidates", args=[number])
    weighed = {name.value: request.POST[name.value] for name in Criterion if name.value in request.POST}
    if form.is_valid():
        _choose(request, brief.pk, form)
    return answer(request, "matching/candidates.html", to=f"{here}?{urlencode(weighed)}" if weighed else here)


def _choose(request: ScopedRequest, brief_id: UUID, form: ChoiceForm) -> None:
    organization_id, now = form.cleaned_data["organization"], timezone.now()
    match form.cleaned_data["choice"]:
        case "keep":
            shortlists.keep_candidate(
                actor=request.actor, brief_id=brief_id, organization_id=organization_id, now=now,
                weights=WeightsForm(request.POST, usual=network_weights()).weights(),
            )  # fmt: skip
        case "ban":
            shortlists.set_aside(
                actor=request.actor, brief_id=brief_id, organization_id=organization_id, now=now,
                reason=form.cleaned_data["reason"],
            )  # fmt: skip
        case _:
            shortlists.forget_choice(actor=request.actor, brief_id=brief_id, organization_id=organization_id)
