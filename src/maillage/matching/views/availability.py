"""An organization says when it takes no work."""

from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from maillage.kit.htmx import answer
from maillage.matching.forms.availability import AbsenceForm
from maillage.matching.queries.absences import absences_to_come
from maillage.matching.requests import ScopedRequest
from maillage.matching.services import absences


@require_http_methods(["GET", "HEAD", "POST"])
def absence_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the absences to come; on POST, add one."""
    today = timezone.localdate()
    form = AbsenceForm(request.POST or None, today=today)
    if request.method == "POST" and form.is_valid():
        absences.announce_absence(
            actor=request.actor, organization_id=request.organization.pk, first=form.cleaned_data["first"],
            last=form.cleaned_data["last"], today=today, now=timezone.now(),
        )  # fmt: skip
        return answer(request, "matching/absence_list.html", to=_here(organization_slug))
    rows = absences_to_come(scope=request.actor.scope, organization_id=request.organization.pk, today=today)
    context = {"organization": request.organization, "absences": rows, "form": form}
    return answer(
        request, "matching/absence_list.html", context=context, status=422 if request.method == "POST" else 200
    )


@require_POST
def absence_removal(request: ScopedRequest, organization_slug: str, absence_id: UUID) -> HttpResponse:
    """Take an absence away."""
    absences.cancel_absence(actor=request.actor, organization_id=request.organization.pk, absence_id=absence_id)
    return answer(request, "matching/absence_list.html", to=_here(organization_slug))


def _here(slug: str) -> str:
    return reverse("matching:absence_list", args=[slug])
