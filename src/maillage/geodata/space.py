"""Distances, neighbours and territories."""

import math
from collections import defaultdict
from collections.abc import Iterator
from functools import lru_cache

from maillage.geodata.gazetteer import STORED_PER_DEGREE, Gazetteer, gazetteer
from maillage.geodata.types import BoundingBox, Commune, PlaceKind, Point

EARTH_RADIUS_M = 6_371_008.8
_M_PER_DEGREE = math.radians(1) * EARTH_RADIUS_M
_CELLS_PER_DEGREE = 10
# Beyond this nobody can be said to be in or near a commune: open sea, or abroad.
_FARTHEST_REVERSE_M = 50_000.0
type _Cell = tuple[int, int]


def distance_m(first: Point, second: Point, /) -> float:
    """Return the great-circle distance in metres.

    Source: haversine formula on the mean Earth radius (IUGG).
    """
    south, north = math.radians(first.latitude), math.radians(second.latitude)
    half_height = math.sin((north - south) / 2)
    half_width = math.sin(math.radians(second.longitude - first.longitude) / 2)
    chord = half_height * half_height + math.cos(south) * math.cos(north) * half_width * half_width
    return 2 * EARTH_RADIUS_M * math.asin(math.sqrt(min(1.0, chord)))


def reverse(*, point: Point) -> Commune | None:
    """Return the commune whose centre is nearest, or None more than 50 km from any.

    Gives the arrondissement in Paris, Lyon and Marseille. Nearest is not always inside: boundaries are not known.
    """
    known = gazetteer()
    nearest: tuple[float, int] | None = None
    for reach_m in (5_000.0, 15_000.0, _FARTHEST_REVERSE_M):
        nearest = min(_within(known, point, reach_m), default=None)
        if nearest is not None:
            return known.commune(row=nearest[1])
    return None


def neighbours(*, of: Point | Commune, radius_km: float) -> list[tuple[Commune, float]]:
    """Return communes whose centre lies within the radius, with the distance in metres, nearest first.

    Leaves out the commune itself, and the cities that are known by their arrondissements' centres as well.
    """
    known = gazetteer()
    centre, own_code = (of.point, of.code) if isinstance(of, Commune) else (of, None)
    found = sorted(_within(known, centre, radius_km * 1000))
    return [(known.commune(row=row), distance) for distance, row in found if known.codes[row] != own_code]


def bounding_box(*, kind: PlaceKind, code: str) -> BoundingBox | None:
    """Return the box around the centres of the territory's communes, or None when the territory is unknown."""
    known = gazetteer()
    points = [known.point(row=row) for row in known.rows_in(kind=kind, code=code)]
    if not points:
        return None
    return BoundingBox(
        west=min(point.longitude for point in points),
        south=min(point.latitude for point in points),
        east=max(point.longitude for point in points),
        north=max(point.latitude for point in points),
    )


def communes_of_territory(*, kind: PlaceKind, code: str) -> list[Commune]:
    """Return the communes of an EPCI, département or région, or the one commune itself, then arrondissements.

    So that whoever gave an address in "Paris 15e" is found in Paris, as `territory_contains` says.
    """
    known = gazetteer()
    found = [known.commune(row=row) for row in known.rows_in(kind=kind, code=code)]
    cities = {commune.code for commune in found} & known.cities
    if cities:
        found += [known.commune(row=row) for row, parent in enumerate(known.parents) if parent in cities]
    return found


def territory_contains(*, kind: PlaceKind, code: str, commune: Commune) -> bool:
    """Tell whether the commune is that territory or a part of it."""
    if kind is PlaceKind.COMMUNE:
        return code in (commune.code, commune.parent_code)
    if kind is PlaceKind.EPCI:
        return commune.epci_code == code
    return code == (commune.department_code if kind is PlaceKind.DEPARTMENT else commune.region_code)


def _within(known: Gazetteer, centre: Point, reach_m: float) -> Iterator[tuple[float, int]]:
    cells = _grid(known)
    for cell in _cells_around(centre, reach_m, cells):
        for row in cells[cell]:
            distance = distance_m(centre, known.point(row=row))
            if distance <= reach_m:
                yield distance, row


def _cells_around(centre: Point, reach_m: float, cells: dict[_Cell, list[int]]) -> Iterator[_Cell]:
    height = reach_m / _M_PER_DEGREE
    # The parallel is shortest at the far edge from the equator: that is where a kilometre spans most degrees.
    edge = min(89.9, abs(centre.latitude) + height)
    width = height / math.cos(math.radians(edge))
    if height > 5 or width > 5:
        yield from cells
        return
    for column in range(_cell(centre.longitude - width), _cell(centre.longitude + width) + 1):
        for line in range(_cell(centre.latitude - height), _cell(centre.latitude + height) + 1):
            # Fiji's side of the date line: Wallis lies at -176 degrees, a neighbour of +179.
            wrapped = (column + 180 * _CELLS_PER_DEGREE) % (360 * _CELLS_PER_DEGREE) - 180 * _CELLS_PER_DEGREE
            if (wrapped, line) in cells:
                yield wrapped, line


@lru_cache(maxsize=2)
def _grid(known: Gazetteer) -> dict[_Cell, list[int]]:
    cells: dict[_Cell, list[int]] = defaultdict(list)
    step = STORED_PER_DEGREE // _CELLS_PER_DEGREE
    places = zip(known.codes, known.longitudes, known.latitudes, strict=True)
    for row, (code, longitude, latitude) in enumerate(places):
        if code not in known.cities:  # they answer through their arrondissements
            cells[longitude // step, latitude // step].append(row)
    return dict(cells)


def _cell(degrees: float) -> int:
    return math.floor(degrees * _CELLS_PER_DEGREE)
