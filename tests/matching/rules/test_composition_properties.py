"""What holds for every composition, on problems drawn at random."""

import json
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from maillage.matching.rules.composition import USUAL, aims_of, compose, replay, to_document
from maillage.matching.rules.composition.cut import undominated, within_reach
from maillage.matching.rules.composition.pools import numbers_of, reduced
from maillage.matching.rules.composition.scaled import scaled, shares_of
from maillage.matching.rules.composition.search import Effort, search
from maillage.matching.rules.composition.tables import table_of
from maillage.matching.rules.composition.teams import score_of
from maillage.matching.types import Flavour, Impossible
from tests.matching.rules.teams_drawn import aims, every_team, problems

THOROUGH = settings(max_examples=250, suppress_health_check=list(HealthCheck))


def able_pins(problem):
    """Pins that somebody unknown or unable bears are refused before any search: take them out."""
    pool = {one.organization_id for one in problem.pool if one.fits and one.organization_id not in problem.bans}
    return replace(problem, pins=tuple(pin for pin in problem.pins if pin in pool))


def best_by_search(problem, weights=USUAL):
    task = scaled(problem, aims=weights)
    found = search(table_of(task), effort=Effort(), pins=numbers_of(task, problem.pins))
    return task, found


@THOROUGH
@given(problems().map(able_pins), aims())
def test_the_search_finds_what_trying_every_team_finds(problem, weights):
    task, found = best_by_search(problem, weights)

    best = max(every_team(task), default=None)

    assert found.is_proven
    assert (found.score, found.choices) == best if best else found.choices is None


@THOROUGH
@given(problems(most_able=9, most_parts=3).map(able_pins), aims())
def test_neither_cut_ever_loses_the_best_team(problem, weights):
    task, found = best_by_search(problem, weights)
    if found.choices is None:
        return
    best = {task.pool[one].organization_id for one, _sub in found.choices}

    assert best <= undominated(task)
    assert best <= within_reach(table_of(task), score=found.score)


@THOROUGH
@given(problems(most_able=9, most_parts=3).map(able_pins), st.integers(0, 8))
def test_in_the_reduced_pool_every_alternative_is_still_found(problem, out):
    from maillage.matching.rules.composition import pools

    whole, pools.SEARCHED_WHOLE = pools.SEARCHED_WHOLE, 1
    try:
        small = reduced(problem, aims=USUAL)
    finally:
        pools.SEARCHED_WHOLE = whole
    for flavour in (Flavour.BEST, Flavour.LOCAL, Flavour.KNIT, Flavour.SMALL):
        weights = aims_of(flavour)
        assert best_by_search(small, weights)[1].score == best_by_search(problem, weights)[1].score
    without = (f"o{out}",)
    if not set(without) & set(problem.pins):
        fewer = [replace(each, bans=problem.bans + without) for each in (small, problem)]
        assert best_by_search(fewer[0])[1].score == best_by_search(fewer[1])[1].score


@THOROUGH
@given(problems())
def test_a_team_covers_everything_once_with_the_pinned_and_without_the_banned(problem):
    composition = compose(problem=problem)

    assert bool(composition.teams) != bool(composition.no_team)
    for team in composition.teams:
        taken = [key for member in team.members for key in member.parts]
        assert sorted(taken) == sorted(part.key for part in problem.parts)
        assert set(problem.pins) <= team.ids
        assert not team.ids & set(problem.bans)
        assert len(team.members) <= (problem.most_partners or len(problem.parts))
        assert not problem.is_lead_needed or any(member.can_lead for member in team.members)
        assert sum(member.is_lead for member in team.members) == 1
        assert all(member.because for member in team.members)
    assert len({team.ids for team in composition.teams}) == len(composition.teams)


@THOROUGH
@given(problems(most_able=8), st.data())
def test_taking_out_somebody_who_is_not_in_the_best_team_changes_nothing(problem, data):
    best = compose(problem=problem).best
    others = [one for one in problem.pool if best and one.organization_id not in best.ids]
    if not best or not others:
        return
    gone = data.draw(st.sampled_from(others))
    left = tuple(one for one in problem.pool if one is not gone)

    again = compose(problem=replace(problem, pool=left)).best

    assert again is not None
    assert (again.score, again.ids) == (best.score, best.ids)


@THOROUGH
@given(problems(most_able=7), st.randoms())
def test_the_order_of_the_pool_changes_nothing_and_a_stored_composition_is_replayed(problem, random):
    composition = compose(problem=problem)
    pool = list(problem.pool)
    random.shuffle(pool)

    shuffled = compose(problem=replace(problem, pool=tuple(pool)))

    assert [(team.score, team.members) for team in shuffled.teams] == [
        (team.score, team.members) for team in composition.teams
    ]
    stored = json.loads(json.dumps(to_document(composition=composition)))
    assert replay(document=stored) == composition


@THOROUGH
@given(problems(most_able=8).map(able_pins))
def test_an_alternative_is_better_on_its_own_count_and_the_best_is_worth_most(problem):
    teams = compose(problem=problem).teams
    for team in teams[1:]:
        best, own = teams[0].measures, team.measures
        assert team.score <= teams[0].score
        match team.flavour:
            case Flavour.LOCAL:
                assert 14 * own.place + 6 * own.close > 14 * best.place + 6 * best.close
            case Flavour.KNIT:
                assert own.tied > best.tied
                assert own.partners == best.partners
            case Flavour.SMALL:
                assert own.partners < best.partners
            case _:
                assert team.without in teams[0].ids - team.ids


@given(problems(most_able=5), aims())
def test_shares_are_whole_and_a_score_is_that_of_its_formula(problem, weights):
    assert sum(shares_of(problem)) == 10_000
    task, found = best_by_search(able_pins(problem), weights)
    if found.choices:
        assert score_of(task, found.choices) == found.score


@THOROUGH
@given(problems(most_parts=3, most_able=4))
def test_what_stands_in_the_way_is_true(problem):
    composition = compose(problem=problem)
    no_team = composition.no_team
    if no_team is None:
        return
    pool = [one for one in problem.pool if one.organization_id not in problem.bans]
    match no_team.code:
        case Impossible.NOBODY_COVERS:
            assert no_team.parts
            assert not any(one.fit(part) is not None for one in pool for part in no_team.parts)
        case Impossible.PIN_UNABLE:
            assert not any(one.fits for one in pool if one.organization_id in no_team.organization_ids)
        case Impossible.TOO_FEW_PARTNERS:
            assert problem.most_partners is not None
            assert no_team.needed is not None
            assert no_team.needed > problem.most_partners
            assert compose(problem=replace(problem, most_partners=no_team.needed)).teams
        case Impossible.PINS_CLASH:
            assert compose(problem=replace(problem, pins=(), most_partners=None)).teams
        case code:
            assert code is Impossible.NO_ABLE_LEAD
            assert compose(problem=replace(problem, is_lead_needed=False, pins=(), most_partners=None)).teams
