"""The page of teams: composed from real rows, changed by its address, kept by one click, formed by another."""

from urllib.parse import urlencode

import pytest
from django.urls import reverse

from maillage.directory.models import (
    Establishment,
    OrganizationSkill,
    Profile,
    Reference,
    ReferencePartner,
    Skill,
)
from maillage.kit.errors import Invalid
from maillage.links.services.references import sync_references
from maillage.matching.models import Candidate, Consortium, Invitation, StoredRanking
from maillage.matching.presenters_of_teams import far_from_the_rest
from maillage.matching.queries.briefs import brief_by_number
from maillage.matching.queries.consortia import Wishes, compose_brief
from maillage.matching.rules.composition import Member, replay
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.ranking import Weights, from_document
from maillage.matching.rules.ranking import replay as replay_ranking
from maillage.matching.services import intake, shortlists
from maillage.matching.types import BriefKind, Impossible
from tests.factories.accounts import MembershipFactory, OrganizationFactory, acting

pytestmark = pytest.mark.django_db

LYON, VILLEURBANNE, LILLE = ("69123", 4.8357, 45.7640), ("69266", 4.8798, 45.7719), ("59350", 3.0573, 50.6292)
SITE, PRINT, FILM = "web-editorial", "imprimerie", "audiovisuel"
TWO_SKILLS = (SkillAsked(SITE, lot=1), SkillAsked(PRINT, lot=2))


@pytest.fixture
def listed(taxonomy, now):
    def made(name, *skills, at=LYON, headcount="11", jobs=0):
        row = OrganizationFactory(name=name)
        Profile.objects.create(organization=row, listing="listed", listed_at=now, headcount_band=headcount)
        code, longitude, latitude = at
        Establishment.objects.create(
            organization=row, is_head_office=True, commune_code=code, longitude=longitude, latitude=latitude,
            department_code=code[:2],
        )  # fmt: skip
        for slug in skills:
            OrganizationSkill.objects.create(
                organization=row, skill=Skill.objects.get(slug=slug), evidence_kind="claimed", source="organization"
            )
            for _job in range(jobs):
                Reference.objects.create(organization=row, title="Travail", skill_slugs=[slug])
        return row

    return made


@pytest.fixture
def told(taxonomy, facilitator, now):
    def made(lots=("Le site", "Les affiches"), skills=TWO_SKILLS, **facts):
        need = NeedGiven(
            title="Site et affiches", text="Un site et des affiches à Lyon.", kind=BriefKind.QUOTE, lots=lots,
            skills=skills, place_label="Lyon", place_code="commune:69123", **facts,
        )  # fmt: skip
        row = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="MJ"), now=now)
        return brief_by_number(scope=acting(facilitator).scope, number=row.number)

    return made


@pytest.fixture
def together():
    def made(one, other):
        reference = Reference.objects.create(organization=one, title="Ensemble", skill_slugs=[])
        ReferencePartner.objects.create(reference=reference, organization=one, partner=other, name=other.name)

    return made


def composed(brief, now, **wishes):
    return compose_brief(brief, now=now, today=now.date(), wishes=Wishes(**wishes))


def names(found, team=0):
    return {
        found.organizations[member.organization_id].name: member.parts
        for member in found.composition.teams[team].members
    }


def accept(brief, organization, now):
    Invitation.objects.create(
        brief=brief, organization=organization, wave=1, sent_at=now, due_at=now, state="accepted", answered_at=now
    )


def address(brief, **query):
    here = reverse("matching:groups", args=[brief.number])
    return f"{here}?{urlencode(query, doseq=True)}" if query else here


def test_each_lot_goes_to_somebody_near_who_can_do_it(listed, told, now):
    listed("Toile", SITE)
    listed("Encre", PRINT, at=VILLEURBANNE)
    listed("Encre du Nord", PRINT, at=LILLE)

    found = composed(told(), now)

    assert names(found) == {"Toile": ("lot-1",), "Encre": ("lot-2",)}
    assert (found.able, found.is_whole, found.composition.is_proven) == (3, True, True)


def test_those_who_have_worked_together_stand_together(listed, told, together, now):
    toile = listed("Toile", SITE)
    listed("Encre", PRINT)
    amie = listed("Encre amie", PRINT)
    together(toile, amie)
    sync_references(today=now.date())

    assert names(composed(told(), now)) == {"Toile": ("lot-1",), "Encre amie": ("lot-2",)}


def test_a_lot_whose_skills_nobody_holds_together_is_divided(listed, told, now):
    listed("Toile", SITE)
    listed("Encre", PRINT)
    brief = told(lots=("Tout",), skills=(SkillAsked(SITE, lot=1), SkillAsked(PRINT, lot=1)))

    assert names(composed(brief, now)) == {"Toile": (f"skill-{SITE}",), "Encre": (f"skill-{PRINT}",)}
    listed("Les deux", SITE, PRINT)
    assert names(composed(brief, now)) == {"Les deux": ("lot-1",)}
    assert {key for team in composed(brief, now, by_skill=True).composition.teams for member in team.members
            for key in member.parts} == {f"skill-{SITE}", f"skill-{PRINT}"}  # fmt: skip


def test_what_nobody_covers_is_named(listed, told, now, client_as, facilitator):
    listed("Toile", SITE)
    brief = told()

    page = client_as(facilitator).get(address(brief)).content.decode()

    found = composed(brief, now).composition.no_team
    assert (found.code, found.parts) == (Impossible.NOBODY_COVERS, (f"skill-{PRINT}",))
    assert "Personne ne couvre ici" in page


def test_a_need_without_skills_asks_for_some(told, client_as, facilitator):
    page = client_as(facilitator).get(address(told(lots=(), skills=()))).content.decode()

    assert "Le besoin ne demande encore aucune compétence" in page


def test_pins_bans_and_swaps_are_in_the_address(listed, told, client_as, facilitator, now):
    toile = listed("Toile", SITE, jobs=4)
    autre = listed("Autre toile", SITE)
    listed("Encre", PRINT)
    brief = told()
    office = client_as(facilitator)

    def first_team(**query):
        page = office.get(address(brief, **query)).content.decode()
        return page.split('id="team-best"')[1].split("</article>")[0] if 'id="team-best"' in page else page

    assert "Toile</a>" in first_team().replace("Autre toile", "")
    assert "Autre toile</a>" in first_team(pin=autre.pk)
    assert "Autre toile</a>" in first_team(ban=toile.pk, by="skill")
    # Wrong values in an address count for nothing.
    assert "Toile</a>" in first_team(pin=["x", "01890000"], most="nine", by="?", lead="?")
    fragment = office.get(address(brief, pin=autre.pk), headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="teams"')
    assert "Avec Autre toile" in fragment


def test_ways_to_answer_are_drawn_side_by_side_with_the_reason_of_each_member(
    listed, told, together, client_as, facilitator, now
):
    near, far = listed("Toile d’ici", SITE), listed("Toile amie", SITE, at=LILLE)
    friend = listed("Encre amie", PRINT, at=LILLE, jobs=3)
    listed("Encre d’ici", PRINT)
    listed("Les deux", SITE, PRINT, at=LILLE, headcount="03")
    together(far, friend)
    sync_references(today=now.date())
    brief = told()

    page = client_as(facilitator).get(address(brief, by="skill")).content.decode()

    found = composed(brief, now, by_skill=True).composition
    teams = page.split('<article aria-labelledby="team-')[1:]
    assert [one.split('"')[0] for one in teams] == [team.flavour.value for team in found.teams]
    assert len(teams) >= 2
    for shown, team in zip(teams, found.teams, strict=True):
        assert shown.count('<svg class="team__drawing"') == 1
        assert shown.count('<circle class="team-knot') == len(team.members)
        reasons = shown.count('<ul class="team-member__why"><li>')
        assert reasons == len(team.members)
        assert all(found_one in page for found_one in (near.name,))


@pytest.mark.parametrize(
    ("metres", "apart"),
    [((1_000, 393_000, 2_000), 1), ((1_000, 40_000), None), ((30_000, 80_000), None), ((1_000, None), None)],
)
def test_a_more_local_team_says_who_is_far(metres, apart):
    members = [
        Member(
            organization_id=str(place), parts=(), share=0.5, fit=0.5, is_lead=False, can_lead=False, distance_m=one
        )
        for place, one in enumerate(metres)
    ]  # fmt: skip

    found = far_from_the_rest(members)

    assert (found and int(found[0].organization_id)) == apart
    assert found is None or found[1] == 2_000


def test_a_pin_that_can_do_nothing_here_is_named(listed, told, client_as, facilitator):
    listed("Toile", SITE, PRINT)
    stranger = OrganizationFactory(name="Fanfare")

    page = client_as(facilitator).get(address(told(), pin=stranger.pk)).content.decode()

    assert "Fanfare" in page.split("team-none")[1]


def test_a_team_is_kept_by_one_click_with_a_ranking_that_can_be_replayed(listed, told, client_as, facilitator, now):
    toile, encre = listed("Toile", SITE), listed("Encre", PRINT)
    brief = told()
    shortlists.set_aside(
        actor=acting(facilitator), brief_id=brief.pk, organization_id=encre.pk, reason="Trop tôt", now=now
    )
    shortlists.forget_choice(actor=acting(facilitator), brief_id=brief.pk, organization_id=encre.pk)

    for _click in range(2):
        answer = client_as(facilitator).post(
            reverse("matching:team_choice", args=[brief.number]), {"organization": [toile.pk, encre.pk]}
        )

    kept = Candidate.objects.across_scopes(reason="test").filter(is_kept=True).order_by("position")
    (stored,) = StoredRanking.objects.across_scopes(reason="test")
    assert answer.status_code == 303
    assert [row.organization_id for row in kept] == [toile.pk, encre.pk]
    assert replay_ranking(document=stored.document) == from_document(document=stored.document)


def test_a_team_with_somebody_gone_is_not_half_kept(listed, told, facilitator, now):
    toile, gone = listed("Toile", SITE), OrganizationFactory(name="Partie")

    with pytest.raises(Invalid):
        shortlists.keep_team(
            actor=acting(facilitator),
            brief_id=told().pk,
            organization_ids=[toile.pk, gone.pk],
            weights=Weights(),
            now=now,
        )

    assert not Candidate.objects.across_scopes(reason="test").exists()


def test_those_who_accepted_are_put_together_and_the_composition_is_kept(listed, told, client_as, facilitator, now):
    toile, encre = listed("Toile", SITE), listed("Encre", PRINT)
    brief = told()
    accept(brief, toile, now)
    accept(brief, encre, now)
    office = client_as(facilitator)
    new = reverse("matching:consortium_new", args=[brief.number])

    shown = office.get(address(brief)).content.decode()
    wrong = office.post(new, {"part-0": str(toile.pk), "lead": "", "form": "conjoint"})
    done = office.post(
        new, {"part-0": str(toile.pk), "part-1": str(encre.pk), "lead": str(toile.pk), "form": "solidaire"}
    )
    after = office.get(address(brief)).content.decode()

    (row,) = Consortium.objects.across_scopes(reason="test")
    assert "Former un groupement" in shown
    assert (wrong.status_code, done.status_code, row.form) == (422, 303, "solidaire")
    assert "Solidaire" in after
    assert "Former un groupement" not in after
    again = replay(document=row.explanation)
    assert again.best.ids == {str(toile.pk), str(encre.pk)}


def test_the_office_changes_a_consortium_from_the_page(listed, told, client_as, facilitator, now):
    toile, encre, film = listed("Toile", SITE), listed("Encre", PRINT), listed("Film", FILM)
    brief = told()
    for one in (toile, encre, film):
        accept(brief, one, now)
    office = client_as(facilitator)
    office.post(
        reverse("matching:consortium_new", args=[brief.number]),
        {"part-0": str(toile.pk), "part-1": str(encre.pk), "lead": str(toile.pk), "form": "conjoint"},
    )
    (row,) = Consortium.objects.across_scopes(reason="test")

    def post(name, **data):
        return office.post(reverse(f"matching:{name}", args=[brief.number, row.pk]), data).status_code

    statuses = [
        post("consortium_lead", lead=encre.pk),
        post("consortium_partner", organization=film.pk, lots=["1"]),
        post("consortium_end", reason=""),
    ]
    members = {one.organization_id: (one.is_lead, one.lots) for one in row.partners.all().across_scopes(reason="test")}
    ended = post("consortium_end", reason="Le besoin change.")

    row.refresh_from_db()
    assert statuses == [303, 303, 303]
    assert members == {toile.pk: (False, []), encre.pk: (True, [2]), film.pk: (False, [1])}
    assert (ended, row.state) == (303, "dissolved")


def test_a_partner_leaves_by_its_own_page_and_others_do_not_see_it(
    listed, told, client_as, facilitator, driss, chloe, amina, la_bobine, le_fournil, now
):
    brief = told(lots=(), skills=(SkillAsked(SITE),))
    accept(brief, la_bobine, now)
    client_as(facilitator).post(
        reverse("matching:consortium_new", args=[brief.number]),
        {"part-0": str(la_bobine.pk), "lead": str(la_bobine.pk), "form": "conjoint"},
    )  # fmt: skip
    (row,) = Consortium.objects.across_scopes(reason="test")
    here = reverse("matching:consortium_leaving", args=[la_bobine.slug, row.pk])
    theirs = reverse("matching:consortium_leaving", args=[le_fournil.slug, row.pk])

    refused = [client_as(driss).get(here).status_code, client_as(driss).get(theirs).status_code]
    member = client_as(chloe).post(here, {"reason": "Non"}).status_code
    shown = client_as(amina).get(here).status_code
    wrong = client_as(amina).post(here, {"reason": ""}).status_code
    left = client_as(amina).post(here, {"reason": "Plus de temps."}).status_code

    row.refresh_from_db()
    assert refused == [404, 404]
    assert (member, shown, wrong, left, row.state) == (404, 200, 422, 303, "dissolved")


def test_the_page_asks_the_database_as_often_for_many_as_for_few(
    listed, told, client_as, facilitator, together, now, django_assert_num_queries
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    brief = told()
    office = client_as(facilitator)

    def grow(count):
        for number in range(count):
            site, printer = listed(f"Toile {number}", SITE), listed(f"Encre {number}", PRINT)
            together(site, printer)
            accept(brief, site, now)
            accept(brief, printer, now)
        office.get(address(brief))

    grow(1)
    with CaptureQueriesContext(connection) as few:
        office.get(address(brief))
    asked = len(few.captured_queries)
    grow(4)
    with django_assert_num_queries(asked):
        office.get(address(brief))
    assert asked <= 32


def test_only_the_office_sees_teams(told, client_as, amina, elise):
    brief = told()
    MembershipFactory(user=elise)

    assert [client_as(person).get(address(brief)).status_code for person in (amina, elise)] == [404, 404]
