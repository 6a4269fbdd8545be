"""What programs leave between two calls: a price that was told, a file that was sent; and tours."""

from django.db import models

from maillage.accounts.ownership import OrganizationOwned


class ApiQuote(OrganizationOwned):
    """A price told to a program, which it may order at until `expires_at`.

    Personal data: `order` holds the order as it was sent, until it is confirmed or a night after the quote has expired.
    """

    store = models.ForeignKey("delivery.Store", null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    order = models.JSONField(default=dict, blank=True)
    amount_cents = models.PositiveBigIntegerField()
    currency = models.CharField(max_length=3, default="EUR")
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)
    delivery = models.OneToOneField(
        "delivery.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.pk} {self.amount_cents} {self.currency}"


class ApiImport(OrganizationOwned):
    """The number by which programs follow a file: `/api/delivery_import_queues/9`. `group`: of the tasks of a file of tasks."""

    order_import = models.OneToOneField("delivery.OrderImport", on_delete=models.CASCADE, related_name="queue")
    group = models.ForeignKey("delivery.TaskGroup", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    def __str__(self) -> str:
        return f"{self.pk} {self.order_import_id}"
