"""Answers that serve a whole page, or only the named part that HTMX asked for."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url


def is_fragment_request(request: HttpRequest) -> bool:
    htmx = getattr(request, "htmx", None)
    return htmx is not None and bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def answer(
    request: HttpRequest,
    template: str,
    *,
    part: str = "",
    context: Mapping[str, Any] | None = None,
    status: int = 200,
    to: Any = None,
) -> HttpResponse:
    """Show `part` of `template` to HTMX; without it redirect to `to` after success, else show the whole page."""
    if part and is_fragment_request(request):
        return render(request, f"{template}#{part}", dict(context or {}), status=status)
    if to is not None and status < 400:
        return HttpResponseRedirect(resolve_url(to), status=303)
    return render(request, template, dict(context or {}), status=status)
