"""Orders that come back by a rule."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import TaskType


class RecurringOrder(OrganizationOwned):
    """An order made anew on each day of a rule. `rule`: RFC 5545, counted from `starts_on`, in the co-operative's days.

    `paused_at`: nothing is ordered for now; `ended_at`: nothing any more. `given_price_cents`: a price set by hand,
    VAT included, in the place of the rules'.
    """

    store = models.ForeignKey("delivery.Store", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(_("Name"), max_length=140, blank=True)
    rule = models.CharField(_("Rule"), max_length=500)
    starts_on = models.DateField(_("From"))
    given_price_cents = models.PositiveBigIntegerField(null=True, blank=True)
    given_price_reason = models.CharField(max_length=200, blank=True)
    made_by = models.ForeignKey("accounts.User", null=True, on_delete=models.SET_NULL, related_name="+")
    made_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        indexes = [
            models.Index(fields=["organization", "ended_at", "store"], name="recurring_orders_of"),
            models.Index(fields=["store", "ended_at"], name="recurring_orders_of_store"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(given_price_cents__isnull=True, given_price_reason="")
                | (Q(given_price_cents__isnull=False) & ~Q(given_price_reason="")),
                name="recurring_price_has_a_reason",
            )
        ]

    def __str__(self) -> str:
        return f"{self.pk} {self.rule}"


class RecurringStop(OrganizationOwned):
    """A stop of an order that comes back; its hours are those that clocks show on the day, none for what follows from others."""

    recurring = models.ForeignKey(RecurringOrder, on_delete=models.CASCADE, related_name="stops")
    position = models.PositiveSmallIntegerField()
    type = models.CharField(max_length=7, choices=TaskType.choices())
    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")
    after = models.TimeField(null=True, blank=True)
    before = models.TimeField(null=True, blank=True)
    comments = models.TextField(blank=True)
    weight_g = models.PositiveIntegerField(null=True, blank=True)
    parcels = models.JSONField(default=list, blank=True)  # [{"name", "quantity"}]
    tags = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    metadata = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["recurring", "position"], name="recurring_stop_once"),
            models.CheckConstraint(
                condition=Q(after__isnull=True) | Q(before__isnull=False, before__gt=F("after")),
                name="recurring_window_opens",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recurring_id} {self.position}"


class RecurringDay(OrganizationOwned):
    """What came of a day of the rule: an order, or why there is none. One row a day: that is what makes it once.

    `is_skipped`: somebody said that this day is left out.
    """

    recurring = models.ForeignKey(RecurringOrder, on_delete=models.CASCADE, related_name="days")
    day = models.DateField()
    delivery = models.ForeignKey("delivery.Delivery", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    is_skipped = models.BooleanField(default=False)
    problem = models.CharField(max_length=500, blank=True)
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recurring", "day"], name="recurring_day_once"),
            models.CheckConstraint(
                condition=Q(delivery__isnull=False, is_skipped=False, problem="")
                | Q(delivery__isnull=True, is_skipped=True, problem="")
                | (Q(delivery__isnull=True, is_skipped=False) & ~Q(problem="")),
                name="recurring_day_says_what",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.recurring_id} {self.day}"


class RecurringMiss(OrganizationOwned):
    """That a day of the rule has no delivery was told: once for each day."""

    recurring = models.ForeignKey(RecurringOrder, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    told_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["recurring", "day"], name="recurring_miss_once")]

    def __str__(self) -> str:
        return f"{self.recurring_id} {self.day}"
