"""The recipient's page: no account, a secret address."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.delivery.forms.tracking import RatingForm
from maillage.delivery.presenters_of_tracking import shown
from maillage.delivery.queries.tracking import tracked
from maillage.delivery.requests import stop_of
from maillage.delivery.services import notices, recipients
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer

_PAGE = "delivery/tracking/page.html"


@require_safe
def tracking(request: HttpRequest, language: str, tracking_key: str) -> HttpResponse:
    """Tell a recipient where the delivery stands, in the language of the address."""
    with _in_language(language):
        return _page(request, language, tracking_key)


@require_POST
def rating(request: HttpRequest, language: str, tracking_key: str) -> HttpResponse:
    """Keep what the recipient thought of it."""
    with _in_language(language):
        form = RatingForm(request.POST)
        if not form.is_valid():
            return _page(request, language, tracking_key, form=form, status=422)
        recipients.rate(key=tracking_key, stop=stop_of(request), now=timezone.now(), **form.cleaned_data)
        return _private(answer(request, _PAGE, to=_address(request, language, tracking_key)), language)


# No cookie tells who presses: the address is the secret, and mail programs press in the reader's place (RFC 8058).
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def messages(request: HttpRequest, language: str, tracking_key: str) -> HttpResponse:
    """Ask whether the recipient wants no more messages; on POST, keep the answer."""
    with _in_language(language):
        if request.method == "POST":
            recipients.choose_messages(
                key=tracking_key, stop=stop_of(request), is_wanted=request.POST.get("wish") == "again",
                now=timezone.now(),
            )  # fmt: skip
            to = _address(request, language, tracking_key, part="_messages")
            return _private(answer(request, _PAGE, to=to), language)
        one = tracked(key=tracking_key, now=timezone.now(), stop=stop_of(request))
        context = {
            "one": one, "address": _address(request, language, tracking_key),
            "is_refused": notices.is_refused(organization_id=one.task.organization_id, contacts=one.contacts),
        }  # fmt: skip
        return _private(answer(request, "delivery/tracking/messages.html", context=context), language)


@require_safe
@xframe_options_exempt
def frame(request: HttpRequest, language: str, tracking_key: str) -> HttpResponse:
    """Show where a delivery stands in a frame of the shop's page, on the sites that the store has named alone."""
    with _in_language(language):
        one = tracked(key=tracking_key, now=timezone.now(), stop=stop_of(request))
        if not one.sites:
            raise NotFound
        with timezone.override(one.service.time_zone):
            context = {"one": one, "address": _address(request, language, tracking_key)}
            response = _private(render(request, "delivery/tracking/frame.html", context), language)
        policy: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": list(one.sites)}
        response._csp_config = policy  # type: ignore[attr-defined]  # Django reads it from answers
        return response


def _in_language(language: str) -> Any:
    if language not in dict(settings.LANGUAGES):
        raise NotFound
    return translation.override(language)


def _page(
    request: HttpRequest, language: str, key: str, *, form: RatingForm | None = None, status: int = 200
) -> HttpResponse:
    one = tracked(key=key, now=timezone.now(), stop=stop_of(request))
    with timezone.override(one.service.time_zone):
        context = {
            "one": one, "form": form or RatingForm(), "address": _address(request, language, key), **shown(one),
            "rating_url": _address(request, language, key, part="_rating"),
            "messages_url": _address(request, language, key, part="_messages"),
        }  # fmt: skip
        return _private(answer(request, _PAGE, part="status", context=context, status=status), language)


def _address(request: HttpRequest, language: str, key: str, *, part: str = "") -> str:
    stop = stop_of(request)
    path = reverse(f"delivery:tracking{part}", args=[language, key])
    return path if stop is None else f"{path}?stop={stop}"


def _private(response: HttpResponse, language: str) -> HttpResponse:
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"
    response["Cache-Control"] = "no-store"
    return response
