import math

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.geodata import Point, distance_m, lambert93_to_wgs84, projected_to_wgs84, utm_to_wgs84

A, E = 6_378_137.0, 0.08181919104281579


@pytest.mark.parametrize(
    ("x", "y", "latitude", "longitude"),
    [
        (700_000, 6_600_000, 46.5, 3.0),
        (652_469.02, 6_862_035.26, 48.8566, 2.3522),
        (892_390.22, 6_247_035.26, 43.2965, 5.3698),
        (146_632.98, 6_836_262.33, 48.3904, -4.4861),
    ],
)
def test_lambert93_of_known_points(x: float, y: float, latitude: float, longitude: float) -> None:
    point = lambert93_to_wgs84(x=x, y=y)

    assert (point.latitude, point.longitude) == pytest.approx((latitude, longitude), abs=2e-7)


def lambert93(point: Point) -> tuple[float, float]:
    """The forward projection, from its definition: two parallels at 44 and 49 degrees, origin 46.5 N 3 E."""

    def m(latitude: float) -> float:
        return math.cos(latitude) / math.sqrt(1 - (E * math.sin(latitude)) ** 2)

    def t(latitude: float) -> float:
        sine = E * math.sin(latitude)
        return math.tan(math.pi / 4 - latitude / 2) / ((1 - sine) / (1 + sine)) ** (E / 2)

    south, north, origin = (math.radians(degrees) for degrees in (44, 49, 46.5))
    n = math.log(m(south) / m(north)) / math.log(t(south) / t(north))
    f = m(south) / (n * t(south) ** n)
    radius, radius_origin = (A * f * t(latitude) ** n for latitude in (math.radians(point.latitude), origin))
    angle = n * math.radians(point.longitude - 3)
    return 700_000 + radius * math.sin(angle), 6_600_000 + radius_origin - radius * math.cos(angle)


@given(st.floats(-5.5, 10), st.floats(41, 51.5))
@example(3.0, 46.5)
def test_lambert93_undoes_the_forward_projection(longitude: float, latitude: float) -> None:
    x, y = lambert93(Point(longitude, latitude))

    assert distance_m(lambert93_to_wgs84(x=x, y=y), Point(longitude, latitude)) < 0.01


def utm(point: Point, zone: int, is_south: bool) -> tuple[float, float]:
    """The forward projection by Snyder's series (USGS 1395, equations 8-9 and 8-10), another one than Krüger's."""
    e2 = E * E
    second = e2 / (1 - e2)
    phi = math.radians(point.latitude)
    n = A / math.sqrt(1 - e2 * math.sin(phi) ** 2)
    t, c = math.tan(phi) ** 2, second * math.cos(phi) ** 2
    a = math.cos(phi) * math.radians(point.longitude - (zone * 6 - 183))
    arc = A * (
        (1 - e2 / 4 - 3 * e2**2 / 64 - 5 * e2**3 / 256) * phi
        - (3 * e2 / 8 + 3 * e2**2 / 32 + 45 * e2**3 / 1024) * math.sin(2 * phi)
        + (15 * e2**2 / 256 + 45 * e2**3 / 1024) * math.sin(4 * phi)
        - (35 * e2**3 / 3072) * math.sin(6 * phi)
    )
    x = n * (a + (1 - t + c) * a**3 / 6 + (5 - 18 * t + t * t + 72 * c - 58 * second) * a**5 / 120)
    y = arc + n * math.tan(phi) * (
        a**2 / 2 + (5 - t + 9 * c + 4 * c * c) * a**4 / 24 + (61 - 58 * t + t * t + 600 * c - 330 * second) * a**6 / 720
    )
    return 500_000 + 0.9996 * x, 0.9996 * y + (10_000_000 if is_south else 0)


@pytest.mark.parametrize(
    ("territory", "zone", "is_south", "town"),
    [
        ("97105", 20, False, Point(-61.7269, 15.9958)),
        ("97209", 20, False, Point(-61.0667, 14.6037)),
        ("97302", 22, False, Point(-52.3258, 4.9371)),
        ("97411", 40, True, Point(55.4504, -20.8789)),
        ("97502", 21, False, Point(-56.1773, 46.7791)),
        ("97611", 38, True, Point(45.2278, -12.7809)),
    ],
)
def test_overseas_projection(territory: str, zone: int, is_south: bool, town: Point) -> None:
    x, y = utm(town, zone, is_south)

    point = projected_to_wgs84(x=x, y=y, territory=territory)

    assert point is not None
    assert distance_m(point, town) < 0.05


@given(st.floats(-2.9, 2.9), st.floats(-60, 60), st.integers(1, 60), st.booleans())
def test_utm_undoes_another_forward_series(offset: float, latitude: float, zone: int, is_south: bool) -> None:
    meridian = zone * 6 - 183
    point = Point(meridian + offset, -abs(latitude) if is_south else abs(latitude))
    x, y = utm(point, zone, is_south)

    assert distance_m(utm_to_wgs84(easting=x, northing=y, zone=zone, is_south=is_south), point) < 0.05


def test_new_caledonia_is_a_conic() -> None:
    origin = projected_to_wgs84(x=400_000, y=300_000, territory="98818")
    noumea = projected_to_wgs84(x=446_000, y=214_000, territory="98818")

    assert origin is not None and (origin.longitude, origin.latitude) == pytest.approx((166.0, -21.5), abs=1e-9)
    assert noumea is not None and distance_m(noumea, Point(166.4572, -22.2763)) < 3_000


@pytest.mark.parametrize(
    ("x", "y", "territory"),
    [
        (652_469.02, 6_862_035.26, "97411"),
        (0, 0, "75056"),
        (1e308, 1e308, "75056"),
        (math.nan, 6_862_035, "75056"),
        (math.inf, -math.inf, "98818"),
        (339_000, 7_690_000, "75056"),
        (1e30, 1e30, "97411"),
    ],
)
def test_a_point_outside_its_territory_is_refused(x: float, y: float, territory: str) -> None:
    assert projected_to_wgs84(x=x, y=y, territory=territory) is None
