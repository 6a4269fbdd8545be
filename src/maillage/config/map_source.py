"""Lets pages load the map style that the administrator has chosen."""

from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from maillage.accounts.queries import network

_DIRECTIVES = ("connect-src", "img-src")


class MapSourceMiddleware:
    """Adds the host of the network's map style to the content security policy of pages."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            address = network().map_style_url
            if address:
                # A view may have its own policy: pages meant for other sites' frames do.
                usual = getattr(response, "_csp_config", settings.SECURE_CSP)
                response._csp_config = policy_with(address, usual=usual)  # type: ignore[attr-defined]  # Django reads it from answers
        return response


def policy_with(address: str, *, usual: Mapping[str, Any] = settings.SECURE_CSP) -> dict[str, Any]:
    """Give the usual policy, opened to the host of an https address; anything else opens nothing."""
    parts = urlsplit(address)
    policy: dict[str, Any] = dict(usual)
    if parts.scheme == "https" and parts.hostname:
        origin = f"https://{parts.hostname}" + (f":{parts.port}" if parts.port else "")
        for directive in _DIRECTIVES:
            policy[directive] = [*policy[directive], origin]
    return policy
