"""Files of orders: sent, looked at, ordered; the refused rows given back."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from maillage.delivery.forms.order_imports import FileForm
from maillage.delivery.forms.saving import saved
from maillage.delivery.models import OrderImport
from maillage.delivery.order_files import csv_text
from maillage.delivery.queries import order_imports as queries
from maillage.delivery.queries import ordering
from maillage.delivery.queries import set_up as set_up_queries
from maillage.delivery.requests import ScopedRequest, desk_of
from maillage.delivery.rules.order_rows import DELIVERY_COLUMNS, TASK_COLUMNS
from maillage.delivery.services import order_imports as services
from maillage.delivery.services.reject_files import reject_file
from maillage.delivery.types import DeliveryActor, ImportKind, OrderImportState
from maillage.kit.errors import NotFound
from maillage.kit.htmx import answer

_SHOWN = 20
_MODEL = {
    ImportKind.DELIVERIES: {
        "dropoff.address": "12 avenue de la Costa, 98000 Monaco", "dropoff.address.contactName": "Nina Rossi",
        "dropoff.address.telephone": "06 39 98 00 03", "dropoff.timeslot": "2031-05-06 14:00 - 2031-05-06 15:30",
        "dropoff.packages": "", "weight": "2.5",
    },
    ImportKind.TASKS: {
        "type": "DROPOFF", "address": "12 avenue de la Costa, 98000 Monaco", "after": "2031-05-06 14:00",
        "before": "2031-05-06 15:30", "ref": "A-7", "weight": "2.5",
    },
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Door:
    """Where somebody imports: a store's pages or the desk's. `url`: of a route, by its name there."""

    actor: DeliveryActor
    base: str
    context: dict[str, Any]
    url: Callable[..., str]
    store_id: int | None


def _of_store(request: ScopedRequest, store_id: int) -> _Door:
    counter = ordering.counter_of(actor=request.actor, store_id=store_id)
    context = {"store": counter.store, "service": counter.service, "organization": counter.service.organization}
    names = {
        "imports": "store_imports",
        "one": "store_import",
        "order": "store_import_order",
        "rejects": "store_import_rejects",
    }

    def url(name: str, *arguments: object) -> str:
        return reverse(f"delivery:{names[name]}", args=[store_id, *arguments])

    return _Door(counter.actor, "delivery/store_base.html", context, url, store_id)


def _of_desk(request: ScopedRequest, slug: str) -> _Door:
    desk = desk_of(request)
    names = {"imports": "imports", "one": "one_import", "order": "import_order", "rejects": "import_rejects"}

    def url(name: str, *arguments: object) -> str:
        return reverse(f"delivery:{names[name]}", args=[slug, *arguments])

    return _Door(desk.actor, "delivery/base.html", desk.context(), url, None)


@require_http_methods(["GET", "HEAD", "POST"])
def store_imports(request: ScopedRequest, store_id: int) -> HttpResponse:
    """List a store's files; on POST, take one."""
    return _list(request, _of_store(request, store_id))


@require_http_methods(["GET", "HEAD", "POST"])
def imports(request: ScopedRequest, organization_slug: str) -> HttpResponse:
    """List the co-operative's files; on POST, take one."""
    return _list(request, _of_desk(request, organization_slug))


@require_GET
def store_import(request: ScopedRequest, store_id: int, import_id: UUID) -> HttpResponse:
    """Show what was understood of a store's file, or what came of it."""
    return _one(request, _of_store(request, store_id), import_id)


@require_GET
def one_import(request: ScopedRequest, organization_slug: str, import_id: UUID) -> HttpResponse:
    """Show what was understood of a file, or what came of it."""
    return _one(request, _of_desk(request, organization_slug), import_id)


@require_POST
def store_import_order(request: ScopedRequest, store_id: int, import_id: UUID) -> HttpResponse:
    """Order the good rows of a store's file."""
    return _order(request, _of_store(request, store_id), import_id)


@require_POST
def import_order(request: ScopedRequest, organization_slug: str, import_id: UUID) -> HttpResponse:
    """Order the good rows of a file."""
    return _order(request, _of_desk(request, organization_slug), import_id)


@require_GET
def store_import_rejects(request: ScopedRequest, store_id: int, import_id: UUID) -> HttpResponse:
    """Give the refused rows of a store's file."""
    return _rejects(_of_store(request, store_id), import_id)


@require_GET
def import_rejects(request: ScopedRequest, organization_slug: str, import_id: UUID) -> HttpResponse:
    """Give the refused rows of a file."""
    return _rejects(_of_desk(request, organization_slug), import_id)


@require_GET
def model_file(request: HttpRequest, kind: str) -> HttpResponse:
    """Give a file with the names of all columns and one row."""
    if kind not in set(ImportKind):
        raise NotFound
    columns = TASK_COLUMNS if kind == ImportKind.TASKS.value else DELIVERY_COLUMNS
    values = _MODEL[ImportKind(kind)]
    return _csv(csv_text(columns, [[values.get(name, "") for name in columns]]), f"{kind}.csv")


def _list(request: ScopedRequest, door: _Door) -> HttpResponse:
    stores = [] if door.store_id else [one for one in set_up_queries.stores(actor=door.actor) if one.closed_at is None]
    form = FileForm(request.POST or None, request.FILES or None, store_id=door.store_id, stores=stores)
    language = get_language() or "fr"
    made = saved(
        form,
        lambda: services.receive_file(actor=door.actor, given=form.given(language=language), now=timezone.now()),
    )
    if made:
        return answer(request, "delivery/imports/list.html", to=door.url("one", made.pk))
    rows = queries.imports_of(actor=door.actor, store_id=door.store_id)[:_SHOWN]
    lines = [(one, door.url("one", one.pk)) for one in rows]
    context = {**door.context, "base": door.base, "form": form, "lines": lines}
    return answer(request, "delivery/imports/list.html", context=context, status=422 if form.is_bound else 200)


def _one(request: ScopedRequest, door: _Door, import_id: UUID) -> HttpResponse:
    made = _seen(door, import_id)
    state = OrderImportState(made.state)
    context = {
        **door.context, "base": door.base, "made": made, "counts": queries.counts_of(made),
        "is_working": state in (OrderImportState.CHECKING, OrderImportState.ORDERING),
        "is_checked": state is OrderImportState.CHECKED, "is_ordered": state is OrderImportState.ORDERED,
        "bad": queries.rows_of(made, is_bad=True), "good": queries.rows_of(made, is_bad=False),
        "list_url": door.url("imports"), "order_url": door.url("order", made.pk),
        "rejects_url": door.url("rejects", made.pk), "one_url": door.url("one", made.pk),
    }  # fmt: skip
    return answer(request, "delivery/imports/one.html", part="state", context=context)


def _order(request: ScopedRequest, door: _Door, import_id: UUID) -> HttpResponse:
    made = _seen(door, import_id)
    services.order_import(actor=door.actor, import_id=made.pk, now=timezone.now())
    return answer(request, "delivery/imports/one.html", to=door.url("one", made.pk))


def _rejects(door: _Door, import_id: UUID) -> HttpResponse:
    made = _seen(door, import_id)
    name = f"rejets-{made.made_at:%Y-%m-%d}.csv"
    return _csv(reject_file(actor=door.actor, import_id=made.pk), name)


def _csv(text: str, name: str) -> HttpResponse:
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _seen(door: _Door, import_id: UUID) -> OrderImport:
    made = queries.import_seen(actor=door.actor, import_id=import_id)
    if door.store_id is not None and made.store_id != door.store_id:
        raise NotFound
    return made
