"""How far couriers rode on each of their days, measured once when stops have ended."""

from django.db import models
from django.db.models import F, Q

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.fleet import Courier


class RiddenDay(OrganizationOwned):
    """A courier's day between its first and its last stop. `straight_m`: of these, what no street is known for; an estimate.

    `mark`: what it was measured of; other stops, another measure. `shift_s`: the hours that were set then, without breaks.
    """

    courier = models.ForeignKey(Courier, on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    mark = models.CharField(max_length=40)
    distance_m = models.PositiveIntegerField()
    empty_m = models.PositiveIntegerField()
    straight_m = models.PositiveIntegerField()
    has_streets = models.BooleanField()  # streets were installed when it was measured
    shift_s = models.PositiveIntegerField(null=True)
    measured_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="ridden_days_of")]
        constraints = [
            models.UniqueConstraint(fields=["courier", "day"], name="ridden_day_once"),
            models.CheckConstraint(
                condition=Q(empty_m__lte=F("distance_m"), straight_m__lte=F("distance_m")), name="ridden_day_parts"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.day}"
