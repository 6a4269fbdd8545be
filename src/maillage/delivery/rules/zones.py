"""Whether a point lies in a zone drawn on the map.

Positions are (longitude, latitude) WGS 84; edges are straight lines in degrees, as maps draw them. A point on an edge may count as
inside or outside. Source: RFC 7946, section 3.1; crossing number, M. Shimrat, "Algorithm 112", 1962.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

type Point = tuple[float, float]
type Ring = tuple[Point, ...]

_FEWEST_POSITIONS = 4
_MOST_POSITIONS = 100_000


class ZoneError(ValueError):
    """What was sent is not a polygon; `args[0]` is a key: `type`, `ring`, `position`, `size`."""


@dataclass(frozen=True, slots=True)
class Zone:
    """Polygons, each an outer ring and its holes. `box`: west, south, east, north."""

    polygons: tuple[tuple[Ring, ...], ...]
    box: tuple[float, float, float, float]

    def __contains__(self, point: Point) -> bool:
        west, south, east, north = self.box
        if not (west <= point[0] <= east and south <= point[1] <= north):
            return False
        return any(sum(_crosses(ring, point) for ring in rings) % 2 == 1 for rings in self.polygons)


def zone_of(geojson: Mapping[str, Any], /) -> Zone:
    """Read a zone from a Polygon or a MultiPolygon, alone or in a Feature or a FeatureCollection.

    Raises: ZoneError.
    """
    polygons = tuple(_polygons(geojson, levels=3))
    positions = [position for rings in polygons for ring in rings for position in ring]
    if not polygons:
        raise ZoneError("type")
    if len(positions) > _MOST_POSITIONS:
        raise ZoneError("size")
    longitudes, latitudes = zip(*positions, strict=True)
    return Zone(polygons, (min(longitudes), min(latitudes), max(longitudes), max(latitudes)))


def _polygons(geojson: Any, *, levels: int) -> list[tuple[Ring, ...]]:
    if not isinstance(geojson, Mapping) or not levels:
        raise ZoneError("type")
    match geojson.get("type"):
        case "Polygon":
            return [_rings(geojson.get("coordinates"))]
        case "MultiPolygon":
            return [_rings(rings) for rings in _list(geojson.get("coordinates"))]
        case "Feature":
            return _polygons(geojson.get("geometry"), levels=levels - 1)
        case "FeatureCollection":
            features = _list(geojson.get("features"))
            return [one for feature in features for one in _polygons(feature, levels=levels - 1)]
        case _:
            raise ZoneError("type")


def _rings(coordinates: Any) -> tuple[Ring, ...]:
    rings = tuple(tuple(_position(one) for one in _list(ring)) for ring in _list(coordinates))
    if not rings or any(len(ring) < _FEWEST_POSITIONS or ring[0] != ring[-1] for ring in rings):
        raise ZoneError("ring")
    return rings


def _position(position: Any) -> Point:
    numbers = _list(position)[:2]
    if len(numbers) != 2 or not all(isinstance(one, int | float) and math.isfinite(one) for one in numbers):
        raise ZoneError("position")
    longitude, latitude = numbers
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ZoneError("position")
    return float(longitude), float(latitude)


def _list(value: Any) -> Sequence[Any]:
    if not isinstance(value, list | tuple):
        raise ZoneError("ring")
    return value


def _crosses(ring: Ring, point: Point) -> bool:
    """Say whether a ray to the east crosses the ring an odd number of times; each edge has its lower end only."""
    x, y = point
    inside = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) * (x2 - x1) / (y2 - y1):
            inside = not inside
    return inside
