"""A day as the planner must know it: open tasks, who is on duty with what, and where everybody is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from maillage.delivery.models import Courier, CourierPosition, DayPlan, DeliveryService, Task
from maillage.delivery.queries.day import riding_of
from maillage.delivery.queries.shifts import hours_of_day
from maillage.delivery.queries.tasks import visible_tasks, whole
from maillage.delivery.rules.shifts import Ridden
from maillage.delivery.rules.time_slots import SlotError, ranges_of_hours
from maillage.delivery.rules.times import at_clock
from maillage.delivery.states import COMPLETED_STATES, OPEN_STATES
from maillage.delivery.types import DeliveryActor
from maillage.geodata import Point
from maillage.kit.errors import NotFound
from maillage.kit.time import day_bounds

POSITION_LIFE = timedelta(minutes=30)

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Duty:
    """When somebody rides that day, from the first start to the last end, with what lies between as breaks."""

    start: datetime
    end: datetime
    breaks: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class RiderRow:
    """`duty`: None for who is not on duty. `start`: where the next ride begins, `end`: where the last one ends, if it matters."""

    courier: Courier
    duty: Duty | None
    start: Point
    end: Point | None = None


@dataclass(frozen=True, slots=True)
class DayRows:
    """`start`: the first instant of the day; `end`: its midnight, or the end of the night's last shift. `picked_up`: deliveries
    of which something was picked up already.
    """

    service: DeliveryService
    day: date
    start: datetime
    end: datetime
    tasks: list[Task]
    riders: list[RiderRow]
    picked_up: frozenset[UUID]
    known_skills: frozenset[str]
    lists: Mapping[int, tuple[int, ...]] = field(default_factory=dict)


def day_rows(*, actor: DeliveryActor, service: DeliveryService, day: date, now: datetime) -> DayRows:
    """Read a day in a fixed number of queries; what has to be done in its night, after midnight, is of it."""
    start, midnight = day_bounds(day=day, zone=service.time_zone)
    riding = riding_of(actor=actor, day=day)
    duties = duties_of_day(actor=actor, service=service, day=day, couriers=riding)
    end = end_of_day(duties, midnight=midnight)
    touching = Q(after__lt=midnight, before__gte=start) | Q(after__gte=midnight, before__lte=end)
    of_day = Q(tour=None) | Q(tour__day=day)
    rows = whole(visible_tasks(actor=actor).select_related("tour")).filter(
        Q(assigned_on=day) | Q(touching, of_day, courier=None, is_handed_over=False)
    )
    tasks = list(rows.exclude(state="CANCELLED").order_by("rank", "before", "-type", "number"))
    open_tasks = [task for task in tasks if task.state in OPEN_STATES]
    ended = [task for task in tasks if task.state in COMPLETED_STATES]
    lists: dict[int, list[int]] = {}
    for task in open_tasks:
        if task.courier_id is not None:
            lists.setdefault(task.courier_id, []).append(task.number)
    is_today = start <= now < end
    last = {
        task.courier_id: Point(task.address.longitude, task.address.latitude)
        for task in sorted(ended, key=lambda task: task.completed_at or task.updated_at)
        if task.courier_id is not None
    }
    found = riders_of(
        riding, actor=actor, service=service, duties=duties, last_stops=last, now=now if is_today else None
    )
    return DayRows(
        service=service, day=day, start=start, end=end, tasks=open_tasks,
        riders=[one for one in found if one.duty is not None or one.courier.pk in lists],
        picked_up=frozenset(task.delivery_id for task in ended if task.type == "PICKUP" and task.delivery_id),
        known_skills=frozenset(skill for courier in riding for skill in courier.skills),
        lists={key: tuple(numbers) for key, numbers in lists.items()},
    )  # fmt: skip


def end_of_day(duties: Mapping[int, Duty], /, *, midnight: datetime) -> datetime:
    """Give until when a day goes on: to its midnight, or to the end of the shifts that began on it."""
    return max((midnight, *(duty.end for duty in duties.values())))


def riders_of(
    riding: Iterable[Courier], *, actor: DeliveryActor, service: DeliveryService, duties: Mapping[int, Duty],
    last_stops: Mapping[int, Point], now: datetime | None,
) -> list[RiderRow]:  # fmt: skip
    """Say who rides from where. `last_stops`: where couriers ended a stop last; `now`: none for another day than today.

    On the day itself somebody is where the phone said in the last half hour, else at the last stop; before it, at home.
    """
    here: dict[int, Point] = {}
    if now is not None:
        here |= last_stops
        rows = CourierPosition.objects.within(actor.scope).filter(at__gte=now - POSITION_LIFE)
        here |= {row.courier_id: Point(row.longitude, row.latitude) for row in rows}
    centre = Point(service.longitude, service.latitude)
    found = []
    for courier in riding:
        house = courier.vehicle.warehouse if courier.vehicle else None
        home = Point(house.address.longitude, house.address.latitude) if house else None
        found.append(RiderRow(courier, duties.get(courier.pk), here.get(courier.pk, home or centre), home))
    return found


def duties_of_day(
    *, actor: DeliveryActor, service: DeliveryService, day: date, couriers: Iterable[Courier]
) -> dict[int, Duty]:
    """Say who rides when: by the hours that were set, where somebody has any that day; those of a night to their end.

    On a day without any, those for whom none were ever set ride in the opening hours, or all day.
    """
    start, end = day_bounds(day=day, zone=service.time_zone)
    hours = hours_of_day(service=service, day=day)
    if hours.ridden:
        return {courier_id: _duty(ridden) for courier_id, ridden in hours.ridden.items()}
    usual = _opening(service, day) or Duty(start, end)
    return {courier.pk: usual for courier in couriers if courier.pk not in hours.couriers}


def _duty(ridden: Sequence[Ridden]) -> Duty:
    breaks = [pause for one in ridden for pause in one.breaks]
    breaks += [(before.end, after.start) for before, after in pairwise(ridden)]
    return Duty(ridden[0].start, ridden[-1].end, tuple(sorted(breaks)))


def _opening(service: DeliveryService, day: date) -> Duty | None:
    try:
        ranges = ranges_of_hours(service.opening_hours) if service.opening_hours.strip() else ()
    except SlotError:
        return None
    todays = [one for one in ranges if day.weekday() in one.days]
    if not todays:
        return None
    zone = ZoneInfo(service.time_zone)
    opens, closes = min(one.opens_min for one in todays), max(one.closes_min for one in todays)
    return Duty(_at(day, opens, zone), _at(day, closes, zone))


def _at(day: date, minute: int, zone: ZoneInfo) -> datetime:
    moved = day + timedelta(days=minute // 1440)
    return at_clock(moved, time(minute // 60 % 24, minute % 60), zone=zone)


def plan_seen(*, actor: DeliveryActor, plan_id: UUID) -> DayPlan:
    """Give a plan of the co-operative to its dispatchers.

    Raises: NotFound.
    """
    rows = DayPlan.objects.within(actor.scope).select_related("asked_by")
    plan: DayPlan | None = rows.filter(pk=plan_id).first() if actor.is_dispatcher else None
    if plan is None:
        raise NotFound
    return plan


def latest_plan(*, actor: DeliveryActor, day: date) -> DayPlan | None:
    """Give the last plan that somebody asked for of a day, if any."""
    rows = DayPlan.objects.within(actor.scope).filter(day=day).defer("result")
    found: DayPlan | None = rows.order_by("-asked_at").first()
    return found
