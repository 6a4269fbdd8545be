"""Addresses of organizations merged into others lead there, for ever."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.urls import reverse

from maillage.directory.queries.former_slugs import present_slug
from maillage.kit.errors import NotFound


def following_merges(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Where a view of `slug` finds nothing, lead to the same page of the organization that took that one in."""

    @wraps(view)
    def followed(request: HttpRequest, slug: str, **arguments: Any) -> HttpResponse:
        try:
            return view(request, slug=slug, **arguments)
        except NotFound:
            present = present_slug(slug=slug) if request.method in {"GET", "HEAD"} else ""
            match = request.resolver_match
            if not present or match is None:
                raise
        url = reverse(match.view_name, kwargs={**match.kwargs, "slug": present})
        query = request.META.get("QUERY_STRING", "")
        answer = HttpResponsePermanentRedirect(f"{url}?{query}" if query else url)
        answer["Cache-Control"] = "no-cache"  # a merge can be undone, and browsers keep a 301 for ever
        return answer

    return followed
