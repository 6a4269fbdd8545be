"""What couriers ride on one day: what was chosen for that day, else what is usual."""

from collections.abc import Iterable
from datetime import date

from maillage.delivery.models import Courier, DayVehicle
from maillage.delivery.types import DeliveryActor


def as_of_day(couriers: Iterable[Courier], /, *, actor: DeliveryActor, day: date) -> list[Courier]:
    """Give couriers with what they ride on a day: rows to be read, not to be saved. One query."""
    listed = list(couriers)
    rows = DayVehicle.objects.within(actor.scope).filter(day=day).select_related("vehicle__warehouse__address")
    chosen = {row.courier_id: row.vehicle for row in rows}
    for courier in listed:
        if courier.pk in chosen:
            courier.vehicle = chosen[courier.pk]
    return listed
