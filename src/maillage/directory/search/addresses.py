"""A search and its address: the query string says all of it, and says it in one way only."""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from maillage import geodata
from maillage.accounts.types import Family
from maillage.directory.labels import HEADCOUNT_LABELS
from maillage.directory.search.terms import Terms, current_terms
from maillage.directory.search.types import (
    DEFAULT_RADIUS_KM,
    LARGEST_PAGE,
    LARGEST_RADIUS_KM,
    LONGEST_TEXT,
    PAGE_SIZE,
    Box,
    FacetKind,
    ParsedRequest,
    PlaceFilter,
    SearchRequest,
    Sort,
)
from maillage.geodata import PlaceKind, Point
from maillage.kit.pages import LONGEST_CURSOR

_MOST_VALUES = 30
_UNREADABLE = re.compile(r"[\x00-\x1f\x7f\ud800-\udfff]+")


def parse_search(*, query: QueryDict, terms: Terms | None = None) -> ParsedRequest:
    """Read a query string; what cannot be understood is left out and named in `errors`, never raised.

    Parameters: `q`, `place` (`commune:31555`, `department:31`, `region:76`, `epci:…`) or `near` (`LAT,LON`), `radius`
    (kilometres; also `radius_km`), the facets by their names (repeated or separated by commas), `sort`, `cursor`,
    `size`, `bbox` (west,south,east,north), `commune` (as `place` with radius 0), `words=1` (place names are words).
    """
    reading = _Reading(query=query)
    place = reading.place()
    request = SearchRequest(
        text=reading.text(),
        place=place,
        filters=reading.filters(terms or _terms_if_needed(query)),
        sort=reading.sort(place),
        cursor=reading.cursor(),
        size=reading.size(),
        box=reading.box(),
        language=get_language() or "fr",
        understands_places=query.get("words", "") != "1" and place is None,
    )
    return ParsedRequest(request=request, errors=reading.errors)


def canonical_query(request: SearchRequest, *, without_cursor: bool = True) -> str:
    """Give the one query string of a search, without `?`; defaults are left out."""
    pairs: list[tuple[str, str]] = []
    if request.text:
        pairs.append(("q", request.text))
    pairs += _place_pairs(request.place)
    for kind in FacetKind:
        pairs += [(kind.value, code) for code in sorted(request.chosen(kind))]
    if request.sort is not Sort.RELEVANCE:
        pairs.append(("sort", request.sort.value))
    if request.box is not None:
        edges = (request.box.west, request.box.south, request.box.east, request.box.north)
        pairs.append(("bbox", ",".join(_number(edge) for edge in edges)))
    if request.size != PAGE_SIZE:
        pairs.append(("size", str(request.size)))
    if not request.understands_places and request.place is None and request.text:
        pairs.append(("words", "1"))
    if request.cursor and not without_cursor:
        pairs.append(("cursor", request.cursor))
    return urlencode(pairs)


def place_code(place: PlaceFilter) -> str:
    """Give the value of the parameter `place`, empty for a point of the map."""
    return f"{place.kind.value}:{place.code}" if place.kind else ""


def _place_pairs(place: PlaceFilter | None) -> list[tuple[str, str]]:
    if place is None:
        return []
    if place.kind is None:
        near = f"{_number(place.point.latitude)},{_number(place.point.longitude)}"
        return [("near", near), ("radius", _number(place.radius_km))]
    pairs = [("place", place_code(place))]
    if place.radius_km != default_radius_km(place.kind):
        pairs.append(("radius", _number(place.radius_km)))
    return pairs


def default_radius_km(kind: PlaceKind | None) -> float:
    """A town is looked for with its surroundings; a territory has its own border."""
    return 0 if kind in {PlaceKind.DEPARTMENT, PlaceKind.REGION, PlaceKind.EPCI} else DEFAULT_RADIUS_KM


def _number(value: float) -> str:
    return f"{value:.5f}".rstrip("0").rstrip(".")


def _terms_if_needed(query: QueryDict) -> Terms:
    is_needed = any(query.get(kind.value) for kind in (FacetKind.SECTOR, FacetKind.SKILL, FacetKind.LABEL))
    return current_terms() if is_needed else Terms(sectors={}, skills={}, labels={})


@dataclass
class _Reading:
    """Reads one parameter after the other and keeps what was wrong."""

    query: QueryDict
    errors: dict[str, str] = field(default_factory=dict)

    def text(self) -> str:
        written = " ".join(_UNREADABLE.sub(" ", self.query.get("q", "")).split())
        if len(written) > LONGEST_TEXT:
            self.errors["q"] = _("Your text is too long: only its first %(count)d characters were searched.") % {
                "count": LONGEST_TEXT
            }
        return written[:LONGEST_TEXT].strip()

    def place(self) -> PlaceFilter | None:
        commune = self.query.get("commune", "").strip()
        written = self.query.get("place", "").strip() or (f"commune:{commune}" if commune else "")
        found = self._territory(written, "commune" if commune else "place") if written else None
        if found is None and self.query.get("near", "").strip():
            found = self._near(self.query.get("near", ""))
        radius = self._radius()
        if found is None:
            return None
        if radius is None:
            radius = 0 if commune and not self.query.get("place") else default_radius_km(found.kind)
        return PlaceFilter(label=found.label, point=found.point, radius_km=radius, kind=found.kind, code=found.code)

    def _territory(self, written: str, parameter: str) -> PlaceFilter | None:
        kind, _colon, code = written.partition(":")
        place = geodata.place(kind=PlaceKind(kind), code=code) if kind in {*PlaceKind} and len(code) < 12 else None
        if place is None:
            self.errors[parameter] = _("This place is not known; choose one from the list.")
            return None
        return PlaceFilter(label=place.label, point=place.point, kind=place.kind, code=place.code)

    def _near(self, written: str) -> PlaceFilter | None:
        numbers = _floats(written, count=2)
        if numbers is None or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
            self.errors["near"] = _("Write the point as latitude,longitude, such as 43.6045,1.4442.")
            return None
        return PlaceFilter(label=_("Point on the map"), point=Point(longitude=numbers[1], latitude=numbers[0]))

    def _radius(self) -> float | None:
        parameter = "radius_km" if "radius_km" in self.query else "radius"
        written = self.query.get(parameter, "").strip()
        if not written:
            return None
        numbers = _floats(written, count=1)
        if numbers is None or not 0 <= numbers[0] <= LARGEST_RADIUS_KM:
            self.errors[parameter] = _("The radius is a number of kilometres from 0 to %(largest)d.") % {
                "largest": LARGEST_RADIUS_KM
            }
            return None
        return numbers[0]

    def filters(self, terms: Terms) -> dict[FacetKind, tuple[str, ...]]:
        known: dict[FacetKind, Callable[[str], object]] = {
            FacetKind.SECTOR: {*terms.sectors, *terms.retired_sectors}.__contains__,
            FacetKind.SKILL: {*terms.skills, *terms.retired_skills}.__contains__,
            FacetKind.LABEL: terms.labels.get,
            FacetKind.FAMILY: {family.value for family in Family}.__contains__,
            FacetKind.HEADCOUNT: HEADCOUNT_LABELS.__contains__,
            FacetKind.REGION: lambda code: geodata.region(code=code),
            FacetKind.DEPARTMENT: lambda code: geodata.department(code=code),
        }
        former = {FacetKind.SKILL: terms.former_skills}
        chosen = {kind: self._codes(kind.value, is_known, former.get(kind, {})) for kind, is_known in known.items()}
        return {kind: codes for kind, codes in chosen.items() if codes}

    def _codes(self, parameter: str, is_known: Callable[[str], object], former: Mapping[str, str]) -> tuple[str, ...]:
        written = [code.strip() for value in self.query.getlist(parameter)[:_MOST_VALUES] for code in value.split(",")]
        codes = sorted({former.get(code, code) for code in written if code})[:_MOST_VALUES]
        unknown = [code for code in codes if not is_known(code)]
        if unknown:
            shown = ", ".join(code[:60] for code in unknown[:3])
            self.errors[parameter] = _("Not known, and left out: %(codes)s.") % {"codes": shown}
        return tuple(code for code in codes if is_known(code))

    def sort(self, place: PlaceFilter | None) -> Sort:
        written = self.query.get("sort", "") or Sort.RELEVANCE.value
        if written not in {*Sort}:
            self.errors["sort"] = _("Sort by relevance, distance, name or latest.")
            return Sort.RELEVANCE
        return Sort(written)

    def cursor(self) -> str:
        written = self.query.get("cursor", "")
        if len(written) > LONGEST_CURSOR:
            self.errors["cursor"] = _("This page address is not valid. Here is the first page.")
            return ""
        return written

    def size(self) -> int:
        written = self.query.get("size", "")
        if not written:
            return PAGE_SIZE
        if not (written.isascii() and written.isdigit() and len(written) < 6 and 1 <= int(written) <= LARGEST_PAGE):
            self.errors["size"] = _("A page holds from 1 to %(largest)d results.") % {"largest": LARGEST_PAGE}
            return PAGE_SIZE
        return int(written)

    def box(self) -> Box | None:
        written = self.query.get("bbox", "").strip()
        if not written:
            return None
        numbers = _floats(written, count=4)
        if numbers is None or not (-90 <= numbers[1] < numbers[3] <= 90 and all(-540 <= x <= 540 for x in numbers)):
            self.errors["bbox"] = _("Write the view as west,south,east,north in degrees.")
            return None
        return Box(west=numbers[0], south=numbers[1], east=numbers[2], north=numbers[3])


def _floats(written: str, *, count: int) -> list[float] | None:
    parts = written.split(",") if count > 1 else [written.replace(",", ".")]
    try:
        numbers = [float(part) for part in parts if len(part) < 30]
    except ValueError:
        return None
    return numbers if len(numbers) == count and all(math.isfinite(number) for number in numbers) else None
