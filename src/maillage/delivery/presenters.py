"""What pages draw, from rows that were read: shapes on a map, parts of a price, what happened."""

from collections.abc import Iterable
from typing import Any

from maillage.delivery.models import DeliveryService, Zone
from maillage.delivery.rules.zones import ZoneError, zone_of

_AROUND_DEGREES = 0.02


def shapes_of(service: DeliveryService, *, zones: Iterable[Zone], also: Zone | None = None) -> dict[str, Any]:
    """Give the zones as one GeoJSON collection, and the bounds that hold them: the co-operative's surroundings at least."""
    listed = list(zones)
    features = [
        {"type": "Feature", "geometry": zone.area, "properties": {"name": zone.name, "is_served": zone.is_served}}
        for zone in listed
    ]
    boxes = [_box(zone.area) for zone in ([*listed, also] if also else listed)]
    known = [box for box in boxes if box]
    if not known:
        longitude, latitude = service.longitude, service.latitude
        known = [(longitude - _AROUND_DEGREES, latitude - _AROUND_DEGREES, longitude + _AROUND_DEGREES,
                  latitude + _AROUND_DEGREES)]  # fmt: skip
    west, south, east, north = zip(*known, strict=True)
    bounds = (min(west), min(south), max(east), max(north))
    return {
        "shapes": {"type": "FeatureCollection", "features": features},
        "bounds": ",".join(f"{edge:.5f}" for edge in bounds),
        "no_points": {"points": [], "clusters": []},
    }


def _box(area: dict[str, Any]) -> tuple[float, float, float, float] | None:
    try:
        return zone_of(area).box
    except ZoneError:
        return None
