"""What every answer of `/api/v1` has: open reading from any site, revalidation, problems as documents."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers, set_response_etag

from maillage.config.problems import problem_of_status
from maillage.kit.problems import MEDIA_TYPE

PREFIX = "/api/v1/"
DOCS = "/api/v1/docs"
_READS = ("GET", "HEAD")
_EXPOSED = "ETag, Link, Retry-After, Content-Language"
_SENT = "Accept, Accept-Language, Authorization, Content-Type, If-None-Match"


def is_api(request: HttpRequest) -> bool:
    return request.path.startswith(PREFIX) and request.path != DOCS  # a page for people, in the shell


class ApiMiddleware:
    """Serves pages of other sites without cookies, and lets caches keep an answer only if they ask each time.

    An organization that is unlisted is gone from the next answer: there is no age during which an old one may be used.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not is_api(request):
            return self.get_response(request)
        method = request.method
        if method == "OPTIONS":
            return _preflight()
        if method == "HEAD":
            request.method = "GET"  # the server keeps the body back
        response = self.get_response(request)
        request.method = method
        if response.status_code >= 400:
            return _open(_as_problem(response), request)
        return _open(_revalidated(request, response), request)


def _preflight() -> HttpResponse:
    response = HttpResponse(status=204)
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "GET, HEAD"
    response["Access-Control-Allow-Headers"] = _SENT
    response["Access-Control-Max-Age"] = "86400"
    return response


def _open(response: HttpResponse, request: HttpRequest) -> HttpResponse:
    if request.method in _READS:
        response["Access-Control-Allow-Origin"] = "*"
        response["Access-Control-Expose-Headers"] = _EXPOSED
    patch_vary_headers(response, ("Authorization",))
    return response


def _as_problem(response: HttpResponse) -> HttpResponse:
    if response.headers.get("Content-Type", "").startswith(MEDIA_TYPE):
        told = response
    else:
        told = problem_of_status(response.status_code)
        for name in ("Allow", "Retry-After"):
            if name in response.headers:
                told[name] = response[name]
    if told.status_code == 401:
        told["WWW-Authenticate"] = "Bearer"
    told["Cache-Control"] = "no-store"
    return told


def _revalidated(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if request.method not in _READS or "Authorization" in request.headers:
        response["Cache-Control"] = "private, no-store"
        return response
    response["Cache-Control"] = "public, no-cache"
    set_response_etag(response)
    return get_conditional_response(request, etag=response.headers.get("ETag"), response=response) or response
