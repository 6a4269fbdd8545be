"""A search as its page shows it: filters with what removes them, orders, addresses of the map."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import parse_qsl

from django.urls import reverse
from django.utils.translation import gettext as _

from maillage.accounts.models.organizations import FAMILY_LABELS
from maillage.accounts.types import Family
from maillage.directory.search.addresses import canonical_query, place_code
from maillage.directory.search.types import (
    FacetKind,
    MapView,
    MatchPart,
    ParsedRequest,
    SearchHit,
    SearchPage,
    SearchRequest,
    Sort,
)
from maillage.geodata import fold

RADII_KM = (5, 10, 20, 50, 100, 200)
OPEN_FACETS = frozenset({FacetKind.SECTOR, FacetKind.SKILL, FacetKind.FAMILY})
# Below this width of degrees the map shows all the results' surroundings rather than one street.
LEAST_SPAN_DEGREES = 0.12


@dataclass(frozen=True, slots=True)
class FilterTag:
    """A filter in force and the address without it."""

    label: str
    without: str
    icon: str = ""


def facet_legend(kind: FacetKind) -> str:
    return {
        FacetKind.SECTOR: _("Sector"),
        FacetKind.SKILL: _("Skill"),
        FacetKind.FAMILY: _("Family"),
        FacetKind.REGION: _("Region"),
        FacetKind.DEPARTMENT: _("Département"),
        FacetKind.LABEL: _("Label"),
        FacetKind.HEADCOUNT: _("Headcount"),
    }[kind]


def sort_name(sort: Sort) -> str:
    return {
        Sort.RELEVANCE: _("Relevance"),
        Sort.DISTANCE: _("Distance"),
        Sort.NAME: _("Name"),
        Sort.LATEST: _("Latest listed"),
    }[sort]


def part_name(part: MatchPart) -> str:
    """Say where a word was found, as it ends the sentence "… found in"."""
    return {
        MatchPart.NAME: _("its name"),
        MatchPart.SKILL: _("its skills"),
        MatchPart.SYNONYM: _("the words of its trade"),
        MatchPart.SECTOR: _("its sector"),
        MatchPart.PITCH: _("its presentation"),
        MatchPart.OFFER: _("its offers"),
        MatchPart.REFERENCE: _("its references"),
        MatchPart.LABEL: _("its labels"),
        MatchPart.DESCRIPTION: _("its description"),
    }[part]


def short_family(family: str) -> str:
    """Name a family without the explanation between brackets; nothing for those of no family."""
    if not family or family == Family.OTHER:
        return ""
    return str(FAMILY_LABELS.get(Family(family), "")).partition(" (")[0]


class Finder:
    """What the search page draws, from the request as understood and the page found.

    `route` is where the addresses of filters lead: the list, or the map as large as the window.
    """

    def __init__(self, *, parsed: ParsedRequest, page: SearchPage, route: str = "directory:search") -> None:
        self.route = route
        self.parsed = parsed
        self.page = page
        self.asked = parsed.request
        self.request = replace(page.request, cursor="", box=self.asked.box)

    @property
    def address(self) -> str:
        return self._url(self.asked, keep_cursor=True)

    @property
    def query(self) -> str:
        return canonical_query(self.asked)

    @property
    def is_first_page(self) -> bool:
        return not self.asked.cursor

    @property
    def first_url(self) -> str:
        return self._url(self.asked)

    @property
    def next_url(self) -> str:
        if not self.page.next_cursor:
            return ""
        return self._url(replace(self.asked, cursor=self.page.next_cursor), keep_cursor=True)

    @property
    def map_source(self) -> str:
        """Give the address of the map's points: the words as typed, whose place the map tells as the list does."""
        sought = replace(self.asked, cursor="", box=None, sort=Sort.RELEVANCE)
        return f"{reverse('directory:map_points')}?{canonical_query(sought)}"

    @property
    def map_url(self) -> str:
        return self._address("directory:map", canonical_query(replace(self.asked, cursor="")))

    @property
    def list_url(self) -> str:
        return self._address("directory:search", canonical_query(replace(self.asked, cursor="")))

    @property
    def bare_url(self) -> str:
        """Give the address of the same words without any filter."""
        left = replace(self.asked, place=None, filters={}, box=None, understands_places=False)
        return self._url(left if self.page.understood_place else replace(left, understands_places=True))

    @property
    def kept_pairs(self) -> list[tuple[str, str]]:
        """Give what a form that only holds the words must send besides them."""
        return parse_qsl(canonical_query(replace(self.asked, text="", cursor="", box=None)))

    @property
    def chosen_count(self) -> int:
        return sum(len(self.asked.chosen(kind)) for kind in FacetKind)

    @property
    def keeps_words(self) -> bool:
        return bool(self.asked.text) and self.asked.place is None and not self.asked.understands_places

    @property
    def bounds(self) -> str:
        """Give the view that holds the results, empty when the whole country is meant."""
        if self.asked.box is not None:
            box = self.asked.box
            return f"{box.west},{box.south},{box.east},{box.north}"
        if self.request.is_everything or not self.page.results:
            return ""
        points = [hit.point for hit in self.page.results if hit.point]
        if self.request.place is not None:
            points.append(self.request.place.point)
        if not points:
            return ""
        west, east = min(p.longitude for p in points), max(p.longitude for p in points)
        south, north = min(p.latitude for p in points), max(p.latitude for p in points)
        margin = (
            max(0.0, (LEAST_SPAN_DEGREES - (east - west)) / 2),
            max(0.0, (LEAST_SPAN_DEGREES - (north - south)) / 2),
        )
        return f"{west - margin[0]:.4f},{south - margin[1]:.4f},{east + margin[0]:.4f},{north + margin[1]:.4f}"

    @property
    def place_value(self) -> str:
        return place_code(self.asked.place) if self.asked.place else ""

    @property
    def place_label(self) -> str:
        return self.asked.place.label if self.asked.place else ""

    @property
    def near_value(self) -> str:
        place = self.asked.place
        return f"{place.point.latitude:.5f},{place.point.longitude:.5f}" if place and place.kind is None else ""

    @property
    def box_value(self) -> str:
        box = self.asked.box
        return f"{box.west},{box.south},{box.east},{box.north}" if box else ""

    @property
    def radii(self) -> list[dict[str, Any]]:
        place = self.request.place
        if place is None:
            return []
        values = sorted({*RADII_KM, round(place.radius_km), *([0] if place.kind else [])})
        return [
            {
                "value": value,
                "name": f"{value}\N{NARROW NO-BREAK SPACE}km" if value else _("Within its limits"),
                "is_chosen": value == round(place.radius_km),
            }
            for value in values
        ]

    @property
    def tags(self) -> list[FilterTag]:
        tags = []
        place = self.request.place
        if place is not None:
            around = _("%(place)s, %(radius)d km around") % {"place": place.label, "radius": place.radius_km}
            tags.append(FilterTag(around if place.radius_km else place.label, self._without_place(), "map-pin"))
        if self.asked.box is not None:
            tags.append(FilterTag(_("In the view of the map"), self._url(replace(self.asked, box=None)), "map-2"))
        for kind in FacetKind:
            for code in self.asked.chosen(kind):
                tags.append(FilterTag(self._label(kind, code), self._url(self._without(kind, code))))
        return tags

    @property
    def facets(self) -> list[dict[str, Any]]:
        return [
            {
                "legend": facet_legend(facet.kind),
                "name": facet.kind.value,
                "is_open": facet.kind in OPEN_FACETS or any(value.is_chosen for value in facet.values),
                "options": [
                    {"value": value.code, "label": value.label, "count": value.count, "selected": value.is_chosen}
                    for value in sorted(facet.values, key=lambda value: not value.is_chosen)
                ],
            }
            for facet in self.page.facets
            if facet.values
        ]

    @property
    def sort_name(self) -> str:
        return sort_name(self.asked.sort)

    @property
    def sorts(self) -> list[dict[str, Any]]:
        usable = [sort for sort in Sort if sort is not Sort.DISTANCE or self.request.place is not None]
        return [
            {
                "name": sort_name(sort),
                "url": self._url(replace(self.asked, sort=sort)),
                "is_chosen": sort is self.asked.sort,
                "value": sort.value,
            }
            for sort in usable
        ]

    @property
    def title(self) -> str:
        words = self.page.words
        place = self.request.place.label if self.request.place else ""
        if words and place:
            return _("%(words)s near %(place)s") % {"words": words, "place": place}
        return words or place or _("The whole network")

    @property
    def results(self) -> list[dict[str, Any]]:
        return [
            {
                "hit": hit,
                "family": short_family(hit.family),
                "parts": [{"words": reason.words, "part": part_name(reason.part)} for reason in hit.why.reasons],
                "matched": (matched := self._matched_skills(hit)),
                "skills": sorted(hit.skills, key=lambda skill: skill.slug not in matched),
            }
            for hit in self.page.results
        ]

    def _matched_skills(self, hit: SearchHit) -> set[str]:
        """Give the slugs of the skills that answer the search: chosen as a filter, or named by its words."""
        words = [fold(word) for reason in hit.why.reasons if reason.part is MatchPart.SKILL for word in reason.words]
        named = {skill.slug for skill in hit.skills if any(word in fold(skill.name) for word in words)}
        return named | set(self.asked.chosen(FacetKind.SKILL))

    def _without_place(self) -> str:
        # A place understood in the words comes back unless its name is kept as a word.
        is_understood = self.page.understood_place is not None
        return self._url(
            replace(self.asked, place=None, understands_places=not is_understood and self.asked.understands_places)
        )

    def _without(self, kind: FacetKind, code: str) -> SearchRequest:
        left = tuple(value for value in self.asked.chosen(kind) if value != code)
        filters: Mapping[FacetKind, tuple[str, ...]] = {**self.asked.filters, kind: left}
        return replace(self.asked, filters=filters)

    def _label(self, kind: FacetKind, code: str) -> str:
        for facet in self.page.facets:
            if facet.kind is kind:
                for value in facet.values:
                    if value.code == code:
                        return value.label
        return code

    def _url(self, request: SearchRequest, *, keep_cursor: bool = False) -> str:
        kept = request if keep_cursor else replace(request, cursor="")
        return self._address(self.route, canonical_query(kept, without_cursor=not keep_cursor))

    @staticmethod
    def _address(route: str, query: str) -> str:
        return f"{reverse(route)}?{query}" if query else reverse(route)


def map_document(view: MapView) -> dict[str, Any]:
    """Give what the map module draws: clusters with their box, points with their page."""
    return {
        "count": view.count,
        "clusters": [
            {
                "lon": round(cluster.point.longitude, 5),
                "lat": round(cluster.point.latitude, 5),
                "count": cluster.count,
                "bounds": [cluster.box.west, cluster.box.south, cluster.box.east, cluster.box.north],
            }
            for cluster in view.clusters
        ],
        "points": [
            {
                "id": str(point.organization_id),
                "lon": round(point.point.longitude, 5),
                "lat": round(point.point.latitude, 5),
                "name": point.name,
                "url": reverse("directory:profile", args=[point.slug]),
                "place": point.sector,
            }
            for point in view.points
        ],
    }
