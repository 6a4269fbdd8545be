"""The one door: who calls is found out, the answer takes the form asked for, refusals are told as this API tells them."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.http.multipartparser import MultiPartParserError
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from maillage.delivery.coopcycle.answers import Answer, Bare, written
from maillage.delivery.coopcycle.calling import Call, Caller, caller_of
from maillage.delivery.coopcycle.negotiation import JSON_LD, format_of
from maillage.delivery.coopcycle.refusals import (
    Refused,
    SignInRefused,
    Violations,
    error_body,
    told_as_here,
    violations_body,
)
from maillage.kit.errors import DomainError, TooMany, Unauthenticated
from maillage.kit.throttle import count_try

type Handler = Callable[..., Answer]
_ALL = "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS"
_SENT = "content-type, authorization, x-attach-to, x-token-action, x-coopcycle-app-version, idempotency-key"


def for_programs(*scopes: str, people: bool = True) -> Callable[[Handler], Handler]:
    """Open a handler to stores' programs whose token has one of `scopes`; `people`: to people too. Closed to them otherwise."""

    def marked(handler: Handler) -> Handler:
        handler.scopes, handler.people = scopes, people  # type: ignore[attr-defined]  # marks on a function, read in the urls
        return handler

    return marked


def public(handler: Handler) -> Handler:
    """Open a handler to whoever comes; what says who they are is read all the same when it is valid."""
    handler.is_public = True  # type: ignore[attr-defined]  # marks on a function, read in the urls
    return handler


def resource(**methods: Handler) -> Callable[..., HttpResponseBase]:
    """Give the view of an address from its handlers by method: each takes a `Call` and the address's arguments."""

    @csrf_exempt
    def view(request: HttpRequest, **arguments: Any) -> HttpResponseBase:
        if request.method == "OPTIONS":
            return _open(HttpResponse(status=204))
        handler = methods.get("GET" if request.method == "HEAD" else request.method or "")
        if handler is None:
            return _open(_refused(Refused(_("Method Not Allowed"), status=405), allow=methods))
        return _open(_answered(request, handler, arguments))

    view.methods = methods  # type: ignore[attr-defined]  # read by the tests that show each address to strangers
    return view


def _answered(request: HttpRequest, handler: Handler, arguments: dict[str, Any]) -> HttpResponseBase:
    try:
        media_type = format_of(request.headers.get("Accept", ""))
        is_public = getattr(handler, "is_public", False)
        _require_text(request)
        call = Call(request, timezone.now(), asked=_caller(request, is_public=is_public))
        if not is_public:
            _admit(call, handler)
        if media_type is None and not is_public:
            raise Refused("Requested format is not supported.", status=406)
        return written(handler(call, **arguments), media_type=media_type or JSON_LD)
    except (Refused, Violations, SignInRefused) as refusal:
        return _refused(refusal)
    except Unauthenticated as error:
        return _refused(SignInRefused(str(error)))
    except DomainError as error:
        return _refused(told_as_here(error))
    except RequestDataTooBig:
        return _refused(Refused("The request is too large.", status=413))
    except (MultiPartParserError, SuspiciousOperation):
        return _refused(Refused("Bad Request"))


def _require_text(request: HttpRequest) -> None:
    """Raises: Refused (404: the address holds the character that no text of ours may hold)."""
    if "\x00" in request.path_info or any(
        "\x00" in one for values in request.GET.lists() for one in (values[0], *values[1])
    ):
        raise Refused(_("Not Found"), status=404)


def _caller(request: HttpRequest, *, is_public: bool) -> Caller | None:
    try:
        return caller_of(request, now=timezone.now())
    except SignInRefused:
        if is_public:
            return None
        raise


def _admit(call: Call, handler: Handler) -> None:
    caller = call.caller
    who = f"program:{caller.program.pk}" if caller.program else f"person:{caller.person.pk if caller.person else 0}"
    _count(who)
    if caller.program is None:
        if not getattr(handler, "people", True):
            raise Refused(_("This is for programs: sign in with OAuth2 client credentials."), status=403)
        return
    scopes: tuple[str, ...] = getattr(handler, "scopes", ())
    if not scopes or (caller.scopes is not None and not caller.scopes & set(scopes)):
        raise Refused(_("Access Denied."), status=403)


def _count(who: str) -> None:
    try:
        count_try(key=f"coopcycle:{who}", limit=settings.MAILLAGE_API_TOKEN_LIMIT, period_s=60)
    except TooMany as error:
        raise Refused(error, status=429) from None


def _refused(refusal: Refused | Violations | SignInRefused, *, allow: Any = ()) -> HttpResponseBase:
    match refusal:
        case SignInRefused():
            headers = {401: {"WWW-Authenticate": "Bearer"}, 429: {"Retry-After": "60"}}.get(refusal.status, {})
            return written(Bare(refusal.body(), status=refusal.status, also=headers), media_type=JSON_LD)
        case Violations():
            return written(Bare(violations_body(refusal.found), status=400, media_type=JSON_LD), media_type=JSON_LD)
    headers = {"Retry-After": "60"} if refusal.status == 429 else {}
    headers |= {"Allow": ", ".join([*allow, "OPTIONS"])} if allow else {}
    bare = Bare(error_body(refusal), status=refusal.status, media_type=JSON_LD, also=headers)
    return written(bare, media_type=JSON_LD)


def _open(response: HttpResponseBase) -> HttpResponseBase:
    """Let pages of any site call, without cookies; nothing is kept on the way."""
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = _ALL
    response["Access-Control-Allow-Headers"] = _SENT
    response["Access-Control-Expose-Headers"] = "link"
    response["Access-Control-Max-Age"] = "3600"
    response.headers.setdefault("Cache-Control", "private, no-store")
    patch_vary_headers(response, ("Accept", "Authorization"))
    return response
