"""Deliveries handed over between co-operatives: proposed, answered, followed from both sides."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.hand_overs import HandOverForm, initial_hand_over
from maillage.delivery.forms.saving import saved
from maillage.delivery.presenters import delivery_page
from maillage.delivery.queries import hand_overs as queries
from maillage.delivery.queries.evidence import Evidence
from maillage.delivery.queries.tasks import delivery_seen
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import hand_overs as services
from maillage.kit.errors import DomainError, NotAllowed, NotFound
from maillage.kit.htmx import answer

_TEMPLATES = "delivery/hand_overs/"


@require_GET
def hand_over_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List what waits for an answer, and what was handed over."""
    desk = desk_of(request)
    open_ones = queries.waiting(actor=desk.actor)
    us = desk.organization.pk
    page = queries.hand_over_page(actor=desk.actor, cursor=request.GET.get("cursor", ""))
    context = desk.context(
        asked=[one for one in open_ones if one.taker_id == us], proposed=[one for one in open_ones if one.taker_id != us],
        page=page, us=us, now=timezone.now(),
    )  # fmt: skip
    return answer(request, f"{_TEMPLATES}list.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def proposal(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Propose a delivery to a co-operative that serves it."""
    desk = desk_of(request)
    row = delivery_seen(actor=desk.actor, number=delivery_number)
    tasks = [task for task in row.tasks.all() if task.state != "CANCELLED"]
    found = queries.candidates(actor=desk.actor, tasks=tasks)
    outside = queries.stops_outside(actor=desk.actor, tasks=tasks)
    initial = initial_hand_over(
        candidates=found, is_outside=bool(outside), starts=min((task.after for task in tasks), default=timezone.now()),
        now=timezone.now(), zone=desk.zone,
    )  # fmt: skip
    form = HandOverForm(request.POST or None, initial=initial, candidates=found, zone=desk.zone)
    made = saved(
        form,
        lambda: services.propose_hand_over(
            actor=desk.actor, delivery_id=row.pk, given=form.given(), now=timezone.now()
        ),
    )
    if made:
        messages.success(request, _("Proposed. You see here when they have answered."))
        return answer(request, f"{_TEMPLATES}one.html", to=_to(desk, made.pk))
    due = max((task.before for task in tasks), default=timezone.now()).astimezone(desk.zone).date()
    load = queries.day_load(actor=desk.actor, day=due, zone=desk.service.time_zone)
    context = desk.context(delivery=row, tasks=tasks, candidates=found, outside=outside, form=form, load=load, due=due)
    return answer(request, f"{_TEMPLATES}proposal.html", context=context, status=422 if form.is_bound else 200)


@require_GET
def hand_over(request: ScopedRequest, organization_slug: str, hand_over_id: UUID) -> HttpResponse:
    """Show a hand-over to either side: people and telephones only to those who ride it."""
    desk = desk_of(request)
    row = queries.hand_over_seen(actor=desk.actor, hand_over_id=hand_over_id)
    is_taker = row.taker_id == desk.organization.pk
    is_ridden_by_us = is_taker and row.taken_id is not None and row.state != "returned"
    page = delivery_page(row.delivery, events=[], evidence=Evidence())
    context = {
        **desk.context(), "row": row, "is_taker": is_taker, "is_ridden_by_us": is_ridden_by_us,
        "now": timezone.now(), "state": page["state"],
        "tasks": [task for task in page["tasks"] if task.state != "CANCELLED"],
    }  # fmt: skip
    return answer(request, f"{_TEMPLATES}one.html", context=context)


@require_POST
def hand_over_answer(request: ScopedRequest, organization_slug: str, hand_over_id: UUID) -> HttpResponse:
    """Take a delivery on, or say no."""
    if request.POST.get("wish") == "accept":
        return _acted(request, hand_over_id, services.accept_hand_over, _("It is on your board: give it to a courier."))
    word = {"answer": request.POST.get("answer", "")}
    return _acted(request, hand_over_id, services.decline_hand_over, _("Declined."), **word)


@require_POST
def hand_over_end(request: ScopedRequest, organization_slug: str, hand_over_id: UUID) -> HttpResponse:
    """Withdraw a proposal, or undo a hand-over that nobody rides yet."""
    if request.POST.get("wish") == "withdraw":
        return _acted(request, hand_over_id, services.withdraw_hand_over, _("Withdrawn."))
    word = {"answer": request.POST.get("answer", "")}
    return _acted(request, hand_over_id, services.return_hand_over, _("Given back."), **word)


def _acted(
    request: ScopedRequest, hand_over_id: UUID, service: Callable[..., Any], done: str, **words: str
) -> HttpResponse:
    """Do it and come back; what is refused is said beside where it stands now."""
    desk = desk_of(request)
    try:
        service(actor=desk.actor, hand_over_id=hand_over_id, now=timezone.now(), **words)
        messages.success(request, done)
    except (NotFound, NotAllowed):
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    return answer(request, f"{_TEMPLATES}one.html", to=_to(desk, hand_over_id))


def _to(desk: Desk, hand_over_id: UUID) -> str:
    return reverse("delivery:hand_over", args=[desk.organization.slug, hand_over_id])
