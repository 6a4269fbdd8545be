"""How a co-operative delivers, after it has started to."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import DeliveryService
from maillage.delivery.rules.figures import VAN_CO2_G_PER_KM, VAN_CO2_SOURCE
from maillage.delivery.rules.time_slots import SlotError, ranges_of_hours
from maillage.delivery.services.addresses import telephone_of
from maillage.delivery.types import DeliveryActor
from maillage.geodata import Point
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found


@dataclass(frozen=True, slots=True)
class ServiceGiven:
    """`centre`: None keeps the one it has. `speed_m_per_h`, `stop_s`: of a usual ride; `vat_basis_points`: 2,000 is 20 %."""

    time_zone: str
    country: str
    reach_km: int
    speed_m_per_h: int
    stop_s: int
    vat_basis_points: int
    phones_kept_days: int
    centre: Point | None = None
    detour_percent: int = 135
    opening_hours: str = ""
    telephone: str = ""
    van_co2_g_per_km: int = VAN_CO2_G_PER_KM
    van_co2_source: str = VAN_CO2_SOURCE


@transaction.atomic
def save_settings(*, actor: DeliveryActor, given: ServiceGiven) -> DeliveryService:
    """Change how a co-operative delivers; orders that were taken keep what they were taken with.

    Raises: NotAllowed, NotFound, Invalid (opening hours), TelephoneUnknown.
    """
    if not actor.is_owner:
        raise NotAllowed
    rows = DeliveryService.objects.within(actor.scope).select_for_update()
    service: DeliveryService = first_or_not_found(rows.filter(organization_id=actor.organization_id, closed_at=None))
    if given.centre is not None:
        service.latitude, service.longitude = given.centre.latitude, given.centre.longitude
    for column in (
        "time_zone", "country", "reach_km", "speed_m_per_h", "stop_s", "vat_basis_points", "phones_kept_days",
        "detour_percent", "van_co2_g_per_km", "van_co2_source",
    ):  # fmt: skip
        setattr(service, column, getattr(given, column))
    service.opening_hours = _hours(given.opening_hours)
    service.telephone = telephone_of(given.telephone, country=given.country)
    service.save()
    return service


def _hours(text: str) -> str:
    tidy = "\n".join(line.strip() for line in text.splitlines() if line.strip())
    try:
        if tidy:
            ranges_of_hours(tidy)
    except SlotError as fault:
        raise Invalid(
            _("These opening hours cannot be read from “%(text)s” on: write them as Mo-Fr 08:00-19:00."),
            field="opening_hours", text=(tidy[fault.at :] or fault.text)[:40],
        ) from None  # fmt: skip
    return tidy[:200]
