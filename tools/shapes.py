"""Read and simplify lines of maps: ESRI shapefiles and TopoJSON, in plain Python."""

import struct
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import Any

type Position = tuple[float, float]
type Line = list[Position]

_HEADER_BYTES = 100
_POLYLINE, _POLYGON = 3, 5


def read_lines(*, content: bytes) -> Iterator[Line]:
    """Give every part of every polyline or polygon of a `.shp` file.

    Source: ESRI Shapefile Technical Description, July 1998.
    """
    offset = _HEADER_BYTES
    while offset < len(content):
        (words,) = struct.unpack_from(">i", content, offset + 4)
        body = offset + 8
        (kind,) = struct.unpack_from("<i", content, body)
        if kind in {_POLYLINE, _POLYGON}:
            yield from _parts(content, body)
        offset = body + 2 * words


def _parts(content: bytes, body: int) -> Iterator[Line]:
    part_count, point_count = struct.unpack_from("<2i", content, body + 36)
    starts = [*struct.unpack_from(f"<{part_count}i", content, body + 44), point_count]
    numbers = struct.unpack_from(f"<{2 * point_count}d", content, body + 44 + 4 * part_count)
    points = list(zip(numbers[::2], numbers[1::2], strict=True))
    for start, end in pairwise(starts):
        yield points[start:end]


def lines_of_topology(*, topology: dict[str, Any], name: str, identifier: str) -> list[Line]:
    """Give the rings of one object of a TopoJSON file.

    Source: The TopoJSON Format Specification, sections 2.1.2 and 2.1.3.
    """
    scale, shift = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = [_decoded(arc, scale, shift) for arc in topology["arcs"]]
    shape = next(one for one in topology["objects"][name]["geometries"] if one.get("id") == identifier)
    polygons = shape["arcs"] if shape["type"] == "MultiPolygon" else [shape["arcs"]]
    rings = []
    for polygon in polygons:
        for indexes in polygon:
            pieces = [arcs[index] if index >= 0 else arcs[~index][::-1] for index in indexes]
            rings.append([point for number, piece in enumerate(pieces) for point in piece[1 if number else 0 :]])
    return rings


def _decoded(arc: list[list[int]], scale: list[float], shift: list[float]) -> Line:
    x = y = 0
    points = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        points.append((x * scale[0] + shift[0], y * scale[1] + shift[1]))
    return points


def is_in_rings(*, point: Position, rings: list[Line]) -> bool:
    """Say whether a point lies inside (even-odd rule)."""
    x, y = point
    is_inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
                is_inside = not is_inside
    return is_inside


def joined(*, lines: list[Line]) -> list[Line]:
    """Sew together the lines that meet end to end where no third one does."""
    ends: dict[Position, list[int]] = defaultdict(list)
    for number, line in enumerate(lines):
        ends[_place(line[0])].append(number)
        ends[_place(line[-1])].append(number)
    used: set[int] = set()
    sewn = []
    for number, line in enumerate(lines):
        if number not in used:
            used.add(number)
            forward = _followed(line=line, lines=lines, ends=ends, used=used)
            sewn.append(_followed(line=forward[::-1], lines=lines, ends=ends, used=used))
    return sewn


def _followed(*, line: Line, lines: list[Line], ends: dict[Position, list[int]], used: set[int]) -> Line:
    whole = list(line)
    while len(meeting := ends[_place(whole[-1])]) == 2:
        following = next((number for number in meeting if number not in used), None)
        if following is None:
            break
        used.add(following)
        piece = lines[following]
        whole += piece[1:] if _place(piece[0]) == _place(whole[-1]) else piece[::-1][1:]
    return whole


def _place(point: Position) -> Position:
    return round(point[0], 6), round(point[1], 6)


def simplified(*, line: Line, tolerance: Callable[[float, float], float]) -> Line:
    """Drop the points that stray less than the tolerance at their place, in degrees; positions to 3 decimals.

    Source: Douglas and Peucker, 1973.
    """
    keep = [False] * len(line)
    keep[0] = keep[-1] = True
    # A ring's ends are one point: its farthest point starts the second half.
    stack = [(0, len(line) - 1)]
    while stack:
        first, last = stack.pop()
        at, worst = _farthest(line, first, last, tolerance)
        if worst > 1:
            keep[at] = True
            stack += [(first, at), (at, last)]
    kept = [(round(x, 3), round(y, 3)) for (x, y), is_kept in zip(line, keep, strict=True) if is_kept]
    return [kept[0], *(here for before, here in pairwise(kept) if here != before)]


def _farthest(line: Line, first: int, last: int, tolerance: Callable[[float, float], float]) -> tuple[int, float]:
    (x1, y1), (x2, y2) = line[first], line[last]
    span_x, span_y = x2 - x1, y2 - y1
    square = span_x * span_x + span_y * span_y
    best_at, best = first, 0.0
    for at in range(first + 1, last):
        x, y = line[at]
        along = 0.0 if square == 0 else max(0.0, min(1.0, ((x - x1) * span_x + (y - y1) * span_y) / square))
        away = ((x - x1 - along * span_x) ** 2 + (y - y1 - along * span_y) ** 2) ** 0.5 / tolerance(x, y)
        if away > best:
            best_at, best = at, away
    return best_at, best
