from django.db import models
from django.db.models import Q

from maillage.accounts.ownership import OrganizationOwned
from maillage.delivery.models.fleet import Courier


class CourierPosition(OrganizationOwned):
    """Where a courier was last. Personal data: one point for each courier, of no use after half an hour and then erased."""

    courier = models.OneToOneField(Courier, on_delete=models.CASCADE, related_name="+")
    latitude = models.FloatField()
    longitude = models.FloatField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(latitude__range=(-90, 90), longitude__range=(-180, 180)), name="position_on_earth"
            )
        ]

    def __str__(self) -> str:
        return f"{self.courier_id} {self.at}"
