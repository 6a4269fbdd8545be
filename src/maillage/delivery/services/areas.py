"""Zones: drawn, drawn anew, renamed, taken away."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import PricingRule, Zone
from maillage.delivery.rules.expressions import ExpressionError, zones_named
from maillage.delivery.services.lists import require_dispatcher, required_name
from maillage.delivery.services.set_up import is_closed_area
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid
from maillage.kit.rows import first_or_not_found


class ZoneInUse(Conflict):
    message = _("The rules of “%(rule_set)s” ask for this zone by its name: change them first.")
    code = "zone_in_use"


@dataclass(frozen=True, slots=True)
class ZoneGiven:
    """`area`: GeoJSON, Polygon or MultiPolygon."""

    name: str
    area: dict[str, Any]
    is_served: bool = True


@transaction.atomic
def save_zone(*, actor: DeliveryActor, given: ZoneGiven, zone_id: int | None = None) -> Zone:
    """Draw a named area, or change the one named. A name that prices ask for stays.

    Raises: NotAllowed, NotFound, Invalid (no polygon), NameTaken, ZoneInUse.
    """
    require_dispatcher(actor)
    if given.area.get("type") not in {"Polygon", "MultiPolygon"} or not is_closed_area(given.area):
        raise Invalid(_("A zone is a closed area: draw at least three corners."), field="area")
    rows = Zone.objects.within(actor.scope)
    new = Zone(organization_id=actor.organization_id)
    zone = new if zone_id is None else first_or_not_found(rows.filter(pk=zone_id))
    name = required_name(rows, name=given.name, but=zone.pk)[:60]
    if zone.pk is not None and zone.name != name:
        _require_unused(actor, zone)
    zone.name, zone.area, zone.is_served = name, given.area, given.is_served
    zone.save()
    return zone


@transaction.atomic
def remove_zone(*, actor: DeliveryActor, zone_id: int) -> None:
    """Take a zone off the map.

    Raises: NotAllowed, NotFound, ZoneInUse.
    """
    require_dispatcher(actor)
    zone: Zone = first_or_not_found(Zone.objects.within(actor.scope).filter(pk=zone_id))
    _require_unused(actor, zone)
    zone.delete()


def _require_unused(actor: DeliveryActor, zone: Zone) -> None:
    rules = PricingRule.objects.within(actor.scope).select_related("rule_set")
    for rule in rules.filter(Q(expression__contains=zone.name) | Q(price__contains=zone.name)):
        if zone.name in _named(rule.expression) | _named(rule.price):
            raise ZoneInUse(field="name", rule_set=rule.rule_set.name)


def _named(text: str) -> frozenset[str]:
    try:
        return zones_named(text)
    except ExpressionError:
        return frozenset()
