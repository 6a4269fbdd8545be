"""Orders: a store's own form, and the dispatcher's quick entry."""

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.orders import (
    STOPS,
    OrderForm,
    StopLines,
    initial_order,
    order_given,
    tell_refusal,
    typed_order,
)
from maillage.delivery.models import Delivery
from maillage.delivery.presenters import OUTCOME_WORDS
from maillage.delivery.queries import ordering as queries
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.queries.tasks import delivery_seen
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services.deliveries import OrderRefused, order_delivery
from maillage.delivery.services.quotes import checked_quote
from maillage.delivery.types import DeliveryOrigin
from maillage.kit.htmx import answer

_STORE, _DESK, _PRICE = "delivery/orders/store_order.html", "delivery/orders/entry.html", "delivery/orders/price.html"


@require_http_methods(["GET", "HEAD", "POST"])
def store_order(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Show a store's form; on POST, order."""
    counter = queries.counter_of(actor=request.actor, store_id=store_id)
    context = {"store": counter.store, "service": counter.service, "organization": counter.service.organization}

    def made_at(delivery: Delivery) -> str:
        return reverse("delivery:store_delivery", args=[store_id, delivery.number])

    return _order(request, counter, _STORE, context=context, origin=DeliveryOrigin.STORE, made_at=made_at)


@require_http_methods(["GET", "HEAD", "POST"])
def entry(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Show the dispatcher's quick entry, for a store or for nobody's; on POST, order."""
    desk, counter = _desk_counter(request)
    stores = [one for one in set_up_queries.stores(actor=desk.actor) if one.closed_at is None]
    context = desk.context(stores=stores, store=counter.store)

    def made_at(delivery: Delivery) -> str:
        return reverse("delivery:delivery", args=[organization_slug, delivery.number])

    return _order(request, counter, _DESK, context=context, origin=DeliveryOrigin.DISPATCH, made_at=made_at)


def _desk_counter(request: ScopedRequest) -> tuple[Any, Counter]:
    desk = desk_of(request)
    chosen = request.POST.get("commerce", request.GET.get("commerce", ""))
    if chosen.isdigit() and len(chosen) < 18:
        store = set_up_queries.store(actor=desk.actor, store_id=int(chosen))
        return desk, Counter(desk.service, desk.actor, store)
    return desk, Counter(desk.service, desk.actor, None)


@require_POST
def store_price(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Say what the order being typed would cost."""
    return _price(request, queries.counter_of(actor=request.actor, store_id=store_id))


@require_POST
def entry_price(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Say what the order being typed would cost."""
    return _price(request, _desk_counter(request)[1])


@require_GET
def store_places(request: ScopedRequest, store_id: int) -> JsonResponse:
    """Suggest addresses for what is typed."""
    return _places(request, queries.counter_of(actor=request.actor, store_id=store_id))


@require_GET
def entry_places(request: ScopedRequest, organization_slug: str) -> JsonResponse:
    """Suggest addresses for what is typed."""
    return _places(request, _desk_counter(request)[1])


def _places(request: ScopedRequest, counter: Counter) -> JsonResponse:
    groups = queries.place_options(counter=counter, text=request.GET.get("q", "")[:200])
    labels = {"known": _("Used before"), "map": _("On the map")}
    return JsonResponse({"groups": [{"label": labels[one["key"]], "options": one["options"]} for one in groups]})


def _forms(counter: Counter, data: Any = None, initial: Any = None) -> tuple[OrderForm, Any]:
    slots = queries.slot_choices(counter=counter, now=timezone.now())
    first, stops = initial or ({}, [])
    known = {address.pk: address for address in queries.remembered(store=counter.store)}
    today = timezone.now().astimezone(counter.zone).date()
    form = OrderForm(
        data, counter=counter, slots=slots, now=timezone.now(),
        initial={"once_key": uuid4().hex, "day": today, "slot": slots[0].value if slots else "", **first},
    )  # fmt: skip
    packages = queries.packages_for(store=counter.store)
    more = {"counter": counter, "packages": packages, "known": known}
    lines = STOPS(data, initial=stops, prefix="arrets", form_kwargs=more)
    # A copied order has its stops; an empty line more would only be in the way.
    lines.extra = 0 if stops else 1
    return form, lines


def _order(
    request: ScopedRequest, counter: Counter, template: str, *, context: Mapping[str, Any], origin: DeliveryOrigin,
    made_at: Any,
) -> HttpResponse:  # fmt: skip
    if request.method != "POST":
        form, stops = _forms(counter, initial=_copied(request, counter))
        return _page(request, template, context, form, stops)
    if "more" in request.POST:
        form, stops = _forms(counter, initial=typed_order(request.POST))
        stops.extra = 1
        return _page(request, template, context, form, stops)
    form, stops = _forms(counter, request.POST)
    if form.is_valid() and stops.is_valid():
        delivery = _ordered(counter, form, stops, origin=origin)
        if delivery is not None:
            messages.success(request, _("Ordered: delivery D-%(number)s.") % {"number": delivery.number})
            return answer(request, template, to=made_at(delivery))
    return _page(request, template, context, form, stops, status=422)


def _ordered(counter: Counter, form: OrderForm, stops: StopLines, *, origin: DeliveryOrigin) -> Delivery | None:
    given = order_given(form, stops, origin=origin)
    key = form.cleaned_data["once_key"]
    try:
        return order_delivery(actor=counter.actor, given=given, now=timezone.now(), once_key=key)
    except OrderRefused as refusal:
        tell_refusal(refusal, form=form, stops=stops)
        return None


def _copied(request: ScopedRequest, counter: Counter) -> Any:
    number = request.GET.get("copie", "")
    if not (number.isdigit() and len(number) < 18):
        return None
    delivery = delivery_seen(actor=counter.actor, number=int(number))
    return initial_order(delivery, packages=queries.packages_for(store=counter.store))


def _page(
    request: ScopedRequest, template: str, context: Mapping[str, Any], form: OrderForm, stops: Any, *, status: int = 200
) -> HttpResponse:
    return answer(request, template, part="order", context={**context, "form": form, "stops": stops}, status=status)


def _price(request: ScopedRequest, counter: Counter) -> HttpResponse:
    form, stops = _forms(counter, request.POST)
    found, problem = None, ""
    if form.is_valid() and stops.is_valid():
        try:
            given = order_given(form, stops, origin=DeliveryOrigin.STORE)
            found = checked_quote(actor=counter.actor, given=given, now=timezone.now())
        except OrderRefused as refusal:
            problem = str(refusal)
    outcome = OUTCOME_WORDS.get(found.calculation.outcome) if found else ""
    return answer(request, _PRICE, context={"found": found, "problem": problem, "outcome": outcome})
