"""Streets of Monaco, and straight lines where there are none."""

import math
from dataclasses import dataclass
from pathlib import Path

import pytest

from maillage import geodata
from maillage.routing import Matrix, Problem, Reason, Shipment, Stop, Vehicle, plan
from maillage.routing.network import (
    PointTrouble,
    Riding,
    StraightLines,
    decoded_polyline,
    encoded_polyline,
    open_network,
)
from maillage.routing.streets import BrokenExtract, Streets, build_network, remove_network, tiles_of
from maillage.routing.streets_folder import streets_folder


@dataclass(frozen=True)
class Spot:
    longitude: float
    latitude: float


CASINO, PALACE, STATION = Spot(7.4270, 43.7394), Spot(7.4204, 43.7314), Spot(7.4196, 43.7385)
PARIS, SEA, NONSENSE = Spot(2.35, 48.85), Spot(7.45, 43.715), Spot(math.nan, 91.0)


@pytest.fixture(scope="session")
def folder(home_with_streets: Path) -> Path:
    return streets_folder(home=home_with_streets)


@pytest.fixture
def streets(folder: Path) -> Streets:
    network = open_network(folder=folder)
    assert isinstance(network, Streets)
    return network


def test_streets_are_longer_than_the_crow_flies(streets: Streets) -> None:
    points = [CASINO, PALACE, STATION]

    table = streets.table(points=points, riding=Riding.BIKE)

    crow = StraightLines(detour=1.0).table(points=points, riding=Riding.BIKE)
    assert (table.troubles, table.is_estimate) == ({}, False)
    assert (table.matrix.distances_m >= crow.matrix.distances_m - 60).all()
    assert (table.matrix.durations_s.diagonal() == 0).all()
    assert 100 < table.matrix.durations_s[0, 1] < 1800


def test_faster_bikes_are_faster(streets: Streets) -> None:
    seconds = {
        riding: streets.table(points=[CASINO, PALACE], riding=riding).matrix.durations_s[0, 1] for riding in Riding
    }

    assert seconds[Riding.VAN] < seconds[Riding.ELECTRIC_CARGO] < seconds[Riding.CARGO]
    assert seconds[Riding.ELECTRIC] < seconds[Riding.BIKE] < seconds[Riding.TRAILER] < seconds[Riding.FOOT]


def test_only_new_pairs_are_computed(streets: Streets) -> None:
    streets.table(points=[CASINO, PALACE], riding=Riding.BIKE)
    before = streets.pairs_computed

    streets.table(points=[PALACE, CASINO, CASINO], riding=Riding.BIKE)
    again = streets.pairs_computed
    grown = streets.table(points=[PALACE, CASINO, STATION], riding=Riding.BIKE)

    assert (again - before, streets.pairs_computed - again) == (0, 3 + 2)
    fresh = Streets(tiles=streets.tiles).table(points=[PALACE, CASINO, STATION], riding=Riding.BIKE)
    # Valhalla searches from the shorter side: another set of points, another rounding.
    assert grown.matrix.durations_s == pytest.approx(fresh.matrix.durations_s, abs=2)


def test_points_off_the_streets_are_told_and_stop_nobody(streets: Streets) -> None:
    points = [CASINO, PARIS, PALACE, SEA, NONSENSE]

    table = streets.table(points=points, riding=Riding.CARGO)

    assert table.troubles == {1: PointTrouble.OUTSIDE, 3: PointTrouble.OUTSIDE, 4: PointTrouble.NOT_A_POINT}
    fleet = (Vehicle("v", 0, 0, profile="cargo"),)
    shipments = tuple(Shipment(f"s{place}", None, Stop(f"s{place}", place)) for place in (1, 2, 3, 4))
    made = plan(Problem(shipments, fleet, {"cargo": table.matrix}), iterations=50)
    assert {entry.shipment_id: entry.reason for entry in made.unassigned} == dict.fromkeys(
        ("s1", "s3", "s4"), Reason.UNREACHABLE
    )


def test_the_way_is_a_line_on_the_map(streets: Streets) -> None:
    way = streets.way(points=[CASINO, PALACE, STATION], riding=Riding.BIKE)

    line = decoded_polyline(way.shape)
    assert len(line) > 20 and all(43.7 < latitude < 43.8 and 7.3 < longitude < 7.5 for latitude, longitude in line)
    assert (len(way.legs_s), way.distance_m, way.is_estimate) == (2, pytest.approx(sum(way.legs_m)), False)


@pytest.mark.parametrize("points", [[], [CASINO], [CASINO, PARIS], [CASINO, NONSENSE], [CASINO, SEA], [SEA, CASINO]])
def test_no_way(streets: Streets, points: list[Spot]) -> None:
    assert streets.way(points=points, riding=Riding.BIKE) is None


def test_only_ways_within_a_group_are_computed(folder: Path) -> None:
    network = Streets(tiles=tiles_of(folder=folder))
    points = [CASINO, PALACE, STATION, SEA]

    table = network.table(points=points, riding=Riding.BIKE, groups=[[0, 1], [1, 2, 3]])

    known = [[math.isfinite(seconds) for seconds in row[:3]] for row in table.matrix.durations_s]
    assert known[:3] == [[True, True, False], [True, True, True], [False, True, True]]
    assert (table.troubles, network.pairs_computed) == ({3: PointTrouble.OUTSIDE}, 7)
    whole = network.table(points=points, riding=Riding.BIKE)
    assert whole.matrix.durations_s[0, 1] == table.matrix.durations_s[0, 1]
    assert math.isfinite(whole.matrix.durations_s[0, 2])


def test_what_a_killed_build_left_changes_nothing_and_goes_with_the_next(tmp_path: Path) -> None:
    half = tmp_path / "tiles-halfbuilt"
    half.mkdir()
    (half / "0.gph").write_bytes(b"half")

    assert isinstance(open_network(folder=tmp_path), StraightLines)
    tiles = build_network(extract_path=geodata.BUNDLED_EXTRACT, folder=tmp_path)

    assert (tiles_of(folder=tmp_path), list(tmp_path.glob("tiles-*"))) == (tiles, [tiles])


def test_no_points(streets: Streets) -> None:
    assert streets.table(points=[], riding=Riding.BIKE).matrix.durations_s.shape == (0, 0)


def test_without_tiles_lines_are_straight_and_said_to_be(tmp_path: Path) -> None:
    network = open_network(folder=tmp_path / "none")

    table = network.table(points=[CASINO, PALACE, NONSENSE], riding=Riding.BIKE)

    crow = geodata.distance_m(
        geodata.Point(CASINO.longitude, CASINO.latitude), geodata.Point(PALACE.longitude, PALACE.latitude)
    )
    assert (network.is_estimate, table.is_estimate, table.troubles) == (True, True, {2: PointTrouble.NOT_A_POINT})
    assert table.matrix.distances_m[0, 1] == pytest.approx(crow * 1.35, rel=0.005)
    assert table.matrix.durations_s[0, 1] == pytest.approx(table.matrix.distances_m[0, 1] / 16 * 3.6, abs=1)
    assert math.isinf(table.matrix.durations_s[0, 2])
    assert network.way(points=[CASINO, PALACE], riding=Riding.BIKE).is_estimate


def test_a_broken_extract_is_refused_and_the_tiles_before_stay(folder: Path, tmp_path: Path) -> None:
    text, cut, empty = tmp_path / "text.osm.pbf", tmp_path / "cut.osm.pbf", tmp_path / "empty.osm.pbf"
    text.write_text("not a map")
    empty.write_bytes(b"")
    cut.write_bytes(geodata.BUNDLED_EXTRACT.read_bytes()[:100_000])
    tiles = tiles_of(folder=folder)

    for path in (text, empty, cut):
        with pytest.raises(BrokenExtract, match=path.name):
            build_network(extract_path=path, folder=folder)

    assert (tiles_of(folder=folder), len(list(folder.glob("tiles-*")))) == (tiles, 1)


def test_tiles_that_went_away_leave_straight_lines(tmp_path: Path) -> None:
    (tmp_path / "network.json").write_text('{"tiles": "tiles-gone"}')

    assert isinstance(open_network(folder=tmp_path), StraightLines)


def test_removing_a_network(tmp_path: Path) -> None:
    build_network(extract_path=geodata.BUNDLED_EXTRACT, folder=tmp_path)

    remove_network(folder=tmp_path)

    assert (tiles_of(folder=tmp_path), list(tmp_path.iterdir())) == (None, [])


def test_an_island_is_told_and_stops_nobody(tmp_path: Path) -> None:
    """Four streets of a town, and one on an island two kilometres off."""
    town = [[Spot(2.0 + 0.004 * x, 46.0 + 0.003 * y) for x in range(5)] for y in range(4)]
    island = [Spot(2.04 + 0.001 * x, 46.02) for x in range(3)]
    columns = [[town[y][x] for y in range(4)] for x in range(5)]
    _write_extract(tmp_path / "island.osm.pbf", [*town, *columns, island])
    build_network(extract_path=tmp_path / "island.osm.pbf", folder=tmp_path / "tiles")

    network = open_network(folder=tmp_path / "tiles")
    table = network.table(points=[town[0][0], island[1], town[3][4], town[1][2]], riding=Riding.BIKE)

    assert table.troubles == {1: PointTrouble.CUT_OFF}
    assert [math.isfinite(seconds) for seconds in table.matrix.durations_s[0]] == [True, False, True, True]
    assert network.way(points=[town[0][0], island[1]], riding=Riding.BIKE) is None


def _write_extract(path: Path, streets: list[list[Spot]]) -> None:
    import osmium

    numbers = {spot: number for number, spot in enumerate(dict.fromkeys(spot for way in streets for spot in way), 1)}
    with osmium.SimpleWriter(path) as writer:
        for spot, number in numbers.items():
            writer.add_node(osmium.osm.mutable.Node(id=number, location=(spot.longitude, spot.latitude)))
        for number, way in enumerate(streets, 1):
            nodes = [numbers[spot] for spot in way]
            writer.add_way(osmium.osm.mutable.Way(id=number, nodes=nodes, tags={"highway": "residential"}))


def test_polylines_are_those_of_the_published_example() -> None:
    points = [(38.5, -120.2), (40.7, -120.95), (43.252, -126.453)]

    assert (encoded_polyline(points), decoded_polyline("_p~iF~ps|U_ulLnnqC_mqNvxq`@")) == (
        "_p~iF~ps|U_ulLnnqC_mqNvxq`@",
        points,
    )


def test_matrices_of_lists() -> None:
    assert Matrix.of([[0, 1], [2, 0]]).distances_m[1, 0] == 2
