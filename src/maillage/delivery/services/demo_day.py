"""The demonstration's day: some of it behind, some to come; made anew each morning, and the days before ridden to their end."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from maillage.delivery import demo
from maillage.delivery.models import Courier, Delivery, Store, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.shifts import hours_of_day
from maillage.delivery.rules.shifts import Hours, Ridden
from maillage.delivery.services import shifts
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.tasks import complete_task, fail_task, start_task
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    DeliveryGiven,
    ParcelsGiven,
    Proof,
    TaskGiven,
    TaskState,
    TaskType,
)
from maillage.kit.errors import DomainError

ZONE = ZoneInfo("Europe/Monaco")
_REASON = "the demonstration's day is made"
_RIDE, _WHOLE_DAY = timedelta(minutes=14), timedelta(hours=11)
_FAILED, _WITHOUT_COURIER = 0.035, 0.16
_SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Ground:
    """What the demonstration has built already: who dispatches, the stores in their order, the couriers in theirs."""

    dispatcher: DeliveryActor
    stores: Sequence[Store]
    couriers: Sequence[Courier]


@dataclass(frozen=True, slots=True)
class _Crew:
    """Who may ride when on the day that is made."""

    couriers: Sequence[Courier]
    ridden: dict[int, tuple[Ridden, ...]]

    def rider(self, number: int, *, at: datetime) -> Courier:
        """Give the courier whose turn it is among those at work, or among all when nobody is."""
        working = [one for one in self.couriers if any(_is_within(at, hours) for hours in self.ridden.get(one.pk, ()))]
        among = working or list(self.couriers)
        return among[number % len(among)]


def _is_within(at: datetime, hours: Ridden) -> bool:
    return hours.start <= at < hours.end and not any(start <= at < end for start, end in hours.breaks)


def day_of(now: datetime) -> date:
    """Give the demonstration's civil day."""
    return now.astimezone(ZONE).date()


def window_span(now: datetime) -> tuple[datetime, timedelta]:
    """Give when the day's windows begin and how long they go on: by daylight, or around `now` at night, a little past midnight."""
    midnight = datetime.combine(day_of(now), time(), tzinfo=ZONE).astimezone(UTC)
    usual = midnight + timedelta(hours=8)
    latest = midnight + timedelta(hours=25, minutes=30) - _WHOLE_DAY
    if usual + timedelta(hours=2) <= now <= usual + timedelta(hours=9):
        return usual, _WHOLE_DAY
    return min(now - timedelta(hours=5), latest), _WHOLE_DAY


def make_day(*, ground: Ground, orders: Sequence[demo.DemoOrder], now: datetime) -> int:
    """Order a day around `now` and bring each delivery to where it is by then; gives how many. Again the same day changes nothing."""
    day = day_of(now)
    _call_all_in(ground, day=day, now=now)
    service = service_of(organization_id=ground.dispatcher.organization_id)
    crew = _Crew(ground.couriers, hours_of_day(service=service, day=day).ridden)
    start, length = window_span(now)
    made = 0
    for number, one in enumerate(orders):
        ends = _to_the_quarter(start + length * one.at)
        with suppress(DomainError), transaction.atomic():  # somebody has closed the store, or its prices
            _order_and_ride(ground, crew, one, key=f"demo-{day}-{number}", number=number, ends=ends, now=now)
            made += 1
    return made


def set_hours(*, ground: Ground, now: datetime) -> None:
    """Give each courier the hours of a team, from Monday to Friday."""
    for number, courier in enumerate(ground.couriers):
        hours = Hours(*(time.fromisoformat(text) for text in demo.TEAMS[demo.TEAM_OF[number]]))
        given = [shifts.WeeklyGiven(weekday, hours) for weekday in range(_SATURDAY)]
        shifts.save_weekly_shifts(actor=ground.dispatcher, courier_id=courier.pk, given=given)


def _call_all_in(ground: Ground, *, day: date, now: datetime) -> None:
    """Have everybody ride when the day is made at a weekend or at night: without that, nobody would be there."""
    start, length = window_span(now)
    opens, closes = start.astimezone(ZONE), (start + length).astimezone(ZONE)
    if day.weekday() < _SATURDAY and opens.date() == day and opens.hour == 8:
        return
    begins = opens.time().replace(minute=0, second=0, microsecond=0) if opens.date() == day else time()
    hours = Hours(begins, closes.time().replace(second=0, microsecond=0))
    given = shifts.ExceptionGiven(day, day, hours, reason="Journée exceptionnelle")
    for courier in ground.couriers:
        with suppress(DomainError):  # somebody has given other hours already
            shifts.except_days(actor=ground.dispatcher, courier_id=courier.pk, given=given)


def _to_the_quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _order_and_ride(
    ground: Ground, crew: _Crew, one: demo.DemoOrder, *, key: str, number: int, ends: datetime, now: datetime
) -> None:
    after, before = ends - timedelta(minutes=one.length_min), ends
    ordered = min(after - timedelta(hours=2), now - timedelta(minutes=3))
    store = ground.stores[one.store]
    drop = TaskGiven(
        TaskType.DROPOFF, after=after, before=before, comments=one.note, weight_g=one.weight_g,
        address=AddressGiven(
            one.address, one.latitude, one.longitude, contact_name=one.recipient, telephone=one.telephone
        ),
        parcels=(ParcelsGiven(demo.STORES[one.store].package, one.quantity),),
    )  # fmt: skip
    shop = DeliveryActor(
        organization_id=store.organization_id, store_ids=frozenset({store.pk}), name=store.name, client=store.name
    )
    made = order_delivery(actor=shop, given=DeliveryGiven((drop,), store_id=store.pk), now=ordered, once_key=key)
    is_to_come = ends > now + timedelta(minutes=20)
    if is_to_come and one.fate < _WITHOUT_COURIER * 2:
        return
    courier = crew.rider(number, at=ends - timedelta(minutes=20))
    _go(ground, made, courier=courier, one=one, ends=ends, now=now, given=ordered + timedelta(minutes=2))


def _go(
    ground: Ground, made: Delivery, *, courier: Courier, one: demo.DemoOrder, ends: datetime, now: datetime,
    given: datetime,
) -> None:  # fmt: skip
    tasks = list(Task.objects.across_scopes(reason=_REASON).filter(delivery=made).order_by("position"))
    ids = [task.pk for task in tasks]
    assign_tasks(actor=ground.dispatcher, task_ids=ids, courier_id=courier.pk, now=given, day=day_of(now))
    rider, (pickup, drop) = rider_of(courier), tasks
    arrives = ends - timedelta(minutes=4 + 12 * one.fate)
    taken = max(arrives - _RIDE, given + timedelta(minutes=1))
    if taken > now:
        if taken - timedelta(minutes=9) < now:
            start_task(actor=rider, task_id=pickup.pk, moment=Moment.of(now - timedelta(minutes=2)))
        return
    complete_task(actor=rider, task_id=pickup.pk, proof=Proof(), moment=Moment.of(taken))
    if max(arrives, taken) > now:
        start_task(actor=rider, task_id=drop.pk, moment=Moment.of(min(taken + timedelta(minutes=1), now)))
    elif one.fate > 1 - _FAILED:
        moment = Moment.of(max(arrives, taken))
        fail_task(actor=rider, task_id=drop.pk, proof=Proof(), reason="NOT_AT_HOME", moment=moment)
    else:
        proof = Proof(notes=one.note if one.fate < 0.1 else "")
        complete_task(actor=rider, task_id=drop.pk, proof=proof, moment=Moment.of(max(arrives, taken)))


def rider_of(courier: Courier) -> DeliveryActor:
    return DeliveryActor(
        organization_id=courier.organization_id, user_id=courier.user_id, courier_id=courier.pk, client="web"
    )


def end_days_before(*, dispatcher: DeliveryActor, couriers: Sequence[Courier], now: datetime) -> int:
    """Ride to their end the deliveries of days that are over, so that nothing of them stays behind; gives how many."""
    midnight = datetime.combine(day_of(now), time(), tzinfo=ZONE)
    open_ones = Task.objects.within(dispatcher.scope).filter(
        before__lt=midnight, state__in=[TaskState.TODO.value, TaskState.DOING.value], is_handed_over=False
    )
    ids = open_ones.values_list("delivery_id", flat=True).distinct().order_by("delivery_id")
    found = [delivery_id for delivery_id in ids if delivery_id is not None]
    for number, delivery_id in enumerate(found):
        with suppress(DomainError), transaction.atomic():  # what somebody has changed meanwhile stays as it is
            _end(dispatcher, delivery_id, couriers[number % len(couriers)], late=number % 9 == 0)
    return len(found)


def _end(dispatcher: DeliveryActor, delivery_id: UUID, courier: Courier, *, late: bool) -> None:
    tasks = list(Task.objects.within(dispatcher.scope).filter(delivery_id=delivery_id).order_by("position"))
    ends = max(task.before for task in tasks) + timedelta(minutes=9 if late else -9)
    if all(task.courier_id is None for task in tasks):
        day, ids = (ends - timedelta(minutes=20)).astimezone(ZONE).date(), [task.pk for task in tasks]
        assign_tasks(actor=dispatcher, task_ids=ids, courier_id=courier.pk, now=ends - timedelta(hours=2), day=day)
    for place, task in enumerate(tasks):
        if task.state in (TaskState.TODO.value, TaskState.DOING.value):
            moment = ends - _RIDE * (len(tasks) - 1 - place) / max(1, len(tasks) - 1)
            complete_task(actor=dispatcher, task_id=task.pk, proof=Proof(), moment=Moment.of(moment))
