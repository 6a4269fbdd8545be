"""Deliveries that were ordered: lists, one with its stops, its cancellation."""

from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.forms.lists import cut_of
from maillage.delivery.forms.order_prices import GivenPriceForm, SupplementsForm
from maillage.delivery.forms.saving import saved
from maillage.delivery.models import Delivery, DeliveryService
from maillage.delivery.presenters import delivery_lines, delivery_page
from maillage.delivery.presenters_of_lists import delivery_table
from maillage.delivery.queries import ordering as queries
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.delivery_lists import deliveries_for_file, deliveries_of
from maillage.delivery.queries.evidence import evidence_of
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.queries.prices import manual_rules_of, price_changes_of
from maillage.delivery.queries.tasks import chosen_deliveries, delivery_seen, events_of_delivery
from maillage.delivery.queries.tour import rides_of
from maillage.delivery.queries.tracking import tracking_links
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services import order_prices
from maillage.delivery.services.deliveries import cancel_delivery
from maillage.delivery.services.labels import labels_pdf
from maillage.delivery.tables import table_file
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer

_DESK = "delivery/orders/desk_delivery.html"


@require_GET
def own_stores(request: ScopedRequest) -> HttpResponse:
    """List the stores that one orders for; with one alone, go there. Who only rides goes to the tour."""
    user_id = request.actor.user_id
    stores = list(set_up_queries.own_stores(user_id=user_id)) if user_id else []
    rides = rides_of(actor=request.actor)
    if rides and not stores:
        return redirect("delivery:tour_list")
    if len(stores) == 1 and not rides:
        return redirect("delivery:store_deliveries", stores[0].pk)
    return answer(request, "delivery/orders/own_stores.html", context={"stores": stores, "rides": rides})


def _counter(request: ScopedRequest, store_id: int) -> tuple[Counter, dict[str, Any]]:
    counter = queries.counter_of(actor=request.actor, store_id=store_id)
    return counter, {
        "store": counter.store, "service": counter.service, "organization": counter.service.organization,
    }  # fmt: skip


@require_GET
def store_deliveries(request: ScopedRequest, store_id: int) -> HttpResponse:
    """List what a store ordered."""
    counter, context = _counter(request, store_id)
    context |= {"file_url": reverse("delivery:store_deliveries_file", args=[store_id])}
    template = "delivery/orders/store_deliveries.html"
    return _list(request, counter.actor, template, context=context, zone=counter.zone, store_id=store_id)


@require_GET
def store_deliveries_file(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Give what the list of a store shows, as a CSV file."""
    counter, _context = _counter(request, store_id)
    return _file(request, counter.actor, zone=counter.zone, store_id=store_id)


@require_GET
def delivery_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List what was ordered of the co-operative."""
    desk = desk_of(request)
    context = desk.context(file_url=reverse("delivery:delivery_list_file", args=[organization_slug]))
    template = "delivery/orders/desk_deliveries.html"
    return _list(request, desk.actor, template, context=context, zone=desk.zone, store_id=None)


@require_GET
def delivery_list_file(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Give what the list of the co-operative shows, as a CSV file."""
    desk = desk_of(request)
    return _file(request, desk.actor, zone=desk.zone, store_id=None)


def _list(
    request: ScopedRequest, actor: DeliveryActor, template: str, *, context: dict[str, Any], zone: ZoneInfo,
    store_id: int | None,
) -> HttpResponse:  # fmt: skip
    form, cut = cut_of(request.GET, zone=zone)
    page = deliveries_of(actor=actor, store_id=store_id, cut=cut, cursor=request.GET.get("cursor", ""))
    shown = {"page": page, "lines": delivery_lines(page.rows), "form": form, "is_cut": cut.is_any}
    return answer(request, template, context=context | shown, status=200 if form.is_valid() else 422)


def _file(request: ScopedRequest, actor: DeliveryActor, *, zone: ZoneInfo, store_id: int | None) -> HttpResponse:
    _form, cut = cut_of(request.GET, zone=zone)
    rows = deliveries_for_file(actor=actor, store_id=store_id, cut=cut)
    return table_file(delivery_table(rows, zone=zone), name=_("deliveries"))


@require_GET
def store_delivery(request: ScopedRequest, store_id: int, delivery_number: int) -> HttpResponse:
    """Show one delivery of a store."""
    counter, context = _counter(request, store_id)
    delivery = _of_store(counter, delivery_number)
    return _one(request, delivery, "delivery/orders/store_delivery.html", context, actor=counter.actor)


@require_GET
def delivery(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Show one delivery of the co-operative."""
    desk = desk_of(request)
    row = delivery_seen(actor=desk.actor, number=delivery_number)
    return _one(request, row, _DESK, desk.context(**_price_forms(row), may_follow=True), actor=desk.actor)


def _price_forms(row: Delivery) -> dict[str, Any]:
    order = getattr(row, "order", None)
    if order is None:
        return {}
    rules = manual_rules_of(store=row.store)
    return {"given_form": GivenPriceForm(), "supplements_form": SupplementsForm(rules=rules, order=order)}


@require_POST
def price(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Give a price by hand, add supplements, or let the rules make the price again."""
    desk = desk_of(request)
    row = delivery_seen(actor=desk.actor, number=delivery_number)
    if getattr(row, "order", None) is None:
        raise NotFound
    key, form, change = _price_change(request, desk.actor, row)
    if form is None or saved(form, change, rename={"order.arbitraryPrice": "euros"}):
        if form is None:
            change()
        messages.success(request, _("The price was changed."))
        return answer(request, _DESK, to=f"{reverse('delivery:delivery', args=[organization_slug, row.number])}#price")
    context = desk.context(**{**_price_forms(row), key: form}, may_follow=True)
    return _one(request, row, _DESK, context, actor=desk.actor, status=422)


def _price_change(request: ScopedRequest, actor: DeliveryActor, row: Delivery) -> tuple[str, Any, Callable[[], Any]]:
    at: dict[str, Any] = {"actor": actor, "delivery_id": row.pk, "now": timezone.now()}
    wish = request.POST.get("wish", "")
    if wish == "rules":
        return "", None, lambda: order_prices.recalculate_order(**at)
    if wish == "supplements":
        rules = manual_rules_of(store=row.store)
        added = SupplementsForm(request.POST, rules=rules, order=row.order)
        return (
            "supplements_form",
            added,
            lambda: order_prices.set_supplements(**at, chosen=added.chosen(), version=added.cleaned_data["version"]),
        )
    given = GivenPriceForm(request.POST)
    return (
        "given_form",
        given,
        lambda: order_prices.set_order_price(**at, cents=given.cents(), reason=given.cleaned_data["reason"]),
    )


def _one(
    request: ScopedRequest, row: Delivery, template: str, context: dict[str, Any], *, actor: DeliveryActor,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    order = getattr(row, "order", None)
    changes = price_changes_of(order=order) if order else []
    page = delivery_page(
        row, events=events_of_delivery(delivery_id=row.pk), evidence=evidence_of(actor=actor, delivery=row),
        links=tracking_links(row, language=get_language() or "fr", now=timezone.now()),
    )  # fmt: skip
    return answer(request, template, context={**context, **page, "price_changes": changes}, status=status)


@require_POST
def store_cancellation(request: ScopedRequest, store_id: int, delivery_number: int) -> HttpResponse:
    """Cancel a delivery that nobody rides yet."""
    counter, _context = _counter(request, store_id)
    row = _of_store(counter, delivery_number)
    return _cancelled(request, counter.actor, row, reverse("delivery:store_delivery", args=[store_id, row.number]))


@require_POST
def cancellation(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Cancel a delivery that nobody rides yet."""
    desk = desk_of(request)
    row = delivery_seen(actor=desk.actor, number=delivery_number)
    return _cancelled(request, desk.actor, row, reverse("delivery:delivery", args=[organization_slug, row.number]))


def _cancelled(request: ScopedRequest, actor: DeliveryActor, row: Delivery, url: str) -> HttpResponse:
    cancel_delivery(actor=actor, delivery_id=row.pk, now=timezone.now())
    messages.success(request, _("Cancelled."))
    return answer(request, "delivery/orders/desk_delivery.html", to=url)


@require_GET
def store_labels(request: ScopedRequest, store_id: int) -> HttpResponse:
    """Print the labels of deliveries of a store."""
    counter, _context = _counter(request, store_id)
    rows = chosen_deliveries(actor=counter.actor, numbers=request.GET.getlist("d"), store_id=store_id)
    return _labels(rows, counter.service)


@require_GET
def labels(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """Print the labels of deliveries of the co-operative."""
    desk = desk_of(request)
    rows = chosen_deliveries(actor=desk.actor, numbers=request.GET.getlist("d"), store_id=None)
    return _labels(rows, desk.service)


def _labels(rows: list[Delivery], service: DeliveryService) -> HttpResponse:
    if not rows:
        raise NotFound
    pdf = labels_pdf(deliveries=rows, service=service, language=get_language() or "fr", now=timezone.now())
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"D-{rows[0].number}" if len(rows) == 1 else f"{len(rows)}"
    response["Content-Disposition"] = f'inline; filename="{_("labels")}-{name}.pdf"'
    return response


def _of_store(counter: Counter, number: int) -> Delivery:
    row = delivery_seen(actor=counter.actor, number=number)
    if counter.store is None or row.store_id != counter.store.pk:
        raise NotFound
    return row
