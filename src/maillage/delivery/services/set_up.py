"""A co-operative starts to deliver: the service itself, its couriers, vehicles and zones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import available_timezones

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Membership
from maillage.accounts.types import AccessLevel, Actor
from maillage.delivery.models import Courier, DeliveryService, FailureReason, Vehicle, Zone
from maillage.delivery.rules.failure_codes import USUAL_FAILURES
from maillage.delivery.types import VehicleKind
from maillage.geodata import Point
from maillage.kit.errors import Conflict, Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found


class AlreadyOpen(Conflict):
    message = _("This organization delivers already.")
    code = "already_open"


@dataclass(frozen=True, slots=True)
class VehicleGiven:
    name: str
    kind: VehicleKind
    max_weight_g: int
    max_volume_units: int
    speed_percent: int = 100
    co2_g_per_km: int = 0
    warehouse_id: int | None = None  # where it starts its tours, and ends them


@transaction.atomic
def open_service(
    *, actor: Actor, organization_id: UUID, centre: Point, time_zone: str, country: str, now: datetime
) -> DeliveryService:
    """Switch delivery on for an organization, with the usual reasons of failure; one that was closed is opened again.

    Raises: NotAllowed, AlreadyOpen, Invalid (time zone).
    """
    if not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    if time_zone not in available_timezones():
        raise Invalid(_("Choose a time zone of the list, such as Europe/Paris."), field="time_zone")
    rows = DeliveryService.objects.across_scopes(reason="whether the organization delivers already")
    service: DeliveryService | None = rows.select_for_update().filter(organization_id=organization_id).first()
    if service is not None and service.closed_at is None:
        raise AlreadyOpen
    if service is None:
        service = DeliveryService(organization_id=organization_id, opened_at=now)
    service.closed_at = None
    service.latitude, service.longitude = centre.latitude, centre.longitude
    service.time_zone, service.country = time_zone, country
    service.save()
    FailureReason.objects.bulk_create(
        [
            FailureReason(organization_id=organization_id, code=code, description=_now(words), position=position)
            for position, (code, words) in enumerate(USUAL_FAILURES)
        ],
        ignore_conflicts=True,
    )
    return service


@transaction.atomic
def close_service(*, actor: Actor, organization_id: UUID, now: datetime) -> None:
    """Switch delivery off; what was delivered stays readable. Twice changes nothing.

    Raises: NotAllowed.
    """
    if not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    rows = DeliveryService.objects.within(actor.scope).filter(organization_id=organization_id, closed_at=None)
    rows.update(closed_at=now)


@transaction.atomic
def add_courier(
    *, actor: Actor, organization_id: UUID, user_id: UUID, telephone: str = "", color: str = "", now: datetime
) -> Courier:
    """Let a member of the organization ride for it; one who had left rides again. Twice changes nothing.

    Raises: NotAllowed, NotFound (no member of this organization).
    """
    if not actor.may(AccessLevel.OWNER, organization_id=organization_id):
        raise NotAllowed
    members = Membership.objects.within(actor.scope).select_related("user")
    member = first_or_not_found(members.filter(organization_id=organization_id, user_id=user_id))
    rows = Courier.objects.across_scopes(reason="couriers of the organization").select_for_update()
    courier: Courier | None = rows.filter(organization_id=organization_id, user_id=user_id).first()
    if courier is None:
        username = _free_username(member.user.display_name)
        courier = Courier(organization_id=organization_id, user_id=user_id, username=username, joined_at=now)
    courier.left_at = None
    courier.telephone = telephone or courier.telephone
    courier.color = color or courier.color
    courier.save()
    return courier


def _free_username(name: str) -> str:
    base = slugify(name.split()[0] if name.split() else "")[:30] or "coursier"
    rows = Courier.objects.across_scopes(reason="short names are one for each courier of the instance")
    taken = set(rows.filter(username__startswith=base).values_list("username", flat=True))
    return next(name for name in (base, *(f"{base}{number}" for number in range(2, 10_000))) if name not in taken)


def add_vehicle(*, actor: Actor, organization_id: UUID, given: VehicleGiven) -> Vehicle:
    """Add a kind of vehicle to the fleet.

    Raises: NotAllowed, Invalid (a name that is taken, a load or a speed of nothing).
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    if given.speed_percent <= 0:
        raise Invalid(_("A speed is more than nothing: 100 % is that of a bike."), field="speed_percent")
    if Vehicle.objects.within(actor.scope).filter(organization_id=organization_id, name=given.name).exists():
        raise Invalid(_("A vehicle has this name already: choose another."), field="name")
    made: Vehicle = Vehicle.objects.create(
        organization_id=organization_id, name=given.name, kind=given.kind.value, max_weight_g=given.max_weight_g,
        max_volume_units=given.max_volume_units, speed_percent=given.speed_percent, co2_g_per_km=given.co2_g_per_km,
    )  # fmt: skip
    return made


def draw_zone(*, actor: Actor, organization_id: UUID, name: str, area: dict[str, Any], is_served: bool) -> Zone:
    """Draw a named area, or draw it anew.

    Raises: NotAllowed, Invalid (no polygon).
    """
    if not actor.may(AccessLevel.EDITOR, organization_id=organization_id):
        raise NotAllowed
    if area.get("type") not in {"Polygon", "MultiPolygon"} or not is_closed_area(area):
        raise Invalid(_("A zone is a closed area: draw at least three corners."), field="area")
    zone, _is_new = Zone.objects.within(actor.scope).update_or_create(
        organization_id=organization_id, name=name, defaults={"area": area, "is_served": is_served}
    )
    made: Zone = zone
    return made


def is_closed_area(area: dict[str, Any]) -> bool:
    """Say whether a GeoJSON area has rings, each closed and on Earth."""
    polygons: Sequence[Any] = area["coordinates"] if area["type"] == "MultiPolygon" else [area["coordinates"]]
    try:
        rings = [ring for polygon in polygons for ring in polygon]
        return bool(rings) and all(
            len(ring) >= 4 and ring[0] == ring[-1] and all(-180 <= x <= 180 and -90 <= y <= 90 for x, y in ring)
            for ring in rings
        )
    except (TypeError, ValueError):
        return False
