"""Warehouses."""

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from maillage.delivery.forms.saving import saved
from maillage.delivery.forms.warehouses import WarehouseForm, initial_warehouse
from maillage.delivery.models import Warehouse
from maillage.delivery.queries import set_up as queries
from maillage.delivery.requests import Desk, ScopedRequest, desk_of
from maillage.delivery.services import warehouses as services
from maillage.kit.htmx import answer

_LIST, _ONE = "delivery/setup/warehouses.html", "delivery/setup/warehouse.html"


@require_http_methods(["GET", "HEAD", "POST"])
def warehouse_list(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the warehouses; on POST, add one."""
    desk = desk_of(request)
    form = WarehouseForm(request.POST or None)
    if saved(form, lambda: _kept(desk, form, None)):
        return answer(request, _LIST, to=reverse("delivery:warehouse_list", args=[organization_slug]))
    context = desk.context(warehouses=queries.warehouses(actor=desk.actor), form=form)
    return answer(request, _LIST, context=context, status=422 if form.is_bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
def warehouse(request: ScopedRequest, organization_slug: str, warehouse_id: int) -> HttpResponse:
    """Show a warehouse; on POST, change it."""
    desk = desk_of(request)
    row = queries.warehouse(actor=desk.actor, warehouse_id=warehouse_id)
    form = WarehouseForm(request.POST or None, initial=initial_warehouse(row))
    if saved(form, lambda: _kept(desk, form, row.pk)):
        return answer(request, _ONE, to=reverse("delivery:warehouse_list", args=[organization_slug]))
    context = desk.context(warehouse=row, form=form)
    return answer(request, _ONE, context=context, status=422 if form.is_bound else 200)


def _kept(desk: Desk, form: WarehouseForm, warehouse_id: int | None) -> Warehouse:
    return services.save_warehouse(
        actor=desk.actor, name=form.cleaned_data["name"], address=form.address_given(), now=timezone.now(),
        warehouse_id=warehouse_id,
    )  # fmt: skip


@require_POST
def warehouse_removal(request: ScopedRequest, organization_slug: str, warehouse_id: int) -> HttpResponse:
    """Take a warehouse off the list."""
    services.remove_warehouse(actor=desk_of(request).actor, warehouse_id=warehouse_id)
    return answer(request, _LIST, to=reverse("delivery:warehouse_list", args=[organization_slug]))
