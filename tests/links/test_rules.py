"""The rules of the mesh: strength, ways, what holds it together, who should meet, what it is worth."""

from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

import networkx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from maillage.links.rules.bridges import fragile_parts
from maillage.links.rules.communities import communities_of
from maillage.links.rules.curves import curve_of, round_ceiling
from maillage.links.rules.introductions import meetings, metres_between, skills_together
from maillage.links.rules.layout import place_knots
from maillage.links.rules.measures import gini, measure
from maillage.links.rules.network import components_of, neighbours_of
from maillage.links.rules.paths import shortest_chain, strongest_chain
from maillage.links.rules.strength import KIND_WEIGHTS, share_of_rating, strength, worth, worth_of_kind
from maillage.links.types import (
    READERSHIP,
    STANDING,
    Evidence,
    LinkKind,
    Member,
    Readership,
    Reason,
    Tie,
    kinds_seen_by,
    pair_of,
)

TODAY = date(2026, 11, 24)


def knot(number: int) -> UUID:
    return UUID(int=number + 1)


EVIDENCE = some.builds(
    Evidence,
    kind=some.sampled_from(LinkKind),
    day=some.dates(date(2010, 1, 1), date(2027, 12, 31)),
    share=some.floats(0.01, 1.0),
)
GRAPHS = some.lists(some.tuples(some.integers(0, 14), some.integers(0, 14), some.floats(0.02, 0.99)), max_size=40).map(
    lambda rows: [Tie(*pair_of(knot(one), knot(other)), weight) for one, other, weight in rows if one != other]
)


# --- strength


@given(some.lists(EVIDENCE, max_size=12))
def test_strength_lies_in_the_unit_interval_and_not_in_the_order(facts):
    told = strength(facts, today=TODAY)

    assert 0 <= told < 1
    assert strength(list(reversed(facts)), today=TODAY) == told


@given(some.lists(EVIDENCE, max_size=12), EVIDENCE)
def test_one_more_fact_never_weakens(facts, more):
    assert strength([*facts, more], today=TODAY) >= strength(facts, today=TODAY)


@given(some.lists(EVIDENCE, min_size=1, max_size=8), some.integers(0, 3000))
def test_time_never_strengthens(facts, days):
    assert strength(facts, today=TODAY + timedelta(days=days)) <= strength(facts, today=TODAY)


@given(EVIDENCE, some.floats(0.01, 1.0))
def test_a_larger_share_never_proves_less(fact, share):
    other = Evidence(fact.kind, fact.day, share)
    less, more = sorted((fact, other), key=lambda one: one.share)

    assert strength([less], today=TODAY) <= strength([more], today=TODAY)


@pytest.mark.parametrize("kind", LinkKind)
def test_after_its_half_life_a_fact_is_worth_half(kind):
    rule = KIND_WEIGHTS[kind]
    fresh = Evidence(kind, TODAY)
    old = Evidence(kind, TODAY - timedelta(days=rule.half_life_days))

    assert worth(fresh, today=TODAY) == rule.weight
    expected = rule.weight if kind in STANDING else rule.weight / 2
    assert worth(old, today=TODAY) == pytest.approx(expected)


def test_what_lasts_ages_from_its_end_only():
    began, ended = TODAY - timedelta(days=3000), TODAY - timedelta(days=365)

    assert worth(Evidence(LinkKind.SUPPLIES, began), today=TODAY) == 0.35
    assert worth(Evidence(LinkKind.SUPPLIES, began, until=ended), today=TODAY) == pytest.approx(0.175)


def test_known_strengths():
    """By hand: 1 − 0.5 · 0.65 = 0.675; nothing known is no link."""
    facts = [Evidence(LinkKind.COPRODUCED, TODAY), Evidence(LinkKind.WON, TODAY)]

    assert strength(facts, today=TODAY) == pytest.approx(0.675)
    assert strength([], today=TODAY) == 0
    assert worth_of_kind(facts, today=TODAY) == pytest.approx({LinkKind.COPRODUCED: 0.5, LinkKind.WON: 0.35})


def test_a_review_proves_from_three_stars_on():
    assert [share_of_rating(stars) for stars in (100, 300, 400, 500, 900)] == [0, 0, 0.5, 1, 1]


def test_every_kind_has_its_weight_and_its_readership():
    assert set(KIND_WEIGHTS) == set(READERSHIP) == set(LinkKind)
    assert LinkKind.INVITED not in kinds_seen_by(Readership.SHARED)
    assert LinkKind.REVIEWED not in kinds_seen_by(Readership.SHARED)
    assert Readership.OFFICE.sees == tuple(Readership)


# --- ways and fragile parts, against networkx


def as_networkx(ties):
    graph = networkx.Graph()
    for tie in ties:
        graph.add_edge(tie.left, tie.right, weight=tie.strength)
    return graph


@given(GRAPHS)
def test_fragile_parts_are_those_of_networkx(ties):
    found = fragile_parts(neighbours_of(ties))
    graph = as_networkx(ties)

    assert set(found.holders) == set(networkx.articulation_points(graph))
    assert found.bridges == {pair_of(*edge) for edge in networkx.bridges(graph)}


@given(GRAPHS)
def test_a_holder_cuts_off_what_it_says(ties):
    found = fragile_parts(neighbours_of(ties))
    graph = as_networkx(ties)

    for holder, cut_off in found.holders.items():
        part = networkx.node_connected_component(graph, holder) - {holder}
        left = [len(one) for one in networkx.connected_components(graph.subgraph(part))]
        assert cut_off == sum(left) - max(left)


@given(GRAPHS, some.integers(0, 14), some.integers(0, 14))
def test_chains_are_those_of_networkx(ties, one, other):
    neighbours, graph = neighbours_of(ties), networkx.Graph()
    import math

    for start, others in neighbours.items():
        for end, weight in others.items():
            graph.add_edge(start, end, cost=-math.log(weight))
    start, end = knot(one), knot(other)
    chain = strongest_chain(neighbours, start=start, end=end)
    if start not in graph or end not in graph or not networkx.has_path(graph, start, end):
        assert chain is None
        return

    assert chain is not None and (chain.knots[0], chain.knots[-1]) == (start, end)
    expected = math.exp(-networkx.shortest_path_length(graph, start, end, weight="cost"))
    assert chain.strength == pytest.approx(expected)
    fewest = shortest_chain(neighbours, start=start, end=end)
    assert fewest is not None and fewest.steps == networkx.shortest_path_length(graph, start, end)
    assert fewest.strength <= chain.strength + 1e-9


def test_a_long_chain_does_not_exhaust_the_stack():
    ties = [Tie(knot(number), knot(number + 1), 0.5) for number in range(3_000)]

    assert len(fragile_parts(neighbours_of(ties)).bridges) == 3_000


# --- picture and communities


def two_groups():
    ties = [Tie(*pair_of(knot(one), knot(other)), 0.8) for one, other in combinations(range(5), 2)]
    ties += [Tie(*pair_of(knot(one), knot(other)), 0.8) for one, other in combinations(range(5, 10), 2)]
    return neighbours_of([*ties, Tie(knot(0), knot(5), 0.1)], knots=[knot(20), knot(21)])


def test_communities_are_the_groups_and_knots_alone_have_none():
    found = communities_of(two_groups())

    assert {found[knot(number)] for number in range(5)} | {found[knot(number)] for number in range(5, 10)} == {1, 2}
    assert found[knot(1)] != found[knot(6)]
    assert knot(20) not in found


def test_the_picture_is_the_same_each_time_and_fits():
    first, again = place_knots(two_groups()), place_knots(two_groups())

    assert first == again
    assert set(first) == set(two_groups())
    assert all(-1 <= x <= 1 and -1 <= y <= 1 for x, y in first.values())
    assert len(set(first.values())) == len(first)


def test_a_new_knot_moves_the_others_little():
    before = place_knots(two_groups())
    grown = {**two_groups()}
    grown[knot(9)] = {**grown[knot(9)], knot(30): 0.5}
    grown[knot(30)] = {knot(9): 0.5}

    after = place_knots(grown, before=before)

    moved = sorted(abs(after[one][0] - before[one][0]) + abs(after[one][1] - before[one][1]) for one in before)
    assert moved[len(moved) // 2] < 0.5


def test_an_empty_graph_has_an_empty_picture():
    assert (place_knots({}), communities_of({}), components_of({})) == ({}, {}, [])


# --- introductions


def member(number, *, skills=("web",), sectors=("numerique",), point=(4.85, 45.75)):
    return Member(
        id=knot(number), name=f"Coop {number}", slug=f"coop-{number}", skills=skills, sectors=sectors, is_affiliated=True,
        longitude=point[0] if point else None, latitude=point[1] if point else None,
    )  # fmt: skip


def found(members, ties, *, met=()):
    neighbours = neighbours_of(ties, knots=[one.id for one in members])
    by_id = {one.id: one for one in members}
    return meetings(
        members=members, neighbours=neighbours, together=skills_together(ties, members=by_id), met=set(met), limit=50
    )


def trades():
    """Two web and print co-operatives tied twice; a third pair of the same trades has never met."""
    web, printing = ("web",), ("print",)
    members = [member(0, skills=web), member(1, skills=printing, sectors=("papier",)), member(2, skills=web)]
    members += [
        member(3, skills=printing, sectors=("papier",)),
        member(4, skills=("garden",)),
        member(5, skills=("bread",)),
    ]
    members += [member(6, skills=web), member(7, skills=printing, sectors=("papier",))]
    return members, [Tie(knot(0), knot(1), 0.5), Tie(knot(2), knot(3), 0.5), Tie(knot(4), knot(5), 0.5)]


def test_trades_that_work_together_are_introduced_with_the_reason():
    members, ties = trades()

    best = next(one for one in found(members, ties) if {one.left, one.right} == {knot(6), knot(7)})

    assert best.reasons[0].reason is Reason.SKILLS
    assert best.reasons[0].names == ("web", "print")
    assert {why.reason for why in best.reasons} == {Reason.SKILLS, Reason.NEAR, Reason.SECTORS, Reason.LONELY}


def test_those_who_know_one_another_or_were_set_aside_are_not_introduced():
    members, ties = trades()

    pairs = {(one.left, one.right) for one in found(members, ties, met=[(knot(6), knot(7))])}

    assert (knot(0), knot(1)) not in pairs
    assert (knot(6), knot(7)) not in pairs


def test_nobody_is_introduced_for_nearness_alone():
    assert found([member(0, skills=("garden",)), member(1, skills=("bread",))], []) == []


def test_a_rare_common_neighbour_says_more_than_a_hub():
    far = {"skills": (), "sectors": (), "point": None}
    rare = [member(number, **far) for number in (0, 1, 2)]
    hub = [member(number, **far) for number in range(10, 30)]
    ties = [Tie(knot(0), knot(2), 0.5), Tie(knot(1), knot(2), 0.5)]
    ties += [Tie(knot(10), knot(number), 0.5) for number in range(11, 30)]

    scores = {(one.left, one.right): one.score for one in found([*rare, *hub], ties)}

    assert scores[knot(0), knot(1)] > max(score for pair, score in scores.items() if pair != (knot(0), knot(1)))


def test_nobody_gets_more_than_three_introductions():
    members = [member(number, skills=("web",) if number % 2 else ("print",)) for number in range(30)]
    ties = [Tie(knot(number), knot(number + 1), 0.5) for number in range(0, 6, 2)]
    counts = {}
    for one in found(members, ties):
        for key in (one.left, one.right):
            counts[key] = counts.get(key, 0) + 1

    assert counts and max(counts.values()) <= 3


@given(GRAPHS)
@settings(max_examples=25, deadline=None)
def test_the_first_introduction_is_the_best_of_all_pairs_weighed_one_by_one(ties):
    trades = ("web", "print", "film")
    members = [member(number, skills=(trades[number % 3],), sectors=(trades[number % 2],)) for number in range(15)]
    neighbours = neighbours_of(ties, knots=[one.id for one in members])
    together = skills_together(ties, members={one.id: one for one in members})

    def weighed(some):
        return meetings(members=some, neighbours=neighbours, together=together, met=(), limit=50)

    alone = [one.score for pair in combinations(members, 2) for one in weighed(pair)]
    told = weighed(members)

    assert [one.score for one in told[:1]] == sorted(alone)[-1:]
    assert [one.score for one in told] == sorted((one.score for one in told), reverse=True)


def test_metres_between_lyon_and_paris():
    lyon, paris = member(0, point=(4.8357, 45.7640)), member(1, point=(2.3522, 48.8566))

    assert metres_between(lyon, paris) == pytest.approx(391_500, rel=0.01)
    assert metres_between(lyon, member(2, point=None)) is None


# --- measures


def test_measures_of_a_triangle_with_a_tail():
    members = {knot(number): member(number, sectors=("a",) if number < 2 else ("b",)) for number in range(5)}
    ties = [
        Tie(knot(0), knot(1), 0.6),
        Tie(knot(1), knot(2), 0.6),
        Tie(knot(0), knot(2), 0.6),
        Tie(knot(2), knot(3), 0.6),
    ]

    got = measure(neighbours_of(ties), members=members)

    assert (got.members, got.links, got.isolated) == (5, 4, 1)
    assert got.strong_share == pytest.approx(1 / 5)
    assert got.mean_path == pytest.approx((1 + 1 + 2 + 1 + 2 + 1) * 2 / 12)
    assert got.reach_share == pytest.approx(12 / 20)
    assert got.clustering == pytest.approx((1 + 1 + 1 / 3) / 3)
    assert got.inter_sector_share == pytest.approx(2 / 4)


def test_nothing_is_measured_where_nothing_is():
    got = measure({}, members={})

    assert (got.members, got.strong_share, got.mean_path, got.clustering) == (0, None, None, None)


@given(some.lists(some.integers(0, 40), min_size=1, max_size=30))
def test_gini_is_that_of_its_definition(counts):
    got = gini(counts)
    if sum(counts) == 0:
        assert got is None
        return

    spread = sum(abs(one - other) for one in counts for other in counts)
    assert got == pytest.approx(spread / (2 * len(counts) * sum(counts)), abs=1e-9)


def test_a_curve_leaves_out_what_is_not_known_and_stays_in_its_frame():
    curve = curve_of(values=[None, 0.1, 0.35], titles=["a", "b", "c"], labels=["a", "", "c"])

    assert [dot.title for dot in curve.dots] == ["b", "c"]
    assert curve.ceiling == 0.5
    assert all(curve.high <= dot.y <= curve.base for dot in curve.dots)
    assert [round_ceiling(value) for value in (0, 0.07, 0.1, 3.2, 12)] == [1.0, 0.1, 0.1, 5.0, 20.0]
