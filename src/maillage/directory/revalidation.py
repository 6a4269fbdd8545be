"""How caches may keep public answers of the directory: they ask each time whether what they hold is still true.

An organization that is unlisted is gone from the next answer, whoever kept the former one. Long files are told apart by
the version of the directory, short answers by what they say. `If-Modified-Since` is not heeded: its seconds are too
coarse to promise that. See docs/decisions/0006-caches-ask-each-time.md.
"""

import hashlib
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.http import http_date
from django.utils.translation import get_language

from maillage import __version__
from maillage.directory.queries.versions import directory_version

KEEP_BUT_ASK = "public, no-cache"

type View = Callable[..., HttpResponseBase]


def asks_each_time(view: View) -> View:
    """Let caches keep a short answer as long as it stays the same, which they must ask."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        if response.status_code != 200 or not isinstance(response, HttpResponse):
            return response
        response["Cache-Control"] = KEEP_BUT_ASK
        set_response_etag(response)
        return _conditional(request, response, etag=response.headers.get("ETag"))

    return asked


def versioned(view: View) -> View:
    """Let caches keep a long answer for as long as the directory does not change; then it is not even begun."""

    @wraps(view)
    def asked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        version = directory_version()
        # Labels expire with the day; another release may write otherwise.
        told = f"{version.number} {timezone.localdate()} {__version__} {get_language()} {request.get_full_path()}"
        etag = f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
        unchanged = get_conditional_response(request, etag=etag)
        if unchanged is not None:
            unchanged["Cache-Control"] = KEEP_BUT_ASK
            return unchanged
        response = view(request, *args, **kwargs)
        if response.status_code == 200:
            response["Cache-Control"], response["ETag"] = KEEP_BUT_ASK, etag
            if version.changed_at is not None:
                response["Last-Modified"] = http_date(version.changed_at.timestamp())
        return response

    return asked


def _conditional(request: HttpRequest, response: HttpResponse, *, etag: str | None) -> HttpResponseBase:
    return get_conditional_response(request, etag=etag, response=response) or response


def open_to_all_sites(view: View) -> View:
    """Let scripts of any site read the answer; it holds nothing that depends on a cookie."""

    @wraps(view)
    def opened(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response = view(request, *args, **kwargs)
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return opened
