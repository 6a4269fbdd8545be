"""Plans of the site, robots and feeds."""

from urllib.parse import urlsplit

import pytest
from defusedxml import ElementTree

from maillage.accounts.models import Organization
from maillage.directory.models import NewsItem, Profile
from maillage.directory.queries import sitemap as queries
from tests.directory.exports.conftest import get, whole
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db
_NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}


def locations(path):
    return [one.text for one in ElementTree.fromstring(whole(get(path))).iterfind(".//s:loc", _NAMES)]


def addresses():
    """Give every address that the index leads to, file by file."""
    return [address for file in locations("/sitemap.xml") for address in locations(urlsplit(file).path)]


def test_the_plan_names_every_listed_and_consenting_organization_once(directory):
    Profile.objects.public().filter(organization__slug="typo-capitole").update(consents_to_open_data=False)

    profiles = [one for one in addresses() if one.count("/annuaire/") and len(urlsplit(one).path.split("/")) == 4]

    wanted = Organization.objects.filter(pk__in=Profile.objects.public().values("pk")).exclude(slug="typo-capitole")
    slugs = {urlsplit(one).path.split("/")[2] for one in profiles} - {"carte", "metiers", "realisations"}
    assert slugs == set(wanted.values_list("slug", flat=True))


def test_a_large_plan_is_cut_into_files_that_lose_nobody(directory, monkeypatch):
    listed = sum(entry.is_listed for entry in corpus.ENTRIES)

    starts = queries.file_starts(size=7)
    files = [list(queries.profiles_from(first_id=start, size=7)) for start in starts]

    assert (len(starts), [len(file) for file in files][:-1]) == (-(-listed // 7), [7] * (len(starts) - 1))
    assert len({slug for file in files for slug, _at in file}) == listed


def test_the_plan_stays_within_what_the_protocol_allows():
    assert queries.ADDRESSES_A_FILE <= 50_000


def test_published_news_are_in_the_plan_and_drafts_are_not(db, now):
    NewsItem.objects.create(slug="hier", title="Hier", text="…", published_at=now.replace(year=2020))
    NewsItem.objects.create(slug="brouillon", title="Brouillon", text="…")

    found = [one for one in addresses() if "/actualites/" in one]

    assert [urlsplit(one).path for one in found] == ["/actualites/", "/actualites/hier/"]


def test_robots_are_told_of_the_plan_and_kept_from_combinations_of_filters(db):
    text = get("/robots.txt").content.decode()

    assert "Sitemap: http" in text and "/sitemap.xml\n" in text
    assert {"Disallow: /annuaire/?", "Disallow: /api/"} <= set(text.splitlines())


def test_news_are_an_rss_feed_of_published_items(db, now):
    NewsItem.objects.create(
        slug="hier", title="Hier & demain", text="**Gras** <script>x</script>", published_at=now.replace(year=2020)
    )
    NewsItem.objects.create(slug="brouillon", title="Brouillon", text="…")
    NewsItem.objects.create(slug="un-jour", title="Un jour", text="…", published_at=now.replace(year=2999))

    response = get("/actualites/rss.xml")

    channel = ElementTree.fromstring(response.content).find("channel")
    items = channel.findall("item")
    assert response["Content-Type"].startswith("application/rss+xml")
    assert [item.findtext("title") for item in items] == ["Hier & demain"]
    assert items[0].findtext("link").endswith("/actualites/hier/")
    assert (
        "<strong>Gras</strong>" in items[0].findtext("description"),
        "<script" in items[0].findtext("description"),
    ) == (True, False)


def test_a_feed_that_has_not_changed_is_not_sent_again(db, now):
    NewsItem.objects.create(slug="hier", title="Hier", text="…", published_at=now.replace(year=2020))
    first = get("/actualites/rss.xml")

    assert get("/actualites/rss.xml", **{"If-None-Match": first["ETag"]}).status_code == 304
