from django.db import models
from django.db.models import F, Q

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.orders import Order
from maillage.delivery.types import PriceCause, StatementKind
from maillage.kit.ids import new_id


class PriceChange(OrganizationOwned):
    """What an order is charged, VAT included, from one moment to the next: the journal of its price. Append-only (trigger).

    `reason`, `client`: what somebody who changed it by hand said, and from where; the amount may then be the same.
    """

    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="price_changes")
    before_cents = models.BigIntegerField()
    after_cents = models.BigIntegerField()
    cause = models.CharField(max_length=12, choices=PriceCause.choices())
    reason = models.CharField(max_length=200, blank=True)
    client = models.CharField(max_length=120, blank=True)
    at = models.DateTimeField()
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["order", "id"], name="price_changes_of")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(before_cents=F("after_cents")) | Q(cause__in=["given", "supplements"]),
                name="price_change_changes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.order_id} {self.before_cents} → {self.after_cents}"


class Statement(OrganizationOwned):
    """A closed month of a store, a courier or a partner, as it was told then. Never changed (trigger): later corrections
    stand in a later month.

    `document` is what was shown, `digest` the SHA-256 of its canonical JSON.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=7, choices=StatementKind.choices())
    store = models.ForeignKey("delivery.Store", null=True, on_delete=models.PROTECT, related_name="+")
    courier = models.ForeignKey("delivery.Courier", null=True, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey("accounts.Organization", null=True, on_delete=models.PROTECT, related_name="+")
    month = models.DateField()  # its first day
    document = models.JSONField()
    digest = models.CharField(max_length=64)
    gross_cents = models.BigIntegerField()
    closed_at = models.DateTimeField()
    closed_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "month"], name="statements_of_month")]
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "store", "courier", "partner", "month"], name="statement_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind="store", store__isnull=False, courier=None, partner=None)
                | Q(kind="courier", store=None, courier__isnull=False, partner=None)
                | Q(kind="partner", store=None, courier=None, partner__isnull=False),
                name="statement_of_one",
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="statement_of_a_month"),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.kind} {self.month}"


class StatementLine(OrganizationOwned):
    """What a closed statement counts for an order: with it, a later one knows what was told already. Append-only (trigger)."""

    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    order = models.ForeignKey(Order, on_delete=models.PROTECT, related_name="+")
    cents = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["statement", "order"], name="lines_of_statement")]

    def __str__(self) -> str:
        return f"{self.statement_id} {self.order_id}"
