"""The formula on cases that a person can check."""

import time
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from maillage.matching.rules import ranking
from maillage.matching.rules.ranking import (
    Away,
    CandidateFacts,
    Need,
    Record,
    SkillShown,
    SkillWish,
    Turn,
    Weights,
    rank,
)
from maillage.matching.types import Criterion, Evidence, Exclusion, Reason, Served

FILM = Need(
    brief_id="b1",
    skills=(SkillWish("audiovisuel"), SkillWish("design-graphique", 0.5)),
    place_code="commune:06088",
    radius_km=40,
    budget_most_cents=20_000_00,
    preferred_labels=("esus",),
    starts_on=date(2027, 1, 4),
    ends_on=date(2027, 1, 31),
)
ABLE = CandidateFacts(
    organization_id="able",
    skills=(SkillShown("audiovisuel", Evidence.REFERENCE, 2),),
    distance_m=12_000,
    served=Served.YES,
    headcount_least=10,
    headcount_most=19,
    largest_amount_cents=5_000_00,
    record=Record(invited=4, answered=3, in_time=3, ratings_count=2, ratings_sum=9.0),
    labels=("esus",),
    turn=Turn(received=2, fair_received=4, days_since_invited=150, days_as_member=900),
)


def test_rank_explains_each_criterion_with_its_numbers():
    made = rank(need=FILM, candidates=[ABLE])

    told = {each.criterion: each.because for each in made.entries[0].judgements}
    assert {criterion: [reason.code for reason in reasons] for criterion, reasons in told.items()} == {
        Criterion.SKILLS: [Reason.SKILLS_COVERED, Reason.SKILL_PROVEN, Reason.SKILL_LACKING],
        Criterion.PROXIMITY: [Reason.NEAR],
        Criterion.CAPACITY: [Reason.SIZE, Reason.PAST_AMOUNT],
        Criterion.RELIABILITY: [Reason.RATED, Reason.ANSWERED, Reason.IN_TIME],
        Criterion.TIES: [Reason.NO_TIE],
        Criterion.LABELS: [Reason.LABELS_HELD],
        Criterion.EQUITY: [Reason.NOT_INVITED_FOR, Reason.RECEIVED],
    }
    assert told[Criterion.PROXIMITY][0].number("km") == 12
    assert told[Criterion.SKILLS][1].numbers == (("skill", "audiovisuel"), ("evidence", "reference"), ("comparable", 2))
    assert told[Criterion.EQUITY][0].number("days") == 150


def test_values_are_those_of_the_documented_formula():
    values = {each.criterion: each.value for each in rank(need=FILM, candidates=[ABLE]).entries[0].judgements}

    assert values == pytest.approx(
        {
            Criterion.SKILLS: (1 - 0.25 * (2 / 3) ** 2) / 1.5,
            Criterion.PROXIMITY: 0.7 + 0.3 / (1 + 0.3**2),
            Criterion.CAPACITY: 0.35 * 1 + 0.40 * 0.5 + 0.25 * 1,
            Criterion.RELIABILITY: 0.35 * 6 / 9 + 0.25 * 7 / 8 + 0.40 * ((3.8 * 4 + 9) / 6 - 1) / 4,
            Criterion.TIES: 0.0,
            Criterion.LABELS: 1.0,
            Criterion.EQUITY: 1 / (1 + 0.7 * 2 / 5),
        }
    )


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"organization_id": "buyer"}, Exclusion.IS_BUYER),
        ({"is_banned": True}, Exclusion.BANNED),
        ({"skills": (SkillShown("imprimerie"),)}, Exclusion.SKILL_MISSING),
        ({"labels": ()}, Exclusion.LABEL_MISSING),
        ({"served": Served.NO, "distance_m": 41_000}, Exclusion.NOT_SERVED),
        ({"served": Served.UNSAID, "distance_m": 81_000}, Exclusion.TOO_FAR),
        ({"away": (Away(date(2027, 1, 1), date(2027, 3, 1)),)}, Exclusion.UNAVAILABLE),
        ({"headcount_least": 1, "headcount_most": 2}, Exclusion.TOO_SMALL),
    ],
)
def test_hard_criteria_exclude_and_say_so(change, reason):
    need = replace(FILM, buyer_organization_id="buyer", required_labels=("esus",), headcount=10)

    made = rank(need=need, candidates=[ABLE, replace(ABLE, **({"organization_id": "other"} | change))])

    assert [entry.organization_id for entry in made.entries] == ["able"]
    assert [each.reason for each in made.excluded] == [reason]


@pytest.mark.parametrize(
    "change",
    [
        {"served": Served.YES, "distance_m": 500_000},
        {"served": Served.UNSAID, "distance_m": 79_000},
        {"served": Served.NO, "distance_m": 39_000},
        {"distance_m": None, "served": Served.UNSAID},
        {"away": (Away(date(2027, 1, 5), date(2027, 3, 1)),)},
        {"headcount_least": None, "headcount_most": None},
    ],
)
def test_what_is_nearly_excluded_is_not(change):
    made = rank(need=replace(FILM, headcount=10), candidates=[replace(ABLE, **change)])

    assert made.excluded == ()


def test_every_required_skill_is_asked_of_one_only_when_the_need_says_so():
    alone = replace(FILM, needs_every_skill=True)

    assert rank(need=alone, candidates=[ABLE]).excluded[0].reason is Exclusion.SKILL_MISSING
    assert rank(need=FILM, candidates=[ABLE]).excluded == ()


def test_what_a_need_does_not_ask_leaves_the_formula():
    made = rank(need=Need(brief_id="b"), candidates=[ABLE])

    assert [(each.criterion, each.weight) for each in made.entries[0].judgements] == [
        (Criterion.RELIABILITY, 10 / 28),
        (Criterion.TIES, 6 / 28),
        (Criterion.EQUITY, 12 / 28),
    ]


def test_equals_are_ordered_by_their_turn_never_by_name():
    turns = {
        "a-served-yesterday": Turn(received=3, fair_received=3, days_since_invited=1, days_as_member=800),
        "m-served-long-ago": Turn(received=3, fair_received=3, days_since_invited=200, days_as_member=800),
        "y-never-in-years": Turn(days_as_member=800),
        "z-newcomer": Turn(days_as_member=3),
    }

    made = rank(
        need=Need(brief_id="b"), candidates=[CandidateFacts(organization_id=n, turn=t) for n, t in turns.items()]
    )

    assert [entry.organization_id for entry in made.entries] == list(reversed(turns))


def test_the_draw_between_equals_changes_with_the_brief():
    equals = [CandidateFacts(organization_id=f"o{place}") for place in range(5)]

    firsts = {
        rank(need=Need(brief_id=f"b{brief}"), candidates=equals).entries[0].organization_id for brief in range(60)
    }

    assert firsts == {"o0", "o1", "o2", "o3", "o4"}


def test_bad_facts_are_refused():
    with pytest.raises(ValueError, match="do not fit"):
        Record(invited=1, answered=2)
    with pytest.raises(ValueError, match="from 1 to 5"):
        Record(ratings_count=1, ratings_sum=6)
    with pytest.raises(ValueError, match="twice"):
        rank(need=FILM, candidates=[ABLE, ABLE])
    with pytest.raises(ValueError, match="from 0"):
        Weights(equity=-1)
    with pytest.raises(ValueError, match="from 0"):
        Weights(equity=float("nan"))
    with pytest.raises(ValueError, match="No criterion"):
        Weights.from_mapping({"beauty": 1})


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda document: document["need"].pop("brief_id"), "ranking.need.brief_id is missing"),
        (lambda document: document["weights"].update(skills="30"), "ranking.weights.skills"),
        (lambda document: document["entries"][0].update(colour="red"), "unknown field: colour"),
        (lambda document: document["candidates"][0].update(served="maybe"), "served"),
        (lambda document: document["candidates"][0]["record"].update(answered=9), "do not fit"),
    ],
)
def test_spoilt_document_is_refused_with_its_field(spoil, message):
    document = ranking.to_document(ranking=rank(need=FILM, candidates=[ABLE]))
    spoil(document)

    with pytest.raises(ranking.BadDocument, match=message):
        ranking.from_document(document=document)


def test_tampered_score_does_not_survive_a_replay():
    document = ranking.to_document(ranking=rank(need=FILM, candidates=[ABLE]))
    document["entries"][0]["score"] = 0.99

    assert ranking.replay(document=document) != ranking.from_document(document=document)


def test_formula_of_another_version_is_not_replayed():
    document = ranking.to_document(ranking=rank(need=FILM, candidates=[ABLE])) | {"formula_version": 99}

    with pytest.raises(ranking.UnknownFormula):
        ranking.replay(document=document)


def test_walking_outwards_and_stopping_at_the_bound_loses_nobody():
    """Play the cut as a database would: nearest first, those with a record read entirely."""
    chance = Random(5)
    need, weights = replace(FILM, preferred_labels=(), skills=FILM.skills[:1]), Weights()
    everyone = [_somebody(chance, place) for place in range(3000)]
    whole = rank(need=need, candidates=everyone, weights=weights)
    recorded = [facts for facts in everyone if facts.record.invited]
    others = sorted((facts for facts in everyone if not facts.record.invited), key=lambda facts: facts.distance_m or 0)
    known = ranking.unrecorded(need=need) | {Criterion.SKILLS: 0.75}

    read, step = list(recorded), 100
    for start in range(0, len(others), step):
        read += others[start : start + step]
        found = rank(need=need, candidates=read, weights=weights, limit=10)
        reach = ranking.farthest_useful_m(
            need=need, weights=weights, score=found.entries[-1].score, known=known, served=Served.UNSAID
        )
        if (read[-1].distance_m or 0) > reach:
            break

    assert [entry.organization_id for entry in found.entries] == [entry.organization_id for entry in whole.entries[:10]]
    assert len(read) < len(everyone) / 2


def _somebody(chance: Random, place: int) -> CandidateFacts:
    invited = chance.randint(1, 9) if chance.random() < 0.02 else 0
    return CandidateFacts(
        organization_id=f"o{place}",
        skills=(SkillShown("audiovisuel", chance.choice((Evidence.CLAIMED, Evidence.NAF, Evidence.REFERENCE))),),
        distance_m=int(chance.random() ** 0.5 * 300_000),
        headcount_least=3,
        headcount_most=chance.randint(3, 50),
        record=Record(invited=invited, answered=invited // 2, in_time=invited // 3),
        turn=Turn(received=invited, fair_received=2, days_since_invited=30 if invited else None, days_as_member=900),
    )


def test_two_thousand_candidates_are_ranked_quickly():
    chance = Random(6)
    everyone = [_somebody(chance, place) for place in range(2000)]

    started = time.process_time()
    rank(need=FILM, candidates=everyone, limit=50)

    assert time.process_time() - started < 1.0  # about 40 ms on an idle core
