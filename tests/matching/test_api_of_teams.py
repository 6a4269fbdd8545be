"""`/api/v1/briefs/{id}/consortia`: the teams of a need for the office's programs, or why there is none."""

import pytest

from maillage.directory.models import Establishment, OrganizationSkill, Profile, Skill
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.services import intake
from maillage.matching.types import BriefKind
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
MEASURES = {
    "fit", "place", "close", "ties", "balance", "size", "partners", "pairs", "tied_pairs", "tied", "largest_share",
    "spread_m", "farthest_m",
}  # fmt: skip


@pytest.fixture
def need(facilitator, now):
    given = NeedGiven(
        title="Site et affiches", text="Un site et des affiches.", kind=BriefKind.QUOTE, lots=("Le site", "Les affiches"),
        skills=(SkillAsked("web-editorial", lot=1), SkillAsked("imprimerie", lot=2)), place_code="commune:69123",
    )  # fmt: skip
    return intake.enter_brief(actor=acting(facilitator), need=given, buyer=BuyerGiven(name="MJ"), now=now)


@pytest.fixture
def able(now):
    """Make an organization of Lyon, with ten people, that holds a skill."""

    def made(name, slug):
        row = OrganizationFactory(name=name)
        Profile.objects.create(organization=row, listing="listed", listed_at=now, headcount_band="11")
        Establishment.objects.create(
            organization=row, is_head_office=True, commune_code="69123", department_code="69", longitude=4.83,
            latitude=45.76,
        )  # fmt: skip
        OrganizationSkill.objects.create(
            organization=row, skill=Skill.objects.get(slug=slug), evidence_kind="claimed", source="organization"
        )
        return row

    return made


def test_teams_are_told_with_members_reasons_and_measures(call, facilitator, need, able):
    site, posters = able("La Toile", "web-editorial"), able("Encre", "imprimerie")

    told = call("GET", f"/briefs/{need.pk}/consortia", by=facilitator).json()

    best = told["teams"][0]
    assert (told["impossible"], told["able"], told["is_whole"], told["parts_left_out"]) == (None, 2, True, 0)
    assert (best["flavour"], best["is_proven"], best["without"], set(best["measures"])) == (
        "best", True, None, MEASURES,
    )  # fmt: skip
    members = {one["organization"]["id"]: one for one in best["members"]}
    assert {pk: (one["lots"], [part["title"] for part in one["parts"]]) for pk, one in members.items()} == {
        str(site.pk): ([1], ["Le site"]), str(posters.pk): ([2], ["Les affiches"]),
    }  # fmt: skip
    assert [one["is_lead"] for one in best["members"]] == [True, False]
    assert sum(one["share"] for one in best["members"]) == pytest.approx(1)
    reasons = {one["code"]: one for one in members[str(site.pk)]["reasons"]}
    assert reasons["only-one"]["numbers"] == {"part": "lot-1"}
    assert "« Le site »" in reasons["only-one"]["sentence"].replace(" ", " ").replace("\u202f", " ")


def test_it_says_why_there_is_no_team(call, facilitator, need, able):
    able("La Toile", "web-editorial")

    told = call("GET", f"/briefs/{need.pk}/consortia", by=facilitator).json()

    assert told["teams"] == []
    assert (told["impossible"]["code"], told["impossible"]["organizations"]) == ("nobody-covers", [])
    assert len(told["impossible"]["parts"]) == 1
    assert told["impossible"]["parts"][0] in told["impossible"]["sentence"]


def test_teams_are_the_offices(call, need, elise, driss):
    need.__class__.objects.across_scopes(reason="test").filter(pk=need.pk).update(buyer_id=elise.pk)

    assert call("GET", f"/briefs/{need.pk}/consortia", by=elise).status_code == 403
    assert call("GET", f"/briefs/{need.pk}/consortia", by=driss).status_code == 404
