"""How far couriers rode, measured on the streets once a stop has ended, so that figures of a year need no street at all."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from maillage.delivery.models import Courier, DeliveryService, RiddenDay
from maillage.delivery.queries.figures import Period, tours_of
from maillage.delivery.queries.shifts import hours_of_days, worked_until
from maillage.delivery.rules.figures import Stop, in_order, mark_of, ride_of
from maillage.delivery.services.day_matrices import riding_of_vehicle
from maillage.delivery.services.rides import street_metres
from maillage.delivery.services.streets import known_streets
from maillage.delivery.types import DeliveryActor

_REASON = "kilometres of couriers, measured by the machine"
_SET_NOW = timedelta(days=1)


def measure_days(*, now: datetime, back: timedelta) -> int:
    """Measure the days of every co-operative whose stops have changed, or were measured before there were streets; gives how many."""
    services = DeliveryService.objects.across_scopes(reason=_REASON).filter(closed_at=None).order_by("pk")
    return sum(_measure(service, now=now, back=back) for service in services)


def _measure(service: DeliveryService, *, now: datetime, back: timedelta) -> int:
    today = now.astimezone(ZoneInfo(service.time_zone)).date()
    actor = DeliveryActor(organization_id=service.organization_id, is_dispatcher=True, client="maillage")
    period = Period(today - back, today)
    tours = tours_of(actor=actor, service=service, period=period)
    rows = RiddenDay.objects.within(actor.scope).filter(day__gte=period.first)
    known = {(row.courier_id, row.day): row for row in rows}
    has_streets = not known_streets().is_estimate
    stale = [key for key, stops in tours.items() if not _holds(known.get(key), stops, has_streets=has_streets)]
    if not stale:
        return 0
    hours = hours_of_days(service=service, first=period.first, last=period.last)
    riding = Courier.objects.within(actor.scope).filter(pk__in={key[0] for key in stale}).select_related("vehicle")
    couriers = {row.pk: row for row in riding}
    made = []
    for key in stale:
        found = _measured(couriers[key[0]], key[1], tours[key], service=service, now=now, has_streets=has_streets)
        before = known.get(key)
        is_set = before is not None and key[1] < today - _SET_NOW  # hours of the week may have changed since
        found.shift_s = before.shift_s if before is not None and is_set else worked_until(hours.get(key), now=now)
        made.append(found)
    RiddenDay.objects.bulk_create(
        made, update_conflicts=True, unique_fields=["courier", "day"],
        update_fields=["mark", "distance_m", "empty_m", "straight_m", "has_streets", "shift_s", "measured_at"],
    )  # fmt: skip
    return len(made)


def _holds(row: RiddenDay | None, stops: Sequence[Stop], *, has_streets: bool) -> bool:
    return row is not None and row.mark == mark_of(stops) and (row.has_streets or not has_streets)


def _measured(
    courier: Courier, day: date, stops: Sequence[Stop], *, service: DeliveryService, now: datetime, has_streets: bool
) -> RiddenDay:
    points = [stop.point for stop in in_order(stops)]
    streets = street_metres(points=points, riding=riding_of_vehicle(courier.vehicle))
    ride = ride_of(stops, detour_percent=service.detour_percent, streets_m=streets)
    return RiddenDay(
        organization_id=service.organization_id, courier=courier, day=day, mark=mark_of(stops), distance_m=ride.distance_m,
        empty_m=ride.empty_m, straight_m=ride.straight_m, has_streets=has_streets, measured_at=now,
    )  # fmt: skip
