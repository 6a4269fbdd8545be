"""Rankings of many read only some of them, and give what a reading of all would give."""

import random
from contextlib import contextmanager
from datetime import timedelta

import pytest

from maillage.directory.models import (
    Establishment,
    Label,
    OrganizationLabel,
    OrganizationSkill,
    Profile,
    Reference,
    ReferencePartner,
    Skill,
)
from maillage.directory.queries import able
from maillage.directory.queries.able import organizations_read
from maillage.directory.queries.able_places import place_of_need
from maillage.directory.search.index import index_organizations
from maillage.links.services.references import sync_references
from maillage.matching.models import Brief, Candidate, Coproduction, CoproductionPartner, Invitation
from maillage.matching.queries import reading_order
from maillage.matching.queries.candidates import need_of, rank_brief
from maillage.matching.queries.facts import facts_of
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.rules.places import place_named
from maillage.matching.rules.ranking import Weights, rank
from maillage.matching.services import intake
from maillage.matching.types import BriefKind, Criterion
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = pytest.mark.django_db

SKILLS = ("imprimerie", "photographie", "design-graphique")
# Lyon (two quarters of it), Villeurbanne, Vienne, Lille, and nowhere.
PLACES = (
    ("69123", "69", 4.8357, 45.7640), ("69383", "69", 4.8500, 45.7560), ("69266", "69", 4.8795, 45.7719),
    ("38544", "38", 4.8743, 45.5255), ("59350", "59", 3.0573, 50.6292), ("", "", None, None),
)  # fmt: skip
NEEDS = (
    {"place_code": "commune:69123"},
    {"place_code": "commune:69123", "radius_km": 10},
    {"place_code": "department:38", "budget_most_cents": 30_000_00},
    {"place_code": "region:84", "preferred_labels": ["ici"]},
    {"place_code": "commune:59350", "required_labels": ["ici"]},
    {"is_anywhere": True, "budget_most_cents": 200_000_00},
    {"is_anywhere": True},
)
WEIGHTS = (None, Weights(proximity=0), Weights(equity=0, ties=20), Weights(skills=1, proximity=40, capacity=0))


def fill(chance, now, *, count):
    """List organizations of every kind, many alike so that draws decide."""
    label = Label.objects.create(slug="ici", name_fr="Ici", name_en="Here")
    skills = [Skill.objects.get(slug=slug) for slug in SKILLS]
    rows = [OrganizationFactory() for _ in range(count)]
    for row in rows:
        served = chance.choice(
            (
                {}, {}, {}, {"served_kind": "national"},
                {"served_kind": "radius", "served_radius_km": chance.choice((5, 300))},
                {"served_kind": "places", "served_places": [chance.choice(("region:84", "department:59"))]},
            )
        )  # fmt: skip
        Profile.objects.create(
            organization=row, listing="unlisted" if chance.random() < 0.05 else "listed",
            listed_at=now - timedelta(days=chance.choice((3, 200, 900))),
            headcount_band=chance.choice(("", "NN", "01", "11", "21")), **served,
        )  # fmt: skip
        for place, (code, department, longitude, latitude) in enumerate(
            chance.sample(PLACES, chance.choice((1, 1, 2)))
        ):
            Establishment.objects.create(
                organization=row, is_head_office=place == 0, commune_code=code, department_code=department,
                longitude=longitude, latitude=latitude,
            )  # fmt: skip
        for skill in chance.sample(skills, chance.choice((0, 1, 1, 2, 3))):
            kind = chance.choice(("claimed", "claimed", "naf", "naf", "label", "reference"))
            OrganizationSkill.objects.create(organization=row, skill=skill, evidence_kind=kind, source="sirene")
            for _job in range(chance.choice((0, 0, 0, 1, 3))):
                job = Reference.objects.create(organization=row, title="Job", skill_slugs=[skill.slug])
                if chance.random() < 0.3:
                    ReferencePartner.objects.create(
                        organization=row, reference=job, partner=chance.choice(rows), name="X"
                    )
        if chance.random() < 0.2:
            OrganizationLabel.objects.create(organization=row, label=label, source="organization")
    index_organizations([row.pk for row in rows])
    sync_references(today=now.date())
    return rows


def work(chance, rows, now):
    """Have some organizations do common work, finished or not, each for a share."""
    for state in ("closed", "delivered", "running"):
        shares = {row: chance.choice((0, 500_00, 40_000_00)) for row in chance.sample(rows, 12)}
        done = Coproduction.objects.create(
            title="Fait", state=state, created_at=now, ended_at=now if state == "closed" else None,
            budget_cents=sum(shares.values()),
        )  # fmt: skip
        for row, share in shares.items():
            CoproductionPartner.objects.create(
                coproduction=done, organization=row, share_cents=share, invited_at=now,
                accepted_at=chance.choice((now, None)),
            )  # fmt: skip


def invite(chance, brief, rows, now):
    for row in chance.sample(rows, len(rows) // 6):
        for past in chance.sample(brief, chance.choice((1, 2, 3))):
            Invitation.objects.create(
                brief=past, organization=row, wave=1, sent_at=now - timedelta(days=chance.randrange(1, 300)), due_at=now,
                state=chance.choice(("sent", "expired")),
            )  # fmt: skip


@pytest.fixture
def posted(taxonomy, facilitator, now):
    def made(chance, columns):
        asked = tuple(SkillAsked(slug) for slug in chance.sample(SKILLS, chance.choice((1, 2, 3))))
        need = NeedGiven(title="Besoin", text="Besoin.", kind=BriefKind.QUOTE, skills=asked)
        brief = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="X"), now=now)
        place = place_named(columns.get("place_code", ""))
        for name, value in columns.items():
            setattr(brief, name, value)
        if place is not None:
            brief.longitude, brief.latitude = place.point.longitude, place.point.latitude
        brief.save()
        return brief

    return made


@pytest.mark.parametrize("seed", range(4))
def test_the_first_ones_are_those_of_a_reading_of_all(posted, now, monkeypatch, seed):
    chance = random.Random(seed)
    rows = fill(chance, now, count=90)
    past = [posted(chance, {}) for _ in range(3)]
    invite(chance, past, rows, now)
    work(chance, rows, now)
    monkeypatch.setattr(able, "READ_WHOLE", 0)
    monkeypatch.setattr(reading_order, "_MARGIN", 1)
    asked_for = {"ids": 0}
    few = 0

    for columns in NEEDS:
        for weights in WEIGHTS:
            brief = posted(chance, columns)
            banned = chance.choice(rows)
            Candidate.objects.create(brief=brief, organization=banned, is_kept=False, reason="Non", decided_at=now)
            with watched_moments(monkeypatch) as moments:
                found = rank_brief(brief, now=now, today=now.date(), weights=weights, limit=6)
            expected = whole(brief, rows, moments[0], weights or Weights(), now)

            assert [listed(entry) for entry in found.ranking.entries] == [
                listed(entry) for entry in expected.entries[:6]
            ]
            asked_for["ids"] += len(found.organizations)
            few += len(found.ranking.entries) == 6

    assert few > len(NEEDS) * len(WEIGHTS) / 2
    assert asked_for["ids"] < len(NEEDS) * len(WEIGHTS) * 60


@contextmanager
def watched_moments(monkeypatch):
    """Give what rankings were made with beside the directory."""
    moments = []

    def watched(one, *, need, moment):
        moments.append(moment)
        return facts_of(one, need=need, moment=moment)

    with monkeypatch.context() as patched:
        patched.setattr(reading_order, "facts_of", watched)
        yield moments


def whole(brief, rows, moment, weights, now):
    brief = Brief.objects.across_scopes(reason="test").get(pk=brief.pk)
    need = need_of(brief)
    where = place_of_need(
        point=None if need.longitude is None else able_point(need), place=place_named(need.place_code)
    )  # fmt: skip
    slugs = [wish.slug for wish in need.skills]
    read = organizations_read(ids=[row.pk for row in rows], skills=slugs, place=where, today=now.date())
    return rank(need=need, candidates=[facts_of(one, need=need, moment=moment) for one in read], weights=weights)


def able_point(need):
    from maillage.geodata import Point

    return Point(longitude=need.longitude, latitude=need.latitude)


def listed(entry):
    return entry.organization_id, entry.score


def test_the_count_is_told_as_a_floor_when_several_skills_are_asked(posted, now, monkeypatch):
    chance = random.Random(9)
    fill(chance, now, count=30)
    monkeypatch.setattr(able, "READ_WHOLE", 0)
    brief = posted(random.Random(1), {"is_anywhere": True})

    found = rank_brief(brief, now=now, today=now.date())

    held = OrganizationSkill.objects.across_scopes(reason="test").filter(
        skill__slug__in=[wish.slug for wish in need_of(brief).skills],
        organization__in=Profile.objects.public().values("pk"),
    )
    assert found.count <= held.values("organization").distinct().count()
    assert found.is_count_exact == (len(need_of(brief).skills) == 1)
    assert Criterion.SKILLS in {each.criterion for each in found.ranking.entries[0].judgements}


def test_links_and_past_amounts_are_the_same_whether_all_are_read_or_few(posted, now, monkeypatch):
    chance = random.Random(7)
    rows = fill(chance, now, count=60)
    work(chance, rows, now)
    brief = posted(chance, {"place_code": "commune:69123", "budget_most_cents": 30_000_00})
    brief.buyer_organization = chance.choice(rows)
    brief.save()

    read = []
    for most in (able.READ_WHOLE, 0):
        monkeypatch.setattr(able, "READ_WHOLE", most)
        found = rank_brief(brief, now=now, today=now.date(), limit=60)
        facts = {one.organization_id: one for one in found.ranking.candidates}
        read.append({pk: (one.tie_to_buyer, one.ties_to_able, one.largest_amount_cents) for pk, one in facts.items()})

    assert read[0].items() >= read[1].items()
    assert any(ties for _buyer, ties, _largest in read[1].values())
    assert any(largest for _buyer, _ties, largest in read[1].values())
