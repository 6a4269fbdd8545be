"""What holds for every ranking, whatever the need, the candidates and the weights."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from maillage.matching.rules import ranking
from maillage.matching.rules.ranking import (
    CandidateFacts,
    Need,
    SkillShown,
    Turn,
    Weights,
    exclusion_of,
    farthest_useful_m,
    rank,
    upper_bound,
)
from maillage.matching.types import Criterion, Evidence, Served
from tests.matching.rules.drawn import LABELS, SKILLS, candidates, needs, pools, weights

# Many drawn candidates are excluded, as in life: what is said of the others needs some patience, not fewer exclusions.
quick = settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])


def score_of(need: Need, facts: CandidateFacts, weighing: Weights) -> float | None:
    """Give the score alone of a candidate, None when it is excluded."""
    entries = rank(need=need, candidates=[facts], weights=weighing).entries
    return entries[0].score if entries else None


@quick
@given(needs(), pools(), weights(), st.randoms(use_true_random=False))
def test_ranking_is_the_same_whatever_the_order_of_its_inputs(need, pool, weighing, chance):
    shuffled = list(pool)
    chance.shuffle(shuffled)

    made = rank(need=need, candidates=pool, weights=weighing)
    again = rank(need=need, candidates=shuffled, weights=weighing)

    assert again == made


@quick
@given(needs(), pools(), weights())
def test_values_and_scores_stay_within_bounds_and_add_up(need, pool, weighing):
    made = rank(need=need, candidates=pool, weights=weighing)

    assert len(made.entries) + len(made.excluded) == len(pool)
    assert [entry.position for entry in made.entries] == list(range(1, len(made.entries) + 1))
    for entry in made.entries:
        assert 0 <= entry.score <= 1
        assert abs(sum(each.contribution for each in entry.judgements) - entry.score) < 1e-5
        assert all(0 <= each.value <= 1 for each in entry.judgements), entry


@quick
@given(needs(), pools(), weights(), st.data())
def test_removing_a_candidate_never_reorders_the_others(need, pool, weighing, data):
    assume(pool)
    made = rank(need=need, candidates=pool, weights=weighing)
    gone = data.draw(st.sampled_from(pool)).organization_id

    left = ranking.without(ranking=made, organization_id=gone)

    assert [(entry.organization_id, entry.score) for entry in left.entries] == [
        (entry.organization_id, entry.score) for entry in made.entries if entry.organization_id != gone
    ]


@quick
@given(needs(), pools(), weights(), st.integers(0, 4))
def test_limited_ranking_is_the_top_of_the_whole_one(need, pool, weighing, limit):
    whole = rank(need=need, candidates=pool, weights=weighing)

    assert rank(need=need, candidates=pool, weights=weighing, limit=limit).entries == whole.entries[:limit]


@quick
@given(needs(), pools(), weights(), st.none() | st.integers(0, 4))
def test_document_goes_through_json_and_replays_to_the_last_bit(need, pool, weighing, limit):
    made = rank(need=need, candidates=pool, weights=weighing, limit=limit)

    document = json.loads(json.dumps(ranking.to_document(ranking=made)))

    assert ranking.from_document(document=document) == made
    assert ranking.replay(document=document) == made


_EVIDENCE = sorted(Evidence, key=lambda kind: ranking.skill_strength(shown=SkillShown("", kind)))
_SERVED = [Served.NO, Served.UNSAID, Served.NATIONAL, Served.YES]


def improvements(facts: CandidateFacts) -> list[CandidateFacts]:
    """Give the same candidate, each time better on one known fact and the same on all others."""
    record, turn = facts.record, facts.turn
    better = [
        replace(facts, tie_to_buyer=(1 + facts.tie_to_buyer) / 2),
        replace(facts, ties_to_able=(*facts.ties_to_able, 0.5)),
        replace(facts, labels=LABELS),
        replace(facts, away=()),
        replace(facts, turn=Turn(days_since_invited=turn.days_since_invited, days_as_member=turn.days_as_member)),
        replace(facts, turn=replace(turn, received=turn.received // 2)),
        replace(facts, turn=replace(turn, won=turn.won // 2)),
        replace(facts, turn=replace(turn, fair_received=turn.fair_received + 1)),
        replace(
            facts,
            record=replace(record, answered=record.invited, in_time=record.invited - record.answered + record.in_time),
        ),
        replace(facts, record=replace(record, in_time=record.answered)),
        replace(facts, record=replace(record, ratings_sum=5.0 * record.ratings_count)),
        replace(facts, served=_SERVED[min(3, _SERVED.index(facts.served) + 1)]),
        replace(facts, skills=tuple(replace(skill, comparable=skill.comparable + 1) for skill in facts.skills)),
        replace(facts, skills=tuple(replace(skill, evidence=_stronger(skill.evidence)) for skill in facts.skills)),
        replace(facts, skills=(*facts.skills, *(SkillShown(slug) for slug in SKILLS if not facts.shown(slug)))),
    ]
    if facts.distance_m is not None:
        better += [replace(facts, distance_m=facts.distance_m // 2), replace(facts, distance_m=0)]
    if facts.headcount_least is not None and facts.headcount_most is not None:
        better.append(
            replace(facts, headcount_least=facts.headcount_least + 5, headcount_most=facts.headcount_most + 5)
        )
    if facts.largest_amount_cents is not None:
        better.append(replace(facts, largest_amount_cents=facts.largest_amount_cents * 2 + 1))
    return better


def _stronger(kind: Evidence) -> Evidence:
    return _EVIDENCE[min(len(_EVIDENCE) - 1, _EVIDENCE.index(kind) + 1)]


@quick
@given(needs(), candidates(), weights())
def test_improving_a_candidate_never_lowers_nor_excludes_it(need, facts, weighing):
    before = score_of(need, facts, weighing)
    assume(before is not None)

    for better in improvements(facts):
        after = score_of(need, better, weighing)
        assert after is not None, better
        assert after >= before, better


@quick
@given(needs(), candidates(), weights(), st.sets(st.sampled_from(Criterion)))
def test_nobody_passes_the_upper_bound_of_what_is_known_of_it(need, facts, weighing, known):
    entries = rank(need=need, candidates=[facts], weights=weighing).entries
    assume(entries)
    values = {each.criterion: each.value for each in entries[0].judgements if each.criterion in known}

    assert entries[0].score <= upper_bound(need=need, weights=weighing, known=values)


@quick
@given(needs(), candidates(), weights(), st.floats(0, 1))
def test_nobody_beyond_the_useful_distance_reaches_the_score(need, facts, weighing, wished):
    need = replace(need, place_code="commune:69123", needs_every_skill=False, required_labels=())
    facts = replace(facts, distance_m=facts.distance_m or 0, is_banned=False)
    assume(exclusion_of(need=need, facts=facts) is None)
    values = {
        each.criterion: each.value
        for each in rank(need=need, candidates=[facts], weights=weighing).entries[0].judgements
        if each.criterion is not Criterion.PROXIMITY
    }

    reach = farthest_useful_m(need=need, weights=weighing, score=wished, known=values, served=facts.served)

    farther = replace(facts, distance_m=int(max(reach, 0)) + 1) if reach < 1e9 else None
    if farther is not None and (found := score_of(need, farther, weighing)) is not None:
        assert found < wished
    if reach < 0:
        assert score_of(need, replace(facts, distance_m=0), weighing) < wished


@quick
@given(needs(), pools(), weights(), st.data())
def test_who_gets_better_never_falls_behind_anybody(need, pool, weighing, data):
    assume(pool)
    before = [entry.organization_id for entry in rank(need=need, candidates=pool, weights=weighing).entries]
    assume(before)
    name = data.draw(st.sampled_from(before))
    (facts,) = (one for one in pool if one.organization_id == name)
    others = [one for one in pool if one.organization_id != name]

    for better in improvements(facts):
        after = [
            entry.organization_id for entry in rank(need=need, candidates=[*others, better], weights=weighing).entries
        ]
        assert set(after[: after.index(name)]) <= set(before[: before.index(name)]), better
        assert [one for one in after if one != name] == [one for one in before if one != name]
