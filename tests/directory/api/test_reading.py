"""What programs read: the shapes, pages that follow one another, errors that say what to do."""

from typing import Any

import pytest

from maillage.accounts.models import Organization
from maillage.directory.models import Profile
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db


def test_a_search_has_the_promised_shape(api, directory):
    response = api("/organizations?q=imprimerie&near=43.6045,1.4442&radius_km=30&sort=distance&facets=1")

    answer = response.json()
    first = answer["results"][0]
    assert (answer["count"], answer["count_is_exact"], answer["next"]) == (3, True, None)
    assert {"id", "name", "siren", "siret", "commune", "point", "skills", "distance_m", "why"} <= set(first)
    assert (set(first["point"]), first["skills"], first["commune"]) == ({"lat", "lon"}, ["imprimerie"], "Toulouse")
    assert 0 <= first["distance_m"] < 5000
    assert first["why"] != []
    assert {"value", "label", "count", "count_is_exact"} == set(answer["facets"]["sector"][0])


def test_every_parameter_may_be_empty(api, directory):
    response = api("/organizations?q=&skill=&sector=&family=&commune=&near=&radius_km=&sort=&cursor=&facets=")

    assert (response.status_code, response.json()["facets"]) == (200, None)
    assert response.json()["count"] == sum(entry.is_listed for entry in corpus.ENTRIES)


def test_pages_follow_one_another_through_next_and_through_link(api, directory):
    seen, address = [], "/organizations?sort=name&size=4"
    while address:
        response = api(address)
        answer = response.json()
        seen += [row["id"] for row in answer["results"]]
        assert (answer["next"] is None) == ("Link" not in response)
        address = response["Link"].partition("/api/v1")[2].partition(">")[0] if answer["next"] else ""

    assert (len(seen), len(set(seen))) == (answer["count"], answer["count"])


@pytest.mark.parametrize(
    ("query", "status", "field"),
    [
        ("radius_km=-1", 422, "radius_km"),
        ("radius_km=much", 422, "radius_km"),
        ("radius_km=nan", 422, "radius_km"),
        ("near=91,0", 422, "near"),
        ("near=somewhere", 422, "near"),
        ("commune=99999", 422, "commune"),
        ("skill=nothing-of-the-sort", 422, "skill"),
        ("sector=nothing-of-the-sort", 422, "sector"),
        ("family=bank", 422, "family"),
        ("sort=price", 422, "sort"),
        ("size=0", 422, "size"),
        ("size=1000000", 422, "size"),
        ("facets=perhaps", 422, "facets"),
        ("lang=de", 422, "lang"),
        ("bbox=1,2,3", 422, "bbox"),
        ("cursor=tampered", 400, "cursor"),
        ("cursor=" + "A" * 5000, 422, "cursor"),
        ("q=" + "a" * 10_000, 422, "q"),
    ],
)
def test_what_cannot_be_used_is_named_with_its_remedy(api, directory, query, status, field):
    response = api(f"/organizations?{query}")

    problem = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (problem["field"], problem["status"]) == (field, status)
    assert problem["errors"][0].get("remedy") or problem["detail"]
    assert {"type", "title", "detail", "code"} <= set(problem)


def test_messages_are_in_the_language_asked_for(api, directory):
    french, english = (api(f"/organizations?radius_km=-1&lang={code}").json()["errors"][0] for code in ("fr", "en"))

    assert (french["remedy"], english["remedy"]) == ("Écrivez un nombre d’au moins 0.", "Write a number of at least 0.")


@pytest.mark.parametrize("text", ["'", '"', "a & | ! b:*", "🥖🚲", "\x00", "%", "\\", "<script>", "1 or 1=1"])
def test_signs_of_every_kind_are_words_or_nothing(api, directory, text):
    from urllib.parse import quote

    assert api(f"/organizations?q={quote(text)}").status_code == 200


def test_a_profile_is_read_by_its_slug_and_by_its_id(api, directory):
    organization = Organization.objects.get(slug="lencre-verte")

    by_slug, by_id = (api(f"/organizations/{key}").json() for key in (organization.slug, organization.pk))

    assert by_slug == by_id
    assert (by_slug["name"], by_slug["licence"]["code"]) == ("L’Encre Verte", "etalab-2.0")
    assert [row["slug"] for row in by_slug["skills"]] == ["imprimerie"]


def test_a_profile_does_not_tell_a_hidden_address(api, directory):
    organization = Organization.objects.get(slug="lencre-verte")
    from maillage.directory.models import Establishment

    rows = Establishment.objects.across_scopes(reason="a test")
    rows.filter(organization=organization).update(is_address_hidden=True, street="3 rue Cachée", precision="exact")

    answer = api("/organizations/lencre-verte")

    assert "Cachée" not in answer.content.decode()
    assert [(row["street"], row["point"]) for row in answer.json()["establishments"]] == [(None, None)]


def test_lists_are_read(api, directory):
    sectors, skills, labels, places = (
        api(path).json()["results"] for path in ("/sectors", "/skills", "/labels", "/places?q=toulou")
    )

    assert {"slug", "name", "count", "skills"} == set(sectors[0])
    assert {row["sector"] for row in api("/skills?sector=energie").json()["results"]} == {"energie"}
    assert len(skills) > 100
    assert [row["slug"] for row in labels] == sorted(row["slug"] for row in labels)
    assert (places[0]["place"], set(places[0]["point"])) == ("commune:31555", {"lat", "lon"})


def test_references_and_news_are_read(api, directory, now):
    from maillage.directory.models import NewsItem

    NewsItem.objects.create(slug="hier", title="Hier", text="…", published_at=now.replace(year=2020))
    NewsItem.objects.create(slug="un-jour", title="Un jour", text="…", published_at=now.replace(year=2999))
    NewsItem.objects.create(slug="brouillon", title="Brouillon", text="…")

    references, news = api("/references").json(), api("/news").json()

    assert {row["organization"]["slug"] for row in references["results"]} >= {
        "solaire-nantais",
        "charpentes-du-vercors",
    }
    assert [row["slug"] for row in news["results"]] == ["hier"]


@pytest.mark.parametrize(
    "path", ["/nothing", "/organizations/nobody", "/organizations/01890000-0000-7000-8000-000000000001"]
)
def test_what_does_not_exist_is_a_problem_document(api, db, path):
    response = api(path)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["status"] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "TRACE", "PATCH"])
def test_a_method_that_is_not_taken_is_a_problem_document(api, db, method):
    response = api("/organizations", method=method)

    assert (response.status_code, response["Content-Type"], response["Allow"]) == (
        405,
        "application/problem+json",
        "GET",
    )


def test_an_answer_that_has_not_changed_is_not_sent_again(api, directory):
    first = api("/organizations?q=imprimerie")
    again = api("/organizations?q=imprimerie", headers={"If-None-Match": first["ETag"]})
    Profile.objects.public().filter(organization__slug="typo-capitole").update(pitch="Autre chose")
    from maillage.directory.search.index import index_organizations

    index_organizations([Organization.objects.get(slug="typo-capitole").pk])
    changed = api("/organizations?q=imprimerie", headers={"If-None-Match": first["ETag"]})

    assert (first["Cache-Control"], again.status_code, again.content) == ("public, no-cache", 304, b"")
    assert (changed.status_code, changed["ETag"] != first["ETag"]) == (200, True)


def test_head_says_what_get_would(api, directory):
    got, head = api("/organizations?q=imprimerie"), api("/organizations?q=imprimerie", method="HEAD")

    assert (head.status_code, head["ETag"], head.content) == (200, got["ETag"], b"")


def test_pages_of_other_sites_may_read_and_only_read(api, directory):
    origin = {"Origin": "https://une-cooperative.example"}
    read = api("/organizations", headers=origin)
    asked = api("/organizations", method="OPTIONS", headers={**origin, "Access-Control-Request-Method": "GET"})
    wrong = api("/organizations?radius_km=-1", headers=origin)

    assert [answer["Access-Control-Allow-Origin"] for answer in (read, asked, wrong)] == ["*", "*", "*"]
    assert (asked.status_code, asked["Access-Control-Allow-Methods"]) == (204, "GET, HEAD")
    assert "Access-Control-Allow-Credentials" not in read


def test_a_cookie_opens_nothing_in_the_api(client_as, amina, la_bobine):
    client = client_as(amina)

    response = client.get("/api/v1/organizations/la-bobine/sections/offers")

    assert (response.status_code, response["WWW-Authenticate"]) == (401, "Bearer")


def test_too_many_requests_are_told_when_to_come_back(api, db, settings):
    settings.MAILLAGE_API_VISITOR_LIMIT = 3
    settings.MAILLAGE_API_TOKEN_LIMIT = 5

    answers: list[Any] = [api("/labels") for _ in range(5)]

    refused = answers[-1]
    assert [answer.status_code for answer in answers][:3] == [200, 200, 200]
    assert (refused.status_code, refused.json()["code"]) == (429, "too_many")
    assert 1 <= int(refused["Retry-After"]) <= 60
    assert refused["Access-Control-Allow-Origin"] == "*"


def test_a_token_has_a_limit_of_its_own(api, db, settings, amina, token_of):
    settings.MAILLAGE_API_VISITOR_LIMIT = 1
    settings.MAILLAGE_API_TOKEN_LIMIT = 1000
    token = token_of(amina)

    statuses = [api("/labels", token=token).status_code for _ in range(4)]

    assert statuses == [200] * 4


def test_the_number_of_queries_does_not_grow_with_the_page(api, directory, django_assert_max_num_queries):
    api("/organizations")
    with django_assert_max_num_queries(12):
        api("/organizations?size=1")
    with django_assert_max_num_queries(12):
        api("/organizations?size=20&facets=1&q=imprimerie+toulouse")
