from pathlib import Path

import pytest

from maillage import geodata
from maillage.geodata import BUNDLED_EXTRACT, AddressKind, NotAnExtract, Point


@pytest.fixture
def monaco(home: Path) -> Path:
    geodata.build_address_index(home=home, extract_path=BUNDLED_EXTRACT)
    return home


def labels(text: str, near: Point | None = None) -> list[str]:
    return [address.label for address in geodata.search_addresses(text=text, near=near)]


def test_the_index_counts_what_it_holds(home: Path) -> None:
    counts = geodata.build_address_index(home=home, extract_path=BUNDLED_EXTRACT)

    assert (counts.houses > 200, counts.streets > 200, counts.points_of_interest > 1_000) == (True, True, True)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("bd des moulins", "Boulevard des Moulins"),
        ("boulevrd princesse charlotte", "Boulevard Princesse Charlotte"),
        ("rue gri", "Rue Grimaldi"),
        ("3 av st charles", "3 Avenue Saint-Charles"),
        ("musée océanographique", "Musée Océanographique, Avenue Saint-Martin, 98000 Monaco"),
        ("MUSEE OCEANOGRAPHIQUE", "Musée Océanographique, Avenue Saint-Martin, 98000 Monaco"),
    ],
)
def test_first_address(monaco: Path, text: str, expected: str) -> None:
    assert labels(text)[0] == expected


def test_an_unknown_number_gives_the_street(monaco: Path) -> None:
    found = geodata.search_addresses(text="999 rue grimaldi")

    assert [(address.label, address.kind, address.is_approximate) for address in found] == [
        ("Rue Grimaldi", AddressKind.STREET, True)
    ]


def test_near_puts_the_closer_first(monaco: Path) -> None:
    stops = [address.point for address in geodata.search_addresses(text="parking", limit=50)]
    west, east = min(stops, key=lambda p: p.longitude), max(stops, key=lambda p: p.longitude)

    from_west = geodata.search_addresses(text="parking", near=west, limit=50)
    from_east = geodata.search_addresses(text="parking", near=east, limit=50)

    assert {address.label for address in from_west} == {address.label for address in from_east}
    assert from_west != from_east


def test_reverse_gives_the_door(monaco: Path) -> None:
    door = geodata.search_addresses(text="3 avenue saint charles")[0]

    assert door.kind is AddressKind.HOUSE
    assert geodata.reverse_address(point=door.point) == door
    assert geodata.reverse_address(point=Point(2.35, 48.85)) is None


@pytest.mark.parametrize("text", ["", "zzzz", "🏠", "'; --", "x" * 10_000])
def test_nonsense_finds_no_address(monaco: Path, text: str) -> None:
    assert labels(text) == []


def test_without_an_extract_nothing_is_found(home: Path) -> None:
    assert labels("rue grimaldi") == []
    assert geodata.reverse_address(point=Point(7.42, 43.73)) is None


def test_what_is_not_an_extract_is_refused(home: Path, tmp_path: Path) -> None:
    text, cut = tmp_path / "list.osm.pbf", tmp_path / "cut.osm.pbf"
    text.write_text("not a map")
    cut.write_bytes(BUNDLED_EXTRACT.read_bytes()[:200_000])

    with pytest.raises(NotAnExtract, match=r"list\.osm\.pbf is not an OpenStreetMap extract"):
        geodata.build_address_index(home=home, extract_path=text)
    with pytest.raises(NotAnExtract, match="to its end"):
        geodata.build_address_index(home=home, extract_path=cut)
    assert not (home / "geodata").exists()
