"""Files of orders: received, checked row by row, ordered; each row once, whatever is pressed or killed."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import IntegrityError, transaction
from django.utils import translation
from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, OrderImport, OrderImportRow, Package, Store, TaskGroup
from maillage.delivery.order_files import FileRefused, table_of
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.order_imports import import_seen
from maillage.delivery.rules.order_rows import (
    DELIVERY_COLUMNS,
    NEEDED_OF_DELIVERIES,
    NEEDED_OF_TASKS,
    TASK_COLUMNS,
    Around,
    Fault,
    RowFault,
    TaskRow,
    delivery_of_row,
    known_columns,
    task_of_row,
)
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.deliveries import OrderRefused, order_delivery
from maillage.delivery.services.import_groups import gather_import
from maillage.delivery.services.quotes import checked_quote
from maillage.delivery.services.single_tasks import add_task, check_task
from maillage.delivery.types import DeliveryActor, DeliveryGiven, DeliveryOrigin, ImportKind, OrderImportState
from maillage.kit.errors import DomainError, NotAllowed, NotFound
from maillage.stream.jobs_queue import defer_job

WORK_TASK = "maillage.delivery.order_jobs.work_import"
STANDS_STILL = timedelta(minutes=15)
KEPT = timedelta(days=30)

ROW_WORDS = {
    RowFault.ADDRESS: _("An address is needed: a street and a town, or a point on the map."),
    RowFault.TWO_ADDRESSES: _("The address is in two columns: keep one of them."),
    RowFault.POINT: _("“%(text)s” is no point: write latitude, then longitude, such as 43.7384,7.4246."),
    RowFault.TIME: _("“%(text)s” is no time frame: write it as 2031-05-06 14:00 - 2031-05-06 15:30."),
    RowFault.WINDOW: _("The time frame is not valid: its end must come after its start."),
    RowFault.WINDOW_MISSING: _("Say by when, such as 2031-05-06 14:00 - 2031-05-06 15:30."),
    RowFault.OVER: _("“%(text)s” has passed: give a time to come."),
    RowFault.WEIGHT: _("“%(text)s” is no weight: write kilograms such as 2.5, up to ten tonnes."),
    RowFault.PACKAGES: _("“%(text)s” is no number of packages: write box=2, up to a thousand of a type."),
    RowFault.PACKAGE_UNKNOWN: _("“%(text)s” is not one of the store’s packages."),
    RowFault.METADATA: _("“%(text)s” cannot be read: write key=value, with a space between two."),
    RowFault.TYPE: _("“%(text)s” is no type: write PICKUP or DROPOFF."),
}
_REASON = "a file of orders, worked on after it was received"


@dataclass(frozen=True, slots=True)
class FileGiven:
    """A file as it was sent. `orders_at_once`: good rows are ordered without a preview, as programs ask."""

    content: bytes
    name: str
    language: str
    kind: ImportKind = ImportKind.DELIVERIES
    store_id: int | None = None
    orders_at_once: bool = False


@transaction.atomic
def receive_file(*, actor: DeliveryActor, given: FileGiven, now: datetime) -> OrderImport:
    """Keep a file whose rows are then checked; the same file for the same store again gives the import that was made.

    Raises: NotAllowed, NotFound, FileRefused. Source: CoopCycle API, `POST /api/deliveries/import_async`.
    """
    _require_may_import(actor, given)
    digest = hashlib.sha256(given.content).hexdigest()
    rows = OrderImport.objects.within(actor.scope)
    same = {"store_id": given.store_id, "kind": given.kind.value, "digest": digest}
    made: OrderImport | None = rows.filter(**same).first()
    if made is not None:
        return made
    table = table_of(given.content)
    _require_columns(table.columns, given.kind)
    try:
        with transaction.atomic():
            made = OrderImport.objects.create(
                organization_id=actor.organization_id, **same, file_name=given.name[:200], columns=table.columns,
                orders_at_once=given.orders_at_once, language=given.language[:5], worked_at=now,
                made_by_id=actor.user_id, made_through=actor.client, made_at=now,
            )  # fmt: skip
    except IntegrityError:  # sent twice at once
        return rows.get(**same)
    OrderImportRow.objects.bulk_create(
        OrderImportRow(organization_id=actor.organization_id, order_import=made, number=number, cells=cells)
        for number, cells in table.rows
    )
    defer_job(task=WORK_TASK, lock=f"order-import:{made.pk}", import_id=str(made.pk))
    return made


@transaction.atomic
def order_import(*, actor: DeliveryActor, import_id: UUID, now: datetime) -> OrderImport:
    """Order the good rows of a file that was checked; pressed twice, they are ordered once.

    Raises: NotAllowed, NotFound.
    """
    seen = import_seen(actor=actor, import_id=import_id)
    made: OrderImport = OrderImport.objects.within(actor.scope).select_for_update().get(pk=seen.pk)
    if made.state == OrderImportState.CHECKED.value:
        _go_to(made, OrderImportState.ORDERING, now=now)
        defer_job(task=WORK_TASK, lock=f"order-import:{made.pk}", import_id=str(made.pk))
    return made


def work_import(*, import_id: UUID, now: datetime) -> None:
    """Check the rows that are not checked yet, then order those that are asked for; a run that is killed is gone on with."""
    made: OrderImport | None = OrderImport.objects.across_scopes(reason=_REASON).filter(pk=import_id).first()
    if made is None:
        return
    with translation.override(made.language):
        if made.state == OrderImportState.CHECKING.value:
            _check_rows(made, now=now)
            following = OrderImportState.ORDERING if made.orders_at_once else OrderImportState.CHECKED
            _go_to(made, following, now=now)
        if made.state == OrderImportState.ORDERING.value:
            _order_rows(made, now=now)
            gather_import(made)
            made.ended_at = now
            _go_to(made, OrderImportState.ORDERED, now=now)


def resume_imports(*, now: datetime) -> int:
    """Take up files whose worker was killed; gives how many."""
    rows = OrderImport.objects.across_scopes(reason=_REASON)
    waiting = rows.filter(
        state__in=[OrderImportState.CHECKING.value, OrderImportState.ORDERING.value], worked_at__lt=now - STANDS_STILL
    )
    ids = list(waiting.values_list("pk", flat=True))
    for pk in ids:
        defer_job(task=WORK_TASK, lock=f"order-import:{pk}", import_id=str(pk))
    return len(ids)


def forget_rows(*, now: datetime) -> int:
    """Forget the rows of files of a month ago: addresses and telephones serve no more; what was ordered stays."""
    rows = OrderImport.objects.across_scopes(reason="files of orders whose rows serve no more")
    old = rows.filter(made_at__lt=now - KEPT)
    cells = OrderImportRow.objects.across_scopes(reason="files of orders whose rows serve no more")
    return int(cells.filter(order_import__in=old).exclude(cells=[]).update(cells=[]))


def _check_rows(made: OrderImport, *, now: datetime) -> None:
    actor, around = _actor(made), _around(made, now)
    for row in _rows(made).filter(is_checked=False):
        row.problems, row.price_cents = _problems(made, row, actor=actor, around=around)
        row.is_checked = True
        row.save(update_fields=["problems", "price_cents", "is_checked"])
    _say_references_once(made)


def _problems(
    made: OrderImport, row: OrderImportRow, *, actor: DeliveryActor, around: Around
) -> tuple[list[dict[str, str]], int | None]:
    given, faults = _given(made, row, around)
    if faults:
        return [_said(fault) for fault in faults], None
    try:
        if isinstance(given, TaskRow):
            check_task(actor=actor, given=given.task, now=around.now)
            return _courier_problems(made, given), None
        found = checked_quote(actor=actor, given=given, now=around.now)
        return [], found.amounts.gross_cents if found.amounts else None
    except DomainError as refusal:
        return _refused(refusal, has_pickup=len(given.tasks) > 1 if isinstance(given, DeliveryGiven) else None), None


def _order_rows(made: OrderImport, *, now: datetime) -> None:
    actor, around = _actor(made), _around(made, now)
    for row_id in _rows(made).filter(problems=[], delivery=None, task=None).values_list("pk", flat=True):
        _order_row(made, row_id, actor=actor, around=around)


@transaction.atomic
def _order_row(made: OrderImport, row_id: int, *, actor: DeliveryActor, around: Around) -> None:
    row = _rows(made).select_for_update(of=("self",)).get(pk=row_id)
    if row.delivery_id or row.task_id or row.problems:
        return
    given, faults = _given(made, row, around)  # hours may have passed since it was checked
    if faults:
        row.problems = [_said(fault) for fault in faults]
    else:
        try:
            with transaction.atomic():
                _make(made, row, given, actor=actor, now=around.now)
        except DomainError as refusal:
            has_pickup = len(given.tasks) > 1 if isinstance(given, DeliveryGiven) else None
            row.problems = _refused(refusal, has_pickup=has_pickup)
    row.save(update_fields=["problems", "delivery", "task"])


def _make(
    made: OrderImport, row: OrderImportRow, given: DeliveryGiven | TaskRow, *, actor: DeliveryActor, now: datetime
) -> None:
    if isinstance(given, DeliveryGiven):
        key = hashlib.sha256(f"import:{made.store_id}:{made.digest}:{row.number}".encode()).hexdigest()
        row.delivery = order_delivery(actor=actor, given=given, now=now, once_key=key)
        return
    row.task = add_task(actor=actor, given=given.task, now=now)
    if given.group:
        groups = TaskGroup.objects.within(actor.scope)
        group = groups.filter(name=given.group[:140]).first() or TaskGroup.objects.create(
            organization_id=actor.organization_id, name=given.group[:140], created_at=now
        )
        row.task.group = group
        row.task.save(update_fields=["group"])
    name = given.courier.partition(":")[0]
    if name:
        courier = Courier.objects.within(actor.scope).get(username=name, left_at=None)
        assign_tasks(actor=actor, task_ids=[row.task.pk], courier_id=courier.pk, now=now)


def _given(made: OrderImport, row: OrderImportRow, around: Around) -> tuple[DeliveryGiven | TaskRow, list[Fault]]:
    kind = ImportKind(made.kind)
    columns = known_columns(made.columns, columns=_columns(kind))
    cells = {name: row.cells[place] for name, place in columns.items() if place < len(row.cells)}
    if kind is ImportKind.TASKS:
        return task_of_row(cells, around)
    tasks, faults = delivery_of_row(cells, around)
    if made.store_id is None and len(tasks) == 1 and not faults:
        faults = [Fault("pickup.address", RowFault.ADDRESS)]
    return DeliveryGiven(tasks, made.store_id, DeliveryOrigin.IMPORT), faults


def _columns(kind: ImportKind) -> Sequence[str]:
    return TASK_COLUMNS if kind is ImportKind.TASKS else DELIVERY_COLUMNS


def _said(fault: Fault) -> dict[str, str]:
    return {"field": fault.column, "problem": str(ROW_WORDS[fault.fault]) % {"text": fault.text}}


def _refused(refusal: DomainError, *, has_pickup: bool | None) -> list[dict[str, str]]:
    """Say a refusal of the order on the columns that it is about."""
    if not isinstance(refusal, OrderRefused):
        return [{"field": refusal.field, "problem": str(refusal)}]
    return [{"field": _column(path, has_pickup=has_pickup), "problem": said} for path, said in refusal.violations]


def _column(path: str, *, has_pickup: bool | None) -> str:
    place, _dot, field = path.removeprefix("items[").partition("].task.")
    name = "timeslot" if "doneBefore" in path else "address.telephone" if "telephone" in path else "address"
    if has_pickup is None:
        return name
    if not field:
        return "dropoff.timeslot" if path == "items" else path
    return f"{'pickup' if place == '0' else 'dropoff'}.{name}"


def _courier_problems(made: OrderImport, given: TaskRow) -> list[dict[str, str]]:
    name = given.courier.partition(":")[0]
    rows = Courier.objects.across_scopes(reason=_REASON).filter(organization_id=made.organization_id, left_at=None)
    if not name or rows.filter(username=name).exists():
        return []
    return [{"field": "assign", "problem": str(_("“%(name)s” rides for nobody here.")) % {"name": name[:60]}}]


def _say_references_once(made: OrderImport) -> None:
    """Two tasks of a file with one reference: the later one is refused."""
    column = known_columns(made.columns, columns=_columns(ImportKind(made.kind))).get("ref")
    if column is None or made.kind != ImportKind.TASKS.value:
        return
    seen: set[str] = set()
    for row in _rows(made):
        text = row.cells[column] if column < len(row.cells) else ""
        if text and text in seen and not row.problems:
            row.problems = [{"field": "ref", "problem": str(_("Another row of this file has this reference."))}]
            row.save(update_fields=["problems"])
        seen.add(text)


def _require_may_import(actor: DeliveryActor, given: FileGiven) -> None:
    if not actor.may_order_for(given.store_id) or (given.kind is ImportKind.TASKS and not actor.is_dispatcher):
        raise NotAllowed
    if given.store_id is None:
        return
    if not Store.objects.within(actor.scope).filter(pk=given.store_id, closed_at=None).exists():
        raise NotFound


def _require_columns(header: Sequence[str], kind: ImportKind) -> None:
    known = known_columns(header, columns=_columns(kind))
    for group in NEEDED_OF_TASKS if kind is ImportKind.TASKS else NEEDED_OF_DELIVERIES:
        if not any(name in known for name in group):
            raise FileRefused(
                _("There is no column “%(column)s”: the first row has the names of the columns, as in the model file."),
                column=group[0],
            )


def _actor(made: OrderImport) -> DeliveryActor:
    """Give whoever sent the file, as far as the file goes: its store alone, or all for a dispatcher's."""
    stores = frozenset({made.store_id}) if made.store_id is not None else frozenset()
    return DeliveryActor(
        organization_id=made.organization_id, user_id=made.made_by_id, store_ids=stores,
        is_dispatcher=made.store_id is None, client=made.made_through,
    )  # fmt: skip


def _around(made: OrderImport, now: datetime) -> Around:
    service = service_of(organization_id=made.organization_id)
    return Around(now, ZoneInfo(service.time_zone), _packages(made))


def _packages(made: OrderImport) -> Mapping[str, str]:
    """Give the store's types of package by their names, slugs and short codes."""
    set_id = made.store.package_set_id if made.store else None
    rows = Package.objects.across_scopes(reason="the package types that a store may send").filter(package_set_id=set_id)
    found: dict[str, str] = {}
    for package in rows.order_by("position", "pk") if set_id else ():
        for name in (package.name, slugify(package.name), package.short_code):
            found.setdefault(name.casefold(), package.name)
    return found


def _rows(made: OrderImport) -> Any:
    return OrderImportRow.objects.across_scopes(reason=_REASON).filter(order_import=made).order_by("number")


def _go_to(made: OrderImport, state: OrderImportState, *, now: datetime) -> None:
    made.state, made.worked_at = state.value, now
    made.save(update_fields=["state", "worked_at", "ended_at"])
