"""`/api/v1/briefs`: read from a text, sent, followed, ranked; by those whose they are."""

from datetime import timedelta

import pytest

from maillage.directory.models import Establishment, OrganizationSkill, Profile, Skill
from maillage.matching.models import Brief
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import intake
from maillage.matching.types import BriefKind
from maillage.stream.models import Fact
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
TEXT = (
    "Nous cherchons une équipe pour refaire notre site internet et tourner un film de trois minutes à Lyon. Budget entre "
    "8 000 et 12 000 euros HT, pour mars 2027."
)


def test_a_text_is_read_without_any_account(call):
    read = call("POST", "/briefs/suggest", body={"text": TEXT}).json()

    assert {"skills", "place", "radius_km", "budget", "dates", "kind", "lots"} <= set(read)
    skills = {one["slug"]: one for one in read["skills"]}
    assert {"web-editorial", "audiovisuel"} <= set(skills)
    assert all(0 < one["score"] <= 1 and one["because"] for one in read["skills"])
    assert all(word in TEXT for one in read["skills"] for word in one["because"])
    assert read["place"] == {"code": "commune:69123", "kind": "commune", "label": read["place"]["label"]}
    assert (read["budget"]["least_cents"], read["budget"]["most_cents"]) == (8_000_00, 12_000_00)
    assert Brief.objects.across_scopes(reason="test").count() == 0


@pytest.mark.parametrize("body", [{}, {"text": "court"}, {"text": 3}, {"text": "x" * 50_001}, []])
def test_what_cannot_be_read_is_a_problem(call, body):
    answer = call("POST", "/briefs/suggest", body=body)

    assert (answer.status_code, answer["Content-Type"]) == (422, "application/problem+json")
    assert {one["detail"] for one in answer.json()["errors"]} == {"Cette valeur ne convient pas."}
    assert all(not one["remedy"].startswith(("Input", "Field")) for one in answer.json()["errors"])


def test_a_need_is_sent_once_and_completed_from_its_text(call, elise):
    first, again = (call("POST", "/briefs", by=elise, body={"text": TEXT}) for _time in range(2))

    sent = first.json()
    assert (first.status_code, again.status_code, again.json()["id"]) == (201, 200, sent["id"])
    assert {"web-editorial", "audiovisuel"} <= {one["slug"] for one in sent["skills"]}
    assert (sent["place"]["code"], sent["budget_most_cents"], sent["state"]) == ("commune:69123", 12_000_00, "new")
    assert (sent["buyer"]["email"], sent["url"]) == (elise.email, None)
    assert Brief.objects.across_scopes(reason="test").get().origin == "api"
    assert Fact.objects.filter(verb="brief.received").count() == 1


def test_what_is_said_stands_before_what_is_read(call, bruno, la_bobine):
    body = {
        "text": TEXT, "title": "Notre site", "kind": "partner", "skills": ["web-editorial"], "place": "commune:38185",
        "radius_km": 30, "budget_most_cents": 5_000_00, "organization": "la-bobine",
    }  # fmt: skip

    sent = call("POST", "/briefs", by=bruno, body=body).json()

    assert [one["slug"] for one in sent["skills"]] == ["web-editorial"]
    assert (sent["title"], sent["kind"], sent["place"]["code"]) == ("Notre site", "partner", "commune:38185")
    assert (sent["budget_least_cents"], sent["budget_most_cents"], sent["radius_km"]) == (None, 5_000_00, 30)
    row = Brief.objects.across_scopes(reason="test").get()
    assert (row.buyer_organization_id, row.origin) == (la_bobine.pk, "api")


@pytest.mark.parametrize(
    ("said", "status", "field"),
    [
        ({"skills": ["rien-de-tel"]}, 422, "skills"),
        ({"place": "commune:99999"}, 422, "place"),
        ({"kind": "gift"}, 422, "kind"),
        ({"starts_on": "2027-03-01", "ends_on": "2027-02-01"}, 422, "ends_on"),
        ({"answers_due": "2020-01-01"}, 422, "answers_due"),
        ({"budget_least_cents": 2, "budget_most_cents": 1}, 422, "budget_most_cents"),
        ({"buyer": {"name": "X", "email": "x@exemple.fr"}}, 422, "buyer"),
        ({"organization": "nulle-part"}, 422, "organization"),
        ({"organization": "le-fournil"}, 403, None),
    ],
)
def test_a_bad_need_is_refused_whole(call, bruno, le_fournil, said, status, field):
    answer = call("POST", "/briefs", by=bruno, body={"text": TEXT} | said)

    assert (answer.status_code, answer.json().get("field")) == (status, field)
    assert Brief.objects.across_scopes(reason="test").count() == 0


def test_the_office_says_who_asks(call, facilitator):
    assert call("POST", "/briefs", by=facilitator, body={"text": TEXT}).json()["field"] == "buyer"

    sent = call(
        "POST", "/briefs", by=facilitator, body={"text": TEXT, "buyer": {"name": "Mairie", "email": "m@exemple.fr"}}
    )

    assert (sent.status_code, sent.json()["buyer"]["name"]) == (201, "Mairie")
    assert sent.json()["url"].endswith(f"/reseau/besoins/{sent.json()['number']}/")


@pytest.fixture
def theirs(facilitator, now):
    need = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
    return intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="Mairie"), now=now)


def test_one_reads_ones_own_and_the_office_all(call, theirs, elise, driss, amina, chloe, facilitator, la_bobine):
    own = call("POST", "/briefs", by=elise, body={"text": TEXT}).json()["id"]
    ours = call("POST", "/briefs", by=amina, body={"text": TEXT, "organization": "la-bobine"}).json()["id"]

    seen = {
        person.email.partition("@")[0]: {one["id"] for one in call("GET", "/briefs", by=person).json()["results"]}
        for person in (elise, driss, amina, chloe, facilitator)
    }

    everything = {own, ours, str(theirs.pk)}
    assert seen == {"elise": {own}, "driss": set(), "amina": {ours}, "chloe": set(), "fanny": everything}
    for person, brief in ((driss, own), (elise, ours), (amina, str(theirs.pk))):
        assert call("GET", f"/briefs/{brief}", by=person).status_code == 404
        assert call("GET", f"/briefs/{brief}/shortlist", by=person).status_code == 404
    assert call("GET", f"/briefs/{own}/shortlist", by=elise).status_code == 403  # the ranking is the office's
    assert call("GET", f"/briefs/{own}/shortlist", by=facilitator).status_code == 200


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/briefs", None),
        ("POST", "/briefs", {"text": TEXT}),
        ("GET", "/briefs/01890000-0000-7000-8000-000000000001", None),
        ("GET", "/briefs/01890000-0000-7000-8000-000000000001/shortlist", None),
        ("GET", "/briefs/01890000-0000-7000-8000-000000000001/consortia", None),
        ("GET", "/briefs/01890000-0000-7000-8000-000000000001/answers", None),
    ],
)
def test_a_token_with_its_scope_is_needed(call, facilitator, method, path, body):
    assert call(method, path, body=body).status_code == 401
    lacking = call(method, path, by=facilitator, scopes=("directory:read", "network:admin"), body=body)
    assert (lacking.status_code, lacking.json()["code"]) == (403, "scope_lacking")


def test_pages_follow_one_another(call, facilitator, now):
    for number in range(25):
        need = NeedGiven(title=f"Besoin {number}", text="Deux cents affiches.", kind=BriefKind.QUOTE)
        intake.enter_brief(
            actor=acting(facilitator), need=need, buyer=BuyerGiven(name="X"), now=now + timedelta(minutes=number)
        )
    first = call("GET", "/briefs", by=facilitator)
    second = call("GET", f"/briefs?cursor={first.json()['next']}", by=facilitator)

    numbers = [one["title"] for answer in (first, second) for one in answer.json()["results"]]
    assert numbers == [f"Besoin {number}" for number in reversed(range(25))][: len(numbers)]
    assert 'rel="next"' in first["Link"]
    assert call("GET", "/briefs?state=awarded", by=facilitator).json()["results"] == []
    assert call("GET", "/briefs?cursor=zzz", by=facilitator).status_code == 400


def test_candidates_are_explained(call, facilitator, now):
    for name, skill in (("Les Images", "audiovisuel"), ("La Toile", "web-editorial"), ("Le Four", "boulangerie")):
        row = OrganizationFactory(name=name)
        Profile.objects.create(organization=row, listing="listed", listed_at=now)
        Establishment.objects.create(
            organization=row,
            is_head_office=True,
            commune_code="69123",
            longitude=4.83,
            latitude=45.76,
            department_code="69",
        )
        for found in Skill.objects.filter(slug=skill):
            OrganizationSkill.objects.create(
                organization=row, skill=found, evidence_kind="claimed", source="organization"
            )
    body = {"text": TEXT, "buyer": {"name": "Mairie"}}
    brief = call("POST", "/briefs", by=facilitator, body=body).json()["id"]

    shortlist = call("GET", f"/briefs/{brief}/shortlist", by=facilitator).json()

    shown = [one["organization"]["name"] for one in (*shortlist["results"], *shortlist["excluded"])]
    assert sorted(shown) == ["La Toile", "Les Images"]
    assert all(one["reason"] and one["sentence"] for one in shortlist["excluded"])
    for one in shortlist["results"]:
        parts = one["criteria"].values()
        assert one["score"] == pytest.approx(sum(part["value"] * part["weight"] for part in parts), abs=1e-4)
        assert all(part["sentence"] for part in parts)
    assert [one["position"] for one in shortlist["results"]] == list(range(1, len(shortlist["results"]) + 1))
