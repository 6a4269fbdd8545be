"""Writes the demonstration's courier co-operative and its day through the same services that people use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import actor_of, network
from maillage.accounts.services.fictional import FictionalPerson, add_fictional_people
from maillage.accounts.types import Actor, Family, OrganizationRole
from maillage.delivery import demo
from maillage.delivery.demo import neighbours
from maillage.delivery.models import Courier, Delivery, DeliveryService, PackageSet, Store, Task
from maillage.delivery.queries import delivery_actor_of
from maillage.delivery.queries import set_up as queries
from maillage.delivery.services import areas, crew, notice_settings, rule_sets, set_up, slots, stores
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.services.demo_sharing import Ground, load_sharing
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.lists import add_tag
from maillage.delivery.services.sms import gateways
from maillage.delivery.services.tasks import complete_task, fail_task, start_task
from maillage.delivery.services.tours import assign_tour, make_tour
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    DeliveryGiven,
    NoticeMoment,
    ParcelsGiven,
    PricingStrategy,
    Proof,
    SmsGateway,
    TaskGiven,
    TaskType,
    VehicleKind,
)
from maillage.directory.services.demo_loading import DEMO_PASSWORD
from maillage.directory.services.listing import NewProfile, create_profile, list_profile, request_listing
from maillage.geodata import Point
from maillage.stream.services import quietly

NAME, PITCH = (
    "La Roue du Port",
    "Livraison à vélo à Monaco et dans les communes voisines : fleurs, courses, plis, repas.",
)
_COMMUNE = "06012"  # Beausoleil, which streets join to Monaco
_ZONE = ZoneInfo("Europe/Monaco")
_CENTRE = Point(7.4205, 43.7365)
_REASON = "the demonstration is written once"
_RIDE, _WHOLE_DAY = timedelta(minutes=14), timedelta(hours=11)
_TOLD = (NoticeMoment.ON_ITS_WAY, NoticeMoment.SOON, NoticeMoment.DELIVERED, NoticeMoment.FAILED)
_IN_A_TOUR = 3
_FAILED, _WITHOUT_COURIER = 0.035, 0.16


@dataclass(frozen=True, slots=True)
class _House:
    dispatcher: DeliveryActor
    stores: list[Store]
    couriers: list[Courier]


@transaction.atomic
def load_deliveries(*, now: datetime) -> int:
    """Write the courier co-operative and its day once into a fictional network; gives how many deliveries that is.

    The day is the one of `now`, some of it behind and some to come. Nobody is told.
    """
    if not network().is_fictional or DeliveryService.objects.across_scopes(reason=_REASON).exists():
        return 0
    with quietly():
        house = _house(now)
        orders = demo.day_of_orders()
        start, length = window_span(now)
        for number, one in enumerate(orders):
            _ride(house, one, number=number, ends=_to_the_quarter(start + length * one.at), now=now)
        _tours(house, now=now)
        ground = Ground(house.dispatcher, house.stores, house.couriers)
        load_sharing(ground=ground, add_people=_people, now=now)
    return len(orders)


def window_span(now: datetime) -> tuple[datetime, timedelta]:
    """Give when the day's windows begin and how long they go on: by daylight, or around `now` at night, a little past midnight."""
    midnight = datetime.combine(now.astimezone(_ZONE).date(), time(), tzinfo=_ZONE).astimezone(UTC)
    usual = midnight + timedelta(hours=8)
    latest = midnight + timedelta(hours=25, minutes=30) - _WHOLE_DAY
    if usual + timedelta(hours=2) <= now <= usual + timedelta(hours=9):
        return usual, _WHOLE_DAY
    return min(now - timedelta(hours=5), latest), _WHOLE_DAY


def _to_the_quarter(moment: datetime) -> datetime:
    return moment.replace(minute=moment.minute // 15 * 15, second=0, microsecond=0)


def _house(now: datetime) -> _House:
    owner_id = _people(demo.DESK[:1], now=now)[0]
    profile = create_profile(
        actor=actor_of(user_id=owner_id), now=now,
        given=NewProfile(NAME, "", _COMMUNE, Family.SCOP, "cyclologistique", PITCH),
    )  # fmt: skip
    of = profile.organization_id
    Organization.objects.filter(pk=of).update(is_fictional=True)
    office = Actor.system(reason="the demonstration's courier co-operative")
    request_listing(actor=office, organization_id=of, now=now)
    list_profile(actor=office, organization_id=of, now=now)
    slug = Organization.objects.values_list("slug", flat=True).get(pk=of)
    _people(demo.DESK[1:], roles={slug: OrganizationRole.EDITOR}, now=now)
    riders = _people(demo.COURIERS, roles={slug: OrganizationRole.MEMBER}, now=now)
    owner = actor_of(user_id=owner_id)
    set_up.open_service(
        actor=owner, organization_id=of, centre=_CENTRE, time_zone="Europe/Monaco", country="FR", now=now
    )
    dispatcher = delivery_actor_of(actor=owner, organization_id=of)
    _furnish(dispatcher)
    told = notice_settings.NoticesGiven(_TOLD, by_email=True, sms=_test_gateway(), language="fr")
    notice_settings.save_notice_settings(actor=dispatcher, given=told)
    couriers = _crew(owner, dispatcher, riders, now=now)
    return _House(dispatcher, _stores(dispatcher, now=now), couriers)


def _test_gateway() -> SmsGateway:
    return SmsGateway.TEST if SmsGateway.TEST in gateways() else SmsGateway.NONE


def _people(
    people: Sequence[demo.DemoPerson], *, now: datetime, roles: dict[str, OrganizationRole] | None = None
) -> list[UUID]:
    written = [FictionalPerson(_email(one), one.name, "fr", None, roles or {}) for one in people]
    office = Actor.system(reason="the demonstration's courier co-operative")
    ids = add_fictional_people(actor=office, people=written, password=DEMO_PASSWORD, now=now)
    return [ids[_email(one)] for one in people]


def _email(person: demo.DemoPerson) -> str:
    return f"{person.mailbox}@maillage.example"


def _furnish(dispatcher: DeliveryActor) -> None:
    for name, corners in demo.ZONES:
        ring = [list(corner) for corner in (*corners, corners[0])]
        areas.save_zone(actor=dispatcher, given=areas.ZoneGiven(name, {"type": "Polygon", "coordinates": [ring]}))
    for name, kind, weight_g, units, speed in demo.VEHICLES:
        given = set_up.VehicleGiven(name, VehicleKind(kind), weight_g, units, speed)
        crew.save_vehicle(actor=dispatcher, given=given)
    for name, hours, days, notice_min in demo.SLOTS:
        slots.keep_slot(
            actor=dispatcher, given=slots.SlotGiven(name, hours, days, notice=timedelta(minutes=notice_min))
        )
    name, packages = demo.PACKAGES
    slots.keep_packages(actor=dispatcher, name=name, packages=[slots.PackageGiven(*package) for package in packages])
    for name, strategy, rules in demo.RULE_SETS:
        kept = rule_sets.save_rule_set(actor=dispatcher, name=name, strategy=PricingStrategy(strategy))
        written = [rule_sets.RuleGiven(condition, price, title) for title, condition, price in rules]
        rule_sets.add_rules(actor=dispatcher, rule_set_id=kept.pk, given=written)
    for name, color in (("Froid", "#1F5FA8"), ("Fragile", "#94650C"), ("Urgent", "#B3302A")):
        add_tag(actor=dispatcher, name=name, color=color)


def _crew(owner: Actor, dispatcher: DeliveryActor, riders: Sequence[UUID], *, now: datetime) -> list[Courier]:
    by_name = {vehicle.name: vehicle.pk for vehicle in queries.vehicles(actor=dispatcher)}
    made = []
    for user_id, person in zip(riders, demo.COURIERS, strict=True):
        courier = set_up.add_courier(
            actor=owner, organization_id=dispatcher.organization_id, user_id=user_id, now=now - timedelta(days=400)
        )
        given = crew.CourierGiven(person.telephone, person.color, by_name[person.vehicle])
        made.append(crew.edit_courier(actor=dispatcher, courier_id=courier.pk, given=given))
    return made


def _stores(dispatcher: DeliveryActor, *, now: datetime) -> list[Store]:
    prices = {one.name: one.pk for one in queries.rule_sets(actor=dispatcher)}
    usual, counter = (one.pk for one in queries.slots(actor=dispatcher))
    packages = PackageSet.objects.within(dispatcher.scope).get()
    made = []
    for number, one in enumerate(demo.STORES):
        offered = (usual, counter) if number % 5 == 2 else (usual,)
        given = stores.StoreGiven(
            one.name, AddressGiven(f"{one.address}, 98000 Monaco", one.latitude, one.longitude, name=one.name),
            time_slot_id=offered[0], time_slots=offered, package_set_id=packages.pk, rule_set_id=prices[one.rules],
        )  # fmt: skip
        made.append(stores.save_store(actor=dispatcher, given=given, now=now - timedelta(days=300)))
    for user_id in _people(demo.SHOPKEEPERS, now=now):
        stores.add_store_person(actor=dispatcher, store_id=made[0].pk, user_id=user_id, now=now)
    return made


def _ride(house: _House, one: demo.DemoOrder, *, number: int, ends: datetime, now: datetime) -> None:
    """Order one delivery, and bring it to where it is by now."""
    after, before = ends - timedelta(minutes=one.length_min), ends
    ordered = min(after - timedelta(hours=2), now - timedelta(minutes=3))
    store = house.stores[one.store]
    drop = TaskGiven(
        TaskType.DROPOFF, after=after, before=before, comments=one.note, weight_g=one.weight_g,
        address=AddressGiven(
            one.address, one.latitude, one.longitude, contact_name=one.recipient, telephone=one.telephone
        ),
        parcels=(ParcelsGiven(demo.STORES[one.store].package, one.quantity),),
    )  # fmt: skip
    made = order_delivery(
        actor=_shop(house, store), given=DeliveryGiven((drop,), store_id=store.pk), now=ordered,
        once_key=f"demo-{number}",
    )  # fmt: skip
    is_to_come = ends > now + timedelta(minutes=20)
    if is_to_come and one.fate < _WITHOUT_COURIER * 2:
        return
    courier = house.couriers[number % len(house.couriers)]
    _go(house, made, courier=courier, one=one, ends=ends, now=now, given=ordered + timedelta(minutes=2))


def _tours(house: _House, *, now: datetime) -> None:
    """Gather what is still to come into two tours: one that waits for somebody, one that a courier has."""
    day = now.astimezone(_ZONE).date()
    midnight = datetime.combine(day + timedelta(days=1), time(), tzinfo=_ZONE)
    rows = Task.objects.across_scopes(reason=_REASON).filter(state="TODO", type="DROPOFF", before__gt=now)
    for other in ({"state__in": ["DOING", "DONE"]}, {"after__gte": midnight}):
        rows = rows.exclude(delivery__tasks__in=Task.objects.across_scopes(reason=_REASON).filter(**other))
    for name, courier in zip(demo.TOURS, (None, house.couriers[0]), strict=True):
        listed = list(
            rows.filter(courier=courier).order_by("before", "number").values_list("pk", flat=True)[:_IN_A_TOUR]
        )
        if not listed:
            continue
        tour = make_tour(actor=house.dispatcher, day=day, task_ids=listed, name=name, with_others=True, now=now)
        if courier is not None:
            assign_tour(actor=house.dispatcher, tour_id=tour.pk, courier_id=courier.pk, now=now)


def _shop(house: _House, store: Store) -> DeliveryActor:
    return DeliveryActor(
        organization_id=store.organization_id, store_ids=frozenset({store.pk}), name=store.name, client=store.name
    )


def _go(
    house: _House, made: Delivery, *, courier: Courier, one: demo.DemoOrder, ends: datetime, now: datetime,
    given: datetime,
) -> None:  # fmt: skip
    tasks = list(Task.objects.across_scopes(reason=_REASON).filter(delivery=made).order_by("position"))
    assign_tasks(
        actor=house.dispatcher, task_ids=[task.pk for task in tasks], courier_id=courier.pk, now=given,
        day=now.astimezone(_ZONE).date(),
    )  # fmt: skip
    rider = DeliveryActor(
        organization_id=made.organization_id, user_id=courier.user_id, courier_id=courier.pk, client="web"
    )
    pickup, drop = tasks
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


def people_to_sign_in() -> list[str]:
    """Give the addresses of two couriers, a dispatcher a store's person and the neighbour's owner, when they are there."""
    wanted = (*demo.COURIERS[:2], demo.DESK[1], *demo.SHOPKEEPERS, neighbours.OWNER)
    there = set(User.objects.values_list("email", flat=True))
    return [_email(one) for one in wanted if _email(one) in there]
