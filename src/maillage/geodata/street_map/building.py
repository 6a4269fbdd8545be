"""Build the street map of an extract. Pieces wait in a temporary file, so that a large extract does not fill memory."""

import sqlite3
import tempfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from maillage.geodata.address_index import NotAnExtract, check_extract
from maillage.geodata.street_map.coast import land_rings
from maillage.geodata.street_map.cutting import pieces
from maillage.geodata.street_map.encoding import TileFeature, encoded_geometry, encoded_layer
from maillage.geodata.street_map.reading import read_coastlines, read_shapes
from maillage.geodata.street_map.shapes import Shape, ShapeType
from maillage.geodata.street_map.store import FIRST_ZOOM, LAST_ZOOM, STREET_MAP_FILE, write_tiles
from maillage.geodata.types import BoundingBox

_PIECES = """
create table piece (zoom integer, place integer, down integer, layer text, number integer,
                    type integer, kind text, name text, is_tunnel integer, geometry blob)
"""
_SHAPES_BETWEEN_NEWS = 20_000


@dataclass(frozen=True, slots=True)
class StreetMapCounts:
    shapes: int
    tiles: int


def build_street_map(
    *, home: Path, extract_path: Path, on_progress: Callable[[int], None] | None = None
) -> StreetMapCounts:
    """Write the street map of an extract in the instance's home, in place of the one before.

    `on_progress` is told now and then how many shapes have been cut.
    Raises: NotAnExtract, OSError.
    """
    check_extract(path=extract_path)
    with tempfile.TemporaryDirectory() as folder, closing(sqlite3.connect(Path(folder) / "pieces")) as waiting:
        waiting.executescript(f"pragma journal_mode = off; pragma synchronous = off; {_PIECES}")
        try:
            box, shapes = _cut_all(waiting, extract_path, on_progress)
        except RuntimeError as error:
            raise NotAnExtract(f"{extract_path.name} cannot be read to its end: {error}") from error
        waiting.execute("create index piece_of_tile on piece (zoom, place, down, layer, number)")
        count = write_tiles(path=home / STREET_MAP_FILE, name=extract_path.name, box=box, tiles=_tiles(waiting))
    return StreetMapCounts(shapes=shapes, tiles=count)


def _cut_all(
    waiting: sqlite3.Connection, path: Path, on_progress: Callable[[int], None] | None
) -> tuple[BoundingBox, int]:
    box = _box_of(path)
    number = 0
    for number, shape in enumerate(_all_shapes(path, box), start=1):
        waiting.executemany("insert into piece values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", _rows(shape, number))
        if on_progress is not None and number % _SHAPES_BETWEEN_NEWS == 0:
            on_progress(number)
    return box, number


def _all_shapes(path: Path, box: BoundingBox) -> Iterator[Shape]:
    rings = land_rings(coastlines=read_coastlines(path=path), box=box)
    corners = [(box.west, box.south), (box.east, box.south), (box.east, box.north), (box.west, box.north)]
    yield Shape("land", "sea" if rings else "land", ShapeType.POLYGON, [[*corners, corners[0]]], FIRST_ZOOM)
    yield from (Shape("land", "land", ShapeType.POLYGON, [ring], FIRST_ZOOM) for ring in rings)
    yield from read_shapes(path=path)


def _rows(shape: Shape, number: int) -> Iterator[tuple[Any, ...]]:
    for zoom in range(max(shape.from_zoom, FIRST_ZOOM), LAST_ZOOM + 1):
        for (column, row), paths in pieces(shape=shape, zoom=zoom):
            geometry = encoded_geometry(type=shape.type, paths=paths)
            yield (
                zoom,
                column,
                row,
                shape.layer,
                number,
                int(shape.type),
                shape.kind,
                shape.name,
                shape.is_tunnel,
                geometry,
            )


def _tiles(waiting: sqlite3.Connection) -> Iterator[tuple[int, int, int, bytes]]:
    rows = waiting.execute(
        "select zoom, place, down, layer, type, kind, name, is_tunnel, geometry from piece"
        " order by zoom, place, down, layer, number"
    )
    for (zoom, column, row), of_tile in groupby(rows, key=lambda piece: piece[:3]):
        layers = groupby(of_tile, key=lambda piece: piece[3])
        yield zoom, column, row, b"".join(encoded_layer(name=name, features=_features(found)) for name, found in layers)


def _features(rows: Iterator[tuple[Any, ...]]) -> list[TileFeature]:
    return [
        TileFeature(type=ShapeType(kind_of_shape), kind=kind, name=name, is_tunnel=bool(is_tunnel), geometry=geometry)
        for *_tile, _layer, kind_of_shape, kind, name, is_tunnel, geometry in rows
    ]


def _box_of(path: Path) -> BoundingBox:
    """Give the box that the extract says it covers, else that of its nodes."""
    import osmium

    with osmium.io.Reader(str(path), osmium.osm.osm_entity_bits.NOTHING) as reader:
        stated = reader.header().box()
    if stated.valid():
        return BoundingBox(stated.bottom_left.lon, stated.bottom_left.lat, stated.top_right.lon, stated.top_right.lat)
    west, south, east, north = 180.0, 90.0, -180.0, -90.0
    nodes: Iterable[Any] = osmium.FileProcessor(str(path), osmium.osm.NODE)
    for node in nodes:
        west, south = min(west, node.lon), min(south, node.lat)
        east, north = max(east, node.lon), max(north, node.lat)
    if west >= east or south >= north:
        raise NotAnExtract(f"{path.name} holds no map")
    return BoundingBox(west, south, east, north)
