from datetime import timedelta

import pytest

from maillage.accounts.models import Membership, Organization
from maillage.directory.models import ContactMessage, Divergence, OrganizationSkill, Profile, ProfileDay
from maillage.directory.queries.spaces import weekly_counts
from maillage.stream.models import Fact
from tests.directory.profiles import rows
from tests.factories import acting

pytestmark = pytest.mark.django_db

SPACE = "/o/la-bobine/"


def listing_of(organization):
    return Profile.objects.across_scopes(reason="test").get(pk=organization.pk).listing


def test_home_says_what_to_add_next_and_shows_the_weeks(client_as, la_bobine, chloe, bruno, now):
    rows.listed(la_bobine)
    ProfileDay.objects.create(organization=la_bobine, day=now.date(), views=7, appearances=30, contacts=1)

    text = client_as(bruno).get(SPACE).content.decode()

    assert "/o/la-bobine/profil/skills/" in text
    assert client_as(chloe).get(SPACE).status_code == 200


def test_weeks_are_summed_and_the_present_one_stands_last(la_bobine, bruno, now):
    rows.listed(la_bobine)
    for days, views in ((0, 2), (1, 3), (7, 5), (12 * 7 + 3, 100)):
        ProfileDay.objects.create(organization=la_bobine, day=now.date() - timedelta(days=days), views=views)

    views = weekly_counts(actor=acting(bruno), organization_id=la_bobine.pk, today=now.date())[0]

    assert [bar.value for bar in views.bars] == [0] * 10 + [5, 5]
    assert views.total == 10


def test_owner_withdraws_and_comes_back_and_nobody_else_does(client_as, client, la_bobine, amina, bruno):
    rows.listed(la_bobine)
    client_as(bruno).post(f"{SPACE}inscription/", {"wish": "withdraw"})
    after_editor = listing_of(la_bobine)

    client_as(amina).post(f"{SPACE}inscription/", {"wish": "withdraw"})
    public = client.get("/annuaire/la-bobine/").status_code
    withdrawn = listing_of(la_bobine)
    client_as(amina).post(f"{SPACE}inscription/", {"wish": "return"})

    assert (after_editor, withdrawn, public, listing_of(la_bobine)) == ("listed", "unlisted", 404, "listed")
    assert list(
        Fact.objects.filter(organization_id=la_bobine.pk).order_by("recorded_at").values_list("verb", flat=True)
    ) == [
        "profile.unlisted",
        "profile.listed",
    ]


def test_draft_is_asked_refused_with_a_reason_and_listed(client_as, la_bobine, amina, facilitator):
    rows.listed(la_bobine, listing="draft", listed_at=None)
    office = client_as(facilitator)
    cheat = client_as(amina).post(f"{SPACE}inscription/", {"wish": "return"})
    client_as(amina).post(f"{SPACE}inscription/", {"wish": "ask"})
    asked = listing_of(la_bobine)
    without_reason = office.post("/reseau/profils/la-bobine/inscription/", {"decision": "refuse", "reason": " "})
    said = office.get(without_reason.url).content.decode()
    still = listing_of(la_bobine)
    office.post("/reseau/profils/la-bobine/inscription/", {"decision": "refuse", "reason": "Il manque une adresse."})

    assert (cheat.status_code, asked, still, listing_of(la_bobine)) == (403, "pending", "pending", "refused")
    assert without_reason.url.startswith("/annuaire/la-bobine/?refus=")
    assert ("<details open>" in said, f'id="reason-{la_bobine.pk}-error"' in said) == (True, True)
    assert "Il manque une adresse." in client_as(amina).get(SPACE).content.decode()
    client_as(amina).post(f"{SPACE}inscription/", {"wish": "ask"})
    office.post("/reseau/profils/la-bobine/inscription/", {"decision": "list"})
    assert listing_of(la_bobine) == "listed"


def test_divergence_is_accepted_or_dismissed_by_editors_alone(client_as, la_bobine, bruno, chloe, driss, now):
    rows.listed(la_bobine, website="https://ancien.example")
    shared = {"organization": la_bobine, "source": "sirene", "seen_at": now}
    site = Divergence.objects.create(
        field="website", ours="https://ancien.example", theirs="https://nouveau.example", **shared
    )
    size = Divergence.objects.create(field="headcount_band", ours="", theirs="12", **shared)
    url = f"{SPACE}divergences/{site.pk}/"
    assert [client_as(person).post(url, {"decision": "accept"}).status_code for person in (chloe, driss)] == [404, 404]
    assert "20 à 49" in client_as(bruno).get(SPACE).content.decode()

    client_as(bruno).post(url, {"decision": "accept"})
    client_as(bruno).post(f"{SPACE}divergences/{size.pk}/", {"decision": "dismiss"})

    profile = Profile.objects.across_scopes(reason="test").get(pk=la_bobine.pk)
    decided = dict(Divergence.objects.across_scopes(reason="test").values_list("field", "was_accepted"))
    assert (profile.website, profile.headcount_band) == ("https://nouveau.example", "")
    assert decided == {"website": True, "headcount_band": False}
    assert profile.provenance["website"]["source"] == "organization"


def test_messages_are_handled_by_editors_of_the_organization(client_as, la_bobine, bruno, chloe, driss, now):
    rows.listed(la_bobine)
    message = ContactMessage.objects.create(
        organization=la_bobine,
        sender_name="Zoé",
        sender_email="zoe@exemple.fr",
        text="Un devis, s’il vous plaît.",
        sent_at=now,
    )
    url = f"{SPACE}messages/{message.pk}/traitement/"
    refused = [client_as(person).post(url).status_code for person in (chloe, driss)]
    through_ones_own = client_as(driss).post(f"/o/le-fournil/messages/{message.pk}/traitement/").status_code

    client_as(bruno).post(url)

    message.refresh_from_db(from_queryset=ContactMessage.objects.across_scopes(reason="test"))
    assert (refused, through_ones_own) == ([404, 404], 404)
    assert message.handled_by_id == bruno.pk
    assert "Un devis" not in client_as(bruno).get(f"{SPACE}messages/").content.decode()
    assert "Un devis" in client_as(bruno).get(f"{SPACE}messages/?etat=traites").content.decode()


def test_new_organization_is_created_once_as_a_draft_of_its_creator(client_as, client, elise):
    rows.skill("menuiserie")
    given = {
        "name": "Les Copeaux",
        "siren": "404 833 048",
        "commune": "Tarare",
        "family": "scop",
        "main_skill": "menuiserie",
        "pitch": "Des fenêtres en bois local.",
    }
    visitor = client.post("/annuaire/referencer/nouvelle/", given)
    first = client_as(elise).post("/annuaire/referencer/nouvelle/", given)
    again = client_as(elise).post("/annuaire/referencer/nouvelle/", given)

    organization = Organization.objects.get()
    membership = Membership.objects.across_scopes(reason="test").get()
    skill = OrganizationSkill.objects.across_scopes(reason="test").get()
    assert visitor.status_code == 302 and "/compte/" in visitor.headers["Location"]
    assert first.headers["Location"] == "/o/les-copeaux/"
    assert (organization.siren, listing_of(organization)) == ("404833048", "draft")
    assert (membership.user_id, membership.role, skill.is_main) == (elise.pk, "owner", True)
    assert again.status_code == 422
    assert "Les Copeaux" in again.content.decode()
    assert client.get("/annuaire/les-copeaux/").status_code == 404


@pytest.mark.parametrize(
    ("field", "value"),
    [("siren", "123456789"), ("commune", "Nulle-Part-les-Oies-XYZ"), ("main_skill", "licorne"), ("pitch", "Bois")],
)
def test_new_organization_with_a_bad_answer_is_refused_whole(field, value, client_as, elise):
    rows.skill("menuiserie")
    given = {
        "name": "Les Copeaux",
        "siren": "",
        "commune": "Tarare",
        "family": "scop",
        "main_skill": "Menuiserie",
        "pitch": "Des fenêtres en bois.",
    }

    response = client_as(elise).post("/annuaire/referencer/nouvelle/", given | {field: value})

    assert response.status_code == 422
    assert f'href="#id_{field}"' in response.content.decode()
    assert not Organization.objects.exists()


def test_organization_that_is_there_is_found_before_it_is_created(client, la_bobine, le_fournil):
    rows.listed(la_bobine)
    rows.listed(le_fournil, listing="unlisted")

    text = client.get("/annuaire/referencer/?q=bobine").content.decode()
    hidden = client.get("/annuaire/referencer/?q=Le+Fournil").content.decode()

    assert 'href="/annuaire/la-bobine/"' in text
    assert "/annuaire/le-fournil/" not in hidden


def test_suggestions_tell_of_listed_organizations_alone(client, la_bobine, le_fournil):
    rows.listed(la_bobine)
    rows.listed(le_fournil, listing="draft")

    found = client.get("/annuaire/suggestions/structures?q=bobin").json()["groups"][0]["options"]
    hidden = client.get("/annuaire/suggestions/structures?q=fournil").json()["groups"][0]["options"]
    communes = client.get("/annuaire/suggestions/communes?q=tarar").json()["groups"][0]["options"]

    assert [(one["label"], one["value"]) for one in found] == [("La Bobine", str(la_bobine.pk))]
    assert hidden == []
    assert communes[0]["value"] == "69243"
