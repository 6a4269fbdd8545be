"""The search page, what it remembers, and the searches that people keep."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.http import QueryDict
from django.urls import reverse

from maillage.directory.models import Profile, ProfileDay, SavedSearch, SearchCard, SearchMiss, Sector, Skill
from maillage.directory.services import indexing, saved_searches
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from tests.factories import acting

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 5, tzinfo=UTC)
BROWSER = {"HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux) Firefox/140.0"}


def get(client, query="", **headers):
    return client.get(f"{reverse('directory:search')}?{query}", **BROWSER, **headers)


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "a" * 10_000,
        "q=%22%27%27%28%29%26%7C%21%3A%2A%5C",
        "q=%F0%9F%A5%90%F0%9F%9A%B2",
        "q=%00%01",
        "radius=-1&place=commune:31555",
        "near=91,200",
        "cursor=%25%25%25",
        "cursor=eyJub3QiOiJvdXJzIn0",
        "size=1000000",
        "sort=price",
        "bbox=1,2,3",
        "sector=nothing&skill=nobody&label=%27",
        "where=Nulle-Part-sur-Rien",
    ],
)
def test_whatever_is_asked_gets_a_page(directory, client, query):
    response = get(client, query)

    assert response.status_code in {200, 400}
    assert b"<h1" in response.content


def test_a_result_shows_its_logo(directory, client):
    SearchCard.objects.all().update(logo="photos/01/fil.webp")

    assert 'src="/media/photos/01/fil.webp"' in get(client, "q=imprimerie").content.decode()


def test_an_address_kept_of_a_retired_skill_finds_those_who_hold_it(directory, client):
    kept, merged = Skill.objects.get(slug="imprimerie"), Skill.objects.get(slug="signaletique")
    Skill.objects.filter(pk=kept.pk).update(retired_at=LONG_AGO)
    Skill.objects.filter(pk=merged.pk).update(retired_at=LONG_AGO, merged_into=kept)
    Sector.objects.filter(pk=kept.sector_id).update(retired_at=LONG_AGO)
    indexing.reindex_skill(skill_id=kept.pk)

    page = get(client, "skill=imprimerie").content.decode()
    program = client.get("/api/v1/organizations?skill=imprimerie").json()
    followed = client.get("/api/v1/organizations?skill=signaletique").json()
    sector = client.get(f"/api/v1/organizations?sector={kept.sector.slug}").status_code
    offered = client.get("/api/v1/organizations?facets=1&size=100").json()

    found = {hit["name"] for hit in program["results"]}
    assert {"L’Encre Verte", "Typo Capitole", "Les Presses du Rhône"} <= found
    assert "La Cachée" not in found
    assert (followed["count"], sector) == (program["count"], 200)
    # A filter with its name, that can be taken away; the words of the skill find nobody any more, and nobody is offered it.
    assert ("L’Encre Verte" in page, "ne sont pas connus" in page) == (True, False)
    assert f"Retirer le filtre {kept.name_fr}" in page
    assert "imprimerie" not in {value["value"] for value in offered["facets"]["skill"]}
    assert "imprimerie" not in {slug for hit in offered["results"] for slug in hit["skills"]}


def test_a_typed_place_becomes_part_of_the_address(directory, client):
    response = get(client, "q=imprimerie&where=Toulouse")

    assert (response.status_code, QueryDict(response["Location"].partition("?")[2]).dict()) == (
        302,
        {"q": "imprimerie", "place": "commune:31555"},
    )


def test_an_unknown_place_is_said_beside_its_field_and_the_words_are_kept(directory, client):
    page = get(client, "q=imprimerie&where=Nulle-Part-sur-Rien").content.decode()

    assert 'id="where-error"' in page
    assert 'value="imprimerie"' in page


def test_a_search_costs_the_same_whatever_it_finds(directory, client, django_assert_max_num_queries):
    get(client)
    with django_assert_max_num_queries(18):
        get(client, "q=imprimerie")
    with django_assert_max_num_queries(18):
        get(client)


def test_appearances_are_counted_for_readers_and_not_for_robots(directory, client):
    get(client, "q=imprimerie")
    counted = ProfileDay.objects.across_scopes(reason="test").filter(appearances=1).count()
    client.get(f"{reverse('directory:search')}?q=imprimerie", HTTP_USER_AGENT="SomeBot/1.0")

    assert counted > 0
    assert ProfileDay.objects.across_scopes(reason="test").filter(appearances__gt=1).count() == 0


def test_a_search_without_result_is_counted_without_personal_data(directory, client):
    for _time in range(2):
        get(client, "q=zzyzx+qqxq%40wvvwq.zz+0612345678&words=1")

    miss = SearchMiss.objects.across_scopes(reason="test").get()
    assert (miss.words, miss.count) == ("zzyzx", 2)


def test_htmx_gets_the_list_and_its_filters_alone(directory, client):
    response = get(client, "q=imprimerie", HTTP_HX_REQUEST="true")

    assert b"<html" not in response.content
    assert b'hx-swap-oob="innerHTML"' in response.content
    assert response["HX-Push-Url"] == f"{reverse('directory:search')}?q=imprimerie"


def test_map_points_count_what_the_search_finds(directory, client):
    response = client.get(f"{reverse('directory:map_points')}?bbox=-5.5,41,9.8,51.5&zoom=5")

    drawn = response.json()
    shown = sum(cluster["count"] for cluster in drawn["clusters"]) + len(drawn["points"])
    assert (response.status_code, shown) == (200, drawn["count"])
    assert shown > 0


def test_the_skill_that_answers_is_shown_before_the_others(directory, client):
    finder = get(client, "q=menuiserie").context["finder"]

    shown = {result["hit"].name: (result["skills"][0].slug, result["matched"]) for result in finder.results}
    assert shown["Charpentes du Vercors"] == ("menuiserie", {"menuiserie"})


def test_without_result_what_to_do_depends_on_the_filters(directory, client):
    bare, filtered = (get(client, query).content.decode() for query in ("q=zzyzx", "q=zzyzx&skill=imprimerie"))

    assert ("Essayez un mot plus courant" in bare, "retirez un filtre" in bare) == (True, False)
    assert ("Essayez un mot plus courant" in filtered, "retirez un filtre" in filtered) == (False, True)


@pytest.mark.parametrize(
    "words", ["imprimeri ecologique tolouse", "boulangerie toulouse", "zzyzx imprimerie", "bobine"]
)
def test_the_map_beside_a_list_shows_whom_it_lists(directory, client, words):
    finder = get(client, f"q={words}").context["finder"]

    points = client.get(f"{finder.map_source}&bbox=-5.5,41,9.8,51.5&zoom=5").json()

    assert points["count"] == finder.page.count > 0


def test_map_points_name_what_is_wrong(client, db):
    response = client.get(f"{reverse('directory:map_points')}?bbox=far,away")

    assert (response.status_code, response.json()["field"]) == (400, "bbox")


def keep(user, query, now, frequency="daily"):
    return saved_searches.save_search(actor=acting(user), name="", query=query, frequency=frequency, now=now)


def test_a_kept_search_tells_once_who_has_joined(directory, elise, now):
    keep(elise, "q=imprimerie", now - timedelta(days=2))
    Profile.objects.across_scopes(reason="test").update(listed_at=now - timedelta(hours=3))

    sent = [saved_searches.send_digests(now=now), saved_searches.send_digests(now=now)]

    assert (sent, len(mail.outbox), mail.outbox[0].to) == ([1, 0], 1, [elise.email])


def test_no_digest_when_nobody_has_joined(directory, elise, now):
    keep(elise, "q=imprimerie", now - timedelta(days=2))
    Profile.objects.across_scopes(reason="test").update(listed_at=now - timedelta(days=30))

    assert (saved_searches.send_digests(now=now), mail.outbox) == (0, [])


def test_keeping_twice_is_keeping_once(db, elise, now):
    keep(elise, "q=bois&sort=relevance", now)
    keep(elise, "sort=relevance&q=bois", now, frequency="weekly")

    assert list(SavedSearch.objects.values_list("query_string", "frequency")) == [("q=bois", "weekly")]


def test_who_may_keep_and_forget(db, elise, driss, now):
    kept = keep(elise, "q=bois", now)

    with pytest.raises(NotAllowed):
        keep(None, "q=bois", now)
    with pytest.raises(Invalid):
        keep(elise, "q=bois", now, frequency="hourly")
    with pytest.raises(NotFound):
        saved_searches.remove_search(actor=acting(driss), search_id=kept.pk)
    saved_searches.remove_search(actor=acting(elise), search_id=kept.pk)
    assert SavedSearch.objects.count() == 0


def test_removal_can_be_undone(db, elise, client_as, now):
    kept = keep(elise, "q=bois", now)
    browser = client_as(elise)

    removed = browser.post(reverse("directory:saved_search_removal", args=[kept.pk]), follow=True)
    undo = next(message.extra_tags for message in removed.context["messages"])
    browser.post(undo)

    assert list(SavedSearch.objects.values_list("query_string", "frequency")) == [("q=bois", "daily")]
