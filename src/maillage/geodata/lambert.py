"""Turn the projected coordinates of INSEE's files into longitude and latitude, in pure Python."""

import math
from collections.abc import Callable

from maillage.geodata.types import BoundingBox, Point

# GRS 80, the ellipsoid of RGF93 and of the overseas systems below (WGS 84 differs from it by a tenth of a millimetre).
_A = 6_378_137.0
_E = 0.08181919104281579
_FLATTENING = 1 / 298.257222101

# Lambert-93 (EPSG 2154). Source: IGN, NT/G 71; constants verified to 1e-7 degree.
_LAMBERT_N = 0.7256077650532695
_LAMBERT_C = 11_754_255.426096
_LAMBERT_X0 = 700_000.0
_LAMBERT_YS = 12_655_612.049876
_LAMBERT_MERIDIAN = 3.0

_UTM_SCALE = 0.9996
_UTM_FALSE_EASTING = 500_000.0
_UTM_FALSE_NORTHING_SOUTH = 10_000_000.0

type _Projection = Callable[[float, float], Point]


def lambert93_to_wgs84(*, x: float, y: float) -> Point:
    """Return the point of Lambert-93 coordinates in metres.

    Source: IGN, NT/G 71, algorithms ALG0004 and ALG0002.
    """
    dx, dy = x - _LAMBERT_X0, _LAMBERT_YS - y
    radius = math.hypot(dx, dy)
    longitude = _LAMBERT_MERIDIAN + math.degrees(math.atan2(dx, dy) / _LAMBERT_N)
    t = (radius / _LAMBERT_C) ** (1 / _LAMBERT_N)
    latitude = math.pi / 2 - 2 * math.atan(t)
    for _ in range(10):
        sine = _E * math.sin(latitude)
        latitude = math.pi / 2 - 2 * math.atan(t * ((1 - sine) / (1 + sine)) ** (_E / 2))
    return Point(longitude, math.degrees(latitude))


def utm_to_wgs84(*, easting: float, northing: float, zone: int, is_south: bool = False) -> Point:
    """Return the point of UTM coordinates in metres.

    Source: Krüger's series to the fourth order (Karney, "Transverse Mercator with an accuracy of
    a few nanometers", 2011).
    """
    n = _FLATTENING / (2 - _FLATTENING)
    rectifying_radius = _A / (1 + n) * (1 + n**2 / 4 + n**4 / 64)
    meridian = zone * 6 - 183
    y = northing - (_UTM_FALSE_NORTHING_SOUTH if is_south else 0.0)
    xi = y / (_UTM_SCALE * rectifying_radius)
    eta = (easting - _UTM_FALSE_EASTING) / (_UTM_SCALE * rectifying_radius)
    beta = (
        n / 2 - 2 * n**2 / 3 + 37 * n**3 / 96 - n**4 / 360,
        n**2 / 48 + n**3 / 15 - 437 * n**4 / 1440,
        17 * n**3 / 480 - 37 * n**4 / 840,
        4397 * n**4 / 161280,
    )
    terms = list(enumerate(beta, start=1))
    xi_sphere = xi - sum(b * math.sin(2 * j * xi) * math.cosh(2 * j * eta) for j, b in terms)
    eta_sphere = eta - sum(b * math.cos(2 * j * xi) * math.sinh(2 * j * eta) for j, b in terms)
    longitude = meridian + math.degrees(math.atan2(math.sinh(eta_sphere), math.cos(xi_sphere)))
    conformal = math.asin(max(-1.0, min(1.0, math.sin(xi_sphere) / math.cosh(eta_sphere))))
    return Point(longitude, math.degrees(_geodetic_latitude(conformal)))


def _geodetic_latitude(conformal: float) -> float:
    """Undo the conformal latitude by fixed point: the ellipsoid is so round that ten steps reach the last bit."""
    isometric = math.atanh(max(-1 + 1e-15, min(1 - 1e-15, math.sin(conformal))))
    latitude = conformal
    for _ in range(10):
        latitude = math.asin(math.tanh(isometric + _E * math.atanh(_E * math.sin(latitude))))
    return latitude


def _lambert(x: float, y: float) -> Point:
    return lambert93_to_wgs84(x=x, y=y)


def _utm(zone: int, *, is_south: bool = False) -> _Projection:
    return lambda x, y: utm_to_wgs84(easting=x, northing=y, zone=zone, is_south=is_south)


_MAINLAND = (_lambert, BoundingBox(west=-5.5, south=41.0, east=10.0, north=51.5))
# The legal projection of each territory and the box no true point of it leaves.
# Source: decree 2000-1276 as amended, article 1 (system of reference per territory); EPSG register.
_OVERSEAS: dict[str, tuple[_Projection, BoundingBox]] = {
    "971": (_utm(20), BoundingBox(west=-62.0, south=15.5, east=-60.5, north=16.7)),
    "972": (_utm(20), BoundingBox(west=-61.5, south=14.3, east=-60.5, north=15.0)),
    "973": (_utm(22), BoundingBox(west=-55.0, south=2.0, east=-51.0, north=6.0)),
    "974": (_utm(40, is_south=True), BoundingBox(west=55.0, south=-21.5, east=56.0, north=-20.5)),
    "975": (_utm(21), BoundingBox(west=-56.5, south=46.5, east=-55.5, north=47.5)),
    "976": (_utm(38, is_south=True), BoundingBox(west=44.5, south=-13.5, east=45.5, north=-12.5)),
    "977": (_utm(20), BoundingBox(west=-63.0, south=17.85, east=-62.75, north=18.0)),
    "978": (_utm(20), BoundingBox(west=-63.2, south=17.9, east=-62.9, north=18.2)),
    "986": (_utm(1, is_south=True), BoundingBox(west=-178.5, south=-14.6, east=-175.8, north=-12.9)),
    "987": (_utm(6, is_south=True), BoundingBox(west=-155.0, south=-28.0, east=-134.0, north=-7.5)),
}
_NEW_CALEDONIA = BoundingBox(west=163.0, south=-23.0, east=169.0, north=-19.0)
# RGNC91-93 / Lambert New Caledonia (EPSG 3163): a conic with two parallels.
_CALEDONIA_PARALLELS = (-20.0 - 40 / 60, -22.0 - 20 / 60)
_CALEDONIA_ORIGIN = Point(166.0, -21.5)
_CALEDONIA_FALSE = (400_000.0, 300_000.0)


def _caledonia(x: float, y: float) -> Point:
    """Return the point of Lambert New Caledonia coordinates in metres.

    Source: Snyder, "Map projections: a working manual" (USGS 1395), pages 107 to 109; EPSG 3163.
    """
    first, second = (math.radians(parallel) for parallel in _CALEDONIA_PARALLELS)
    n = math.log(_m(first) / _m(second)) / math.log(_t(first) / _t(second))
    factor = _m(first) / (n * _t(first) ** n)
    origin = _A * factor * _t(math.radians(_CALEDONIA_ORIGIN.latitude)) ** n
    dx, dy = x - _CALEDONIA_FALSE[0], origin - (y - _CALEDONIA_FALSE[1])
    # South of the equator n and both radii are negative: the signs turn with it.
    radius = math.copysign(math.hypot(dx, dy), n)
    angle = math.atan2(math.copysign(1, n) * dx, math.copysign(1, n) * dy)
    t = (radius / (_A * factor)) ** (1 / n)
    latitude = math.pi / 2 - 2 * math.atan(t)
    for _ in range(10):
        sine = _E * math.sin(latitude)
        latitude = math.pi / 2 - 2 * math.atan(t * ((1 - sine) / (1 + sine)) ** (_E / 2))
    return Point(_CALEDONIA_ORIGIN.longitude + math.degrees(angle / n), math.degrees(latitude))


def _m(latitude: float) -> float:
    return math.cos(latitude) / math.sqrt(1 - (_E * math.sin(latitude)) ** 2)


def _t(latitude: float) -> float:
    sine = _E * math.sin(latitude)
    stretch: float = ((1 - sine) / (1 + sine)) ** (_E / 2)
    return math.tan(math.pi / 4 - latitude / 2) / stretch


_OVERSEAS["988"] = (_caledonia, _NEW_CALEDONIA)


def plausible_box(*, territory: str) -> BoundingBox:
    """Return the box that no true point leaves, for a postal or commune code or its first three characters."""
    return _OVERSEAS.get(territory[:3], _MAINLAND)[1]


def projected_to_wgs84(*, x: float, y: float, territory: str) -> Point | None:
    """Return the point of coordinates in the legal projection of a territory, or None when it falls outside it.

    `territory`: a postal or commune code (its first three characters decide; what is not overseas is Lambert-93).
    Source: INSEE, SIRENE file description, `coordonneeLambertAbscisseEtablissement`.
    """
    projection, box = _OVERSEAS.get(territory[:3], _MAINLAND)
    try:
        point = projection(x, y)
    except (OverflowError, ValueError, ZeroDivisionError):
        return None
    return point if box.contains(point) else None
