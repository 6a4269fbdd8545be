"""Files of deliveries and of tasks. Source: `coopcycle_api.md`, section 4.11."""

from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Item
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import CSV
from maillage.delivery.coopcycle.reading.deliveries import store_of
from maillage.delivery.coopcycle.refusals import Refused, Violation, Violations
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.groups import group_document
from maillage.delivery.models import ApiImport
from maillage.delivery.queries.order_imports import counts_of, rows_of
from maillage.delivery.services.import_queues import (
    RowsRefused,
    import_tasks_now,
    queue_file,
    queue_seen,
    sent_text,
)
from maillage.delivery.services.order_imports import FileGiven
from maillage.delivery.types import ImportKind, OrderImportState

_KINDS = {
    ImportKind.DELIVERIES: ("delivery_import_queues", "DeliveryImportQueue"),
    ImportKind.TASKS: ("task_import_queues", "TaskImportQueue"),
}
_STATES = {
    OrderImportState.CHECKING.value: "pending",
    OrderImportState.CHECKED.value: "started",
    OrderImportState.ORDERING.value: "started",
    OrderImportState.ORDERED.value: "completed",
}


@for_programs("deliveries")
def import_deliveries(call: Call) -> Answer:
    """Take a table of deliveries, ordered by the worker: `?store=` names a store for those who order for several."""
    named = {"store": call.request.GET.get("store")}
    store = store_of(named, call=call, is_needed=False)
    given = _file(call, ImportKind.DELIVERIES, store_id=store.pk if store else None)
    return _queued(queue_file(actor=call.actor, given=given, now=call.now), ImportKind.DELIVERIES)


@for_programs("tasks")
def queue_tasks(call: Call) -> Answer:
    """Take a table of tasks, made by the worker; of the office alone."""
    _require_office(call)
    given = _file(call, ImportKind.TASKS, store_id=None)
    return _queued(queue_file(actor=call.actor, given=given, now=call.now), ImportKind.TASKS)


@for_programs("tasks")
def import_tasks(call: Call) -> Answer:
    """Make all tasks of a table, or none. A store's program is sent to the table of deliveries: tasks of no order are nobody's to pay."""
    _require_office(call)
    given = _file(call, ImportKind.TASKS, store_id=None)
    try:
        group = import_tasks_now(actor=call.actor, given=given, now=call.now)
    except RowsRefused as refusal:
        raise Violations(*(_violation(*row) for row in refusal.rows)) from None
    return Item(group_document(call, group), "TaskGroup", status=201)


def _require_office(call: Call) -> None:
    if not call.actor.is_dispatcher:
        told = _("Stores order deliveries: send the table to /api/deliveries/import_async.")
        raise Refused(told, status=403)


def _violation(place: int, field: str, told: str) -> Violation:
    is_twice = told == _("Another row of this file has this reference.")
    return Violation(f"tasks[{place}]" if is_twice else f"tasks[{place}].{field}", told)


@for_programs("deliveries")
def read_deliveries(call: Call, number: int) -> Answer:
    """Say how far a table of deliveries is."""
    return _followed(queue_seen(actor=call.actor, number=number, kind=ImportKind.DELIVERIES), ImportKind.DELIVERIES)


def read_tasks(call: Call, number: int) -> Answer:
    """Say how far a table of tasks is."""
    call.require_dispatcher()
    return _followed(queue_seen(actor=call.actor, number=number, kind=ImportKind.TASKS), ImportKind.TASKS)


@for_programs("deliveries")
def download(call: Call, number: int) -> Answer:
    """Give the table that was sent."""
    queue = queue_seen(actor=call.actor, number=number, kind=ImportKind.DELIVERIES)
    answer = HttpResponse(sent_text(queue.order_import), content_type=f"{CSV}; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="deliveries-{queue.pk}.csv"'
    return answer


def _file(call: Call, kind: ImportKind, *, store_id: int | None) -> FileGiven:
    name = call.request.headers.get("X-File-Name", "") or f"{call.now.astimezone(call.zone):%Y-%m-%d %H:%M}.csv"
    return FileGiven(
        call.raw(CSV), name[:200], get_language() or "fr", kind=kind, store_id=store_id, orders_at_once=True
    )


def _queued(queue: ApiImport, kind: ImportKind) -> Answer:
    address, named = _KINDS[kind]
    return Item({"@id": iri(address, queue.pk), "@type": named}, named, status=201)


def _followed(queue: ApiImport, kind: ImportKind) -> Answer:
    address, named = _KINDS[kind]
    made = queue.order_import
    wrong = [
        {"row": row.number, "propertyPath": one["field"], "message": one["problem"]}
        for row in rows_of(made, is_bad=True)
        for one in row.problems
    ]
    status = _STATES[made.state]
    if status == "completed" and wrong and not counts_of(made).ordered:
        status = "failed"
    found: dict[str, Any] = {"@id": iri(address, queue.pk), "@type": named, "status": status}
    if kind is ImportKind.DELIVERIES:
        return Item({**found, "errors": wrong}, named)
    if status == "completed" and queue.group_id:
        found["group"] = iri("task_groups", queue.group_id)
    if status == "failed":
        found["error"] = "\n".join(f"{one['row']}: {one['message']}" for one in wrong)
    return Item(found, named)
