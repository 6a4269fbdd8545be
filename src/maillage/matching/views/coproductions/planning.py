"""Milestones and deliverables in place: each is changed by a small form that keeps what was typed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_POST

from maillage.kit.errors import Invalid
from maillage.kit.htmx import answer
from maillage.matching.forms.coproductions import DeliverableForm, MilestoneForm
from maillage.matching.models import Deliverable, Milestone
from maillage.matching.queries.coproductions import step_of
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.coproductions import files, planning
from maillage.matching.services.coproductions.access import Seat, WorkChanged, partners_in
from maillage.matching.views.coproductions.pages import acting, partner_page, seat_before, to_page


@require_POST
def milestone_new(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Add a milestone."""
    seat = seat_before(request, coproduction_id)
    form = MilestoneForm(request.POST, partners=partners_in(seat.work), auto_id="milestone_%s")
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, milestone_form=form)
    planning.add_milestone(**acting(request, coproduction_id), key=form.cleaned_data["key"], step=form.step())
    return to_page(request, coproduction_id, "plan")


@require_POST
def deliverable_new(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Add a deliverable."""
    seat = seat_before(request, coproduction_id)
    form = DeliverableForm(request.POST, partners=partners_in(seat.work), auto_id="deliverable_%s")
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, deliverable_form=form)
    planning.add_deliverable(**acting(request, coproduction_id), key=form.cleaned_data["key"], step=form.step())
    return to_page(request, coproduction_id, "deliverables")


def milestone(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, milestone_id: UUID
) -> HttpResponse:
    """Change a milestone, or take it off the plan."""
    seat = seat_before(request, coproduction_id)
    row: Milestone = step_of(Milestone, seat.work, step_id=milestone_id)
    options: dict[str, Any] = {"partners": partners_in(seat.work), "auto_id": f"m{row.pk.hex}_%s"}
    if request.method != "POST":
        form = MilestoneForm(initial=MilestoneForm.initial_of(row), **options)
        return _step(request, seat, row, form)
    given = {**acting(request, coproduction_id), "milestone_id": row.pk, "seen_version": _version(request)}
    if request.POST.get("choice") == "remove":
        planning.remove_milestone(**given)
        return to_page(request, coproduction_id, "plan")
    form = MilestoneForm(request.POST, **options)
    if not form.is_valid():
        return _step(request, seat, row, form, version=given["seen_version"], status=422)
    try:
        planning.change_milestone(**given, step=form.step(), is_done=form.cleaned_data["is_done"])
    except WorkChanged as conflict:
        return _conflict(request, seat, form, conflict)
    return to_page(request, coproduction_id, "plan")


def deliverable(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, deliverable_id: UUID
) -> HttpResponse:
    """Change what is to be handed over, or take it off the list."""
    seat = seat_before(request, coproduction_id)
    row: Deliverable = step_of(Deliverable, seat.work, step_id=deliverable_id)
    options: dict[str, Any] = {"partners": partners_in(seat.work), "auto_id": f"d{row.pk.hex}_%s"}
    if request.method != "POST":
        return _step(request, seat, row, DeliverableForm(initial=DeliverableForm.initial_of(row), **options))
    given = {**acting(request, coproduction_id), "deliverable_id": row.pk, "seen_version": _version(request)}
    if request.POST.get("choice") == "remove":
        planning.remove_deliverable(**given)
        return to_page(request, coproduction_id, "deliverables")
    form = DeliverableForm(request.POST, **options)
    if not form.is_valid():
        return _step(request, seat, row, form, version=given["seen_version"], status=422)
    try:
        planning.change_deliverable(**given, step=form.step())
    except WorkChanged as conflict:
        return _conflict(request, seat, form, conflict)
    return to_page(request, coproduction_id, "deliverables")


@require_POST
def delivery(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, deliverable_id: UUID
) -> HttpResponse:
    """Hand something over, accept it or return it."""
    seat_before(request, coproduction_id)
    given = {**acting(request, coproduction_id), "deliverable_id": deliverable_id}
    match request.POST.get("choice", ""):
        case "deliver" if (sent := request.FILES.get("file")) is not None:
            files.deliver_file(**given, name=str(sent.name), file=sent)
        case "deliver":
            planning.deliver(**given)
        case "accept":
            planning.judge_deliverable(**given, is_accepted=True)
        case "return":
            planning.judge_deliverable(**given, is_accepted=False)
        case _:
            raise Invalid
    return to_page(request, coproduction_id, "deliverables")


def _version(request: ScopedRequest) -> int:
    text = request.POST.get("version", "")
    if not text.isdecimal():
        raise Invalid
    return int(text)


def _conflict(request: ScopedRequest, seat: Seat, form: Any, conflict: WorkChanged) -> HttpResponse:
    messages.error(request, str(conflict))
    return _step(request, seat, conflict.theirs, form, status=409)


def _step(
    request: ScopedRequest, seat: Seat, row: Any, form: Any, *, version: int | None = None, status: int = 200
) -> HttpResponse:
    context = {
        "organization": request.organization, "work": seat.work, "row": row, "form": form,
        "version": row.version if version is None else version, "is_conflict": status == 409,
        "is_milestone": isinstance(row, Milestone),
    }  # fmt: skip
    return answer(request, "matching/coproduction_step.html", part="form", context=context, status=status)
