"""Ranking on real rows: who stands first and why; choices are kept with the ranking that was seen."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.directory.models import Establishment, OrganizationLabel, OrganizationSkill, Profile, Reference, Skill
from maillage.kit.errors import Invalid
from maillage.matching.models import Candidate, Invitation, StoredRanking
from maillage.matching.queries.candidates import rank_brief
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.ranking import Weights, from_document, replay
from maillage.matching.services import intake, shortlists
from maillage.matching.types import BriefKind, Criterion, Exclusion
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = pytest.mark.django_db

LYON = ("69123", 4.8357, 45.7640)
LILLE = ("59350", 3.0573, 50.6292)


@pytest.fixture
def listed(taxonomy, now):
    def made(name, *, skills=("imprimerie",), at=LYON, evidence="claimed", listing="listed", jobs=0, **columns):
        row = OrganizationFactory(name=name)
        Profile.objects.create(organization=row, listing=listing, listed_at=now, **columns)
        code, longitude, latitude = at
        Establishment.objects.create(
            organization=row, is_head_office=True, commune_code=code, longitude=longitude, latitude=latitude,
            department_code=code[:2],
        )  # fmt: skip
        for slug in skills:
            OrganizationSkill.objects.create(
                organization=row, skill=Skill.objects.get(slug=slug), evidence_kind=evidence, source="organization"
            )
            for _job in range(jobs):
                Reference.objects.create(organization=row, title="Affiches", skill_slugs=[slug])
        return row

    return made


@pytest.fixture
def brief(taxonomy, facilitator, now):
    need = NeedGiven(
        title="Affiches", text="Deux cents affiches à Lyon.", kind=BriefKind.QUOTE, place_label="Lyon",
        place_code="commune:69123", skills=(SkillAsked("imprimerie"),),
    )  # fmt: skip
    return intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="MJ"), now=now)


def ranked(brief, now, **options):
    return rank_brief(brief, now=now, today=now.date(), **options)


def names(found):
    return [found.organizations[entry.organization_id].name for entry in found.ranking.entries]


def test_near_and_proven_come_first_and_the_unlisted_never(listed, brief, now):
    listed("Loin", at=LILLE)
    listed("Près")
    listed("Prouvé", evidence="reference", jobs=3)
    listed("Retiré", listing="unlisted")
    listed("Autre métier", skills=("photographie",))

    found = ranked(brief, now)

    assert names(found) == ["Prouvé", "Près", "Loin"]
    assert (found.count, found.is_whole) == (3, True)


def test_serving_the_place_is_worth_some_distance(listed, brief, now):
    listed("Sert la région", at=LILLE, served_kind="places", served_places=["region:84"])
    listed("Ne sert que le Nord", at=LILLE, served_kind="places", served_places=["department:59"])

    assert names(ranked(brief, now)) == ["Sert la région", "Ne sert que le Nord"]


def test_a_label_asked_for_leaves_out_those_without_it_and_says_so(listed, brief, now):
    from maillage.directory.models import Label

    label = Label.objects.create(slug="imprim-vert-2", name_fr="Imprim’Vert", name_en="Imprim’Vert")
    has, lapsed = listed("Labellisé"), listed("Périmé")
    OrganizationLabel.objects.create(organization=has, label=label, source="organization")
    OrganizationLabel.objects.create(organization=lapsed, label=label, source="organization", expires_on="2026-01-01")
    brief.required_labels = [label.slug]

    found = ranked(brief, now)

    assert names(found) == ["Labellisé"]
    assert [one.reason for one in found.ranking.excluded] == [Exclusion.LABEL_MISSING]


def test_what_came_lately_gives_the_turn_to_others(listed, brief, facilitator, now):
    served, waiting = listed("Servie"), listed("En attente")
    need = NeedGiven(title="Avant", text="Avant.", kind=BriefKind.QUOTE, skills=(SkillAsked("imprimerie"),))
    for _time in range(3):
        past = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(), now=now)
        Invitation.objects.create(brief=past, organization=served, wave=1, sent_at=now, due_at=now)

    found = ranked(brief, now)

    assert names(found) == [waiting.name, served.name]
    equities = [entry.judgement(Criterion.EQUITY).value for entry in found.ranking.entries]
    assert equities[0] > equities[1]


def test_a_choice_keeps_the_ranking_that_was_seen_and_it_is_replayed_to_the_same(listed, brief, facilitator, now):
    first = listed("Première")
    listed("Seconde", at=LILLE)
    weights = Weights(equity=0, skills=10)

    for _click in range(2):
        shortlists.keep_candidate(
            actor=acting(facilitator), brief_id=brief.pk, organization_id=first.pk, weights=weights, now=now
        )

    (choice,) = Candidate.objects.across_scopes(reason="test")
    (stored,) = StoredRanking.objects.across_scopes(reason="test")
    assert (choice.organization_id, choice.is_kept, choice.explanation["position"]) == (first.pk, True, 1)
    assert replay(document=stored.document) == from_document(document=stored.document)


def test_several_kept_at_once_are_stored_as_one_by_one(listed, brief, facilitator, now):
    rows = [listed(f"Atelier {place}", jobs=place) for place in range(4)]
    wanted = [rows[2].pk, rows[0].pk, rows[2].pk, rows[3].pk]
    given = {"actor": acting(facilitator), "brief_id": brief.pk, "weights": Weights(), "now": now}

    with CaptureQueriesContext(connection) as alone:
        for pk in wanted:
            shortlists.keep_candidate(organization_id=pk, **given)
    one_by_one = shortlist(brief)
    Candidate.objects.across_scopes(reason="test").all().delete()
    StoredRanking.objects.across_scopes(reason="test").all().delete()
    shortlists.keep_candidates(organization_ids=wanted[:1], **given)
    with CaptureQueriesContext(connection) as at_once:
        together = shortlists.keep_candidates(organization_ids=wanted, **given)

    assert shortlist(brief) == one_by_one
    assert [row.organization_id for row in together] == [rows[2].pk, rows[0].pk, rows[3].pk]
    assert len(at_once) < len(alone) / 2


def test_of_several_all_are_kept_or_none(listed, brief, facilitator, now):
    able, unlisted = listed("Visible"), listed("Retiré", listing="unlisted")

    with pytest.raises(shortlists.NotACandidate):
        shortlists.keep_candidates(
            actor=acting(facilitator), brief_id=brief.pk, organization_ids=[able.pk, unlisted.pk], weights=Weights(), now=now
        )  # fmt: skip

    assert shortlist(brief) == []


def shortlist(brief):
    rows = Candidate.objects.across_scopes(reason="test").filter(brief=brief).order_by("position")
    return [
        (row.organization_id, row.position, row.is_kept, row.explanation, row.ranking.document, row.ranking.considered)
        for row in rows.select_related("ranking")
    ]


def test_set_aside_needs_a_reason_and_can_be_undone(listed, brief, facilitator, now):
    one = listed("Écartée")
    actor = acting(facilitator)
    with pytest.raises(Invalid):
        shortlists.set_aside(actor=actor, brief_id=brief.pk, organization_id=one.pk, reason=" ", now=now)

    shortlists.set_aside(actor=actor, brief_id=brief.pk, organization_id=one.pk, reason="Litige en cours", now=now)
    left_out = [excluded.reason for excluded in ranked(brief, now).ranking.excluded]
    shortlists.forget_choice(actor=actor, brief_id=brief.pk, organization_id=one.pk)

    assert left_out == [Exclusion.BANNED]
    assert names(ranked(brief, now)) == ["Écartée"]


def test_the_page_ranks_explains_and_keeps(listed, brief, client_as, facilitator, django_assert_max_num_queries):
    for number in range(12):
        listed(f"Imprimerie {number}", jobs=number % 3)
    office = client_as(facilitator)
    address = reverse("matching:candidates", args=[brief.number])
    office.get(address)

    with django_assert_max_num_queries(27):
        page = office.get(address).content.decode()
    chosen = Profile.objects.public().filter(organization__name="Imprimerie 2").get()
    choice = reverse("matching:candidate_choice", args=[brief.number])
    office.post(choice, {"organization": chosen.pk, "choice": "keep", "skills": "40"})

    assert "Imprimerie 11" in page
    assert [row.organization_id for row in Candidate.objects.across_scopes(reason="test")] == [chosen.pk]
    assert StoredRanking.objects.across_scopes(reason="test").get().document["weights"]["skills"] == 40


def test_an_organization_unlisted_meanwhile_is_told_and_not_kept(listed, brief, client_as, facilitator):
    gone = listed("Partie", listing="unlisted")

    answer = client_as(facilitator).post(
        reverse("matching:candidate_choice", args=[brief.number]), {"organization": gone.pk, "choice": "keep"}
    )

    assert answer.status_code == 422
    assert not Candidate.objects.across_scopes(reason="test").exists()
