from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.utils.translation import gettext_lazy as _

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.types import VehicleKind


class Warehouse(OrganizationOwned):
    """Where vehicles sleep and parcels wait."""

    name = models.CharField(_("Name"), max_length=80)
    address = models.ForeignKey("delivery.Address", on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return self.name


class Vehicle(OrganizationOwned):
    """A kind of vehicle of the fleet: what it carries, how fast it goes, what it emits."""

    name = models.CharField(_("Name"), max_length=80)
    kind = models.CharField(_("Kind"), max_length=14, choices=VehicleKind.choices(), default=VehicleKind.BIKE.value)
    max_weight_g = models.PositiveIntegerField(_("Carries at most (g)"), default=20_000)
    max_volume_units = models.PositiveSmallIntegerField(_("Volume units"), default=10)
    speed_percent = models.PositiveSmallIntegerField(_("Speed against a bike (%)"), default=100)
    co2_g_per_km = models.PositiveSmallIntegerField(_("CO₂ (g/km)"), default=0)
    warehouse = models.ForeignKey(Warehouse, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organization", "name"], name="vehicle_named_once"),
            models.CheckConstraint(condition=models.Q(speed_percent__gt=0), name="vehicle_moves"),
        ]

    def __str__(self) -> str:
        return self.name


class Courier(OrganizationOwned):
    """Somebody who rides for the co-operative. Personal data: kept while the person rides, then with the tasks done."""

    user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    username = models.SlugField(_("Short name"), max_length=40, unique=True)
    telephone = models.CharField(_("Telephone"), max_length=20, blank=True)
    color = models.CharField(_("Colour"), max_length=7, default="#0F6B6B")
    vehicle = models.ForeignKey(Vehicle, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    skills = ArrayField(models.SlugField(max_length=40), default=list, blank=True)
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["organization", "user"], name="courier_once")]

    def __str__(self) -> str:
        return self.username


class WeeklyShift(OrganizationOwned):
    """When a courier rides each week, by the clocks of the co-operative. `weekday`: 0 is Monday.

    One that ends at or before its start ends the day after.
    """

    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="weekly_shifts")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField(_("From"))
    ends = models.TimeField(_("To"))
    break_starts = models.TimeField(_("Break from"), null=True, blank=True)
    break_ends = models.TimeField(_("Break to"), null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "weekday"], name="weekly_shifts_of")]
        constraints = [
            models.UniqueConstraint(fields=["courier", "weekday", "starts"], name="weekly_shift_once"),
            models.CheckConstraint(condition=models.Q(weekday__lte=6), name="weekly_shift_on_a_weekday"),
            models.CheckConstraint(
                condition=models.Q(break_starts__isnull=True, break_ends__isnull=True)
                | models.Q(break_starts__isnull=False, break_ends__isnull=False),
                name="weekly_break_has_two_ends",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.weekday} {self.starts}"


class ShiftException(OrganizationOwned):
    """Days, both included, on which a courier's weekly hours do not hold; the dated shifts of these days alone do."""

    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="shift_exceptions")
    first = models.DateField(_("First day"))
    last = models.DateField(_("Last day"))
    reason = models.CharField(_("Reason"), max_length=100, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "last"], name="shift_exceptions_of")]
        constraints = [
            models.CheckConstraint(condition=models.Q(last__gte=models.F("first")), name="shift_exception_in_order")
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.first} {self.last}"


class Shift(OrganizationOwned):
    """When a courier rides on one day, `[start, end)`, besides the weekly hours; two of one person never overlap."""

    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="shifts")
    period = DateTimeRangeField()
    break_period = DateTimeRangeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["organization", "courier"], name="shifts_of")]
        constraints = [
            ExclusionConstraint(
                name="one_shift_at_a_time",
                expressions=[("courier", RangeOperators.EQUAL), ("period", RangeOperators.OVERLAPS)],
            )
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.period}"
