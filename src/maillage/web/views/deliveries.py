"""Deliveries of facts that were given up, for the administrator."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from maillage.stream import queries, services


def parked_list(request: Any) -> HttpResponse:
    return render(request, "web/parked_list.html", {"parked": queries.parked_deliveries()})


@require_POST
def parked_retry(request: Any, parked_id: int) -> HttpResponse:
    services.retry_parked(parked_id=parked_id)
    messages.success(request, _("The task starts again in the background."))
    return redirect("web:parked_list")
