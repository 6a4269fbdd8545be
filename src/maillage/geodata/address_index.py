"""Read the addresses of an OpenStreetMap extract into a compact file of the instance."""

from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from maillage.geodata.columns import write_columns
from maillage.geodata.gazetteer import STORED_PER_DEGREE
from maillage.geodata.names import fold
from maillage.geodata.space import distance_m
from maillage.geodata.types import AddressKind, Point

ADDRESS_FILE = Path("geodata") / "addresses.columns"
KINDS = (AddressKind.HOUSE, AddressKind.STREET, AddressKind.POINT_OF_INTEREST)
BUNDLED_EXTRACT = Path(__file__).parent / "data" / "monaco.osm.pbf"
# A named thing counts as a place to go to when it has one of these; the rest is borders, routes and ground.
_PLACES = ("amenity", "shop", "office", "craft", "tourism", "leisure", "healthcare", "building", "historic", "railway",
           "public_transport", "place", "man_made", "club")  # fmt: skip
# Pieces of one street lie close together; farther apart the same name is another town's street.
_SAME_STREET_M = 1_500.0
_PBF_MARK = b"\n\tOSMHeader"


class NotAnExtract(ValueError):
    """The file is not an OpenStreetMap extract in PBF format, or it is cut short."""


@dataclass(frozen=True, slots=True)
class AddressCounts:
    houses: int
    streets: int
    points_of_interest: int


@dataclass(slots=True)
class _Row:
    kind: AddressKind
    name: str
    house_number: str
    street: str
    postal_code: str
    city: str
    point: Point
    nodes: int = 1


def build_address_index(*, home: Path, extract_path: Path) -> AddressCounts:
    """Write the index of an extract in the instance's home, in place of the one before.

    Raises: NotAnExtract, OSError.
    """
    check_extract(path=extract_path)
    try:
        rows = list(_read(extract_path))
    except RuntimeError as error:
        raise NotAnExtract(f"{extract_path.name} cannot be read to its end: {error}") from error
    houses = _distinct(row for row in rows if row.kind is AddressKind.HOUSE)
    streets = _joined_streets(row for row in rows if row.kind is AddressKind.STREET)
    places = _distinct(row for row in rows if row.kind is AddressKind.POINT_OF_INTEREST)
    _save(home, [*streets, *houses, *places], extract_path.name)
    return AddressCounts(houses=len(houses), streets=len(streets), points_of_interest=len(places))


def check_extract(*, path: Path) -> None:
    """Refuse what is not an OpenStreetMap PBF file before anything is read from it.

    Raises: NotAnExtract, OSError.
    """
    with path.open("rb") as file:
        lead = file.read(4 + len(_PBF_MARK))
    if lead[4:] != _PBF_MARK:
        raise NotAnExtract(f"{path.name} is not an OpenStreetMap extract (.osm.pbf)")


def _read(path: Path) -> Iterator[_Row]:
    import osmium  # here, since only imports of extracts need it and every process loads this package

    for item in osmium.FileProcessor(str(path)).with_locations():
        tags = item.tags
        if "name" not in tags and "addr:housenumber" not in tags:
            continue
        position = _position(item)
        if position is not None:
            yield from _rows(tags, *position)


def _position(item: Any) -> tuple[Point, int] | None:
    """Return the middle of a node or way, and how many nodes it has; relations are borders, routes and the like."""
    if item.is_node():
        return Point(item.location.lon, item.location.lat), 1
    if not item.is_way():
        return None
    nodes = [node.location for node in item.nodes if node.location.valid()]
    if not nodes:
        return None
    if item.is_closed():
        count = len(nodes)
        return Point(sum(node.lon for node in nodes) / count, sum(node.lat for node in nodes) / count), count
    # The middle node lies on a winding street; the mean of its nodes may lie in the houses.
    middle = nodes[len(nodes) // 2]
    return Point(middle.lon, middle.lat), len(nodes)


def _rows(tags: Any, point: Point, nodes: int) -> Iterator[_Row]:
    name, number = tags.get("name", ""), tags.get("addr:housenumber", "")
    street = tags.get("addr:street", "") or tags.get("addr:place", "")
    postal_code, city = tags.get("addr:postcode", ""), tags.get("addr:city", "")
    values = [" ".join(value.split()) for value in (name, number, street, postal_code, city)]
    name, number, street, postal_code, city = values
    if number and street:
        yield _Row(AddressKind.HOUSE, "", number, street, postal_code, city, point)
    if "highway" in tags and name and "public_transport" not in tags and nodes > 1:
        yield _Row(AddressKind.STREET, "", "", name, postal_code, city, point, nodes)
    elif name and any(key in tags for key in _PLACES):
        yield _Row(AddressKind.POINT_OF_INTEREST, name, number, street, postal_code, city, point)


def _distinct(rows: Iterator[_Row]) -> list[_Row]:
    """Keep one row of each house or place: maps draw a door, its building and the shop inside it."""
    kept: dict[tuple[str, ...], list[_Row]] = {}
    for row in rows:
        same = kept.setdefault((fold(row.name), fold(row.house_number), fold(row.street)), [])
        if all(distance_m(row.point, other.point) > _SAME_STREET_M for other in same):
            same.append(row)
    return [row for same in kept.values() for row in same]


def _joined_streets(rows: Iterator[_Row]) -> list[_Row]:
    kept: dict[str, list[_Row]] = {}
    for row in sorted(rows, key=lambda row: -row.nodes):
        same = kept.setdefault(fold(row.street), [])
        if all(distance_m(row.point, other.point) > _SAME_STREET_M for other in same):
            same.append(row)
    return [row for same in kept.values() for row in same]


def _save(home: Path, rows: list[_Row], source: str) -> None:
    write_columns(
        path=home / ADDRESS_FILE,
        columns={
            "kind": array("B", [KINDS.index(row.kind) for row in rows]),
            "name": [row.name for row in rows],
            "house_number": [row.house_number for row in rows],
            "street": [row.street for row in rows],
            "postal_code": [row.postal_code for row in rows],
            "city": [row.city for row in rows],
            "longitude": array("i", [round(row.point.longitude * STORED_PER_DEGREE) for row in rows]),
            "latitude": array("i", [round(row.point.latitude * STORED_PER_DEGREE) for row in rows]),
        },
        about={"source": source, "licence": "ODbL 1.0, © OpenStreetMap contributors"},
    )
