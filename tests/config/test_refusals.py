"""What a person reads when something was not done, and where the way back leads."""

import pytest

from maillage.directory.models import Edit, Profile
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.types import Section
from tests.directory.profiles import rows
from tests.factories import acting

pytestmark = pytest.mark.django_db
QUEUE = "/reseau/modifications/"


@pytest.fixture
def edit(la_bobine, amina, now):
    rows.listed(la_bobine)
    working = working_document(actor=acting(amina), organization_id=la_bobine.pk, section=Section.PRESENTATION)
    edit_section(
        actor=acting(amina), organization_id=la_bobine.pk, section=Section.PRESENTATION,
        document={**working.document, "pitch": "Des cargos et des bras."}, base_version=working.version, now=now,
    )  # fmt: skip
    return Edit.objects.across_scopes(reason="test").get()


def test_the_address_of_a_button_has_a_page_that_says_so(client, client_as, amina):
    visited = client_as(amina).get("/compte/donnees/")
    program = client.put("/api/v1/skills")

    assert (visited.status_code, visited.headers["Allow"]) == (405, "POST")
    assert "Rien à lire ici" in visited.content.decode()
    assert (program.status_code, program.headers["Content-Type"]) == (405, "application/problem+json")


def test_a_decision_taken_by_somebody_else_is_said_in_words_and_leads_back_to_the_queue(client_as, facilitator, edit):
    office, page = client_as(facilitator), {"HTTP_REFERER": f"http://testserver{QUEUE}?cursor=x"}
    first = office.post(f"{QUEUE}{edit.pk}/", {"decision": "approve", "queue": "1"}, **page)
    second = office.post(f"{QUEUE}{edit.pk}/", {"decision": "approve", "queue": "1"}, **page)

    assert (first.status_code, first.headers["Location"]) == (303, QUEUE)
    text = second.content.decode()
    assert (second.status_code, f'href="{QUEUE}?cursor=x"' in text, "approved" in text) == (409, True, False)


@pytest.mark.parametrize(("given", "page"), [({"queue": "1"}, QUEUE), ({}, "/o/la-bobine/profil/historique/")])
def test_a_refusal_without_its_reason_is_said_beside_its_field(client_as, facilitator, la_bobine, edit, given, page):
    office = client_as(facilitator)
    asked = office.post(f"{QUEUE}{edit.pk}/", {"decision": "refuse", "reason": " ", **given})
    shown = office.get(asked.headers["Location"]).content.decode()
    calm = office.get(page).content.decode()

    edit.refresh_from_db(from_queryset=Edit.objects.across_scopes(reason="test"))
    said = f'id="reason-{edit.pk}-error"'
    assert (asked.status_code, asked.headers["Location"]) == (303, f"{page}?refus={edit.pk}#reason-{edit.pk}")
    assert (said in shown, "Dites pourquoi" in shown, f'aria-describedby="reason-{edit.pk}-error"' in shown) == (
        True,
    ) * 3
    assert (said in calm, edit.reviewed_at) == (False, None)

    listing = office.post("/reseau/profils/la-bobine/inscription/", {"decision": "refuse", "queue": "1"})
    assert listing.headers["Location"] == f"/reseau/fiches/?refus={la_bobine.pk}#reason-{la_bobine.pk}"


def test_from_a_profile_s_history_one_comes_back_to_it(client_as, facilitator, edit):
    decided = client_as(facilitator).post(f"{QUEUE}{edit.pk}/", {"decision": "approve"})

    assert decided.headers["Location"] == "/o/la-bobine/profil/historique/"


@pytest.mark.parametrize(
    ("left", "after"),
    [
        ("http://testserver/compte/", "/compte/"),
        ("https://mechant.example/x", "/compte/donnees/"),
        ("", "/compte/donnees/"),
    ],
)
def test_who_signs_in_again_comes_back_to_the_page_of_the_button(client, left, after):
    asked = client.post("/compte/donnees/", HTTP_REFERER=left)

    assert asked.headers["Location"] == f"/compte/login/?next={after}"
    assert Profile.objects.public().count() == 0
