"""Deliveries that were ordered: lists, one with its stops, its cancellation."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from maillage.delivery.models import Delivery
from maillage.delivery.presenters import delivery_lines, delivery_page
from maillage.delivery.queries import ordering as queries
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.queries.ordering import Counter
from maillage.delivery.queries.tasks import delivery_seen, events_of_delivery
from maillage.delivery.queries.tour import rides_of
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.services.deliveries import cancel_delivery
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer


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
    return _list(request, counter.actor, "delivery/orders/store_deliveries.html", context=context, store_id=store_id)


@require_GET
def delivery_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List what was ordered of the co-operative."""
    desk = desk_of(request)
    return _list(request, desk.actor, "delivery/orders/desk_deliveries.html", context=desk.context(), store_id=None)


def _list(
    request: ScopedRequest, actor: DeliveryActor, template: str, *, context: dict[str, Any], store_id: int | None
) -> HttpResponse:
    text = request.GET.get("q", "")[:100]
    page = queries.deliveries_of(actor=actor, store_id=store_id, text=text, cursor=request.GET.get("cursor", ""))
    return answer(
        request, template, context={**context, "page": page, "lines": delivery_lines(page.rows), "text": text}
    )


@require_GET
def store_delivery(request: ScopedRequest, store_id: int, delivery_number: int) -> HttpResponse:
    """Show one delivery of a store."""
    counter, context = _counter(request, store_id)
    delivery = _of_store(counter, delivery_number)
    return _one(request, delivery, "delivery/orders/store_delivery.html", context)


@require_GET
def delivery(request: ScopedRequest, organization_slug: str, delivery_number: int) -> HttpResponse:
    """Show one delivery of the co-operative."""
    desk = desk_of(request)
    row = delivery_seen(actor=desk.actor, number=delivery_number)
    return _one(request, row, "delivery/orders/desk_delivery.html", desk.context())


def _one(request: ScopedRequest, row: Delivery, template: str, context: dict[str, Any]) -> HttpResponse:
    page = delivery_page(row, events=events_of_delivery(delivery_id=row.pk))
    return answer(request, template, context={**context, **page})


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


def _of_store(counter: Counter, number: int) -> Delivery:
    row = delivery_seen(actor=counter.actor, number=number)
    if counter.store is None or row.store_id != counter.store.pk:
        raise NotFound
    return row
