"""Where couriers are who ride now and let it be seen."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime, timedelta

from maillage.delivery.models import Courier, CourierPosition, DutyEntry
from maillage.delivery.rules.duty import running_service, services_of
from maillage.delivery.types import DeliveryActor

POSITION_LIFE = timedelta(minutes=30)
# Whoever has not been heard of for so long is drawn grey: the bike may be elsewhere.
SILENT_AFTER = timedelta(minutes=10)
_LOOKED_BACK = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a courier was last, and how long ago."""

    courier: Courier
    longitude: float
    latitude: float
    age: timedelta

    @property
    def minutes(self) -> int:
        return int(self.age.total_seconds() // 60)

    @property
    def is_silent(self) -> bool:
        return self.age >= SILENT_AFTER


def places_now(*, actor: DeliveryActor, now: datetime) -> list[Place]:
    """List, for dispatchers, where those who ride are, by name: two queries.

    Whoever has said that the service is over, or that the place shall not be seen, is not shown, whatever program told it.
    """
    if not actor.is_dispatcher:
        return []
    rows = CourierPosition.objects.within(actor.scope).filter(at__gt=now - POSITION_LIFE, courier__left_at=None)
    found = list(rows.select_related("courier__user").order_by("courier__user__name", "courier_id"))
    entries: dict[int, list[tuple[datetime, str]]] = defaultdict(list)
    told = DutyEntry.objects.within(actor.scope).filter(courier_id__in=[row.courier_id for row in found])
    for courier_id, at, word in (
        told.filter(at__gte=now - _LOOKED_BACK).order_by("at", "pk").values_list("courier_id", "at", "word")
    ):
        entries[courier_id].append((at, word))

    def is_seen(courier_id: int) -> bool:
        if courier_id not in entries:
            return True  # rides with another program, which tells places only while riding
        running = running_service(services_of(entries[courier_id]), now=now)
        return running is not None and running.is_sharing

    return [
        Place(row.courier, row.longitude, row.latitude, max(now - row.at, timedelta()))
        for row in found
        if is_seen(row.courier_id)
    ]
