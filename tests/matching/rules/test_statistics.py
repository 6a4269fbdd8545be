import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.matching.rules.statistics import Spread, gini_of, lorenz_of, percent, shared_out, spread_of

amounts = st.lists(st.integers(0, 10_000), max_size=60)


def test_spread_is_by_nearest_rank():
    assert spread_of([5, 1, 3, 2, 4, 6, 7, 8, 9, 10]) == Spread(10, 5, 9)
    assert spread_of([]) == Spread(0, 0.0, 0.0)


def test_gini_knows_its_ends():
    assert gini_of([3, 3, 3]) == pytest.approx(0)
    assert gini_of([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini_of([]) == gini_of([0, 0]) == 0


@given(amounts)
def test_gini_is_twice_the_area_between_the_curve_and_equality(values):
    points = lorenz_of(values, steps=10**6)
    area = sum((x2 - x1) * (y1 + y2) / 2 for (x1, y1), (x2, y2) in itertools.pairwise(points))

    assert gini_of(values) == pytest.approx(1 - 2 * area, abs=1e-9) or not sum(values)


@given(amounts)
def test_the_curve_rises_from_nothing_to_all_under_equality(values):
    points = lorenz_of(values)

    assert (points[0], points[-1]) == ((0.0, 0.0), (1.0, 1.0))
    assert all(first <= then for first, then in itertools.pairwise(points))
    assert all(y <= x + 1e-9 for x, y in points)


@given(st.integers(0, 10**12), st.lists(st.sampled_from("abcdefgh"), unique=True, min_size=1))
def test_what_is_shared_out_sums_to_the_whole(amount, among):
    shares = shared_out(amount, among)

    assert sum(shares.values()) == amount
    assert max(shares.values()) - min(shares.values()) <= 1
    assert shared_out(amount, []) == {}


def test_percent_of_nothing_is_nothing():
    assert (percent(1, 3), percent(1, 0)) == (33, 0)
