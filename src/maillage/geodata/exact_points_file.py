"""Read the official files of communes' centres that an administrator imports."""

import codecs
import csv
import io
import json
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from maillage.geodata import exact_points
from maillage.geodata.gazetteer import STORED_PER_DEGREE, Gazetteer, gazetteer
from maillage.geodata.names import fold
from maillage.geodata.space import distance_m
from maillage.geodata.types import Point

_CODE_COLUMNS = (
    "code",
    "insee",
    "code insee",
    "code commune",
    "codgeo",
    "com",
    "insee com",
    "code commune insee",
    "codeinsee",
)
_LATITUDE_COLUMNS = ("lat", "latitude", "latitude centre", "latitude mairie", "y")
_LONGITUDE_COLUMNS = ("lon", "lng", "long", "longitude", "longitude centre", "longitude mairie", "x")
# All centres weigh some seven megabytes; with the outlines of communes it is hundreds, which would fill memory.
_LARGEST_FILE = 100_000_000
# Approximate points may be wrong by this much in the archipelagos of the Pacific, not by more.
_FARTHEST_CORRECTION_M = 2_500_000.0
_Row = tuple[str, float, float]


class BadPointsFile(ValueError):
    """The file holds no centres of communes that could be read; the message says why."""


class RejectedBecause(StrEnum):
    UNKNOWN_CODE = "unknown_code"
    BAD_POINT = "bad_point"


@dataclass(frozen=True, slots=True)
class RejectedPoint:
    """A row that was left out. `position` counts rows of data from 1."""

    position: int
    code: str
    reason: RejectedBecause


@dataclass(frozen=True, slots=True)
class ExactPointsReport:
    """How each row of the file ended: `updated`, `unchanged` and the rejected ones add up to `rows`."""

    rows: int
    updated: int
    unchanged: int
    rejected: tuple[RejectedPoint, ...]


def write_exact_points(*, home: Path, source_path: Path) -> ExactPointsReport:
    """Keep the exact centres of a file in the instance's home; they serve from now on, in every process.

    Reads the communes of geo.api.gouv.fr as JSON or GeoJSON (field `centre`, `mairie`, or a geometry that is a point)
    and CSV with columns of the code, latitude and longitude. Centres imported earlier and absent from the file stay;
    the same file twice changes nothing.
    Raises: BadPointsFile, OSError.
    """
    known = gazetteer()
    points = exact_points.read_exact_points(home=home)
    rows = updated = 0
    rejected: list[RejectedPoint] = []
    for rows, (code, longitude, latitude) in enumerate(_read(source_path), start=1):
        reason = _reason_to_reject(known, code, longitude, latitude)
        if reason is not None:
            rejected.append(RejectedPoint(rows, code, reason))
            continue
        stored = (round(longitude * STORED_PER_DEGREE), round(latitude * STORED_PER_DEGREE))
        updated += points.get(code) != stored
        points[code] = stored
    if rows == len(rejected):
        raise BadPointsFile(f"{source_path.name}: none of its {rows} rows gives the point of a French commune")
    if updated:
        exact_points.save(home=home, points=points, source=source_path.name)
    return ExactPointsReport(rows, updated, rows - updated - len(rejected), tuple(rejected))


def _reason_to_reject(known: Gazetteer, code: str, longitude: float, latitude: float) -> RejectedBecause | None:
    row = known.row(code=code)
    if row is None or known.codes[row] != code:
        return RejectedBecause.UNKNOWN_CODE
    # Latitude and longitude swapped, or another country's: a point in the sea off Somalia is worse than none.
    is_here = abs(latitude) <= 90 and abs(longitude) <= 180 and _is_near(known, row, Point(longitude, latitude))
    return None if is_here else RejectedBecause.BAD_POINT


def _is_near(known: Gazetteer, row: int, point: Point) -> bool:
    return distance_m(known.point(row=row), point) < _FARTHEST_CORRECTION_M


def _read(path: Path) -> Iterator[_Row]:
    if path.stat().st_size > _LARGEST_FILE:
        size = _LARGEST_FILE // 1_000_000
        raise BadPointsFile(f"{path.name} is larger than {size} MB: take the file of centres, without outlines")
    content = path.read_bytes()
    try:
        text = content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadPointsFile(f"{path.name} is not a text file in UTF-8") from error
    if text.lstrip()[:1] in ("{", "["):
        yield from _read_json(text, path.name)
    else:
        yield from _read_table(text, path.name)


def _read_json(text: str, name: str) -> Iterator[_Row]:
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise BadPointsFile(f"{name} is not valid JSON: {error}") from error
    items = document.get("features") if isinstance(document, dict) else document
    if not isinstance(items, list):
        raise BadPointsFile(f"{name} is neither a list of communes nor a GeoJSON FeatureCollection")
    for item in items:
        commune: dict[str, Any] = item if isinstance(item, dict) else {}
        own = commune.get("properties")
        properties: dict[str, Any] = own if isinstance(own, dict) else commune
        # geo.api.gouv.fr gives the outline as the geometry when asked for it: the centre is then among the properties.
        shapes = (properties.get("centre"), properties.get("mairie"), commune.get("geometry"))
        yield (str(properties.get("code", "")), *_position(shapes))


def _position(shapes: Iterable[Any]) -> tuple[float, float]:
    for shape in shapes:
        if isinstance(shape, dict) and shape.get("type") == "Point":
            try:
                longitude, latitude = (float(number) for number in shape["coordinates"][:2])
            except (KeyError, TypeError, ValueError):
                continue
            return longitude, latitude
    return math.nan, math.nan


def _read_table(text: str, name: str) -> Iterator[_Row]:
    lead = text.split("\n", 1)[0]
    separator = max(";,\t|", key=lead.count)
    # Python refuses fields beyond its limit, which is right here: a centre's row is short.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        header = [fold(title) for title in next(reader, [])]
        found = [_column(header, names) for names in (_CODE_COLUMNS, _LONGITUDE_COLUMNS, _LATITUDE_COLUMNS)]
        columns = [column for column in found if column is not None]
        if len(columns) < len(found):
            raise BadPointsFile(f"{name}: columns for the INSEE code, the latitude and the longitude are needed")
        for row in reader:
            if row:
                code, longitude, latitude = (row[column] if column < len(row) else "" for column in columns)
                yield _padded(code), _number(longitude), _number(latitude)
    except csv.Error as error:
        raise BadPointsFile(f"{name} cannot be read as a table: {error}") from error


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    return next((header.index(name) for name in names if name in header), None)


def _padded(code: str) -> str:
    """Mend a code that a spreadsheet took for a number: `1004` and `1004.0` are `01004`."""
    plain = re.sub(r"\.0+$", "", code.strip().upper())
    return plain.zfill(5) if plain.isdigit() else plain


def _number(text: str) -> float:
    try:
        return float(text.strip().replace(",", "."))
    except ValueError:
        return math.nan
