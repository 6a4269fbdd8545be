"""The teams that could answer a brief, side by side, and the consortia that do."""

import time
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.models import Organization
from maillage.kit.htmx import answer
from maillage.matching.forms.teams import (
    ConsortiumFormForm,
    JoiningForm,
    LeadForm,
    ReasonForm,
    TeamForm,
    WishesForm,
    query_of,
)
from maillage.matching.models import Brief
from maillage.matching.presenters_of_teams import shown_teams, shown_wishes, why_no_team
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.queries.consortia import (
    SEARCH_S,
    ComposedBrief,
    Wishes,
    accepted_in,
    among_accepted,
    compose_brief,
    consortia_of,
    consortium_of_partner,
    explanation_of,
    names_of,
)
from maillage.matching.queries.records import kept_in
from maillage.matching.queries.weights import network_weights
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import consortia, shortlists
from maillage.matching.states import OPEN_STATES
from maillage.matching.types import ConsortiumForm


@require_GET
def groups(request: ScopedRequest, number: int) -> HttpResponse:
    """Compose teams with the wishes of the address."""
    return _page(request, _brief(request, number))


def _brief(request: ScopedRequest, number: int) -> Brief:
    return brief_by_number(scope=request.actor.scope, number=number)


def _page(request: ScopedRequest, brief: Brief, form: ConsortiumFormForm | None = None) -> HttpResponse:
    options = WishesForm(request.GET)
    wishes = options.wishes()
    until = time.monotonic() + SEARCH_S
    composed = compose_brief(
        brief, now=timezone.now(), today=timezone.localdate(), wishes=wishes, is_over=lambda: time.monotonic() > until
    )
    names = names_of([*wishes.pins, *wishes.bans], known=composed.organizations)
    context = {
        "brief": brief,
        "composed": composed,
        "teams": shown_teams(composed, wishes=wishes),
        "no_team": why_no_team(composed, names),
        "wishes": shown_wishes(composed, names, wishes=wishes),
        "given": wishes,
        "query": query_of(wishes),
        "options": options,
        "kept_ids": {str(pk) for pk in kept_in(brief_id=brief.pk)},
        **_consortia(brief, composed, form),
    }
    status = 422 if form is not None and form.errors else 200
    return answer(request, "matching/groups.html", part="teams", context=context, status=status)


def _consortia(brief: Brief, composed: ComposedBrief, form: ConsortiumFormForm | None) -> Mapping[str, Any]:
    formed = consortia_of(brief_id=brief.pk)
    busy = {one.organization_id for row in formed if row.state == "formed" for one in row.present}  # type: ignore[attr-defined]  # set on the row by the query
    accepted = accepted_in(brief_id=brief.pk)
    free = [one.organization for one in accepted if one.organization_id not in busy]
    return {
        "consortia": formed,
        "accepted": accepted,
        "free": free,
        "is_open": brief.state in {state.value for state in OPEN_STATES},
        "form": form or (_form(brief, composed, free) if free else None),
        "reason_form": ReasonForm(),
    }


def _form(brief: Brief, composed: ComposedBrief, free: Sequence[Organization], data: Any = None) -> ConsortiumFormForm:
    """Give the form, filled with the best team of those who accepted."""
    best = among_accepted(composed, {str(one.pk) for one in free}).best
    parts = composed.composition.problem.parts
    initial: dict[str, Any] = {}
    if best is not None:
        taken = {key: member.organization_id for member in best.members for key in member.parts}
        initial = {f"part-{number}": taken.get(part.key, "") for number, part in enumerate(parts)}
        initial["lead"] = best.lead.organization_id
    elif len(free) == 1:
        initial = {f"part-{number}": str(free[0].pk) for number in range(len(parts))}
    accepted = [(one.pk, one.name) for one in free]
    return ConsortiumFormForm(data, parts=parts, accepted=accepted, initial=initial)


@require_POST
def team_choice(request: ScopedRequest, number: int) -> HttpResponse:
    """Keep all the members of a team."""
    brief, form = _brief(request, number), TeamForm(request.POST)
    here = reverse("matching:groups", args=[number])
    if form.is_valid():
        kept = shortlists.keep_team(
            actor=request.actor, brief_id=brief.pk, organization_ids=form.cleaned_data["organization"],
            weights=network_weights(), now=timezone.now(),
        )  # fmt: skip
        told = ngettext(
            "The team is kept: %(count)s member on the shortlist.",
            "The team is kept: %(count)s members on the shortlist.",
            len(kept),
        )
        messages.success(request, told % {"count": len(kept)})
    return answer(request, "matching/groups.html", to=f"{here}?{request.GET.urlencode()}" if request.GET else here)


@require_POST
def consortium_new(request: ScopedRequest, number: int) -> HttpResponse:
    """Form a consortium of those who accepted."""
    brief = _brief(request, number)
    wishes = WishesForm(request.GET).wishes()
    composed = compose_brief(
        brief, now=timezone.now(), today=timezone.localdate(), wishes=Wishes(by_skill=wishes.by_skill)
    )
    free = [one.organization for one in accepted_in(brief_id=brief.pk)]
    form = _form(brief, composed, free, request.POST)
    if not form.is_valid():
        return _page(request, brief, form)
    partners = form.partners()
    kind = ConsortiumForm(form.cleaned_data["form"]) if len(partners) > 1 else ConsortiumForm.ALONE
    consortia.form_consortium(
        actor=request.actor, brief_id=brief.pk, partners=partners, lead_id=UUID(form.cleaned_data["lead"]), form=kind,
        is_lead_liable=form.cleaned_data["is_lead_liable"], now=timezone.now(),
        explanation=explanation_of(composed, {str(one.organization_id) for one in partners}),
    )  # fmt: skip
    messages.success(request, _("The consortium is formed: its partners are told by e-mail."))
    return _to_page(request, number)


@require_POST
def consortium_lead(request: ScopedRequest, number: int, consortium_id: UUID) -> HttpResponse:
    """Give the lead to another partner."""
    form = LeadForm(request.POST)
    if form.is_valid():
        consortia.change_lead(
            actor=request.actor, consortium_id=consortium_id, lead_id=form.cleaned_data["lead"], now=timezone.now()
        )
    return _to_page(request, number)


@require_POST
def consortium_partner(request: ScopedRequest, number: int, consortium_id: UUID) -> HttpResponse:
    """Add a partner that accepted."""
    brief = _brief(request, number)
    form = JoiningForm(request.POST, lots=[lot.position for lot in brief.lots.all()])
    if form.is_valid():
        consortia.add_partner(
            actor=request.actor, consortium_id=consortium_id, now=timezone.now(),
            organization_id=form.cleaned_data["organization"], lots=tuple(form.cleaned_data["lots"]),
        )  # fmt: skip
    return _to_page(request, number)


@require_POST
def consortium_end(request: ScopedRequest, number: int, consortium_id: UUID) -> HttpResponse:
    """Dissolve a consortium, with a reason."""
    brief, form = _brief(request, number), ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why the consortium is dissolved: its partners read it."))
        return _to_page(request, brief.number)
    consortia.dissolve_consortium(
        actor=request.actor, consortium_id=consortium_id, reason=form.cleaned_data["reason"], now=timezone.now()
    )
    return _to_page(request, number)


def _to_page(request: ScopedRequest, number: int) -> HttpResponse:
    return answer(request, "matching/groups.html", to=f"{reverse('matching:groups', args=[number])}#consortia")


def leaving(request: ScopedRequest, organization_slug: str, consortium_id: UUID) -> HttpResponse:
    """Let a partner leave, with a reason; what it leaves is shown first."""
    row = consortium_of_partner(organization_id=request.organization.pk, consortium_id=consortium_id)
    form = ReasonForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        consortia.leave_consortium(
            actor=request.actor, consortium_id=row.pk, organization_id=request.organization.pk,
            reason=form.cleaned_data["reason"], now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("You have left this group. The others and the network are told."))
        return answer(
            request, "matching/leaving.html", to=reverse("matching:invitation_list", args=[organization_slug])
        )
    context = {"organization": request.organization, "consortium": row, "form": form}
    return answer(request, "matching/leaving.html", context=context, status=422 if form.errors else 200)
