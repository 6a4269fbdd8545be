"""Turn a request into what PostgreSQL matches: one tsquery over words, facets and map cells, and exact geometry after it."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from maillage import geodata
from maillage.directory.search.fresh_rows import CELL_ZOOMS
from maillage.directory.search.types import Box, FacetKind, PlaceFilter, SearchRequest
from maillage.directory.search.words import Word
from maillage.geodata import PlaceKind

EARTH_RADIUS_M = 6_378_168.0  # earthdistance's own
_MOST_CELLS = 40
_NOTHING = "'=nothing'"


@dataclass(frozen=True, slots=True)
class Conditions:
    """What a document must hold. `words`: one tsquery for each word; `facets`, `place`: one for each kind.

    `sql`: exact tests that lexemes cannot make, with their `values`. `word_bounds`, `facet_bounds`: how many documents
    hold each at most.
    """

    words: tuple[str, ...] = ()
    facets: Mapping[FacetKind, str] | None = None
    place: tuple[str, ...] = ()
    sql: tuple[str, ...] = ()
    values: Mapping[str, float] | None = None
    word_bounds: tuple[int, ...] = ()
    facet_bounds: Mapping[FacetKind, int] | None = None

    @property
    def bounds(self) -> tuple[int, ...]:
        return (*self.word_bounds, *(self.facet_bounds or {}).values())

    @property
    def tsquery(self) -> str:
        parts = [*self.words, *(self.facets or {}).values(), *self.place]
        return " & ".join(f"({part})" for part in parts)

    @property
    def is_empty(self) -> bool:
        return not (self.tsquery or self.sql)

    def without(self, kind: FacetKind) -> "Conditions":
        """Give the same conditions but for one kind of facet."""
        return replace(
            self,
            facets={other: part for other, part in (self.facets or {}).items() if other is not kind},
            facet_bounds={other: bound for other, bound in (self.facet_bounds or {}).items() if other is not kind},
        )

    def also(self, test: str) -> "Conditions":
        """Give the same conditions and an SQL test more."""
        return replace(self, sql=(*self.sql, test))

    def where(self) -> str:
        """Give the SQL condition on the table alias `document`; parameters are `parameters()`."""
        tests = ["document.document @@ %(tsquery)s::tsquery"] if self.tsquery else []
        return " and ".join([*tests, *self.sql]) or "true"

    def parameters(self) -> dict[str, object]:
        return {"tsquery": self.tsquery, **(self.values or {})}


def conditions_of(
    request: SearchRequest,
    *,
    words: Sequence[Word],
    uses: Mapping[str, int] | None = None,
    is_relaxed: bool = False,
) -> Conditions:
    """Compile a request. `uses`: documents by facet value, when known. `is_relaxed`: any of the words is enough."""
    word_parts = tuple(" | ".join(quoted(lexeme) for lexeme in word.lexemes) for word in words)
    bounds = tuple(word.rows for word in words)
    if is_relaxed and word_parts:
        word_parts, bounds = (" | ".join(word_parts),), (sum(bounds),)
    if request.text and not words:
        word_parts, bounds = (_NOTHING,), (0,)  # the text holds no word at all: signs, emoji
    place, sql, values = _place(request.place)
    if request.box is not None:
        place, sql, values = _with_box(request.box, place, sql, values)
    return Conditions(
        words=word_parts,
        facets=_facets(request),
        place=place,
        sql=sql,
        values=values,
        word_bounds=bounds,
        facet_bounds=_facet_bounds(request, uses or {}),
    )


def _facet_bounds(request: SearchRequest, uses: Mapping[str, int]) -> dict[FacetKind, int]:
    return {
        kind: sum(uses[f"{kind.value}:{code}"] for code in codes)
        for kind, codes in request.filters.items()
        if codes and all(f"{kind.value}:{code}" in uses for code in codes)
    }


def quoted(lexeme: str) -> str:
    """Write a lexeme so that nothing in it is an operator."""
    return "'" + lexeme.replace("\\", "\\\\").replace("'", "''") + "'"


def chord_m(distance_m: float) -> float:
    """Give the straight line through the Earth for a distance on its surface, as `<->` between cubes measures."""
    return 2 * EARTH_RADIUS_M * math.sin(min(distance_m / EARTH_RADIUS_M, math.pi) / 2)


def distance_of_chord(chord: float) -> float:
    return 2 * EARTH_RADIUS_M * math.asin(min(1.0, chord / (2 * EARTH_RADIUS_M)))


def _facets(request: SearchRequest) -> dict[FacetKind, str]:
    return {
        kind: " | ".join(quoted(f"={kind.value}:{code}") for code in codes)
        for kind, codes in request.filters.items()
        if codes
    }


type _Place = tuple[tuple[str, ...], tuple[str, ...], dict[str, float]]


def _place(place: PlaceFilter | None) -> _Place:
    if place is None:
        return (), (), {}
    if place.radius_km > 0:
        return _circle(place)
    match place.kind:
        case None:
            return (_NOTHING,), (), {}
        case PlaceKind.DEPARTMENT | PlaceKind.REGION:
            return (quoted(f"={place.kind.value}:{place.code}"),), (), {}
        case _:
            return (_communes(place.kind, place.code),), (), {}


def _communes(kind: PlaceKind, code: str) -> str:
    codes = {commune.code for commune in geodata.communes_of_territory(kind=kind, code=code)} | {code}
    if kind is PlaceKind.COMMUNE:
        # A city's arrondissements are communes of their own in files.
        codes |= set(_arrondissements(code))
    return " | ".join(quoted(f"=commune:{one}") for one in sorted(codes))


def _arrondissements(code: str) -> Iterable[str]:
    ranges = {"75056": (75101, 20), "69123": (69381, 9), "13055": (13201, 16)}
    first, count = ranges.get(code, (0, 0))
    return (str(first + number) for number in range(count))


def _circle(place: PlaceFilter) -> _Place:
    metres = place.radius_km * 1000
    latitude = place.point.latitude
    height = math.degrees(metres / EARTH_RADIUS_M) * 1.001
    width = 360.0
    if abs(latitude) + height < 89:
        ratio = math.sin(math.radians(height)) / math.cos(math.radians(latitude))
        width = math.degrees(math.asin(ratio)) * 1.001 if ratio < 1 else 360.0
    around = Box(
        west=place.point.longitude - width,
        south=max(-90.0, latitude - height),
        east=place.point.longitude + width,
        north=min(90.0, latitude + height),
    )
    cells = cells_over(around)
    test = "document.earth <-> ll_to_earth(%(centre_latitude)s, %(centre_longitude)s) <= %(centre_chord)s"
    values = {
        "centre_latitude": latitude,
        "centre_longitude": place.point.longitude,
        "centre_chord": chord_m(metres),
    }
    return (cells,) if cells else (), (test,), values


def _with_box(box: Box, place: tuple[str, ...], sql: tuple[str, ...], values: dict[str, float]) -> _Place:
    if box.east - box.west >= 360:
        longitudes = "document.longitude is not null"
    elif _wrapped(box.west) <= _wrapped(box.east):
        longitudes = "document.longitude between %(box_west)s and %(box_east)s"
    else:
        longitudes = "(document.longitude >= %(box_west)s or document.longitude <= %(box_east)s)"
    cells = cells_over(box)
    return (
        (*place, cells) if cells else place,
        (*sql, longitudes, "document.latitude between %(box_south)s and %(box_north)s"),
        values
        | {
            "box_west": _wrapped(box.west),
            "box_east": _wrapped(box.east),
            "box_south": box.south,
            "box_north": box.north,
        },
    )


def cells_over(box: Box) -> str:
    """Give the tsquery of the smallest cells that cover a box in few enough pieces; empty when it covers too much."""
    for zoom in reversed(CELL_ZOOMS):
        columns = columns_over(box, zoom)
        lines = range(tile_y(zoom, box.north), tile_y(zoom, box.south) + 1)
        if len(columns) * len(lines) <= _MOST_CELLS:
            return " | ".join(quoted(f"=cell:{zoom}:{x}:{y}") for x in columns for y in lines)
    return ""


def columns_over(box: Box, zoom: int) -> Sequence[int]:
    """Give the columns of tiles from a box's western edge to its eastern one, across the date line if that is the way."""
    tiles = 1 << zoom
    if box.east - box.west >= 360:
        return range(tiles)
    west, east = tile_x(zoom, _wrapped(box.west)), tile_x(zoom, _wrapped(box.east))
    if west <= east and _wrapped(box.west) <= _wrapped(box.east):
        return range(west, east + 1)
    return [*range(west, tiles), *range(east + 1)]


def _wrapped(longitude: float) -> float:
    return longitude if -180 <= longitude <= 180 else (longitude + 180) % 360 - 180


def tile_x(zoom: int, longitude: float) -> int:
    """Give the column of a web map's tile; the same figure as SQL's `search_tile_x`."""
    return math.floor(min(max((longitude + 180) / 360, 0), 0.9999999999) * (1 << zoom))


def tile_y(zoom: int, latitude: float) -> int:
    """Give the line of a web map's tile, counted from the north; the same figure as SQL's `search_tile_y`."""
    clamped = math.radians(min(max(latitude, -85.05112), 85.05112))
    share = 0.5 - math.asinh(math.tan(clamped)) / (2 * math.pi)
    return math.floor(min(max(share, 0), 0.9999999999) * (1 << zoom))
