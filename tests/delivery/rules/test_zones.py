"""Points in zones with holes and several parts; what is no polygon is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.zones import ZoneError, zone_of


def square(west, south, size):
    east, north = west + size, south + size
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


RING = {"type": "Polygon", "coordinates": [square(0, 0, 10), square(4, 4, 2)]}
TWO = {"type": "MultiPolygon", "coordinates": [[square(0, 0, 1)], [square(5, 5, 1)]]}


@pytest.mark.parametrize(
    ("zone", "point", "inside"),
    [
        (RING, (1, 1), True), (RING, (5, 5), False), (RING, (11, 5), False), (RING, (-1, 5), False), (RING, (5, 3), True),
        (TWO, (0.5, 0.5), True), (TWO, (5.5, 5.5), True), (TWO, (3, 3), False),
        # At the height of a corner the ray meets two edges, or one twice.
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [4, 0], [2, -2], [0, 0]]]}, (1, 0), True),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [4, 0], [2, -2], [0, 0]]]}, (-1, 0), False),
        ({"type": "Polygon", "coordinates": [[[0, 0], [2, 2], [4, 0], [2, -2], [0, 0]]]}, (1, 2), False),
    ],
)  # fmt: skip
def test_a_point_is_in_a_zone_or_not(zone, point, inside):
    assert (point in zone_of(zone)) is inside


def test_features_and_heights_are_read():
    high = [[*position, 120.0] for position in square(0, 0, 10)]
    feature = {"type": "Feature", "properties": {}, "geometry": {"type": "Polygon", "coordinates": [high]}}
    collection = {"type": "FeatureCollection", "features": [feature, {"type": "Feature", "geometry": TWO}]}

    assert (1.0, 1.0) in zone_of(feature)
    assert len(zone_of(collection).polygons) == 3


@pytest.mark.parametrize(
    ("geojson", "key"),
    [
        (None, "type"), ([], "type"), ({}, "type"), ({"type": "Point", "coordinates": [1, 2]}, "type"),
        ({"type": "FeatureCollection", "features": []}, "type"), ({"type": "Feature", "geometry": None}, "type"),
        ({"type": "Polygon"}, "ring"), ({"type": "Polygon", "coordinates": []}, "ring"),
        ({"type": "Polygon", "coordinates": [[[0, 0], [1, 1], [0, 0]]]}, "ring"),
        ({"type": "Polygon", "coordinates": [square(0, 0, 1)[:-1]]}, "ring"),
        ({"type": "Polygon", "coordinates": [[["a", 0]] * 4]}, "position"),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 0]] * 4]}, "position"),
        ({"type": "Polygon", "coordinates": [square(0, 85, 10)]}, "position"),
        ({"type": "Polygon", "coordinates": [[[0]] * 4]}, "position"),
    ],
)  # fmt: skip
def test_what_is_no_polygon_is_refused(geojson, key):
    with pytest.raises(ZoneError) as caught:
        zone_of(geojson)

    assert caught.value.args == (key,)


@given(st.floats(-20, 20), st.floats(-20, 20))
def test_a_square_holds_what_is_between_its_sides(x, y):
    inside = 0 < x < 10 and 0 < y < 10
    on_edge = x in (0, 10) or y in (0, 10)

    assert ((x, y) in zone_of({"type": "Polygon", "coordinates": [square(0, 0, 10)]})) is inside or on_edge


def loop():
    nested = {"type": "Polygon", "coordinates": [square(0, 0, 1)]}
    for _ in range(50):
        nested = {"type": "Feature", "geometry": nested}
    return nested


def test_nesting_has_an_end():
    with pytest.raises(ZoneError):
        zone_of(loop())
