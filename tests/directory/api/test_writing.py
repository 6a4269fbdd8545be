"""An organization's own software changes its profile: with the right token, and nothing half-saved."""

import json

import pytest

from maillage.accounts.models import ApiToken
from maillage.directory.models import Edit, Offer, Profile
from tests.directory.profiles.rows import listed, office, skill

pytestmark = pytest.mark.django_db
PRESENTATION = "/organizations/la-bobine/sections/presentation"


@pytest.fixture
def send(api):
    def sent(path, document, *, token="", **headers):
        return api(
            path,
            method="PATCH",
            token=token,
            data=json.dumps(document),
            content_type="application/json",
            headers=headers,
        )

    return sent


@pytest.fixture
def page(la_bobine):
    office(la_bobine)
    return listed(la_bobine, pitch="Livraison à vélo")


def pitch_of(profile):
    profile.refresh_from_db()
    return profile.pitch


def test_an_editor_changes_one_field_and_the_others_stay(api, send, page, bruno, token_of):
    token = token_of(bruno)
    before = api(PRESENTATION, token=token)

    response = send(
        PRESENTATION, {"pitch": "Livraison à vélo et en train"}, token=token, **{"If-Match": before["ETag"]}
    )

    document = {**before.json()["document"], "pitch": "Livraison à vélo et en train"}
    assert (response.status_code, response.json()["document"]) == (200, document)
    assert (pitch_of(page), response["ETag"] != before["ETag"]) == ("Livraison à vélo et en train", True)
    assert Edit.objects.across_scopes(reason="a test").get().actor_id == bruno.pk


def test_a_change_of_what_was_changed_meanwhile_is_refused(api, send, page, bruno, token_of):
    token = token_of(bruno)
    before = api(PRESENTATION, token=token)
    send(PRESENTATION, {"pitch": "Première"}, token=token)

    response = send(PRESENTATION, {"pitch": "Seconde"}, token=token, **{"If-Match": before["ETag"]})

    assert (response.status_code, response.json()["code"], pitch_of(page)) == (412, "outdated", "Première")


@pytest.mark.parametrize(
    ("person", "scopes", "status"),
    [
        (None, (), 401),
        ("chloe", ("directory:read", "directory:write"), 403),
        ("driss", ("directory:read", "directory:write"), 404),
        ("elise", ("directory:read", "directory:write"), 404),
        ("bruno", ("directory:read",), 403),
    ],
)
def test_others_change_nothing(request, send, page, token_of, person, scopes, status):
    token = token_of(request.getfixturevalue(person), *scopes) if person else ""

    response = send(PRESENTATION, {"pitch": "Piraté"}, token=token)

    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert pitch_of(page) == "Livraison à vélo"


def test_an_unlisted_profile_is_unknown_to_others(send, page, driss, token_of):
    Profile.objects.across_scopes(reason="a test").update(listing="unlisted")

    assert send(PRESENTATION, {"pitch": "Piraté"}, token=token_of(driss)).status_code == 404


def test_a_revoked_or_invented_token_is_refused_even_where_all_may_read(api, page, bruno, token_of, now):
    token = token_of(bruno)
    ApiToken.objects.update(revoked_at=now)

    answers = [api("/organizations", token=value) for value in (token, "mlg_invented")]

    assert [answer.status_code for answer in answers] == [401, 401]
    assert answers[0]["WWW-Authenticate"] == "Bearer"


@pytest.mark.parametrize(
    ("path", "document", "field"),
    [
        ("presentation", {"pitch": "a" * 241}, "pitch"),
        ("presentation", {"website": "javascript:alert(1)"}, "website"),
        ("presentation", {"listing": "listed"}, "listing"),
        ("skills", {"skills": [{"slug": "sorcellerie"}]}, "skills"),
        ("offers", {"offers": [{"title": ""}]}, "offers.0.title"),
        ("offers", {"offers": "tout"}, "offers"),
    ],
)
def test_what_cannot_be_kept_is_named_and_nothing_is_saved(send, page, bruno, token_of, path, document, field):
    response = send(f"/organizations/la-bobine/sections/{path}", document, token=token_of(bruno))

    assert (response.status_code, response.json()["field"]) == (422, field)
    assert not Edit.objects.across_scopes(reason="a test").exists()


@pytest.mark.parametrize("body", [b"{", b"[]", b"\xff\xfe", b"null"])
def test_a_body_that_is_no_document_is_a_problem(api, page, bruno, token_of, body):
    response = api(PRESENTATION, method="PATCH", token=token_of(bruno), data=body, content_type="application/json")

    assert (400 <= response.status_code < 500, response["Content-Type"]) == (True, "application/problem+json")


def test_lists_are_replaced_whole(send, page, bruno, token_of, la_bobine):
    skill("cyclologistique", "Cyclologistique")
    token = token_of(bruno)

    send(
        "/organizations/la-bobine/sections/offers", {"offers": [{"title": "Course"}, {"title": "Tournée"}]}, token=token
    )
    offers = send("/organizations/la-bobine/sections/offers", {"offers": [{"title": "Tournée"}]}, token=token)
    skills = send(
        "/organizations/la-bobine/sections/skills",
        {"skills": [{"slug": "cyclologistique", "is_main": True}]},
        token=token,
    )

    assert (offers.status_code, skills.status_code) == (200, 200)
    assert [row.title for row in Offer.objects.across_scopes(reason="a test").all()] == ["Tournée"]
    assert skills.json()["document"]["skills"][0]["slug"] == "cyclologistique"
