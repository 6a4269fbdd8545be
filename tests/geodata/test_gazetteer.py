import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage import geodata
from maillage.geodata import PlaceKind, Point
from maillage.geodata.gazetteer import PACKAGED, gazetteer
from maillage.geodata.names import normalise

KNOWN = gazetteer()
COMMUNES = geodata.communes()
rows = st.integers(min_value=0, max_value=len(KNOWN.codes) - 1)


def test_every_present_commune_is_there() -> None:
    communes = COMMUNES

    arrondissements = [commune for commune in communes if commune.parent_code]
    assert (len(communes), len(arrondissements)) == (35_014, 45)
    assert len({commune.code for commune in communes}) == len(communes)
    assert PACKAGED.stat().st_size < 2_000_000


def test_population_is_that_of_france() -> None:
    people = sum(commune.population for commune in COMMUNES if not commune.parent_code)

    assert 67_000_000 < people < 70_000_000


def test_a_commune_is_whole() -> None:
    morlaix = geodata.commune(code="29151")

    assert morlaix is not None
    assert (morlaix.name, morlaix.postal_codes, morlaix.department_code, morlaix.region_code) == (
        "Morlaix", ("29600",), "29", "53",
    )  # fmt: skip
    assert morlaix.epci_code is not None
    epci = geodata.epci(code=morlaix.epci_code)
    assert epci is not None and "Morlaix" in epci.name
    assert geodata.distance_m(morlaix.point, Point(-3.8278, 48.5776)) < 2_000
    assert not morlaix.is_approximate


def test_nine_people_in_ten_live_in_a_commune_with_its_own_point() -> None:
    communes = [commune for commune in COMMUNES if not commune.parent_code]
    exact = sum(commune.population for commune in communes if not commune.is_approximate)

    assert exact / sum(commune.population for commune in communes) > 0.89


def test_every_point_lies_in_its_territory() -> None:
    outside = [
        commune
        for commune in COMMUNES
        if commune.department_code not in ("984", "987", "989")
        and not geodata.plausible_box(territory=commune.code).contains(commune.point)
    ]

    assert outside == []


@pytest.mark.parametrize(("past", "present"), [("01340", "01015"), ("74011", "74010")])
def test_a_past_code_gives_the_present_commune(past: str, present: str) -> None:
    commune = geodata.commune(code=past)

    assert commune is not None and commune.code == present


@pytest.mark.parametrize("code", ["", "00000", "2a004", "75056 ", "🏠", "99138"])
def test_an_unknown_code_gives_nothing(code: str) -> None:
    assert geodata.commune(code=code) is None


def test_postal_code_gives_arrondissement_before_city() -> None:
    names = [commune.name for commune in geodata.communes_of_postal_code(postal_code="69003")]

    assert names == ["Lyon 3e Arrondissement", "Lyon"]
    assert geodata.communes_of_postal_code(postal_code="00000") == []


def test_territories() -> None:
    finistere = geodata.department(code="29")
    bretagne = geodata.region(code="53")

    assert finistere is not None and (finistere.name, finistere.region_code) == ("Finistère", "53")
    assert bretagne is not None and bretagne.name == "Bretagne"
    assert len(geodata.departments()) == 109
    for kind, code in ((PlaceKind.DEPARTMENT, "75"), (PlaceKind.COMMUNE, "75056")):
        codes = [commune.code for commune in geodata.communes_of_territory(kind=kind, code=code)]
        assert codes == ["75056", *(f"751{number:02}" for number in range(1, 21))]
    assert geodata.place(kind=PlaceKind.REGION, code="00") is None


@given(rows)
def test_a_commune_belongs_to_its_territories(row: int) -> None:
    commune = KNOWN.commune(row=row)
    brest = geodata.commune(code="29019")
    assert brest is not None

    assert geodata.territory_contains(kind=PlaceKind.DEPARTMENT, code=commune.department_code, commune=commune)
    assert geodata.territory_contains(kind=PlaceKind.REGION, code=commune.region_code, commune=commune)
    in_brittany = geodata.territory_contains(kind=PlaceKind.REGION, code=brest.region_code, commune=commune)
    assert in_brittany == (commune.department_code in ("22", "29", "35", "56"))


def test_packaged_keys_are_those_of_the_code() -> None:
    """The file holds names normalised when it was built: a change of `normalise` must rebuild it."""
    names, inner = KNOWN.name_starts[0], KNOWN.inner_starts[0]
    own = {normalise(name) for name in KNOWN.names}

    assert own <= set(KNOWN.entry_keys)
    assert names == sorted(names)
    assert inner == sorted(inner)


@settings(max_examples=300)
@given(rows)
def test_reverse_of_a_commune_is_itself_or_one_nearer(row: int) -> None:
    point = KNOWN.point(row=row)

    found = geodata.reverse(point=point)

    assert found is not None
    assert (
        found.code == KNOWN.codes[row]
        or geodata.distance_m(found.point, point) == 0
        or KNOWN.codes[row] in KNOWN.cities
    )


@settings(max_examples=8)
@given(st.floats(-5, 8.5), st.floats(42, 51))
def test_reverse_is_the_nearest_of_all(longitude: float, latitude: float) -> None:
    point = Point(longitude, latitude)
    candidates = [row for row, code in enumerate(KNOWN.codes) if code not in KNOWN.cities]
    nearest = min(geodata.distance_m(KNOWN.point(row=row), point) for row in candidates)

    found = geodata.reverse(point=point)

    assert (found is None and nearest > 50_000) or (
        found is not None and geodata.distance_m(found.point, point) == pytest.approx(nearest, abs=0.01)
    )


def test_reverse_far_from_land_is_nothing() -> None:
    assert geodata.reverse(point=Point(-30.0, 40.0)) is None


@settings(max_examples=5)
@given(rows, st.floats(0, 40))
def test_neighbours_are_all_and_only_those_within(row: int, radius_km: float) -> None:
    commune = KNOWN.commune(row=row)

    found = geodata.neighbours(of=commune, radius_km=radius_km)

    expected = {
        code
        for other, code in enumerate(KNOWN.codes)
        if code not in KNOWN.cities
        and code != commune.code
        and geodata.distance_m(KNOWN.point(row=other), commune.point) <= radius_km * 1000
    }
    assert {neighbour.code for neighbour, _ in found} == expected
    assert [distance for _, distance in found] == sorted(distance for _, distance in found)


def test_negative_radius_finds_nobody() -> None:
    assert geodata.neighbours(of=Point(2.35, 48.85), radius_km=-1) == []


def test_distance_paris_marseille() -> None:
    distance = geodata.distance_m(Point(2.3522, 48.8566), Point(5.3698, 43.2965))

    assert distance == pytest.approx(660_500, rel=0.002)


points = st.builds(Point, st.floats(-180, 180), st.floats(-90, 90))


@given(points, points, points)
def test_distance_is_a_distance(first: Point, second: Point, third: Point) -> None:
    direct = geodata.distance_m(first, second)

    assert direct == pytest.approx(geodata.distance_m(second, first), abs=1e-3)
    assert geodata.distance_m(first, first) == 0
    assert direct <= geodata.distance_m(first, third) + geodata.distance_m(third, second) + 1


def test_bounding_box_holds_its_communes() -> None:
    box = geodata.bounding_box(kind=PlaceKind.REGION, code="53")

    assert box is not None
    assert all(
        box.contains(commune.point) for commune in geodata.communes_of_territory(kind=PlaceKind.REGION, code="53")
    )
    assert not box.contains(Point(2.35, 48.85))
    assert geodata.bounding_box(kind=PlaceKind.DEPARTMENT, code="20") is None
