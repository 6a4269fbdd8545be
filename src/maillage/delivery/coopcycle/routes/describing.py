"""The description of this API, for programs and for people. Source: `coopcycle_api.md`, section 1.1."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import URLPattern
from django.utils.translation import gettext as in_their_language
from django.views.decorators.http import require_safe

from maillage.delivery.coopcycle import describing
from maillage.delivery.coopcycle.answers import Answer, Bare
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.negotiation import JSON_LD, PLAIN_JSON
from maillage.delivery.coopcycle.resource import public
from maillage.kit.errors import NotFound


@public
def context(_call: Call, name: str) -> Answer:
    """Give the JSON-LD context of a resource."""
    found = describing.context_document(name)
    if found is None:
        raise NotFound
    return Bare(found, media_type=JSON_LD)


@public
def hydra(_call: Call) -> Answer:
    """Give the description of this API in Hydra's words."""
    return Bare(_hydra(), media_type=JSON_LD)


@public
def openapi(_call: Call) -> Answer:
    """Give the description of this API in OpenAPI."""
    return Bare(_openapi(), media_type=PLAIN_JSON)


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """Show the description of this API as a page."""
    document = _openapi()
    shown = {
        "groups": describing.groups_of(document),
        "description": in_their_language(document["info"]["description"]),
    }
    return render(request, "delivery/compatible_api.html", shown)


page.is_public = True  # type: ignore[attr-defined]  # no handler of a `Call`, but as open as one


@cache
def _openapi() -> dict[str, Any]:
    return describing.openapi(_table())


@cache
def _hydra() -> dict[str, Any]:
    return describing.hydra_document(_table())


def _table() -> list[URLPattern]:
    from maillage.delivery.coopcycle.urls import urlpatterns  # the table holds these very handlers

    return [pattern for pattern in urlpatterns if isinstance(pattern, URLPattern)]
