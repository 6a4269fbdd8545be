"""Couriers after they have joined, and the vehicles that they ride."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, DayVehicle, DeliveryService, Tag, Task, Vehicle, Warehouse
from maillage.delivery.services.addresses import telephone_of
from maillage.delivery.services.assignments import take_away
from maillage.delivery.services.lists import require_dispatcher, required_name
from maillage.delivery.services.set_up import VehicleGiven
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found

HEAVIEST_LOAD_G = 2_000_000


@dataclass(frozen=True, slots=True)
class CourierGiven:
    telephone: str = ""
    color: str = "#0F6B6B"
    vehicle_id: int | None = None
    skills: tuple[str, ...] = ()  # slugs of tags


@transaction.atomic
def edit_courier(*, actor: DeliveryActor, courier_id: int, given: CourierGiven) -> Courier:
    """Change how a courier is reached, what one usually rides, one's colour on the map and one's skills.

    Raises: NotAllowed, NotFound, TelephoneUnknown.
    """
    require_dispatcher(actor)
    courier = _courier(actor, courier_id)
    vehicles = Vehicle.objects.within(actor.scope)
    if given.vehicle_id is not None and not vehicles.filter(pk=given.vehicle_id).exists():
        raise NotFound
    courier.telephone = telephone_of(given.telephone, country=_country(actor))
    courier.color, courier.vehicle_id = given.color, given.vehicle_id
    # A tag taken off the list is no choice any more, and stays with who has it.
    tags = set(Tag.objects.within(actor.scope).values_list("slug", flat=True))
    courier.skills = [*(slug for slug in courier.skills if slug not in tags), *(s for s in given.skills if s in tags)]
    courier.save(update_fields=["telephone", "color", "vehicle", "skills"])
    return courier


@transaction.atomic
def set_telephone(*, actor: DeliveryActor, user_id: UUID, telephone: str) -> Courier:
    """Change a courier's telephone, one's own or as who owns the co-operative.

    Raises: NotAllowed, NotFound (rides no more), TelephoneUnknown. Source: CoopCycle API, `PUT /api/users/{id}`.
    """
    if not (actor.is_owner or actor.user_id == user_id):
        raise NotAllowed
    rows = Courier.objects.within(actor.scope).select_for_update(of=("self",))
    courier: Courier | None = rows.filter(user_id=user_id, left_at=None).first()
    if courier is None:
        raise NotFound
    courier.telephone = telephone_of(telephone, country=_country(actor))
    courier.save(update_fields=["telephone"])
    return courier


@transaction.atomic
def give_vehicle_of_day(*, actor: DeliveryActor, courier_id: int, day: date, vehicle_id: int | None) -> None:
    """Say what a courier rides on one day; None for nothing that is known. What is usual stays so on other days.

    Raises: NotAllowed, NotFound. Source: CoopCycle API, `PATCH /api/task_lists/{id}`.
    """
    require_dispatcher(actor)
    courier = _courier(actor, courier_id)
    if vehicle_id is not None and not Vehicle.objects.within(actor.scope).filter(pk=vehicle_id).exists():
        raise NotFound
    DayVehicle.objects.within(actor.scope).update_or_create(
        courier=courier, day=day, defaults={"vehicle_id": vehicle_id},
        create_defaults={"vehicle_id": vehicle_id, "organization_id": actor.organization_id},
    )  # fmt: skip


@transaction.atomic
def end_courier(*, actor: DeliveryActor, courier_id: int, now: datetime) -> int:
    """Take a courier off the list; what is still to be ridden is nobody's again. Gives how many tasks that is.

    Publishes `TaskUnassigned` for each of them. Raises: NotAllowed, NotFound.
    """
    if not actor.is_owner:
        raise NotAllowed
    courier = _courier(actor, courier_id)
    rows = Task.objects.within(actor.scope).select_related("delivery", "courier").select_for_update(of=("self",))
    left = list(rows.filter(courier=courier).exclude(state__in=COMPLETED_STATES).order_by("pk"))
    for task in left:
        take_away(task, actor=actor, now=now)
    courier.left_at = now
    courier.save(update_fields=["left_at"])
    return len(left)


@transaction.atomic
def save_vehicle(*, actor: DeliveryActor, given: VehicleGiven, vehicle_id: int | None = None) -> Vehicle:
    """Add a kind of vehicle to the fleet, or change the one named.

    Raises: NotAllowed, NotFound, Invalid, NameTaken.
    """
    require_dispatcher(actor)
    rows = Vehicle.objects.within(actor.scope)
    vehicle = (
        Vehicle(organization_id=actor.organization_id) if vehicle_id is None else rows.filter(pk=vehicle_id).first()
    )
    if vehicle is None:
        raise NotFound
    if given.speed_percent <= 0:
        raise Invalid(_("A speed is more than nothing: 100 % is that of a bike."), field="speed_percent")
    if not 0 < given.max_weight_g <= HEAVIEST_LOAD_G:
        raise Invalid(_("A vehicle carries something, and at most two tonnes."), field="max_weight_kg")
    vehicle.name = required_name(rows, name=given.name, but=vehicle.pk)[:80]
    vehicle.kind, vehicle.max_weight_g = given.kind.value, given.max_weight_g
    vehicle.max_volume_units, vehicle.speed_percent = given.max_volume_units, given.speed_percent
    vehicle.co2_g_per_km = given.co2_g_per_km
    if given.warehouse_id is not None:
        houses = Warehouse.objects.within(actor.scope)
        if not houses.filter(pk=given.warehouse_id).exists():
            raise Invalid(_("This warehouse is no longer on the list: choose another one."), field="warehouse")
    vehicle.warehouse_id = given.warehouse_id
    vehicle.save()
    return vehicle


def remove_vehicle(*, actor: DeliveryActor, vehicle_id: int) -> None:
    """Take a kind of vehicle out of the fleet; those who rode it have none until another is chosen.

    Raises: NotAllowed, NotFound.
    """
    require_dispatcher(actor)
    count, _by_model = Vehicle.objects.within(actor.scope).filter(pk=vehicle_id).delete()
    if not count:
        raise NotFound


def _courier(actor: DeliveryActor, courier_id: int) -> Courier:
    rows = Courier.objects.within(actor.scope).select_for_update()
    courier: Courier = first_or_not_found(rows.filter(pk=courier_id, left_at=None))
    return courier


def _country(actor: DeliveryActor) -> str:
    rows = DeliveryService.objects.within(actor.scope)
    return rows.values_list("country", flat=True).get(organization_id=actor.organization_id)
