"""What the demonstration tells beyond its day: weeks that are behind, months that are closed, a neighbour who rides too."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from maillage.accounts.models import Organization
from maillage.accounts.queries import actor_of
from maillage.accounts.types import Actor, Family, OrganizationRole
from maillage.delivery import demo
from maillage.delivery.demo import neighbours
from maillage.delivery.demo.day import SEED
from maillage.delivery.models import Courier, Delivery, HandOver, Store, Task
from maillage.delivery.queries import delivery_actor_of
from maillage.delivery.queries import set_up as queries
from maillage.delivery.queries.statements import store_subject
from maillage.delivery.rules.statements import month_of, next_month
from maillage.delivery.services import areas, crew, set_up
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.services.demo_day import Ground
from maillage.delivery.services.hand_overs import HandOverGiven, accept_hand_over, propose_hand_over
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.statements import NothingToClose, close_statement
from maillage.delivery.services.tasks import complete_task
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    DeliveryGiven,
    HandOverReason,
    Proof,
    TaskGiven,
    TaskType,
    VehicleKind,
)
from maillage.directory.services.listing import NewProfile, create_profile, list_profile, request_listing
from maillage.geodata import Point

_REASON = "the demonstration is written once"
_COMMUNE = "06012"

type AddPeople = Callable[..., list[UUID]]


def load_sharing(*, ground: Ground, add_people: AddPeople, now: datetime) -> None:
    """Write past weeks with a closed month, and a neighbour with one delivery ridden, one taken on and one proposed."""
    random = Random(SEED)  # noqa: S311 - a fictional past needs a seed, not secrecy
    orders = demo.day_of_orders(seed=SEED + 1)[: neighbours.PAST_DELIVERIES]
    for number, one in enumerate(orders):
        days = 1 + number * neighbours.PAST_DAYS // neighbours.PAST_DELIVERIES
        at = now.replace(hour=9, minute=0, second=0, microsecond=0) - timedelta(days=days)
        made = _order(ground, _drop(one, at), store=ground.stores[number % 4], at=at)
        courier = ground.couriers[random.randrange(len(ground.couriers))]
        ids = [task.pk for task in _tasks(made)]
        assign_tasks(actor=ground.dispatcher, task_ids=ids, courier_id=courier.pk, now=at)
        _ride(ground.dispatcher, made, at=at, minutes=random.choice((25, 40, 55, 70, 95)))
    neighbour = _neighbour(add_people, now=now)
    _hand_over(ground, neighbour, now=now)
    _close_months(ground, now=now)


def _drop(one: demo.DemoOrder, at: datetime) -> TaskGiven:
    return TaskGiven(
        TaskType.DROPOFF, after=at, before=at + timedelta(minutes=90), weight_g=one.weight_g,
        address=AddressGiven(one.address, one.latitude, one.longitude, contact_name=one.recipient),
    )  # fmt: skip


def _order(ground: Ground, drop: TaskGiven, *, store: Store, at: datetime, ordered: datetime | None = None) -> Delivery:
    shop = DeliveryActor(
        organization_id=store.organization_id, store_ids=frozenset({store.pk}), name=store.name, client=store.name
    )
    ordered = ordered or at - timedelta(hours=2)
    return order_delivery(actor=shop, given=DeliveryGiven((drop,), store_id=store.pk), now=ordered)


def _tasks(delivery: Delivery) -> list[Task]:
    return list(Task.objects.across_scopes(reason=_REASON).filter(delivery=delivery).order_by("position"))


def _ride(dispatcher: DeliveryActor, delivery: Delivery, *, at: datetime, minutes: int) -> None:
    pickup, drop = _tasks(delivery)
    complete_task(
        actor=dispatcher, task_id=pickup.pk, proof=Proof(), moment=Moment.of(at + timedelta(minutes=minutes - 15))
    )
    complete_task(actor=dispatcher, task_id=drop.pk, proof=Proof(), moment=Moment.of(at + timedelta(minutes=minutes)))


def _neighbour(add_people: AddPeople, *, now: datetime) -> DeliveryActor:
    owner = actor_of(user_id=add_people((neighbours.OWNER,), now=now)[0])
    given = NewProfile(neighbours.NAME, "", _COMMUNE, Family.SCIC, "cyclologistique", neighbours.PITCH)
    of = create_profile(actor=owner, now=now, given=given).organization_id
    Organization.objects.filter(pk=of).update(is_fictional=True)
    office = Actor.system(reason="the demonstration's second courier co-operative")
    request_listing(actor=office, organization_id=of, now=now)
    list_profile(actor=office, organization_id=of, now=now)
    slug = Organization.objects.values_list("slug", flat=True).get(pk=of)
    riders = add_people(neighbours.COURIERS, roles={slug: OrganizationRole.MEMBER}, now=now)
    owner = actor_of(user_id=owner.user_id)
    set_up.open_service(
        actor=owner, organization_id=of, centre=Point(*neighbours.CENTRE), time_zone="Europe/Monaco", country="FR",
        now=now - timedelta(days=90),
    )  # fmt: skip
    dispatcher = delivery_actor_of(actor=owner, organization_id=of)
    for name, corners in neighbours.ZONES:
        ring = [list(corner) for corner in (*corners, corners[0])]
        areas.save_zone(actor=dispatcher, given=areas.ZoneGiven(name, {"type": "Polygon", "coordinates": [ring]}))
    for name, kind, weight_g, units, speed in neighbours.VEHICLES:
        crew.save_vehicle(actor=dispatcher, given=set_up.VehicleGiven(name, VehicleKind(kind), weight_g, units, speed))
    _crew(owner, dispatcher, riders, now=now)
    return dispatcher


def _crew(owner: Actor, dispatcher: DeliveryActor, riders: Sequence[UUID], *, now: datetime) -> None:
    by_name = {vehicle.name: vehicle.pk for vehicle in queries.vehicles(actor=dispatcher)}
    for user_id, person in zip(riders, neighbours.COURIERS, strict=True):
        courier = set_up.add_courier(
            actor=owner, organization_id=dispatcher.organization_id, user_id=user_id, now=now - timedelta(days=80)
        )
        given = crew.CourierGiven(person.telephone, person.color, by_name[person.vehicle])
        crew.edit_courier(actor=dispatcher, courier_id=courier.pk, given=given)


def _hand_over(ground: Ground, neighbour: DeliveryActor, *, now: datetime) -> None:
    yesterday = now.replace(hour=10, minute=0, second=0, microsecond=0) - timedelta(days=1)
    ridden = _proposed(ground, neighbour, 0, at=yesterday, now=yesterday - timedelta(hours=2))
    taken = accept_hand_over(actor=neighbour, hand_over_id=ridden.pk, now=yesterday - timedelta(minutes=90)).taken
    if taken is not None:
        rider = Courier.objects.within(neighbour.scope).order_by("pk")[0]
        ids = [task.pk for task in _tasks(taken)]
        assign_tasks(actor=neighbour, task_ids=ids, courier_id=rider.pk, now=yesterday - timedelta(minutes=80))
        _ride(neighbour, taken, at=yesterday, minutes=50)
    propose_to_neighbour(ground=ground, neighbour=neighbour, now=now)


def propose_to_neighbour(*, ground: Ground, neighbour: DeliveryActor, now: datetime) -> None:
    """Hand over a delivery of the day that the neighbour has taken on, and propose one that waits for an answer."""
    accepted = _proposed(ground, neighbour, 1, at=_by_daylight(now + timedelta(hours=3)), now=now)
    accept_hand_over(actor=neighbour, hand_over_id=accepted.pk, now=now)
    _proposed(ground, neighbour, 2, at=_by_daylight(now + timedelta(hours=5)), now=now)


def _by_daylight(moment: datetime) -> datetime:
    """Give the moment, or the next morning when shops are closed then."""
    if 7 <= moment.hour < 16:
        return moment
    morning = moment.replace(hour=9, minute=0)
    return morning if moment.hour < 7 else morning + timedelta(days=1)


def _proposed(ground: Ground, neighbour: DeliveryActor, which: int, *, at: datetime, now: datetime) -> HandOver:
    """Order a delivery that starts at an instant, beyond the zones, and propose it."""
    store, address, latitude, longitude, recipient, telephone = neighbours.BEYOND[which]
    at = at.replace(second=0, microsecond=0)
    drop = TaskGiven(
        TaskType.DROPOFF, after=at, before=at + timedelta(minutes=90), weight_g=1500,
        address=AddressGiven(address, latitude, longitude, contact_name=recipient, telephone=telephone),
    )  # fmt: skip
    made = _order(ground, drop, store=ground.stores[store], at=at, ordered=now - timedelta(minutes=10))
    return propose_hand_over(
        actor=ground.dispatcher, delivery_id=made.pk, now=now,
        given=HandOverGiven(
            neighbour.organization_id, HandOverReason.OUTSIDE, neighbours.KEPT_BASIS_POINTS,
            at - timedelta(minutes=30), neighbours.MESSAGE,
        ),
    )  # fmt: skip


def _close_months(ground: Ground, *, now: datetime) -> None:
    """Close the months that are over for the store that orders most."""
    subject = store_subject(actor=ground.dispatcher, store_id=ground.stores[0].pk)
    month = month_of((now - timedelta(days=neighbours.PAST_DAYS + 3)).date())
    while month < month_of(now.date()):
        with suppress(NothingToClose):
            close_statement(actor=ground.dispatcher, subject=subject, month=month, now=now)
        month = next_month(month)
