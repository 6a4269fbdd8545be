"""Who rides when on a day: what the planner and the set-up pages read."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import QuerySet

from maillage.delivery.models import ClosedDay, Courier, DeliveryService, Shift, ShiftException, WeeklyShift
from maillage.delivery.rules.shifts import Hours, Ridden, joined, ridden_on
from maillage.delivery.rules.time_slots import SlotError, ranges_of_hours
from maillage.delivery.types import DeliveryActor
from maillage.kit.time import day_bounds

_REASON = "when the couriers of the co-operative ride"


@dataclass(frozen=True, slots=True)
class CourierShift:
    """When a courier rides, `[start, end)`, in UTC; `breaks`: in order, within it.

    `is_assumed`: no hours were ever set for this courier, so these are the co-operative's opening hours.
    """

    courier_id: int
    start: datetime
    end: datetime
    breaks: tuple[tuple[datetime, datetime], ...] = ()
    is_assumed: bool = False


def shifts_of_day(*, service: DeliveryService, day: date) -> dict[int, tuple[CourierShift, ...]]:
    """Give the shifts that start on a civil day of the co-operative, in order, by the courier's id.

    Weekly hours hold but on days excepted; dated shifts add to them. Every courier who rides now has an entry: an empty
    one is off that day. A courier for whom no hours were ever set rides the opening hours, or the whole day without them.
    """
    hours = hours_of_day(service=service, day=day)
    couriers = Courier.objects.across_scopes(reason=_REASON).filter(
        organization_id=service.organization_id, left_at=None
    )
    known = list(couriers.order_by("pk").values_list("pk", flat=True))
    is_needed = any(pk not in hours.couriers for pk in known)
    usual = joined(_opening(service, day, ZoneInfo(service.time_zone))) if is_needed else ()
    return {
        pk: tuple(
            CourierShift(pk, one.start, one.end, one.breaks, is_assumed=pk not in hours.couriers)
            for one in (hours.ridden.get(pk, ()) if pk in hours.couriers else usual)
        )
        for pk in known
    }


@dataclass(frozen=True, slots=True)
class DayHours:
    """`couriers`: those for whom hours were ever set; `ridden`: theirs on the day, in order, of those who ride then."""

    couriers: frozenset[int]
    ridden: dict[int, tuple[Ridden, ...]]


def hours_of_day(*, service: DeliveryService, day: date) -> DayHours:
    """Give the hours set for a civil day: those of the week but on days excepted, and the dated shifts."""
    zone = ZoneInfo(service.time_zone)
    where = {"organization_id": service.organization_id}
    exceptions = ShiftException.objects.across_scopes(reason=_REASON).filter(**where, first__lte=day, last__gte=day)
    excepted = set(exceptions.values_list("courier_id", flat=True))
    found: dict[int, list[Ridden]] = defaultdict(list)
    couriers = set(excepted)
    for row in WeeklyShift.objects.across_scopes(reason=_REASON).filter(**where):
        couriers.add(row.courier_id)
        if row.weekday == day.weekday() and row.courier_id not in excepted:
            found[row.courier_id] += _some(ridden_on(day, hours_of(row), zone=zone))
    start, end = day_bounds(day=day, zone=service.time_zone)
    dated = Shift.objects.across_scopes(reason=_REASON).filter(**where)
    couriers |= set(dated.values_list("courier_id", flat=True).distinct())
    for shift in dated.filter(period__startswith__gte=start, period__startswith__lt=end):
        pause = shift.break_period
        breaks = ((pause.lower, pause.upper),) if pause else ()
        found[shift.courier_id].append(Ridden(shift.period.lower, shift.period.upper, breaks))
    return DayHours(frozenset(couriers), {pk: joined(ridden) for pk, ridden in found.items() if ridden})


def hours_of_days(*, service: DeliveryService, first: date, last: date) -> dict[tuple[int, date], tuple[Ridden, ...]]:
    """Give the hours set for each courier and day of a period, as `hours_of_day`, in three queries."""
    zone = ZoneInfo(service.time_zone)
    where = {"organization_id": service.organization_id}
    found: dict[tuple[int, date], list[Ridden]] = defaultdict(list)
    exceptions = ShiftException.objects.across_scopes(reason=_REASON).filter(**where, first__lte=last, last__gte=first)
    off = list(exceptions.values_list("courier_id", "first", "last"))
    weekly = list(WeeklyShift.objects.across_scopes(reason=_REASON).filter(**where))
    for number in range((last - first).days + 1 if weekly else 0):
        day = first + timedelta(days=number)
        excepted = {pk for pk, begins, ends in off if begins <= day <= ends}
        for row in weekly:
            if row.weekday == day.weekday() and row.courier_id not in excepted:
                found[row.courier_id, day] += _some(ridden_on(day, hours_of(row), zone=zone))
    start, end = day_bounds(day=first, zone=service.time_zone)[0], day_bounds(day=last, zone=service.time_zone)[1]
    dated = Shift.objects.across_scopes(reason=_REASON).filter(**where)
    for shift in dated.filter(period__startswith__gte=start, period__startswith__lt=end):
        pause = shift.break_period
        breaks = ((pause.lower, pause.upper),) if pause else ()
        key = (shift.courier_id, shift.period.lower.astimezone(zone).date())
        found[key].append(Ridden(shift.period.lower, shift.period.upper, breaks))
    return {key: joined(ridden) for key, ridden in found.items() if ridden}


def worked_until(ridden: Iterable[Ridden] | None, /, *, now: datetime) -> int | None:
    """Give the seconds of hours that were set, without breaks, as far as they are over; None without any."""
    if ridden is None:
        return None
    seconds = 0.0
    for one in ridden:
        spans = [(one.start, one.end, 1), *((begins, ends, -1) for begins, ends in one.breaks)]
        seconds += sum(max(0.0, (min(ends, now) - begins).total_seconds()) * sign for begins, ends, sign in spans)
    return round(seconds)


def hours_of(row: WeeklyShift) -> Hours:
    return Hours(row.starts, row.ends, row.break_starts, row.break_ends)


def _opening(service: DeliveryService, day: date, zone: ZoneInfo) -> Iterable[Ridden]:
    """Give the co-operative's opening hours on a day, all of it when it has none written; nothing on a closed day."""
    closed = ClosedDay.objects.across_scopes(reason=_REASON).filter(organization_id=service.organization_id)
    if closed.filter(first__lte=day, last__gte=day).exists():
        return ()
    whole = Ridden(*day_bounds(day=day, zone=service.time_zone))
    if not service.opening_hours.strip():
        return (whole,)
    try:
        ranges = ranges_of_hours(service.opening_hours)
    except SlotError:
        return (whole,)
    midnight = datetime.combine(day, datetime.min.time(), tzinfo=zone)
    spans = ((one.opens_min, one.closes_min) for one in ranges if day.weekday() in one.days)
    return tuple(Ridden(_minute(midnight, opens), _minute(midnight, closes)) for opens, closes in spans)


def _minute(midnight: datetime, minutes: int) -> datetime:
    """Give the instant at which the clock shows so many minutes after midnight."""
    return (midnight + timedelta(minutes=minutes)).astimezone(UTC)


def _some(one: Ridden | None) -> list[Ridden]:
    return [one] if one is not None else []


def weekly_shifts(*, actor: DeliveryActor, courier_id: int) -> "QuerySet[WeeklyShift]":
    """List a courier's weekly hours."""
    return WeeklyShift.objects.within(actor.scope).filter(courier_id=courier_id).order_by("weekday", "starts")


def coming_exceptions(*, actor: DeliveryActor, courier_id: int, today: date) -> "QuerySet[ShiftException]":
    """List the days without a courier's weekly hours that are not over."""
    rows = ShiftException.objects.within(actor.scope).filter(courier_id=courier_id, last__gte=today)
    return rows.order_by("first", "pk")


def coming_shifts(*, actor: DeliveryActor, courier_id: int, now: datetime) -> "QuerySet[Shift]":
    """List a courier's dated shifts that are not over."""
    rows = Shift.objects.within(actor.scope).filter(courier_id=courier_id, period__endswith__gt=now)
    return rows.order_by("period", "pk")
