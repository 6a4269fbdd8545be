"""Pages in the frames of shops' sites: the order form and where a delivery stands; and the shop's page about its form."""

from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.embeds import PublicOrderForm, SitesForm
from maillage.delivery.forms.orders import STOPS, order_given, tell_refusal
from maillage.delivery.forms.saving import saved
from maillage.delivery.models import OrderForm
from maillage.delivery.presenters import OUTCOME_WORDS
from maillage.delivery.queries import order_forms as queries
from maillage.delivery.queries import ordering
from maillage.delivery.queries.places import suggestions
from maillage.delivery.requests import ScopedRequest
from maillage.delivery.services import order_forms, order_wishes
from maillage.delivery.services.deliveries import OrderRefused
from maillage.delivery.services.quotes import checked_quote
from maillage.delivery.types import DeliveryOrigin
from maillage.kit.caller import address_of
from maillage.kit.htmx import answer
from maillage.kit.throttle import count_try

_PAGE, _SENT = "delivery/embeds/order.html", "delivery/embeds/sent.html"
_ASKS_A_MINUTE = 60


@csrf_exempt  # browsers give no cookie in another site's frame; nothing is made before a confirmation by e-mail
@xframe_options_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def public_order(request: HttpRequest, form_key: str) -> HttpResponse:
    """Show a store's form to everybody; on POST, keep the order and write to confirm it."""
    found = queries.form_of_key(key=form_key)
    form, stops = _forms(found, request.POST if request.method == "POST" else None)
    is_good = form.is_bound and all((form.is_valid(), stops.is_valid()))
    if is_good and (form.cleaned_data["website"] or _wished(request, found, form, stops)):
        return _framed(render(request, _SENT, _context(found)), found.sites)
    context = {**_context(found), "form": form, "stops": stops}
    return _framed(render(request, _PAGE, context, status=422 if form.is_bound else 200), found.sites)


def _wished(request: HttpRequest, found: OrderForm, form: PublicOrderForm, stops: Any) -> bool:
    said = form.cleaned_data
    try:
        order_wishes.wish_order(
            form=found, given=order_given(form, stops, origin=DeliveryOrigin.EMBED), email=said["email"],
            language=get_language() or "fr", sender=address_of(request), once_key=said["once_key"] or uuid4().hex,
            now=timezone.now(),
        )  # fmt: skip
    except OrderRefused as refusal:
        tell_refusal(refusal, form=form, stops=stops)
        return False
    return True


@csrf_exempt
@require_POST
def public_price(request: HttpRequest, form_key: str) -> HttpResponse:
    """Say what the order being typed would cost."""
    found = queries.form_of_key(key=form_key)
    count_try(key=f"embed-price:{address_of(request)}", limit=_ASKS_A_MINUTE, period_s=60)
    form, stops = _forms(found, request.POST)
    form.fields["email"].required = False
    quote, problem = None, ""
    if form.is_valid() and stops.is_valid():
        given = order_given(form, stops, origin=DeliveryOrigin.EMBED)
        try:
            quote = checked_quote(actor=queries.public_actor(found), given=given, now=timezone.now())
        except OrderRefused as refusal:
            problem = str(refusal)
    outcome = OUTCOME_WORDS.get(quote.calculation.outcome) if quote else ""
    context = {"found": quote, "problem": problem, "outcome": outcome}
    return render(request, "delivery/orders/price.html", context)


@require_GET
def public_places(request: HttpRequest, form_key: str) -> JsonResponse:
    """Suggest addresses of the map; those that the store knows are its own."""
    counter = queries.public_counter(queries.form_of_key(key=form_key))
    count_try(key=f"embed-places:{address_of(request)}", limit=4 * _ASKS_A_MINUTE, period_s=60)
    options = [
        {
            "label": place.label, "detail": place.locality if place.locality not in place.label else "",
            "value": f"{place.point.latitude:.6f},{place.point.longitude:.6f}",
        }
        for place in suggestions(text=request.GET.get("q", "")[:200], service=counter.service)
    ]  # fmt: skip
    return JsonResponse({"groups": [{"label": _("On the map"), "options": options}]})


@require_http_methods(["GET", "HEAD", "POST"])
def wish(request: HttpRequest, wish_key: str) -> HttpResponse:
    """Show an order that waits to be confirmed; on POST, make it. Opening the address alone orders nothing."""
    now = timezone.now()
    found = order_wishes.wish_of_key(key=wish_key, now=now)
    if request.method == "POST":
        order_wishes.confirm_wish(key=wish_key, now=now)
        return answer(request, "delivery/embeds/wish.html", to=reverse("delivery:wish", args=[wish_key]))
    given = order_wishes.given_of(found) if found.delivery_id is None else None
    context = {
        **_context(found.form), "wish": found, "drop": given.tasks[-1] if given else None,
        "language": get_language() or "fr",
    }  # fmt: skip
    return answer(request, "delivery/embeds/wish.html", context=context)


@require_http_methods(["GET", "HEAD", "POST"])
def store_form(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Show a store its form for everybody and the code to paste; on POST, open it, change its sites, or close it."""
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    here = reverse("delivery:store_form", args=[store_id])
    kept = queries.form_of_store(actor=counter.actor, store_id=store_id)
    form = SitesForm(request.POST or None, initial={"sites": "\n".join(kept.sites) if kept else ""})
    if request.method == "POST" and request.POST.get("wish") == "close":
        order_forms.close_form(actor=counter.actor, store_id=store_id, now=timezone.now())
        return answer(request, "delivery/embeds/store.html", to=here)
    if saved(
        form,
        lambda: order_forms.open_form(actor=counter.actor, store_id=store_id, sites=form.lines(), now=timezone.now()),
    ):
        messages.success(request, _("Saved."))
        return answer(request, "delivery/embeds/store.html", to=here)
    address = f"{settings.MAILLAGE_BASE_URL}{reverse('delivery:public_order', args=[kept.key])}" if kept else ""
    context = {
        "store": counter.store, "service": counter.service, "organization": counter.service.organization,
        "form": form, "kept": kept, "address": address, "language": get_language() or "fr",
    }  # fmt: skip
    return answer(request, "delivery/embeds/store.html", context=context, status=422 if form.is_bound else 200)


def _forms(found: OrderForm, data: Any) -> tuple[PublicOrderForm, Any]:
    counter, now = queries.public_counter(found), timezone.now()
    slots = ordering.slot_choices(counter=counter, now=now)
    initial = {
        "once_key": uuid4().hex,
        "day": now.astimezone(counter.zone).date(),
        "slot": slots[0].value if slots else "",
    }
    form = PublicOrderForm(data, counter=counter, slots=slots, now=now, initial=initial)
    more = {"counter": counter, "packages": ordering.packages_for(store=counter.store), "known": {}}
    stops = STOPS(data, prefix="arrets", form_kwargs=more)
    stops.max_num = stops.absolute_max = 1
    return form, stops


def _context(found: OrderForm) -> dict[str, Any]:
    counter = queries.public_counter(found)
    return {
        "store": found.store, "service": counter.service, "organization": counter.service.organization,
        "form_key": found.key,
    }  # fmt: skip


def _framed(response: HttpResponse, sites: list[str]) -> HttpResponse:
    """Let the sites that the store named frame a page, and none else."""
    policy: dict[str, Any] = {**settings.SECURE_CSP, "frame-ancestors": [CSP.SELF, *sites]}
    response._csp_config = policy  # type: ignore[attr-defined]  # Django reads it from answers
    response["X-Robots-Tag"] = "noindex"
    return response
