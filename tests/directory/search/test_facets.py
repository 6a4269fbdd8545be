"""Facets equal what a count by hand gives, each without its own filter."""

from collections import Counter

import pytest
from django.http import QueryDict

from maillage import geodata
from maillage.directory.models.search_tables import SearchDocument
from maillage.directory.queries.search import FacetKind, facets, parse_search
from maillage.directory.search import counts, matching
from maillage.directory.taxonomy_file import packaged_taxonomy
from tests.directory.search.corpus import ENTRIES, Entry

pytestmark = pytest.mark.django_db

SECTOR_OF = {skill.slug: skill.sector_slug for skill in packaged_taxonomy().skills}


def codes_of(entry: Entry) -> dict[FacetKind, set[str]]:
    commune = geodata.commune(code=entry.commune) if entry.commune else None
    return {
        FacetKind.SKILL: set(entry.skills),
        FacetKind.SECTOR: {SECTOR_OF[slug] for slug in entry.skills},
        FacetKind.FAMILY: {entry.family},
        FacetKind.REGION: {commune.region_code} if commune else set(),
        FacetKind.DEPARTMENT: {commune.department_code} if commune else set(),
        FacetKind.LABEL: set(entry.labels),
        FacetKind.HEADCOUNT: {entry.headcount} - {""},
    }


def counted_by_hand(filters: dict[FacetKind, set[str]], kind: FacetKind) -> dict[str, int]:
    counter: Counter[str] = Counter()
    for entry in ENTRIES:
        codes = codes_of(entry)
        others_hold = all(codes[other] & chosen for other, chosen in filters.items() if other is not kind)
        if entry.is_listed and others_hold:
            counter.update(codes[kind])
    return dict(counter)


@pytest.mark.parametrize(
    "filters",
    [
        {},
        {FacetKind.FAMILY: {"scop"}},
        {FacetKind.FAMILY: {"scop", "scic"}, FacetKind.REGION: {"76"}},
        {FacetKind.SECTOR: {"batiment"}},
        {FacetKind.SKILL: {"imprimerie"}, FacetKind.DEPARTMENT: {"31", "69"}, FacetKind.HEADCOUNT: {"11"}},
        {FacetKind.LABEL: {"imprim-vert"}, FacetKind.SKILL: {"boulangerie"}},
    ],
)
def test_facets_equal_a_count_by_hand(directory, filters):
    query = "&".join(f"{kind.value}={code}" for kind, codes in filters.items() for code in codes)

    counted = {facet.kind: facet for facet in facets(parse_search(query=QueryDict(query)).request)}

    for kind in FacetKind:
        shown = {value.code: value.count for value in counted[kind].values if value.count}
        assert shown == counted_by_hand(filters, kind), kind
        assert {value.code for value in counted[kind].values if value.is_chosen} == filters.get(kind, set())
        assert counted[kind].is_exact


def test_count_and_facets_of_words(find):
    page = find("q=imprimerie")
    by_kind = {facet.kind: {value.code: value.count for value in facet.values} for facet in page.facets}

    assert (page.count, page.count_is_exact) == (6, True)
    assert by_kind[FacetKind.SECTOR] == {"communication": 6}
    assert by_kind[FacetKind.LABEL] == {"imprim-vert": 2}


def test_facets_are_named_in_the_language_of_the_request(directory):
    request = parse_search(query=QueryDict("skill=imprimerie")).request

    skill = next(facet for facet in facets(request) if facet.kind is FacetKind.SKILL)

    assert next(value.label for value in skill.values if value.is_chosen) == "Imprimerie et façonnage"


@pytest.fixture
def large(directory, monkeypatch):
    """Count as at a million documents: on samples beyond three matches. The corpus stands in the sample of one in eight."""
    monkeypatch.setattr(matching, "SMALL_INDEX", 0)
    monkeypatch.setattr(matching, "_LOW", 3)
    monkeypatch.setattr(counts, "MOST_COUNTED", 3)
    SearchDocument.objects.update(sample=1)


def test_large_counts_and_facets_are_estimates_that_say_so(find, large):
    page = find("family=scop&q=")
    sector = next(facet for facet in page.facets if facet.kind is FacetKind.SECTOR)

    assert (page.count, page.count_is_exact) == (140, False)  # 18 of the sample, 144 by two figures
    assert not sector.is_exact
    assert all(value.count % 8 == 0 or value.count >= 100 for value in sector.values)


def test_many_by_a_guess_are_counted_one_by_one_when_the_sample_holds_few(find, large):
    SearchDocument.objects.update(sample=0)

    page = find("family=scop")

    assert (page.count, page.count_is_exact) == (18, True)
    assert next(facet for facet in page.facets if facet.kind is FacetKind.SECTOR).is_exact


def test_more_than_a_sample_should_hold_are_counted_on_a_smaller_one(find, large, monkeypatch):
    monkeypatch.setattr(matching, "MOST_READ", 10)
    monkeypatch.setattr(counts, "MOST_READ", 10)
    scops = SearchDocument.objects.filter(facets__contains=["family:scop"])
    drawn = [
        *scops.values_list("pk", flat=True)[:4],
        *SearchDocument.objects.exclude(pk__in=scops).values_list("pk", flat=True)[:5],
    ]
    SearchDocument.objects.filter(pk__in=drawn).update(sample=2)

    page = find("family=scop")

    assert page.count == 130  # 4 of one in 32, by two figures
    assert not page.count_is_exact
