"""Addresses with a slash too many: a server's address typed with one at its end makes `//api/me` of a shop's software."""

import re
from collections.abc import Callable

from django.http import HttpRequest, HttpResponseBase
from django.urls import Resolver404, resolve
from django.views.decorators.csrf import csrf_exempt

_SLASHES = re.compile(r"/{2,}")


def tidied(otherwise: Callable[..., HttpResponseBase], /) -> Callable[..., HttpResponseBase]:
    """Give a view that answers as the address without the slashes too many does, or as `otherwise`.

    No redirection: clients send what follows one without its body, or without its token.
    """

    @csrf_exempt
    def view(request: HttpRequest, path: str) -> HttpResponseBase:
        tidy = _SLASHES.sub("/", request.path_info).rstrip("/")
        if tidy != request.path_info:
            try:
                found = resolve(tidy)
            except Resolver404:
                return otherwise(request, path=path)
            if found.view_name.startswith("coopcycle:") and found.view_name != "coopcycle:unknown":
                # Collections name themselves by the address asked.
                request.path = request.path_info = tidy
                answer: HttpResponseBase = found.func(request, *found.args, **found.kwargs)
                return answer
        return otherwise(request, path=path)

    view.methods = otherwise.methods  # type: ignore[attr-defined]  # read by the tests and by the description
    return view
