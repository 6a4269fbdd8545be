"""Clusters and points of the map add up to the organizations of the view."""

from itertools import pairwise

import pytest
from django.http import QueryDict

from maillage import geodata
from maillage.directory.models import SearchDocument
from maillage.directory.queries.search import Box, map_view, parse_search
from maillage.directory.search import maps
from maillage.directory.search.conditions import cells_over, tile_x, tile_y
from maillage.directory.search.matching import rows

pytestmark = pytest.mark.django_db

FRANCE = Box(west=-6, south=41, east=10, north=52)
VIEWS = [
    (Box(west=-180, south=-85, east=180, north=85), 1),
    (FRANCE, 5),
    (Box(west=0, south=43, east=3, north=45), 8),
    (Box(west=1.2, south=43.4, east=1.7, north=43.8), 11),
    (Box(west=2.2, south=48.8, east=2.5, north=48.95), 13),
    (Box(west=2.3, south=48.84, east=2.4, north=48.87), 17),
    (Box(west=20, south=10, east=30, north=20), 6),
]


def shown(query: str, box: Box, zoom: int) -> tuple[int, int]:
    view = map_view(parse_search(query=QueryDict(query)).request, box=box, zoom=zoom)
    return view.count, sum(cluster.count for cluster in view.clusters) + len(view.points)


def standing_in(box: Box) -> int:
    return SearchDocument.objects.filter(
        longitude__range=(box.west, box.east), latitude__range=(box.south, box.north)
    ).count()


@pytest.mark.parametrize(("box", "zoom"), VIEWS)
def test_view_counts_what_stands_in_it(directory, box, zoom):
    assert shown("", box, zoom) == (standing_in(box), standing_in(box))


@pytest.mark.parametrize("zoom", range(2, 18))
def test_kept_counts_add_up_at_every_zoom(directory, monkeypatch, zoom):
    monkeypatch.setattr(maps, "_MOST_LIVE_WIDE", 0)

    assert shown("", FRANCE, zoom) == (30, 30)


def about(cluster):
    """Kept sums and live ones are rounded apart by the last decimal (a metre)."""
    return round(cluster.point.longitude, 3), round(cluster.point.latitude, 3), cluster.count


def test_kept_and_live_clusters_stand_at_the_same_places(directory, monkeypatch):
    request = parse_search(query=QueryDict("")).request
    live = map_view(request, box=FRANCE, zoom=5)
    monkeypatch.setattr(maps, "_MOST_LIVE_WIDE", 0)
    kept = map_view(request, box=FRANCE, zoom=5)

    several = {about(cluster) for cluster in kept.clusters if cluster.count > 1}
    assert several == {about(cluster) for cluster in live.clusters}
    assert len(kept.clusters) == len(live.clusters) + len(live.points)


def test_filters_and_words_hold_on_the_map(directory):
    assert shown("skill=imprimerie", FRANCE, 5) == (5, 5)
    assert shown("q=écologique", FRANCE, 8) == (6, 6)  # the seventh has no point
    assert shown("q=boulangerie toulouse", FRANCE, 8) == (1, 1)


def test_words_that_nobody_has_together_are_relaxed_as_in_the_list(directory):
    assert shown("q=zzyzx imprimerie", FRANCE, 5) == (6, 6)
    assert shown("q=écologique imprimerie", Box(west=20, south=10, east=30, north=20), 6) == (0, 0)


def test_points_carry_what_a_popup_needs(directory):
    view = map_view(
        parse_search(query=QueryDict("q=reprint")).request, box=Box(west=1, south=43, east=2, north=44), zoom=12
    )

    (point,) = view.points
    assert (point.name, point.slug, point.sector) == ("Reprint Occitan", "reprint-occitan", "communication")


def test_view_across_the_date_line_holds_both_sides(directory):
    around = Box(west=170, south=-80, east=190, north=80)
    document = SearchDocument.objects.first()
    SearchDocument.objects.filter(pk=document.pk).update(longitude=-178.2, latitude=-14.3)
    rows("update directory_search_document set document = document || array_to_tsvector(array['=' || search_cell(6, longitude, "
         "latitude)]) where longitude < -170 returning 1", {})  # fmt: skip

    view = map_view(parse_search(query=QueryDict("family=" + "scop")).request, box=around, zoom=2)

    family = "family:scop" in document.facets
    assert view.count == (1 if family else 0)


def test_tiles_are_the_same_in_python_and_sql(db):
    for commune in geodata.communes()[::1500]:
        point = commune.point
        for zoom in (0, 5, 9, 14, 17):
            ((x, y),) = rows(
                "select search_tile_x(%(zoom)s, %(longitude)s), search_tile_y(%(zoom)s, %(latitude)s)",
                {"zoom": zoom, "longitude": point.longitude, "latitude": point.latitude},
            )
            assert (tile_x(zoom, point.longitude), tile_y(zoom, point.latitude)) == (x, y)


def test_cells_cover_a_box_in_few_pieces():
    sizes = [len(cells_over(Box(west=2, south=46, east=2 + width, north=46 + width)).split(" | ")) for width in
             (0.01, 0.1, 1, 5)]  # fmt: skip

    assert all(1 <= size <= 40 for size in sizes)
    assert all(one <= 40 and other <= 40 for one, other in pairwise(sizes))
    assert cells_over(Box(west=-180, south=-85, east=180, north=85)) == ""
