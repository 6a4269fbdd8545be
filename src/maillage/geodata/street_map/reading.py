"""Choose what is drawn of an OpenStreetMap extract. Source: the tags of wiki.openstreetmap.org/wiki/Map_features."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from maillage.geodata.street_map.shapes import Line, Shape, ShapeType

_ROADS = {
    "motorway": ("motorway", 11), "motorway_link": ("motorway", 11), "trunk": ("main", 11), "trunk_link": ("main", 11),
    "primary": ("main", 11), "primary_link": ("main", 11), "secondary": ("secondary", 12), "secondary_link": ("secondary", 12),
    "tertiary": ("secondary", 12), "tertiary_link": ("secondary", 12), "residential": ("street", 13),
    "unclassified": ("street", 13), "living_street": ("street", 13), "road": ("street", 13), "pedestrian": ("street", 13),
    "busway": ("street", 13), "service": ("service", 14), "track": ("path", 13), "footway": ("path", 14),
    "path": ("path", 14), "cycleway": ("path", 14), "bridleway": ("path", 14), "steps": ("path", 14),
}  # fmt: skip
_COVERS = {
    "leisure": {"park": "green", "garden": "green", "golf_course": "green", "nature_reserve": "green", "pitch": "play",
                "playground": "play", "stadium": "play", "sports_centre": "play", "swimming_pool": "water"},
    "landuse": {"forest": "wood", "grass": "green", "meadow": "green", "orchard": "green", "vineyard": "green",
                "allotments": "green", "cemetery": "green", "recreation_ground": "green", "village_green": "green",
                "flowerbed": "green", "reservoir": "water", "basin": "water"},
    "natural": {"wood": "wood", "scrub": "wood", "heath": "green", "grassland": "green", "wetland": "green",
                "water": "water", "beach": "sand", "sand": "sand", "bare_rock": "sand"},
    "waterway": {"riverbank": "water", "dock": "water"},
    "highway": {"pedestrian": "square", "footway": "square"},
}  # fmt: skip
_PLACES = {"village": 11, "hamlet": 13, "suburb": 12, "quarter": 13, "neighbourhood": 14, "locality": 14}
_WATERWAYS = {"river": 11, "canal": 12, "stream": 13}
_RAILWAYS = {"rail", "tram", "light_rail", "subway", "narrow_gauge", "funicular"}


def read_shapes(*, path: Path) -> Iterator[Shape]:
    """Give what is drawn of an extract, coastlines apart.

    Raises: RuntimeError when the file is cut short.
    """
    import osmium  # here, since only the installation of a map needs it and every process loads this package

    items: Iterable[Any] = osmium.FileProcessor(str(path)).with_areas().with_filter(osmium.filter.EmptyTagFilter())
    for item in items:
        if item.is_node():
            yield from _place(item)
        elif item.is_way():
            yield from _way(item)
        elif item.is_area():
            yield from _area(item)


def read_coastlines(*, path: Path) -> list[Line]:
    """Give the coastlines as they are drawn: the land on their left."""
    import osmium

    wanted = osmium.filter.TagFilter(("natural", "coastline"))
    ways: Iterable[Any] = osmium.FileProcessor(str(path)).with_locations().with_filter(wanted)
    return [line for way in ways if way.is_way() and len(line := _line(way)) > 1]


def _place(node: Any) -> Iterator[Shape]:
    from_zoom, name = _PLACES.get(node.tags.get("place", "")), _name(node)
    if from_zoom and name:
        yield Shape("place", "place", ShapeType.POINT, [[(node.lon, node.lat)]], from_zoom, name=name)


def _way(way: Any) -> Iterator[Shape]:
    tags = way.tags
    # A closed way that is a square or a building comes a second time, as an area.
    if way.is_closed() and tags.get("area") == "yes":
        return
    found = _road(tags) or _railway(tags) or _waterway(tags)
    line = _line(way) if found else []
    if found and len(line) > 1:
        layer, kind, from_zoom = found
        is_tunnel = tags.get("tunnel", "no") not in {"no", "building_passage"}
        yield Shape(layer, kind, ShapeType.LINE, [line], from_zoom, name=_name(way), is_tunnel=is_tunnel)


def _road(tags: Any) -> tuple[str, str, int] | None:
    found = _ROADS.get(tags.get("highway", ""))
    return ("road", *found) if found else None


def _railway(tags: Any) -> tuple[str, str, int] | None:
    return ("road", "rail", 12) if tags.get("railway", "") in _RAILWAYS else None


def _waterway(tags: Any) -> tuple[str, str, int] | None:
    from_zoom = _WATERWAYS.get(tags.get("waterway", ""))
    return ("waterway", "water", from_zoom) if from_zoom else None


def _area(area: Any) -> Iterator[Shape]:
    tags = area.tags
    if "building" in tags and tags["building"] != "no":
        yield from (Shape("building", "building", ShapeType.POLYGON, rings, 14) for rings in _polygons(area))
        return
    for key, kinds in _COVERS.items():
        kind = kinds.get(tags.get(key, ""))
        if kind is None or (key == "highway" and tags.get("area") != "yes"):
            continue
        layer = "water" if kind == "water" else "cover"
        from_zoom = 11 if kind in {"water", "wood"} else 12
        yield from (Shape(layer, kind, ShapeType.POLYGON, rings, from_zoom) for rings in _polygons(area))
        return


def _polygons(area: Any) -> Iterator[list[Line]]:
    """Give each outer ring with its holes."""
    for outer in area.outer_rings():
        yield [[(node.lon, node.lat) for node in ring] for ring in (outer, *area.inner_rings(outer))]


def _line(way: Any) -> Line:
    return [(node.lon, node.lat) for node in way.nodes if node.location.valid()]


def _name(item: Any) -> str:
    return " ".join((item.tags.get("name:fr") or item.tags.get("name", "")).split())[:120]
