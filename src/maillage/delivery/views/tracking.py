"""The recipient's page: no account, a secret address."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from maillage.delivery.queries.tracking import tracked
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer


@require_safe
def tracking(request: HttpRequest, language: str, tracking_key: str) -> HttpResponse:
    """Tell a recipient where the delivery stands, in the language of the address."""
    if language not in dict(settings.LANGUAGES):
        raise NotFound
    with translation.override(language):
        one = tracked(key=tracking_key, now=timezone.now())
        with timezone.override(one.service.time_zone):
            response = answer(request, "delivery/tracking.html", context={"one": one})
    response["Content-Language"] = language
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "no-referrer"
    return response
