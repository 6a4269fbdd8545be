from django.db import models

from maillage.accounts.ownership import OrganizationOwned


class DayVehicle(OrganizationOwned):
    """What a courier rides on one day instead of what is usual; without a vehicle, nothing that is known."""

    courier = models.ForeignKey("delivery.Courier", on_delete=models.CASCADE, related_name="+")
    day = models.DateField()
    vehicle = models.ForeignKey("delivery.Vehicle", null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["organization", "day"], name="vehicles_of_day")]
        constraints = [models.UniqueConstraint(fields=["courier", "day"], name="day_vehicle_once")]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.day}"
