"""What partners do on the page of their common work: who takes part, what each has, what is done and decided."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.kit.htmx import answer
from maillage.matching.forms.coproductions import (
    DecisionForm,
    EntryForm,
    FileForm,
    OwnPartForm,
    PartnerForm,
    PartnerFormSet,
    SharesForm,
    WorkForm,
)
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.coproductions import files, moving, opening, partners, sharing, working
from maillage.matching.services.coproductions.access import WorkChanged, partners_in
from maillage.matching.types import CoproductionState
from maillage.matching.views.coproductions.pages import acting, partner_page, seat_before, to_page


def coproduction_new(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Start common work with others."""
    data = request.POST if request.method == "POST" else None
    form, own, rows = WorkForm(data), OwnPartForm(data), PartnerFormSet(data, prefix="partners")
    if data is None or not all([form.is_valid(), own.is_valid(), rows.is_valid()]):
        return _new(request, form, own, rows)
    invited = [given for one in rows.forms if (given := one.partner()) is not None]
    try:
        work = opening.open_by_member(
            actor=request.actor, organization_id=request.organization.pk, key=form.cleaned_data["key"], work=form.work(),
            role=own.cleaned_data["role"], weight=own.cleaned_data["weight"], partners=invited, now=timezone.now(),
        )  # fmt: skip
    except Invalid as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _new(request, form, own, rows)
    return to_page(request, work.pk)


def _new(request: ScopedRequest, form: WorkForm, own: OwnPartForm, rows: Any) -> HttpResponse:
    is_refused = bool(form.errors or own.errors or (rows.is_bound and not rows.is_valid()))
    context = {"organization": request.organization, "form": form, "own": own, "rows": rows}
    return answer(request, "matching/coproduction_new.html", context=context, status=422 if is_refused else 200)


def coproduction_details(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Change what is common; what somebody saved meanwhile is shown, and nothing typed is lost."""
    seat = seat_before(request, coproduction_id)
    if not seat.directs:
        raise NotAllowed(_("The lead of the coproduction does this."))
    form = WorkForm(request.POST) if request.method == "POST" else WorkForm.of(seat.work)
    context = {"organization": request.organization, "work": seat.work, "form": form, "version": seat.work.version}
    version = request.POST.get("version", "")
    if request.method != "POST" or not form.is_valid() or not version.isdecimal():
        status = 422 if request.method == "POST" else 200
        context["version"] = version or seat.work.version
        return answer(request, "matching/coproduction_details.html", context=context, status=status)
    try:
        partners.change_details(
            **acting(request, coproduction_id), work=form.work(currency=seat.work.currency), seen_version=int(version)
        )
    except WorkChanged as conflict:
        context |= {"theirs": conflict.theirs, "version": conflict.theirs.version}  # type: ignore[attr-defined]  # of the conflicts that carry the row
        return answer(request, "matching/coproduction_details.html", context=context, status=409)
    return to_page(request, coproduction_id)


@require_POST
def coproduction_move(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Move the work on."""
    seat = seat_before(request, coproduction_id)
    try:
        seen, target = (CoproductionState(request.POST.get(name, "")) for name in ("seen", "target"))
    except ValueError:
        raise Invalid from None
    moving.move_work(**acting(request, seat.work.pk), seen=seen, target=target, reason=request.POST.get("reason", ""))
    return to_page(request, coproduction_id)


@require_POST
def coproduction_participation(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Accept to take part, decline or leave."""
    choice = request.POST.get("choice", "")
    if choice == "accept":
        partners.accept_part(**acting(request, coproduction_id))
        return to_page(request, coproduction_id)
    if choice != "leave":
        seat_before(request, coproduction_id)
        raise Invalid
    partners.leave(**acting(request, coproduction_id), reason=request.POST.get("reason", ""))
    messages.success(request, _("You take part no more."))
    return answer(request, "matching/coproductions.html", to=_list_address(request))


def _list_address(request: ScopedRequest) -> str:
    return reverse("matching:coproduction_list", args=[request.organization.slug])


@require_POST
def coproduction_partner(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Invite one more organization."""
    seat_before(request, coproduction_id)
    form = PartnerForm(request.POST, auto_id="partner_%s")
    if form.is_valid() and form.cleaned_data["organization"] is None:
        form.add_error("name", _("Name the organization to invite."))
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, partner_form=form)
    given = form.cleaned_data
    partners.invite_partner(**acting(request, coproduction_id), invited_id=given["organization"], role=given["role"])
    return to_page(request, coproduction_id, "partners")


@require_POST
def coproduction_lead(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Hand the lead over."""
    seat_before(request, coproduction_id)
    try:
        partner_id = UUID(request.POST.get("partner", ""))
    except ValueError:
        raise Invalid from None
    partners.hand_over_lead(**acting(request, coproduction_id), partner_id=partner_id)
    return to_page(request, coproduction_id, "partners")


@require_POST
def coproduction_role(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Say what one's own organization does."""
    given = acting(request, coproduction_id)
    given.pop("now")
    partners.change_role(**given, role=request.POST.get("role", ""))
    return to_page(request, coproduction_id, "partners")


@require_POST
def coproduction_shares(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Share the budget."""
    seat = seat_before(request, coproduction_id)
    form = SharesForm(request.POST, partners=partners_in(seat.work), budget_cents=seat.work.budget_cents)
    version = request.POST.get("version", "")
    if not form.is_valid() or not version.isdecimal():
        return partner_page(request, coproduction_id, status=422, shares_form=form)
    try:
        is_shared = sharing.share_budget(
            **acting(request, coproduction_id), weights=form.weights(), seen_version=int(version)
        )
    except Conflict as conflict:
        form.add_error(None, str(conflict))
        return partner_page(request, coproduction_id, status=409, shares_form=form)
    if not is_shared:
        messages.info(request, _("These shares wait for the agreement of the partners whom they change."))
    return to_page(request, coproduction_id, "partners")


@require_POST
def coproduction_shares_answer(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Agree to the shares proposed, or set them aside."""
    seat_before(request, coproduction_id)
    agrees = request.POST.get("choice") == "agree"
    sharing.answer_shares(**acting(request, coproduction_id), agrees=agrees, seen=request.POST.get("seen", ""))
    return to_page(request, coproduction_id, "partners")


@require_POST
def coproduction_entry(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Enter what was done."""
    seat_before(request, coproduction_id)
    form = EntryForm(request.POST, auto_id="entry_%s")
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, entry_form=form)
    try:
        working.enter_work(
            **acting(request, coproduction_id), key=form.cleaned_data["key"], entry=form.entry(),
            today=timezone.localdate(),
        )  # fmt: skip
    except Invalid as refusal:
        form.add_error(refusal.field or None, str(refusal))
        return partner_page(request, coproduction_id, status=422, entry_form=form)
    return to_page(request, coproduction_id, "work")


@require_POST
def coproduction_correction(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, entry_id: UUID
) -> HttpResponse:
    """Cancel an entry by its opposite."""
    working.correct_entry(**acting(request, coproduction_id), entry_id=entry_id)
    return to_page(request, coproduction_id, "work")


@require_POST
def coproduction_decision(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Note a decision."""
    seat_before(request, coproduction_id)
    form = DecisionForm(request.POST, auto_id="decision_%s")
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, decision_form=form)
    given = form.cleaned_data
    working.note_decision(**acting(request, coproduction_id), key=given["key"], text=given["text"], day=given["day"])
    return to_page(request, coproduction_id, "decisions")


@require_POST
def coproduction_agreement(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, decision_id: UUID
) -> HttpResponse:
    """Agree to a decision."""
    working.agree_to_decision(**acting(request, coproduction_id), decision_id=decision_id)
    return to_page(request, coproduction_id, "decisions")


@require_POST
def coproduction_file_new(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Add a file."""
    seat_before(request, coproduction_id)
    form = FileForm(request.POST, request.FILES, auto_id="file_%s")
    if not form.is_valid():
        return partner_page(request, coproduction_id, status=422, file_form=form)
    sent = form.cleaned_data["file"]
    try:
        files.add_file(**acting(request, coproduction_id), name=sent.name, file=sent)
    except Invalid as refusal:
        form.add_error("file", str(refusal))
        return partner_page(request, coproduction_id, status=422, file_form=form)
    return to_page(request, coproduction_id, "files")
