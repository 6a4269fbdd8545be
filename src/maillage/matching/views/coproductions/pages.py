"""One coproduction: its page, for partners and for the office, and its files."""

from typing import Any
from uuid import UUID

from django.http import FileResponse, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from maillage.accounts.types import AccessLevel
from maillage.kit.htmx import answer
from maillage.matching.forms.coproductions import (
    DecisionForm,
    DeliverableForm,
    EntryForm,
    FileForm,
    MilestoneForm,
    PartnerForm,
    SharesForm,
)
from maillage.matching.models import Coproduction, CoproductionFile
from maillage.matching.queries import coproductions as queries
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.coproductions import files, reviewing
from maillage.matching.services.coproductions.access import Seat, seat_of

# `seat_of` reads: it says who looks, and is the one gate before any row of a coproduction.


def seat_before(request: ScopedRequest, coproduction_id: UUID) -> Seat:
    """Give the seat from which the page's organization looks. Raises: NotFound."""
    return seat_of(
        actor=request.actor, coproduction_id=coproduction_id, organization_id=request.organization.pk,
        level=AccessLevel.MEMBER,
    )  # fmt: skip


def acting(request: ScopedRequest, coproduction_id: UUID) -> dict[str, Any]:
    """Give what every service of a coproduction asks: who acts, on what, for whom."""
    return {
        "actor": request.actor,
        "coproduction_id": coproduction_id,
        "organization_id": request.organization.pk,
        "now": timezone.now(),
    }


@require_GET
def coproduction(request: ScopedRequest, organization_slug: str, coproduction_id: UUID) -> HttpResponse:
    """Show common work to a partner."""
    return partner_page(request, coproduction_id)


def partner_page(request: ScopedRequest, coproduction_id: UUID, *, status: int = 200, **forms: Any) -> HttpResponse:
    """Show the page, with a form that was refused in its place."""
    seat = seat_before(request, coproduction_id)
    page = queries.work_page(seat.work, today=timezone.localdate())
    is_in = seat.partner.accepted_at is not None
    may_edit = request.actor.may(AccessLevel.EDITOR, organization_id=request.organization.pk)
    may_work = is_in and may_edit and page.is_living
    has_reviewed = any(one.reviewer_id == request.organization.pk for one in page.reviews)
    context = {
        **_common(page),
        "organization": request.organization,
        "seat": seat,
        "is_invited": not is_in and page.is_living,
        "may_edit": may_edit,
        "may_work": may_work,
        "may_direct": may_work and seat.directs,
        "may_move": may_edit and seat.directs and is_in,
        "is_office": seat.is_office,
        "may_review": is_in and may_edit and not seat.is_office and not has_reviewed
        and reviewing.is_reviewable(seat.work, now=timezone.now()),
        # Nobody is swayed: reviews are read once one has given one's own, or the work has ended.
        "sees_reviews": seat.is_office or has_reviewed or seat.work.ended_at is not None,
        **(_forms(page) if may_work else {}),
        **forms,
    }  # fmt: skip
    return answer(request, "matching/coproduction.html", context=context, status=status)


def _common(page: queries.WorkPage) -> dict[str, Any]:
    return {"page": page, "work": page.work, "today": timezone.localdate()}


def _forms(page: queries.WorkPage) -> dict[str, Any]:
    partners = [one.partner for one in page.partners]
    today = timezone.localdate()
    return {
        "milestone_form": MilestoneForm(partners=partners, auto_id="milestone_%s"),
        "deliverable_form": DeliverableForm(partners=partners, auto_id="deliverable_%s"),
        "entry_form": EntryForm(initial={"day": today}, auto_id="entry_%s"),
        "decision_form": DecisionForm(initial={"day": today}, auto_id="decision_%s"),
        "file_form": FileForm(auto_id="file_%s"),
        "partner_form": PartnerForm(auto_id="partner_%s"),
        "shares_form": SharesForm(partners=partners, budget_cents=page.work.budget_cents),
    }


@require_GET
def coproduction_for_office(request: ScopedRequest, coproduction_id: UUID) -> HttpResponse:
    """Show common work to the office, with what is for its eyes alone."""
    work = queries.work_for_office(scope=request.actor.scope, coproduction_id=coproduction_id)
    page = queries.work_page(work, today=timezone.localdate())
    context = {**_common(page), "organization": None, "seat": None, "is_office": True, "sees_reviews": True}
    return answer(request, "matching/coproduction.html", context=context)


@require_GET
def coproduction_file(
    request: ScopedRequest, organization_slug: str, coproduction_id: UUID, file_id: UUID
) -> FileResponse:
    """Give a file to a partner."""
    return _download(seat_before(request, coproduction_id).work, file_id)


@require_GET
def coproduction_office_file(request: ScopedRequest, coproduction_id: UUID, file_id: UUID) -> FileResponse:
    """Give a file to the office."""
    return _download(queries.work_for_office(scope=request.actor.scope, coproduction_id=coproduction_id), file_id)


def _download(work: Coproduction, file_id: UUID) -> FileResponse:
    row: CoproductionFile = files.file_of(work, file_id=file_id)
    response = FileResponse(row.file.open("rb"), as_attachment=True, filename=row.name, content_type=row.content_type)
    # Whatever it holds, no browser runs it here.
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def to_page(request: ScopedRequest, coproduction_id: UUID, anchor: str = "") -> HttpResponse:
    """Go back to the page."""
    address = reverse("matching:coproduction", args=[request.organization.slug, coproduction_id])
    return answer(request, "matching/coproduction.html", to=f"{address}#{anchor}" if anchor else address)
