"""The benchmark of quality on a small network: it is the same each time, and could fail."""

import pytest

from bench.matching.quality import Bm25, Desk, ndcg
from bench.matching.world import make_world, mean
from maillage.matching.rules.ranking import Weights


@pytest.fixture(scope="module")
def world():
    return make_world("tuning", organizations=250, needs=40)


def quality(world, order):
    return mean([ndcg(need, order(need)) for need in world.needs if need.grades])


def test_the_formula_finds_more_than_text_or_distance_alone(world):
    desk = Desk(world)

    found = quality(world, desk.formula(Weights()))

    assert found > 1.5 * quality(world, desk.text())
    assert found > 1.5 * quality(world, desk.distance())
    assert found > quality(world, desk.formula(Weights(proximity=0)))


def test_the_same_world_is_made_each_time(world):
    again = make_world("tuning", organizations=250, needs=40)

    assert [(need.text, need.grades) for need in again.needs] == [(need.text, need.grades) for need in world.needs]


def test_the_splits_share_no_skill():
    asked = [
        {slug for need in make_world(split, organizations=60, needs=60).needs for slug in need.skills}
        for split in ("tuning", "test")
    ]

    assert asked[0].isdisjoint(asked[1])


def test_a_perfect_list_is_worth_one_and_an_empty_one_nothing(world):
    need = next(need for need in world.needs if len(need.grades) > 2)
    best = sorted(need.grades, key=lambda name: -need.grades[name])

    assert ndcg(need, best) == pytest.approx(1)
    assert ndcg(need, list(reversed(best))) <= 1
    assert ndcg(need, []) == 0


def test_bm25_prefers_rare_words_and_short_texts():
    index = Bm25({"a": "film à lyon", "b": "film film photo imprimerie lyon affiches livres", "c": "plomberie à lyon"})

    assert index.search("un film")[0] in {"a", "b"}
    assert index.search("plomberie lyon")[0] == "c"
    assert index.search("rien de connu") == []
