"""Language, who acts, what they may enter, and how refusals are shown."""

from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from maillage.accounts import queries
from maillage.accounts.models import Organization
from maillage.accounts.types import AccessLevel, Actor
from maillage.config.api_middleware import is_api
from maillage.config.permissions import MethodWithoutPermission, access_level
from maillage.config.problems import problem
from maillage.kit.errors import DomainError, NotFound, Unauthenticated
from maillage.kit.htmx import is_fragment_request

ORGANIZATION_LEVELS = frozenset({AccessLevel.MEMBER, AccessLevel.EDITOR, AccessLevel.OWNER})

type GetResponse = Callable[[HttpRequest], HttpResponse]


class ScopedRequest(HttpRequest):
    """A request that knows who acts, and in which organization when the URL names one."""

    actor: Actor
    organization: Organization | None


class LanguageMiddleware:
    """The reader's choice (`?lang=`, cookie, account), else the network's language: French unless said otherwise."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.known = {code for code, _name in settings.LANGUAGES}

    def __call__(self, request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("lang", "")
        language = chosen if chosen in self.known else self._usual(request)
        with translation.override(language):
            request.LANGUAGE_CODE = language
            response = self.get_response(request)
            response.headers.setdefault("Content-Language", language)
            patch_vary_headers(response, ("Cookie",))
            return response

    def _usual(self, request: HttpRequest) -> str:
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        if cookie in self.known:
            return cookie
        if request.user.is_authenticated and request.user.language in self.known:
            return request.user.language
        return queries.network().default_language


class ActorMiddleware:
    """Puts `request.actor`, built when first used. Programs act by their token alone, never by a browser's cookie."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: Any) -> HttpResponse:
        request.actor = SimpleLazyObject(
            lambda: _actor_of_token(request) if is_api(request) else _actor_signed_in(request)
        )
        request.organization = None
        return self.get_response(request)


def _actor_signed_in(request: Any) -> Actor:
    return queries.actor_of(user_id=request.user.pk if request.user.is_authenticated else None)


def _actor_of_token(request: HttpRequest) -> Actor:
    scheme, _space, secret = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not secret.strip():
        return Actor()
    return queries.actor_of_token(secret=secret.strip(), now=timezone.now()) or Actor()


class PermissionMiddleware:
    """Closed by default: a route enters with the level that the permission table gives it."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: Any, view: Callable[..., Any], args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        match = request.resolver_match
        try:
            level = access_level(match.view_name, method=request.method)
        except MethodWithoutPermission as refusal:
            return HttpResponseNotAllowed(refusal.allowed)
        if level is AccessLevel.PUBLIC:
            return None
        if level is AccessLevel.DEVELOPMENT:
            return self._only_in_development(request)
        if request.actor.is_anonymous:
            # Before anything is looked up: whether an organization exists is not told to visitors here.
            return self._ask_to_sign_in(request)
        organization_id = None
        if level in ORGANIZATION_LEVELS:
            request.organization = self._organization(kwargs)
            organization_id = request.organization.pk
        if request.actor.may(level, organization_id=organization_id):
            return None
        raise Http404

    @staticmethod
    def _ask_to_sign_in(request: HttpRequest) -> HttpResponse:
        if is_api(request):
            return problem(Unauthenticated())
        if is_fragment_request(request):
            raise Http404
        return redirect_to_login(page_left(request))

    @staticmethod
    def _organization(kwargs: dict[str, Any]) -> Organization:
        # `process_exception` does not see what is raised here, hence Django's own refusal.
        try:
            return queries.organization_by_slug(slug=kwargs["organization_slug"])
        except NotFound:
            raise Http404 from None

    @staticmethod
    def _only_in_development(request: HttpRequest) -> None:
        if not settings.MAILLAGE_DEVELOPMENT or request.get_host().partition(":")[0] not in {
            "127.0.0.1",
            "localhost",
            "testserver",
        }:
            raise Http404


def page_left(request: HttpRequest) -> str:
    """Give the address to come back to: of the page itself, or of the page whose button was pressed."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    left = request.headers.get("Referer", "")
    if not url_has_allowed_host_and_scheme(left, allowed_hosts={request.get_host()}, require_https=request.is_secure()):
        return request.get_full_path()
    parts = urlsplit(left)
    return urlunsplit(("", "", parts.path, parts.query, ""))


class DomainErrorMiddleware:
    """Shows a refusal as a page, as a fragment for HTMX, or as a problem document (RFC 9457) for programs."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content and not is_api(request):
            # Who opens the address of a button (from the history, after a reload) reads a page rather than nothing.
            page = render(request, "405.html", status=response.status_code)
            page.headers["Allow"] = response.headers["Allow"]
            return page
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, DomainError):
            return None
        if request.path.startswith("/api/") or "application/json" in request.headers.get("Accept", ""):
            return problem(error)
        context = {"error": error, "status": error.status, "back": page_left(request)}
        template = "404.html" if error.status == 404 else "refusal.html"
        if is_fragment_request(request):
            template = f"{template}#message" if template == "refusal.html" else template
        return render(request, template, context, status=error.status)
