"""Every order visits every result once, whichever plan finds them."""

from dataclasses import replace

import pytest
from django.http import QueryDict

from maillage.directory.queries.search import parse_search, search
from maillage.directory.search import counts, matching, ranking, walks
from maillage.kit.pages import BadCursor, encode_cursor

pytestmark = pytest.mark.django_db

SEARCHES = [
    "",
    "q=écologique",
    "q=zzyzx bois écologique",
    "q=la bobine",
    "family=scop",
    "region=84&region=76",
    "q=vélo&near=46,2&radius=500",
    "near=43.6,1.44&radius=300",
    "place=department:59",
    "bbox=-5,42,9,51",
]
SORTS = ["relevance", "name", "latest", "distance"]


def all_ids(query: str, *, size: int) -> list[object]:
    request = replace(parse_search(query=QueryDict(query)).request, size=size)
    seen: list[object] = []
    for _page in range(200):
        page = search(request, with_facets=False)
        seen += [hit.organization_id for hit in page.results]
        if not page.next_cursor:
            return seen
        assert len(page.results) == size
        request = replace(request, cursor=page.next_cursor)
    raise AssertionError("the pages never end")


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("query", SEARCHES)
def test_pages_visit_each_result_once_in_one_order(directory, query, sort):
    whole = all_ids(f"{query}&sort={sort}", size=100)

    assert len(whole) == len(set(whole)) > 0
    for size in (1, 3, 7):
        assert all_ids(f"{query}&sort={sort}", size=size) == whole


@pytest.mark.parametrize("sort", ["name", "latest", "distance"])
@pytest.mark.parametrize("query", SEARCHES)
def test_walking_an_index_gives_what_gathering_gives(directory, monkeypatch, query, sort):
    monkeypatch.setattr(walks, "_WALK_COST", 1e9)
    gathered = all_ids(f"{query}&sort={sort}", size=4)
    monkeypatch.setattr(walks, "_WALK_COST", 0)
    monkeypatch.setattr(matching, "SMALL_INDEX", 0)  # a small index is never walked
    walked = all_ids(f"{query}&sort={sort}", size=4)
    monkeypatch.setattr(walks, "LONGEST_WALK", 3)
    fallen_back = all_ids(f"{query}&sort={sort}", size=4)

    assert gathered == walked == fallen_back


@pytest.mark.parametrize("query", SEARCHES)
def test_blocks_of_relevance_together_hold_each_result_once(directory, monkeypatch, query):
    whole = all_ids(query, size=100)
    monkeypatch.setattr(ranking, "BLOCK", 3)

    blocks = all_ids(query, size=2)

    assert sorted(blocks) == sorted(whole)
    assert len(blocks) == len(set(blocks))


def test_large_index_pages_like_a_small_one(directory, monkeypatch):
    whole = all_ids("q=écologique&sort=name", size=100)
    monkeypatch.setattr(matching, "SMALL_INDEX", 0)
    monkeypatch.setattr(matching, "_LOW", 0)
    monkeypatch.setattr(counts, "MOST_COUNTED", 0)

    assert all_ids("q=écologique&sort=name", size=3) == whole


def test_those_without_a_point_come_last_by_distance(find):
    page = find("near=43.6,1.44&radius=0&sort=distance&size=100")
    everywhere = find("q=conseil transition&place=region:76&sort=distance")

    assert (page.count, everywhere.count) == (0, 0)
    assert find("q=écologique&sort=distance&place=region:93").results[0].town == "Marseille"


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize(
    "cursor",
    ["x", "AAAA", "é", encode_cursor([1]), encode_cursor([None, None, None]), encode_cursor(["1", "2", "x"]),
     encode_cursor(["a", "9" * 40]), encode_cursor([{"a": 1}, "1"]), encode_cursor(["\x00", "1"]),
     encode_cursor([float("nan"), "1"]), encode_cursor(["2026-13-45", "1"])],
)  # fmt: skip
def test_tampered_cursor_is_refused_or_harmless(find, sort, cursor):
    try:
        page = find(f"q=écologique&near=43.6,1.44&radius=100&sort={sort}&cursor={cursor}")
    except BadCursor as error:
        assert error.field == "cursor"
    else:
        assert page.count > 0
