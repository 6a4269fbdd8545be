"""Lists of common work, for a member and for the office; their export; the calendar."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from maillage.accounts.types import AccessLevel
from maillage.kit.htmx import answer
from maillage.kit.streaming import streamed
from maillage.matching.coproduction_calendar import coproduction_calendar
from maillage.matching.coproduction_exports import spreadsheet_of
from maillage.matching.coproduction_labels import COPRODUCTION_LABELS
from maillage.matching.queries import coproductions as queries
from maillage.matching.requests import ScopedRequest
from maillage.matching.services.coproductions import calendars

_SORT_LABELS = {"recents": _("Latest first"), "titre": _("By title"), "fin": _("By end"), "budget": _("By budget")}


def _list(request: ScopedRequest, organization_id: UUID | None) -> dict[str, Any]:
    state, sort = request.GET.get("etat", ""), request.GET.get("tri", "recents")
    page = queries.coproductions_page(
        organization_id=organization_id, state=state, sort=sort, cursor=request.GET.get("cursor", ""),
        today=timezone.localdate(),
    )  # fmt: skip
    return {
        "page": page,
        "state": state,
        "sort": sort if sort in queries.SORTS else "recents",
        "states": list(COPRODUCTION_LABELS.items()),
        "sorts": list(_SORT_LABELS.items()),
        "today": timezone.localdate(),
    }


@require_GET
def coproduction_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the common work of an organization."""
    of = request.organization
    key = calendars.calendar_key(of.pk)
    address = f"{settings.MAILLAGE_BASE_URL}{reverse('matching:coproduction_calendar', args=[key])}"
    may_edit = request.actor.may(AccessLevel.EDITOR, organization_id=of.pk)
    context = {**_list(request, of.pk), "organization": of, "calendar_address": address, "may_edit": may_edit}
    return answer(request, "matching/coproductions.html", context=context)


@require_GET
def coproduction_office(request: ScopedRequest) -> HttpResponse:
    """List the common work of the whole network."""
    context = {**_list(request, None), "organization": None}
    return answer(request, "matching/coproductions.html", context=context)


def _export(request: ScopedRequest, organization_id: UUID | None) -> StreamingHttpResponse:
    lines = queries.exported_coproductions(
        organization_id=organization_id, state=request.GET.get("etat", ""), today=timezone.localdate()
    )
    response = streamed(request, spreadsheet_of(lines), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="coproductions.csv"'
    return response


@require_GET
def coproduction_export(request: ScopedRequest, organization_slug: str) -> StreamingHttpResponse:
    """Give the list of an organization as a spreadsheet."""
    return _export(request, request.organization.pk)


@require_GET
def coproduction_office_export(request: ScopedRequest) -> StreamingHttpResponse:
    """Give the list of the network as a spreadsheet."""
    return _export(request, None)


@never_cache
@require_GET
def coproduction_calendar_feed(request: ScopedRequest, key: str) -> HttpResponse:
    """Give the dates of an organization's common work to whoever holds its secret address."""
    organization = calendars.organization_of_calendar(key)
    works = queries.dated_works(organization_id=organization.pk)
    content = coproduction_calendar(organization, works, now=timezone.now())
    response = HttpResponse(content, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="coproductions.ics"'
    return response


@require_POST
def coproduction_calendar_renewal(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Make another secret address; the one before ends."""
    calendars.renew_calendar(actor=request.actor, organization_id=request.organization.pk)
    address = reverse("matching:coproduction_list", args=[organization_slug])
    return answer(request, "matching/coproductions.html", to=f"{address}#agenda")
