"""Turns over a season: the plain case that a fair order must pass."""

import pytest

from bench.matching.season import gini, play_plain_season, without_equity
from maillage.matching.rules.ranking import capacity_of, fair_share


@pytest.mark.parametrize("interest", [0.2, 0.4, 0.7])
def test_sixty_equals_are_invited_alike_and_no_newcomer_waits(interest):
    season = play_plain_season(interest=interest)

    assert season.gini <= 0.15
    assert max(season.waits) <= 10


def test_season_without_the_criterion_shows_that_the_measure_can_fail():
    season = play_plain_season(interest=0.4, order=without_equity)

    assert season.gini > 0.5
    assert max(season.waits) > 10


def test_newcomers_of_a_young_network_wait_only_for_those_who_never_had_a_turn():
    season = play_plain_season(interest=0.7, member_days=0, wave=1, wanted=1, briefs=120)

    # Each of the 54 founders is asked once before the first newcomer, who came at the 17th need.
    assert max(season.waits) <= 54 - 17
    assert season.gini <= 0.05


def test_gini_knows_its_ends():
    assert gini([3, 3, 3]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([]) == 0


def test_fair_share_grows_with_capacity_and_time():
    whole = {"given": 120.0, "capacity_of_able": 30.0}

    assert fair_share(capacity=capacity_of(headcount=9), days_as_member=700, **whole) == pytest.approx(12)
    assert fair_share(capacity=capacity_of(headcount=None), days_as_member=73, **whole) == pytest.approx(0.8)
    assert fair_share(given=120.0, capacity=1.0, capacity_of_able=0.0, days_as_member=400) == 0
