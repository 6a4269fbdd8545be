"""A refusal sent without its reason: the page of the decision comes back and says so beside the field."""

from urllib.parse import urlencode

from django.http import HttpResponse, HttpResponseRedirect

from maillage.directory.requests import ScopedRequest
from maillage.kit.errors import Invalid


def ask_for_reason(request: ScopedRequest, refusal: Invalid, *, key: object, page: str) -> HttpResponse:
    """Lead back to where the decision was taken, at the field of the row `key`; other refusals go on their way."""
    if refusal.field != "reason":
        raise refusal
    cursor = request.POST.get("cursor", "")
    asked = {"refus": key, **({"cursor": cursor} if cursor else {})}
    return HttpResponseRedirect(f"{page}?{urlencode(asked)}#reason-{key}", status=303)
