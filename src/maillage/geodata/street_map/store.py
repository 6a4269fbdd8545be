"""The street map as an MBTiles file. Source: MBTiles specification 1.3."""

import gzip
import json
import sqlite3
from collections.abc import Iterable
from contextlib import closing
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from maillage.geodata.types import BoundingBox

STREET_MAP_FILE = Path("maps") / "streets.mbtiles"
FIRST_ZOOM, LAST_ZOOM = 11, 14
ATTRIBUTION = "© OpenStreetMap contributors"
_TABLES = """
create table metadata (name text primary key, value text);
create table tiles (zoom_level integer, tile_column integer, tile_row integer, tile_data blob,
                    primary key (zoom_level, tile_column, tile_row)) without rowid;
"""


@dataclass(frozen=True, slots=True)
class StreetMap:
    """What is installed. `version` changes with its content, so that tiles may be kept for ever."""

    name: str
    box: BoundingBox
    version: str

    @property
    def bounds(self) -> tuple[float, float, float, float]:
        return self.box.west, self.box.south, self.box.east, self.box.north


def installed_street_map(*, home: Path) -> StreetMap | None:
    """Give the street map of an instance, None when there is none. Cheap: read once for each state of the file."""
    path = home / STREET_MAP_FILE
    try:
        state = path.stat()
    except OSError:
        return None
    return _described(path, state.st_mtime_ns, state.st_size)


def street_tile(*, home: Path, zoom: int, column: int, row: int) -> bytes | None:
    """Give a tile as gzip, its row counted from the north; None when nothing is drawn there."""
    path = home / STREET_MAP_FILE
    if not (FIRST_ZOOM <= zoom <= LAST_ZOOM and path.exists()):
        return None
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        found = file.execute(
            "select tile_data from tiles where zoom_level = ? and tile_column = ? and tile_row = ?",
            (zoom, column, _from_south(row, zoom)),
        ).fetchone()
    return bytes(found[0]) if found else None


def write_tiles(*, path: Path, name: str, box: BoundingBox, tiles: Iterable[tuple[int, int, int, bytes]]) -> int:
    """Write a new file beside the one in use and put it in its place; give how many tiles it has.

    `tiles`: zoom, column, row from the north, the tile.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.with_suffix(".new")
    new.unlink(missing_ok=True)
    with closing(sqlite3.connect(new)) as file, file:
        file.executescript(_TABLES)
        file.executemany("insert into metadata values (?, ?)", _metadata(name, box).items())
        rows = ((zoom, column, _from_south(row, zoom), gzip.compress(tile, 6)) for zoom, column, row, tile in tiles)
        file.executemany("insert into tiles values (?, ?, ?, ?)", rows)
        count = int(file.execute("select count(*) from tiles").fetchone()[0])
    new.replace(path)
    return count


def _metadata(name: str, box: BoundingBox) -> dict[str, str]:
    fields = {"kind": "String", "name": "String", "tunnel": "Boolean"}
    layers = ["land", "cover", "water", "waterway", "building", "road", "place"]
    return {
        "name": name,
        "format": "pbf",
        "bounds": f"{box.west:.5f},{box.south:.5f},{box.east:.5f},{box.north:.5f}",
        "minzoom": str(FIRST_ZOOM),
        "maxzoom": str(LAST_ZOOM),
        "attribution": ATTRIBUTION,
        "json": json.dumps({"vector_layers": [{"id": layer, "fields": fields} for layer in layers]}),
    }


@lru_cache(maxsize=4)
def _described(path: Path, changed_at: int, size: int) -> StreetMap | None:
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
            known = dict(file.execute("select name, value from metadata"))
        west, south, east, north = (float(edge) for edge in known["bounds"].split(","))
    except (sqlite3.DatabaseError, KeyError, ValueError):
        return None
    return StreetMap(
        name=known.get("name", ""), box=BoundingBox(west, south, east, north), version=f"{changed_at:x}{size:x}"
    )


def _from_south(row: int, zoom: int) -> int:
    return (1 << zoom) - 1 - row
