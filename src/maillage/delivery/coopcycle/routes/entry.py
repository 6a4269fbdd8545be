"""What a client asks before anything else: the entry point, the settings, a token."""

import base64
import binascii
import hashlib
import json
from typing import Any
from urllib.parse import unquote_to_bytes

from django.conf import settings as django_settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import View
from oauth2_provider.views.mixins import OAuthLibMixin

from maillage.accounts.queries import network
from maillage.delivery.coopcycle.answers import Answer, Bare, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.people import person_document
from maillage.delivery.coopcycle.documents.stores import program_document
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.refusals import Refused
from maillage.delivery.coopcycle.resource import for_programs, public
from maillage.delivery.models import DeliveryService
from maillage.delivery.queries import api_reading
from maillage.delivery.queries.api_access import first_service, service_count
from maillage.kit.caller import address_of
from maillage.kit.errors import TooMany
from maillage.kit.throttle import count_try

ENTRY_POINT = {
    "@context": "/api/contexts/Entrypoint",
    "@id": "/api",
    "@type": "Entrypoint",
    "delivery": "/api/deliveries",
    "incident": "/api/incidents",
    "recurrenceRule": "/api/recurrence_rules",
    "store": "/api/stores",
    "tag": "/api/tags",
    "task": "/api/tasks",
    "taskList": "/api/task_lists",
    "timeSlot": "/api/time_slots",
    "tour": "/api/tours",
    "user": "/api/users",
}
TOKENS_A_MINUTE = 60
_SHOWN = ("token_type", "expires_in", "access_token")


@public
def entry_point(_call: Call) -> Answer:
    """Name the collections that there are."""
    return Bare(ENTRY_POINT, media_type=JSON_LD)


@public
def settings(call: Call) -> Answer:
    """Tell who this co-operative is; of an instance with several, the caller's own or the first."""
    service = call.asked.service if call.asked else first_service()
    found = _settings(service, is_only=call.asked is not None or service_count() == 1)
    if call.request.GET.get("format") == "hash":
        return Bare(hashlib.sha1(json.dumps(found, sort_keys=True).encode(), usedforsecurity=False).hexdigest())
    return Bare(found)


def _settings(service: DeliveryService | None, *, is_only: bool) -> dict[str, Any]:
    host = network()
    name = service.organization.name if service and is_only else host.name
    found = {
        "brand_name": name,
        "country": (service.country if service else "FR").lower(),
        "locale": host.default_language,
        "latlng": f"{service.latitude},{service.longitude}" if service else "46.6,2.4",
        "currency_code": "eur",
        "administrator_email": host.contact_email or django_settings.DEFAULT_FROM_EMAIL,
        "timezone": service.time_zone if service else django_settings.TIME_ZONE,
        "motto": host.sentence,
        "theme": [],
        "payment_gateway": "stripe",
        "stripe_publishable_key": "",
        "mercadopago_publishable_key": "",
        "paygreen_public_key": "",
        "guest_checkout_enabled": False,
        "split_terms_and_conditions_and_privacy_policy": False,
        "average_preparation_time": 0,
        "average_shipping_time": 0,
        "order_confirm_message": "",
        "edenred_client_id": "",
        "edenred_authorization_endpoint": "",
    }
    return found | ({"phone_number": service.telephone} if service and service.telephone else {})


@for_programs("deliveries", "tasks", "orders")
def me(call: Call) -> Answer:
    """Say who calls: a person, or a store's program."""
    caller = call.caller
    if caller.program is not None:
        return Item(program_document(caller.program), "ApiApp")
    return Item(person_document(caller, call.person, api_reading.courier_of(actor=call.actor)), "User")


@method_decorator(csrf_exempt, name="dispatch")
class TokenView(OAuthLibMixin, View):
    """OAuth2 client credentials: Basic, or in the body."""

    http_method_names = ["post", "options"]

    def post(self, request: HttpRequest) -> HttpResponse:
        """Give a token for an hour, or say why not, in OAuth2's words and the one that CoopCycle's clients read."""
        try:
            count_try(key=f"oauth2:{address_of(request)}", limit=TOKENS_A_MINUTE, period_s=60)
        except TooMany as error:
            return _token_answer({"error": "temporarily_unavailable", "message": str(error)}, 429)
        if _holds_nul(request):
            return _token_answer(_refusal({"error": "invalid_client"}), 401)
        with translation.override("en"):  # the words of a protocol
            _url, headers, body, status = self.create_token_response(request)
        found = json.loads(body) if isinstance(body, str) else dict(body)
        found = {key: found[key] for key in _SHOWN} if status == 200 else _refusal(found)
        response = _token_answer(found, status)
        if "WWW-Authenticate" in headers:
            response["WWW-Authenticate"] = headers["WWW-Authenticate"]
        return response

    def options(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return _token_answer(None, 204)

    def http_method_not_allowed(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = _token_answer({"error": "invalid_request", "message": "Method Not Allowed"}, 405)
        response["Allow"] = "POST, OPTIONS"
        return response


def _holds_nul(request: HttpRequest) -> bool:
    """Say whether a credential holds the character that no identifier of ours may hold, and PostgreSQL refuses."""
    basic = request.headers.get("Authorization", "").partition(" ")[2]
    try:
        said = unquote_to_bytes(base64.b64decode(basic))
    except (ValueError, binascii.Error):
        said = b""
    return b"\x00" in said or any("\x00" in value for value in request.POST.values())


def _refusal(found: dict[str, Any]) -> dict[str, Any]:
    usual = {
        "invalid_client": "Client authentication failed",
        "invalid_scope": "The requested scope is invalid, unknown, or malformed",
        "unsupported_grant_type": "The authorization grant type is not supported by the authorization server.",
    }
    error = found.get("error", "invalid_request")
    told = usual.get(error) or found.get("error_description") or error
    return {"error": error, "error_description": told, "message": told}


def _token_answer(body: dict[str, Any] | None, status: int) -> HttpResponse:
    text = "" if body is None else json.dumps(body, separators=(",", ":"))
    response = HttpResponse(text, status=status, content_type="application/json")
    response["Cache-Control"], response["Pragma"] = "no-store", "no-cache"
    response["Access-Control-Allow-Origin"] = "*"
    response["Access-Control-Allow-Methods"] = "POST, OPTIONS"
    response["Access-Control-Allow-Headers"] = "content-type, authorization"
    return response


@public
def unknown(_call: Call, path: str = "") -> Answer:
    raise Refused(_("Not Found"), status=404)
