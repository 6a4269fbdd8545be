from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from maillage.web import queries, services


def notification_list(request: Any) -> HttpResponse:
    page = queries.notifications_of(actor=request.actor, cursor=request.GET.get("cursor", ""))
    return render(request, "web/notification_list.html", {"page": page})


@require_POST
def notification_reading(request: Any) -> HttpResponse:
    """Mark everything as read."""
    services.mark_read(actor=request.actor, now=timezone.now())
    return redirect("web:notification_list")


@require_POST
def notification_opening(request: Any, notification_id: UUID) -> HttpResponse:
    """Mark one as read and go where it leads."""
    url = services.mark_read(actor=request.actor, now=timezone.now(), notification_id=notification_id)
    if not url_has_allowed_host_and_scheme(url, allowed_hosts={request.get_host()}):
        return redirect("web:notification_list")
    return HttpResponseRedirect(url, status=303)
