"""The plan of a day: asked for, followed, accepted whole or in part, undone."""

from datetime import date
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST
from django_htmx.http import HttpResponseClientRedirect, HttpResponseClientRefresh

from maillage.delivery.forms.day import day_of, number_of, seen_of
from maillage.delivery.models import DayPlan
from maillage.delivery.presenters_of_plans import plan_page, progress_of
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.planning import plan_seen
from maillage.delivery.queries.tasks import tasks_numbered
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services.day_plans import ask_plan, cancel_plan
from maillage.delivery.services.plan_acceptance import PlanApplied, accept_plan, undo_plan
from maillage.delivery.types import PlanState
from maillage.delivery.views.day import board, forget_moves, remember_plan
from maillage.kit.errors import DomainError, NotFound
from maillage.kit.htmx import answer, is_fragment_request

_PLAN = "delivery/plans/plan.html"


@require_POST
def plan_creation(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Have the day of the address planned: the chosen tasks, or all."""
    desk = desk_of(request)
    today = timezone.now().astimezone(desk.zone).date()
    on = day_of(request.GET.get("date", ""), today=today)
    is_anew = request.POST.get("anew") == "1"
    numbers = [] if is_anew else list(seen_of(request.POST).versions)
    try:
        plan = ask_plan(actor=desk.actor, day=on, numbers=numbers, is_anew=is_anew, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        if is_fragment_request(request):
            return board(request, desk, problem=str(refusal), status=refusal.status)
        messages.error(request, str(refusal))
        return answer(request, _PLAN, to=f"{_day_url(desk)}?{request.GET.urlencode()}")
    url = _url("plan", desk, plan.pk)
    return HttpResponseClientRedirect(url) if is_fragment_request(request) else answer(request, _PLAN, to=url)


@require_GET
def plan(request: ScopedRequest, organization_slug: str, plan_id: UUID) -> HttpResponse:
    """Show how far a plan is, or what it proposes."""
    desk = desk_of(request)
    found = plan_seen(actor=desk.actor, plan_id=plan_id)
    context = progress_of(found, now=timezone.now())
    if is_fragment_request(request) and not context["is_live"]:
        return HttpResponseClientRefresh()
    if found.state == PlanState.READY.value:
        context |= _proposal(desk, found)
    return answer(request, _PLAN, part="progress", context=desk.context(**context, query=_query(found.day)))


def _proposal(desk: Desk, found: DayPlan) -> dict[str, Any]:
    numbers = [int(number) for number in found.result["versions"]]
    tasks = {task.number: task for task in tasks_numbered(actor=desk.actor, numbers=numbers).select_related("tour")}
    return plan_page(found, couriers=list(set_up_queries.couriers(actor=desk.actor)), tasks=tasks)


@require_POST
def plan_cancellation(request: ScopedRequest, organization_slug: str, plan_id: UUID) -> HttpResponse:
    """Stop a planning."""
    desk = desk_of(request)
    cancel_plan(actor=desk.actor, plan_id=plan_id, now=timezone.now())
    return answer(request, _PLAN, to=_url("plan", desk, plan_id))


@require_POST
def plan_acceptance(request: ScopedRequest, organization_slug: str, plan_id: UUID) -> HttpResponse:
    """Make a plan the day: of the couriers that were ticked, or of all."""
    desk = desk_of(request)
    chosen = None
    if request.POST.get("wish") == "chosen":
        chosen = {number for text in request.POST.getlist("couriers")[:500] if (number := number_of(text))}
    try:
        applied = accept_plan(actor=desk.actor, plan_id=plan_id, courier_ids=chosen, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        remember_plan(request, desk, plan_id, day=applied.day)
        _say(request, desk, applied, is_back=False)
    return answer(request, _PLAN, to=_url("plan", desk, plan_id))


@require_POST
def plan_undoing(request: ScopedRequest, organization_slug: str, plan_id: UUID) -> HttpResponse:
    """Give couriers back the lists that they had before."""
    desk = desk_of(request)
    try:
        applied = undo_plan(actor=desk.actor, plan_id=plan_id, now=timezone.now())
    except NotFound:
        raise
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        forget_moves(request)
        _say(request, desk, applied, is_back=True)
    return answer(request, _PLAN, to=_url("plan", desk, plan_id))


def _say(request: ScopedRequest, desk: Desk, applied: PlanApplied, *, is_back: bool) -> None:
    count = len(applied.changed)
    if is_back:
        text = ngettext("%(n)d list is as it was before.", "%(n)d lists are as they were before.", count)
    else:
        text = ngettext("%(n)d courier has a new list.", "%(n)d couriers have new lists.", count)
    messages.success(request, text % {"n": count})
    if applied.refused:
        known = {courier.pk: courier.user.display_name for courier in set_up_queries.couriers(actor=desk.actor)}
        names = ", ".join(known.get(courier_id, "—") for courier_id in applied.refused)
        messages.warning(
            request,
            _("Changed meanwhile by somebody else, and left as it is: the list of %(names)s.") % {"names": names},
        )


def _query(day: date) -> str:
    return f"date={day.isoformat()}"


def _day_url(desk: Desk) -> str:
    return reverse("delivery:day", args=[desk.organization.slug])


def _url(name: str, desk: Desk, plan_id: UUID) -> str:
    return reverse(f"delivery:{name}", args=[desk.organization.slug, plan_id])
