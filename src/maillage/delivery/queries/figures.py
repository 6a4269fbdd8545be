"""What was delivered in a period, counted: for the co-operative, by day, by store and by courier. A fixed number of queries."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Max, Min

from maillage.delivery.models import (
    Courier,
    Delivery,
    DeliveryService,
    HandOver,
    Order,
    RiddenDay,
    Store,
    Task,
    TaskEvent,
)
from maillage.delivery.queries.shifts import hours_of_days, worked_until
from maillage.delivery.rules.figures import (
    Evenness,
    Punctuality,
    Ride,
    Stop,
    Worked,
    co2_avoided_g,
    evenness_of,
    mark_of,
    punctuality_of,
    ride_of,
    worked_s,
)
from maillage.delivery.rules.shifts import Ridden
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryActor, HandOverState, OrderState, TaskEventName, TaskState, TaskType
from maillage.geodata import Point
from maillage.kit.errors import NotAllowed
from maillage.kit.time import day_bounds

_A_DAY = timedelta(days=1)
_NIGHT_ENDS = 6  # by the clocks of the place
_ACTIONS = (TaskEventName.STARTED.value, TaskEventName.DONE.value, TaskEventName.FAILED.value)


@dataclass(frozen=True, slots=True)
class Period:
    """Civil days, both included."""

    first: date
    last: date

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True, slots=True)
class Sums:
    """What several days, stores or couriers have in common. `asked_m`: distance of the deliveries; `net_cents`: excluding VAT."""

    punctuality: Punctuality = Punctuality()
    asked_m: int = 0
    net_cents: int = 0

    @property
    def cents_per_km(self) -> int | None:
        return round(self.net_cents * 1000 / self.asked_m) if self.asked_m else None

    def __add__(self, other: "Sums") -> "Sums":
        return Sums(
            self.punctuality + other.punctuality, self.asked_m + other.asked_m, self.net_cents + other.net_cents
        )


@dataclass(frozen=True, slots=True)
class DayFigures:
    day: date
    punctuality: Punctuality


@dataclass(frozen=True, slots=True)
class StoreFigures:
    """A store's part; the store is None for what dispatchers entered themselves."""

    store: Store | None
    sums: Sums


@dataclass(frozen=True, slots=True)
class CourierFigures:
    """What one courier rode. `co2_g`: what it saved against a van."""

    courier: Courier
    worked: Worked
    worked_s: int
    punctuality: Punctuality
    empty_m: int
    co2_g: int
    straight_m: int = 0

    @property
    def load_per_day_g(self) -> int:
        return round(self.worked.load_g / self.worked.days / 100) * 100 if self.worked.days else 0

    @property
    def distance_per_day_m(self) -> int:
        return self.worked.distance_m // self.worked.days if self.worked.days else 0

    @property
    def per_hour(self) -> float | None:
        return self.punctuality.done * 3600 / self.worked_s if self.worked_s else None


@dataclass(frozen=True, slots=True)
class Figures:
    """A period, counted. `ridden_m` and `empty_m` are between the stops of each courier's day.

    `straight_m`: of these, kilometres that no street is known for, or that were not measured yet: an estimate.
    """

    period: Period
    sums: Sums
    ridden_m: int
    empty_m: int
    straight_m: int
    worked_s: int
    ridden_done: int
    co2_g: int
    evenness: Evenness
    days: tuple[DayFigures, ...]
    stores: tuple[StoreFigures, ...]
    couriers: tuple[CourierFigures, ...]

    @property
    def per_hour(self) -> float | None:
        return self.ridden_done * 3600 / self.worked_s if self.worked_s else None

    @property
    def km_per_hour(self) -> float | None:
        return self.ridden_m * 3.6 / self.worked_s if self.worked_s else None

    @property
    def street_percent(self) -> float:
        """Give the share of the kilometres that is measured on streets."""
        return 100 * (self.ridden_m - self.straight_m) / self.ridden_m if self.ridden_m else 0.0

    @property
    def empty_percent(self) -> float | None:
        return 100 * self.empty_m / self.ridden_m if self.ridden_m else None


@dataclass(frozen=True, slots=True)
class _Ended:
    """A stop with whose it is. `tour_day`: that of the list in which it was ridden, over midnight."""

    stop: Stop
    day: date
    tour_day: date
    store_id: int | None
    courier_id: int | None


def figures_of(*, actor: DeliveryActor, service: DeliveryService, period: Period, now: datetime) -> Figures:
    """Count what ended in a period of the co-operative's own days. `now`: hours that go on count until then.

    Raises: NotAllowed (dispatchers only).
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    start, end = _bounds(period, service.time_zone)
    ended = _ended(actor, start, end, zone=ZoneInfo(service.time_zone))
    prices = _prices(actor, start, end)
    by_courier = _couriers(actor, service, period, now=now)
    stores = _stores(actor, ended, prices)
    return Figures(
        period=period,
        sums=sum((one.sums for one in stores), Sums()),
        ridden_m=sum(one.worked.distance_m for one in by_courier),
        empty_m=sum(one.empty_m for one in by_courier),
        straight_m=sum(one.straight_m for one in by_courier),
        worked_s=sum(one.worked_s for one in by_courier),
        ridden_done=sum(one.punctuality.done for one in by_courier),
        co2_g=sum(one.co2_g for one in by_courier),
        evenness=evenness_of([one.worked for one in by_courier]),
        days=_days(ended, period),
        stores=stores,
        couriers=by_courier,
    )


def _bounds(period: Period, zone: str) -> tuple[datetime, datetime]:
    return day_bounds(day=period.first, zone=zone)[0], day_bounds(day=period.last, zone=zone)[1]


def _ended(actor: DeliveryActor, start: datetime, end: datetime, *, zone: ZoneInfo) -> list[_Ended]:
    rows = Task.objects.within(actor.scope).filter(
        state__in=COMPLETED_STATES, completed_at__gte=start, completed_at__lt=end
    )
    columns = (
        "number", "type", "state", "completed_at", "before", "address__longitude", "address__latitude", "delivery_id",
        "weight_g", "delivery__store_id", "courier_id", "assigned_on",
    )  # fmt: skip
    return [
        _Ended(
            Stop(
                number, kind == TaskType.PICKUP.value, state == TaskState.DONE.value, at, due, Point(longitude, latitude),
                delivery_id, weight or 0,
            ),
            at.astimezone(zone).date(), _tour_day(at.astimezone(zone), assigned_on), store_id, courier_id,
        )
        for number, kind, state, at, due, longitude, latitude, delivery_id, weight, store_id, courier_id, assigned_on
        in rows.values_list(*columns).iterator(chunk_size=5_000)
    ]  # fmt: skip


def _tour_day(here: datetime, assigned_on: date | None) -> date:
    """Give the day of the list that a stop was ridden in: after midnight, still that of the night's shift."""
    is_of_night = assigned_on == here.date() - timedelta(days=1) and here.hour < _NIGHT_ENDS
    return assigned_on if assigned_on is not None and is_of_night else here.date()


def tours_of(*, actor: DeliveryActor, service: DeliveryService, period: Period) -> dict[tuple[int, date], list[Stop]]:
    """Give what each courier ended on each day of a period, the hours of its last night included."""
    start, end = _bounds(period, service.time_zone)
    ended = _ended(actor, start, end + timedelta(hours=_NIGHT_ENDS), zone=ZoneInfo(service.time_zone))
    tours: dict[tuple[int, date], list[Stop]] = defaultdict(list)
    for one in ended:
        if one.courier_id is not None and period.first <= one.tour_day <= period.last:
            tours[one.courier_id, one.tour_day].append(one.stop)
    return dict(tours)


def _prices(actor: DeliveryActor, start: datetime, end: datetime) -> Mapping[int | None, tuple[int, int]]:
    """Give, by store, metres and cents excluding VAT of the deliveries whose last drop-off ended in the period.

    Of a delivery that another co-operative rode, its part of the price is not ours, nor as much of the distance.
    """
    drops = Task.objects.within(actor.scope).filter(
        type=TaskType.DROPOFF.value, state__in=COMPLETED_STATES, completed_at__gte=start, completed_at__lt=end
    )
    # Another drop-off of the delivery may have ended later: it then counts in that one's period.
    last = Task.objects.within(actor.scope).filter(
        type=TaskType.DROPOFF.value, state__in=COMPLETED_STATES, completed_at__gte=end
    )
    deliveries = Delivery.objects.within(actor.scope).filter(pk__in=drops.values("delivery_id"))
    deliveries = deliveries.exclude(pk__in=last.filter(delivery_id__isnull=False).values("delivery_id"))
    gone = HandOver.objects.within(actor.scope).filter(state=HandOverState.DONE.value)
    parts: dict[object, int] = dict(gone.filter(delivery__in=deliveries).values_list("delivery_id", "taker_cents"))
    orders = Order.objects.within(actor.scope).filter(delivery__in=deliveries, total_cents__isnull=False)
    orders = orders.exclude(state__in=[OrderState.CANCELLED.value, OrderState.REFUSED.value])
    found: dict[int | None, tuple[int, int]] = defaultdict(lambda: (0, 0))
    columns = ("delivery_id", "delivery__store_id", "delivery__distance_m", "total_cents", "vat_cents")
    for delivery_id, store_id, metres, total, vat in orders.values_list(*columns):
        ours = total - parts.get(delivery_id, 0)
        # As much of the distance as of the price: what a kilometre costs does not depend on who rides it.
        part = (metres * ours // total, (total - vat) * ours // total) if total else (metres, 0)
        found[store_id] = (found[store_id][0] + part[0], found[store_id][1] + part[1])
    return found


def _stores(
    actor: DeliveryActor, ended: Iterable[_Ended], prices: Mapping[int | None, tuple[int, int]]
) -> tuple[StoreFigures, ...]:
    stops: dict[int | None, list[Stop]] = defaultdict(list)
    for one in ended:
        stops[one.store_id].append(one.stop)
    rows = {row.pk: row for row in Store.objects.within(actor.scope).filter(pk__in=[pk for pk in stops if pk])}
    found = [
        StoreFigures(rows.get(pk) if pk else None, Sums(punctuality_of(some), *prices.get(pk, (0, 0))))
        for pk, some in stops.items()
    ]
    return tuple(sorted(found, key=lambda one: (-one.sums.punctuality.done, one.store.name if one.store else "")))


def _days(ended: Iterable[_Ended], period: Period) -> tuple[DayFigures, ...]:
    stops: dict[date, list[Stop]] = defaultdict(list)
    for one in ended:
        stops[one.day].append(one.stop)
    days = (period.first + timedelta(days=number) for number in range(period.days))
    return tuple(DayFigures(day, punctuality_of(stops.get(day, ()))) for day in days)


def _couriers(
    actor: DeliveryActor, service: DeliveryService, period: Period, *, now: datetime
) -> tuple[CourierFigures, ...]:
    tours = tours_of(actor=actor, service=service, period=period)
    by_courier: dict[int, dict[date, list[Stop]]] = defaultdict(dict)
    for (courier_id, day), stops in tours.items():
        by_courier[courier_id][day] = stops
    known = _Known(
        measured={
            (row.courier_id, row.day): row
            for row in RiddenDay.objects.within(actor.scope).filter(day__gte=period.first, day__lte=period.last)
        },
        hours=hours_of_days(service=service, first=period.first, last=period.last),
        acted=_acted(actor, period, service, tours), yesterday=now.astimezone(ZoneInfo(service.time_zone)).date() - _A_DAY,
        now=now,
    )  # fmt: skip
    rows = Courier.objects.within(actor.scope).filter(pk__in=list(by_courier)).select_related("user", "vehicle")
    found = [_courier(row, service, by_courier[row.pk], known=known) for row in rows]
    return tuple(sorted(found, key=lambda one: (-one.punctuality.done, one.courier.user.display_name)))


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of couriers' days besides their stops."""

    measured: Mapping[tuple[int, date], RiddenDay]
    hours: Mapping[tuple[int, date], tuple[Ridden, ...]]
    acted: Mapping[tuple[int, date], tuple[datetime, datetime]]
    yesterday: date
    now: datetime

    def ride(self, key: tuple[int, date], stops: Sequence[Stop], *, detour_percent: int) -> Ride:
        """Give the ride as it was measured, or an estimate while it was not."""
        row, ride = self.measured.get(key), ride_of(stops, detour_percent=detour_percent)
        if row is None or row.mark != mark_of(stops):
            return ride
        return Ride(row.distance_m, row.empty_m, ride.load_g, ride.stops, row.straight_m)

    def shift_s(self, key: tuple[int, date]) -> int | None:
        """Give the hours that were set: for days behind, as they were when the day was measured."""
        row = self.measured.get(key)
        return (
            row.shift_s
            if row is not None and key[1] < self.yesterday
            else worked_until(self.hours.get(key), now=self.now)
        )


def _courier(
    courier: Courier, service: DeliveryService, tours: Mapping[date, Sequence[Stop]], *, known: _Known
) -> CourierFigures:
    rides: list[Ride] = []
    seconds = 0
    for day, stops in tours.items():
        key = (courier.pk, day)
        rides.append(known.ride(key, stops, detour_percent=service.detour_percent))
        times = [stop.ended_at for stop in stops]
        first, last = known.acted.get(key, (min(times), max(times)))
        seconds += worked_s(
            first=min(first, *times), last=max(last, *times), stops=len(stops), stop_s=service.stop_s,
            shift_s=known.shift_s(key),
        )  # fmt: skip
    metres = sum(ride.distance_m for ride in rides)
    own = courier.vehicle.co2_g_per_km if courier.vehicle else 0
    return CourierFigures(
        courier=courier,
        worked=Worked(
            days=len(tours), weekend_days=sum(day.weekday() >= 5 for day in tours),
            load_g=sum(ride.load_g for ride in rides), distance_m=metres,
        ),
        worked_s=seconds,
        punctuality=punctuality_of(stop for stops in tours.values() for stop in stops),
        empty_m=sum(ride.empty_m for ride in rides),
        co2_g=co2_avoided_g([(metres, own)], van_g_per_km=service.van_co2_g_per_km),
        straight_m=sum(ride.straight_m for ride in rides),
    )  # fmt: skip


def _acted(
    actor: DeliveryActor, period: Period, service: DeliveryService, tours: Mapping[tuple[int, date], Sequence[Stop]]
) -> Mapping[tuple[int, date], tuple[datetime, datetime]]:
    """Give when each courier's day began and ended, by what they said on their way."""
    start, end = _bounds(period, service.time_zone)
    end += timedelta(hours=_NIGHT_ENDS)
    tour_of = {stop.number: key for key, stops in tours.items() for stop in stops}
    tasks = Task.objects.within(actor.scope).filter(
        courier__isnull=False, state__in=COMPLETED_STATES, completed_at__gte=start, completed_at__lt=end
    )
    rows = TaskEvent.objects.within(actor.scope).filter(name__in=_ACTIONS, at__gte=start, at__lt=end, task__in=tasks)
    said = rows.values_list("task__number").annotate(first=Min("at"), last=Max("at"))
    found: dict[tuple[int, date], tuple[datetime, datetime]] = {}
    for number, first, last in said:
        if number in tour_of:
            before = found.get(tour_of[number], (first, last))
            found[tour_of[number]] = (min(before[0], first), max(before[1], last))
    return found
