"""An organization that is unlisted is gone from everywhere at the next request, whoever kept the former answer."""

from datetime import UTC, datetime

import pytest

from maillage.accounts.models import Organization
from maillage.accounts.types import Actor
from maillage.directory.models import NewsItem, Profile
from maillage.directory.queries.exported import exported_organizations
from maillage.directory.search import everyone
from maillage.directory.search.types import SearchRequest
from maillage.directory.services.indexing import index
from maillage.directory.services.listing import list_profile, unlist_profile
from tests.directory.exports.conftest import get, whole
from tests.directory.exports.test_files import FILES, readable
from tests.directory.exports.test_sitemaps import addresses
from tests.directory.profiles import rows

pytestmark = pytest.mark.django_db
NAME, SLUG = "Solaire Nantais", "solaire-nantais"
MAP = "/annuaire/carte/points?bbox=-1.8,47,-1.3,47.5&zoom=18&q=photovoltaiques"
# Every door that tells of organizations, and the words that show that it told of this one.
DOORS = {
    **dict.fromkeys(FILES, NAME),
    "/annuaire/?q=photovoltaiques": f"/annuaire/{SLUG}/",
    "/annuaire/suggestions?q=solaire": NAME,
    MAP: SLUG,
    "/annuaire/realisations/": NAME,
    f"/annuaire/{SLUG}/": NAME,
    f"/annuaire/{SLUG}/murmurations.json": NAME,
    "/murmurations/nodes.json": SLUG,
    "/api/v1/organizations?q=photovoltaiques": NAME,
    f"/api/v1/organizations/{SLUG}": NAME,
    "/api/v1/references": NAME,
    "/integrer/recherche/?q=photovoltaiques": NAME,
}


@pytest.fixture
def shown(directory):
    organization = Organization.objects.get(slug=SLUG)
    Profile.objects.public().filter(pk=organization.pk).update(consents_to_murmurations=True)
    return organization


def ask(path, **headers):
    response = get(path, **headers)
    return response, readable(whole(response), path) if response.status_code == 200 else ""


def unlist(organization):
    unlist_profile(
        actor=Actor.system(reason="a test"), organization_id=organization.pk, now=datetime(2026, 11, 24, tzinfo=UTC)
    )


@pytest.mark.parametrize("path", DOORS)
def test_the_unlisted_leave_at_once_even_what_a_cache_kept(shown, path):
    before, text = ask(path)
    kept = before.headers.get("ETag")
    unlist(shown)

    after, text_after = ask(path, **({"If-None-Match": kept} if kept else {}))

    assert (before.status_code, DOORS[path] in text) == (200, True)
    assert after.status_code in {200, 404}  # never 304: what was kept is not true any more
    assert DOORS[path] not in text_after


@pytest.mark.parametrize("path", DOORS)
def test_no_cache_may_use_an_answer_without_asking(shown, path):
    told = get(path).headers.get("Cache-Control", "")

    # Pages say nothing and have no date: a cache has no ground to call them fresh.
    assert told in {"", "public, no-cache", "private, no-store"}
    assert told or "Last-Modified" not in get(path).headers


def test_the_unlisted_leave_the_plan_of_the_site(shown):
    before = addresses()
    unlist(shown)

    assert [any(SLUG in address for address in found) for found in (before, addresses())] == [True, False]


def test_the_unlisted_are_no_longer_named_by_news(shown, now):
    NewsItem.objects.create(
        slug="une", title="Une toiture", text="…", organization=shown, published_at=now.replace(year=2020)
    )
    unlist(shown)

    assert [
        f"/annuaire/{SLUG}/" in whole(get(path)).decode() for path in ("/actualites/rss.xml", "/actualites/une/")
    ] == [False] * 2


def test_who_leaves_while_a_file_is_read_is_not_in_the_rest_of_it(shown, monkeypatch):
    monkeypatch.setattr(everyone, "BATCH", 1)
    read = exported_organizations(SearchRequest(), today=datetime(2026, 11, 24, tzinfo=UTC).date())
    names = [next(read).name]
    unlist(shown)
    names += [one.name for one in read]

    assert (len(names) > 20, NAME in names) == (True, False)


def test_the_references_of_others_no_longer_name_who_left_until_they_come_back(directory, client):
    leaving = Organization.objects.get(slug=SLUG)
    other = Organization.objects.exclude(pk=leaving.pk).filter(pk__in=Profile.objects.public().values("pk")).first()
    rows.reference(other, "Une toiture à deux", leaving)
    index([other.pk])

    def told():
        page, found = client.get(f"/annuaire/{other.slug}/"), client.get("/api/v1/organizations", {"q": NAME})
        slugs = {one["slug"] for one in found.json()["results"]}
        return NAME in page.content.decode(), other.slug in slugs

    before = told()
    unlist(leaving)
    meanwhile = told()
    list_profile(
        actor=Actor.system(reason="a test"), organization_id=leaving.pk, now=datetime(2026, 11, 25, tzinfo=UTC)
    )

    assert (before, meanwhile, told()) == ((True, True), (False, False), (True, True))
