"""Files of orders."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import ImportKind, OrderImportState
from maillage.kit.ids import new_id


class OrderImport(OrganizationOwned):
    """A file of orders: read, checked row by row, ordered. `digest`: of its bytes, so that the same file orders once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    store = models.ForeignKey("delivery.Store", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=ImportKind.choices(), default=ImportKind.DELIVERIES.value)
    file_name = models.CharField(_("File"), max_length=200)
    digest = models.CharField(max_length=64)
    columns = models.JSONField()
    state = models.CharField(max_length=8, choices=OrderImportState.choices(), default=OrderImportState.CHECKING.value)
    orders_at_once = models.BooleanField(default=False)  # a program's file: nobody looks at a preview
    language = models.CharField(max_length=5)
    # When it was last worked on: one that stands still is taken up again.
    worked_at = models.DateTimeField()
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_through = models.CharField(max_length=120, blank=True)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "-made_at"], name="order_imports_of"),
            models.Index(fields=["store", "-made_at"], name="order_imports_of_store"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "store", "kind", "digest"], name="file_imported_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.file_name} {self.made_at:%Y-%m-%d}"


class OrderImportRow(OrganizationOwned):
    """A row of a file. Personal data: its cells (addresses, telephones) are kept thirty days, to be corrected and sent again."""

    order_import = models.ForeignKey(OrderImport, on_delete=models.CASCADE, related_name="rows")
    number = models.PositiveIntegerField()  # as spreadsheets count: the row of the columns' names is 1
    cells = models.JSONField(default=list)
    problems = models.JSONField(default=list, blank=True)  # [{"field", "problem"}]
    is_checked = models.BooleanField(default=False)
    price_cents = models.BigIntegerField(null=True)
    delivery = models.ForeignKey(
        "delivery.Delivery", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    task = models.ForeignKey("delivery.Task", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["order_import", "number"], name="import_row_once"),
            models.CheckConstraint(
                condition=Q(delivery__isnull=True) | Q(task__isnull=True), name="import_row_makes_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_import_id} {self.number}"
