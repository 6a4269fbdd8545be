"""The page that an invitation's link opens."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.accounts import queries, services


def invitation(request: Any, key: str) -> HttpResponse:
    """Show who invites to what; on POST, accept."""
    if request.method == "POST":
        return _accept(request, key)
    seen = queries.invitation_by_key(key=key, actor=request.actor, now=timezone.now())
    response = render(
        request, "accounts/invitation.html", {"invitation": seen}, status=404 if seen.refusal == "unknown" else 200
    )
    # The address holds a secret: it must not travel to the next site.
    response.headers["Referrer-Policy"] = "same-origin"
    response.headers["Cache-Control"] = "no-store"
    return response


def _accept(request: Any, key: str) -> HttpResponse:
    accepted = services.accept_invitation(actor=request.actor, key=key, now=timezone.now())
    messages.success(request, _("Welcome to the team."))
    if accepted.organization_id is None:
        return redirect("web:home")
    return redirect(f"{reverse('accounts:account')}#organizations")
