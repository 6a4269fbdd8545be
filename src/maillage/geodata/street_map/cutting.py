"""Cut shapes into tiles of the web Mercator grid. Source: Mapbox Vector Tile specification 2.1, section 4.3."""

import itertools
import math
from collections.abc import Iterator

from maillage.geodata.street_map.shapes import Line, Shape, ShapeType

EXTENT = 4096
BUFFER = 64
_LEAST_SPAN = 3  # units; a polygon that is smaller than this on its tile is not seen
_MERCATOR_LIMIT = 85.051128

type Cell = tuple[int, int]
type Path = list[tuple[int, int]]


def pieces(*, shape: Shape, zoom: int) -> Iterator[tuple[Cell, list[Path]]]:
    """Give the tiles that a shape touches at a zoom, each with what it shows, in units of the tile."""
    projected = [[_units(position, zoom) for position in line] for line in shape.lines]
    xs = [x for line in projected for x, _y in line]
    ys = [y for line in projected for _x, y in line]
    if shape.type is ShapeType.POLYGON and zoom < 14 and max(max(xs) - min(xs), max(ys) - min(ys)) < _LEAST_SPAN:
        return
    last = 2**zoom - 1
    for column in _range(min(xs), max(xs), last):
        for row in _range(min(ys), max(ys), last):
            paths = _within(shape.type, projected, column * EXTENT, row * EXTENT)
            if paths:
                yield (column, row), paths


def _units(position: tuple[float, float], zoom: int) -> tuple[float, float]:
    longitude, latitude = position
    size = EXTENT * 2**zoom
    sine = math.sin(math.radians(max(-_MERCATOR_LIMIT, min(_MERCATOR_LIMIT, latitude))))
    x = (longitude + 180) / 360 * size
    y = (0.5 - math.log((1 + sine) / (1 - sine)) / (4 * math.pi)) * size
    return x, y


def _range(least: float, most: float, last: int) -> range:
    return range(max(0, int((least - BUFFER) // EXTENT)), min(last, int((most + BUFFER) // EXTENT)) + 1)


def _within(kind: ShapeType, lines: list[Line], west: int, north: int) -> list[Path]:
    if kind is ShapeType.POINT:
        x, y = lines[0][0]
        return [[(round(x - west), round(y - north))]] if _is_inside(x - west, y - north) else []
    moved = [[(x - west, y - north) for x, y in line] for line in lines]
    if kind is ShapeType.LINE:
        return [path for line in moved for part in _clipped_line(line) if len(path := _rounded(part)) > 1]
    rings = [_rounded(_clipped_ring(ring)) for ring in moved]
    # Without its outer ring a hole is nothing.
    return [ring for ring in rings if len(ring) > 3] if len(rings[0]) > 3 else []


def _is_inside(x: float, y: float) -> bool:
    return 0 <= x < EXTENT and 0 <= y < EXTENT


def _rounded(line: Line) -> Path:
    path: Path = []
    for x, y in line:
        unit = (round(x), round(y))
        if not path or unit != path[-1]:
            path.append(unit)
    return path


def _clipped_ring(ring: Line) -> Line:
    """Keep what lies within the tile and its margin. Source: Sutherland and Hodgman, 1974."""
    least, most = -BUFFER, EXTENT + BUFFER
    kept = ring
    for axis, limit, sign in ((0, least, 1), (0, most, -1), (1, least, 1), (1, most, -1)):
        if not kept:
            return []
        kept = _halved(kept, axis, limit, sign)
    return [*kept, kept[0]] if kept and kept[0] != kept[-1] else kept


def _halved(ring: Line, axis: int, limit: int, sign: int) -> Line:
    kept: Line = []
    before = ring[-1]
    for position in ring:
        was_in, is_in = (before[axis] - limit) * sign >= 0, (position[axis] - limit) * sign >= 0
        if was_in != is_in:
            share = (limit - before[axis]) / (position[axis] - before[axis])
            kept.append((before[0] + share * (position[0] - before[0]), before[1] + share * (position[1] - before[1])))
        if is_in:
            kept.append(position)
        before = position
    return kept


def _clipped_line(line: Line) -> list[Line]:
    parts: list[Line] = []
    for start, end in itertools.pairwise(line):
        visible = _clipped_segment(start, end)
        if visible is None:
            continue
        if parts and parts[-1][-1] == visible[0]:
            parts[-1].append(visible[1])
        else:
            parts.append([*visible])
    return parts


def _clipped_segment(
    start: tuple[float, float], end: tuple[float, float]
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """Keep the part of a segment within the tile and its margin. Source: Liang and Barsky, 1984."""
    first, last = 0.0, 1.0
    step = (end[0] - start[0], end[1] - start[1])
    for axis in (0, 1):
        for towards, room in (
            (-step[axis], start[axis] + BUFFER),
            (step[axis], EXTENT + BUFFER - start[axis]),
        ):
            if towards == 0:
                if room < 0:
                    return None
            elif towards < 0:
                first = max(first, room / towards)
            else:
                last = min(last, room / towards)
    if first > last:
        return None
    head = start if first == 0 else (start[0] + first * step[0], start[1] + first * step[1])
    tail = end if last == 1 else (start[0] + last * step[0], start[1] + last * step[1])
    return head, tail
