"""Writes the demonstration's courier co-operative and its day through the same services that people use."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from maillage.accounts.models import Organization, User
from maillage.accounts.queries import actor_of, network
from maillage.accounts.services.fictional import FictionalPerson, add_fictional_people
from maillage.accounts.types import Actor, Family, OrganizationRole
from maillage.delivery import demo
from maillage.delivery.demo import neighbours
from maillage.delivery.models import Courier, DeliveryService, PackageSet, Store
from maillage.delivery.queries import delivery_actor_of
from maillage.delivery.queries import set_up as queries
from maillage.delivery.services import areas, crew, notice_settings, rule_sets, set_up, slots, stores, warehouses
from maillage.delivery.services.demo_day import Ground, make_day, set_hours
from maillage.delivery.services.demo_doors import open_doors
from maillage.delivery.services.demo_incidents import tell_incidents
from maillage.delivery.services.demo_riding import show_bikes, take_pictures
from maillage.delivery.services.demo_sharing import load_sharing
from maillage.delivery.services.demo_tours import gather_tours
from maillage.delivery.services.lists import add_tag
from maillage.delivery.services.ridden_days import measure_days
from maillage.delivery.services.sms import gateways
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    NoticeMoment,
    PricingStrategy,
    SmsGateway,
    VehicleKind,
)
from maillage.directory.services.demo_loading import DEMO_PASSWORD
from maillage.directory.services.listing import NewProfile, create_profile, list_profile, request_listing
from maillage.geodata import Point
from maillage.stream.services import quietly

NAME, PITCH = (
    demo.NAME,
    "Livraison à vélo à Monaco et dans les communes voisines : fleurs, courses, plis, repas.",
)
_COMMUNE = "06012"  # Beausoleil, which streets join to Monaco
_CENTRE = Point(7.4205, 43.7365)
_REASON = "the demonstration is written once"
_TOLD = (NoticeMoment.ON_ITS_WAY, NoticeMoment.SOON, NoticeMoment.DELIVERED, NoticeMoment.FAILED)


@transaction.atomic
def load_deliveries(*, now: datetime) -> int:
    """Write the courier co-operative and its day once into a fictional network; gives how many deliveries that is.

    The day is the one of `now`, some of it behind and some to come. Nobody is told.
    """
    if not network().is_fictional or DeliveryService.objects.across_scopes(reason=_REASON).exists():
        return 0
    with quietly():
        ground = _house(now)
        load_sharing(ground=ground, add_people=_people, now=now)
        # Measured before hours are set: those weeks had few deliveries, not idle couriers.
        measure_days(now=now, back=timedelta(days=neighbours.PAST_DAYS + 2))
        set_hours(ground=ground, now=now)
        count = make_day(ground=ground, orders=demo.day_of_orders(), now=now)
        gather_tours(ground=ground, now=now)
        open_doors(ground=ground, now=now)
        tell_incidents(ground=ground, now=now)
        show_bikes(ground=ground, now=now)
        take_pictures(ground=ground, now=now)
    measure_days(now=now, back=timedelta(days=1))
    return count


def _house(now: datetime) -> Ground:
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
    _furnish(dispatcher, now=now)
    told = notice_settings.NoticesGiven(_TOLD, by_email=True, sms=_test_gateway(), language="fr")
    notice_settings.save_notice_settings(actor=dispatcher, given=told)
    couriers = _crew(owner, dispatcher, riders, now=now)
    return Ground(dispatcher, _stores(dispatcher, now=now), couriers)


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


def _furnish(dispatcher: DeliveryActor, *, now: datetime) -> None:
    for name, corners in demo.ZONES:
        ring = [list(corner) for corner in (*corners, corners[0])]
        areas.save_zone(actor=dispatcher, given=areas.ZoneGiven(name, {"type": "Polygon", "coordinates": [ring]}))
    name, text, latitude, longitude = demo.WAREHOUSE
    where = AddressGiven(text, latitude, longitude, name=name)
    house = warehouses.save_warehouse(actor=dispatcher, name=name, address=where, now=now)
    for name, kind, weight_g, units, speed in demo.VEHICLES:
        sleeps = house.pk if kind in demo.SLEEPING else None
        given = set_up.VehicleGiven(name, VehicleKind(kind), weight_g, units, speed, warehouse_id=sleeps)
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
    told = notice_settings.StoreNoticesGiven(None, (), "", (), asks_code=True)
    notice_settings.save_store_notices(actor=dispatcher, store_id=made[demo.CODE_STORE].pk, given=told)
    for user_id in _people(demo.SHOPKEEPERS, now=now):
        stores.add_store_person(actor=dispatcher, store_id=made[0].pk, user_id=user_id, now=now)
    return made


def people_to_sign_in() -> list[str]:
    """Give the addresses of two couriers, the owner, a dispatcher, a store's person and the neighbour's owner, if there."""
    wanted = (*demo.COURIERS[:2], *demo.DESK, *demo.SHOPKEEPERS, neighbours.OWNER)
    there = set(User.objects.values_list("email", flat=True))
    return [_email(one) for one in wanted if _email(one) in there]
