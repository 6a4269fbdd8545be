"""Files of programs, followed by a number. Source: CoopCycle API, section 4.11."""

import csv
import io
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ApiImport, OrderImport, OrderImportRow, TaskGroup
from maillage.delivery.queries.order_imports import import_seen
from maillage.delivery.services.order_imports import FileGiven, receive_file, work_import
from maillage.delivery.types import DeliveryActor, ImportKind
from maillage.kit.errors import Invalid, NotFound
from maillage.kit.rows import first_or_not_found

MOST_AT_ONCE = 200


class RowsRefused(Invalid):
    """Rows at fault, of which none was taken. `rows`: (place from 0, field, sentence)."""

    message = _("Some rows are at fault: correct them and send the file again.")
    code = "rows_refused"

    def __init__(self, rows: list[tuple[int, str, str]]) -> None:
        self.rows = rows
        super().__init__()


@transaction.atomic
def queue_file(*, actor: DeliveryActor, given: FileGiven, now: datetime) -> ApiImport:
    """Keep a program's file, whose good rows are then ordered; the same file again is the one that was sent.

    Raises: as `receive_file`.
    """
    made = receive_file(actor=actor, given=given, now=now)
    found: ApiImport | None = ApiImport.objects.within(actor.scope).filter(order_import=made).first()
    if found is not None:
        return found
    group = None
    if given.kind is ImportKind.TASKS:
        name = given.name.rpartition(".")[0] or given.name or f"{now:%Y-%m-%d %H:%M}"
        group = TaskGroup.objects.create(organization_id=actor.organization_id, name=name[:140], created_at=now)
    queue: ApiImport = ApiImport.objects.create(organization_id=actor.organization_id, order_import=made, group=group)
    return queue


@transaction.atomic
def import_tasks_now(*, actor: DeliveryActor, given: FileGiven, now: datetime) -> TaskGroup:
    """Take all tasks of a file at once, or none; gives their group.

    Publishes `TaskCreated` for each. Raises: as `receive_file`; RowsRefused, Invalid (too many rows to wait for).
    Source: CoopCycle API, `POST /api/tasks/import`.
    """
    queue = queue_file(actor=actor, given=given, now=now)
    rows = OrderImportRow.objects.within(actor.scope).filter(order_import_id=queue.order_import_id)
    if rows.count() > MOST_AT_ONCE:
        raise Invalid(_("More than 200 rows: send them to /api/tasks/import_async."), field="file")
    work_import(import_id=queue.order_import_id, now=now)
    wrong = [
        (row.number - 2, one["field"], one["problem"]) for row in rows.exclude(problems=[]) for one in row.problems
    ]
    if wrong:
        raise RowsRefused(wrong)
    if queue.group is None:
        raise NotFound
    return queue.group


def queue_seen(*, actor: DeliveryActor, number: int, kind: ImportKind) -> ApiImport:
    """Give a file that was sent, as far as it is theirs to see. Raises: NotFound."""
    rows = ApiImport.objects.within(actor.scope).select_related("order_import", "group")
    found: ApiImport = first_or_not_found(rows.filter(pk=number, order_import__kind=kind.value))
    import_seen(actor=actor, import_id=found.order_import_id)
    return found


def sent_text(made: OrderImport) -> str:
    """Write the table of a file again, as far as its rows are kept."""
    written = io.StringIO()
    writer = csv.writer(written, lineterminator="\n")
    writer.writerow(made.columns)
    rows = OrderImportRow.objects.across_scopes(reason="rows of a file that may be seen").filter(order_import=made)
    writer.writerows(rows.order_by("number").values_list("cells", flat=True))
    return written.getvalue()
