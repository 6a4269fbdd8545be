"""Files of orders, as far as somebody may see them."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from maillage.delivery.models import OrderImport, OrderImportRow
from maillage.delivery.types import DeliveryActor
from maillage.kit.rows import first_or_not_found

SHOWN_ROWS = 200


@dataclass(frozen=True, slots=True)
class ImportCounts:
    rows: int
    checked: int
    bad: int
    ordered: int

    @property
    def good(self) -> int:
        return self.checked - self.bad


def imports_of(*, actor: DeliveryActor, store_id: int | None) -> "QuerySet[OrderImport]":
    """List the files of a store, or of all for a dispatcher, the last one first."""
    rows = OrderImport.objects.within(actor.scope).select_related("store", "made_by")
    if not actor.is_dispatcher:
        rows = rows.filter(store_id__in=actor.store_ids)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    counted = rows.annotate(row_count=Count("rows"), bad_count=Count("rows", filter=~Q(rows__problems=[])))
    return counted.order_by("-made_at")


def import_seen(*, actor: DeliveryActor, import_id: UUID) -> OrderImport:
    """Raises: NotFound."""
    return first_or_not_found(imports_of(actor=actor, store_id=None).filter(pk=import_id))


def counts_of(made: OrderImport) -> ImportCounts:
    """Count what became of a file's rows."""
    rows = OrderImportRow.objects.across_scopes(reason="rows of a file that may be seen").filter(order_import=made)
    found = rows.aggregate(
        rows=Count("pk"), checked=Count("pk", filter=Q(is_checked=True)), bad=Count("pk", filter=~Q(problems=[])),
        ordered=Count("pk", filter=Q(delivery__isnull=False) | Q(task__isnull=False)),
    )  # fmt: skip
    return ImportCounts(**found)


def rows_of(made: OrderImport, *, is_bad: bool, limit: int = SHOWN_ROWS) -> list[OrderImportRow]:
    """List a file's rows with problems, or those without."""
    rows = OrderImportRow.objects.across_scopes(reason="rows of a file that may be seen").filter(order_import=made)
    rows = rows.exclude(problems=[]) if is_bad else rows.filter(problems=[])
    return list(rows.select_related("delivery", "task").order_by("number")[:limit])
