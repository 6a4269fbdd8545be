"""The checker sees each thing that can be wrong with a plan: each case breaks one in a right plan."""

from dataclasses import replace

import pytest

from maillage.routing import Break, Plan, Problem, Rest, Rule, Shipment, Stop, Unassigned, check, plan

from .conftest import fleet, pair, problem_of


@pytest.fixture
def problem() -> Problem:
    vehicles = fleet(latest_s=4000, skills=frozenset({"cold"}), breaks=(Break(0, 3000, 100),))
    cold = replace(pair("a", 1, 3, earliest_s=300, latest_s=2000, service_s=20), skills=frozenset({"cold"}))
    return problem_of(cold, pair("b", 2, 5), vehicles=vehicles)


@pytest.fixture
def good(problem: Problem) -> Plan:
    return plan(problem, iterations=200)


def rules(problem: Problem, made: Plan) -> set[Rule]:
    return {violation.rule for violation in check(problem, made)}


def test_a_right_plan_breaks_nothing(problem: Problem, good: Plan) -> None:
    assert check(problem, good) == ()


def changed(made: Plan, index: int, **values: object) -> Plan:
    route = made.routes[0]
    visits = list(route.visits)
    visits[index] = replace(visits[index], **values)
    return replace(made, routes=(replace(route, visits=tuple(visits)),))


def rerouted(made: Plan, **values: object) -> Plan:
    return replace(made, routes=(replace(made.routes[0], **values),))


def at(made: Plan, stop_id: str) -> int:
    return [visit.stop_id for visit in made.routes[0].visits].index(stop_id)


@pytest.mark.parametrize(
    ("spoil", "rule"),
    [
        (lambda p: changed(p, 0, stop_id="nowhere"), Rule.UNKNOWN),
        (lambda p: rerouted(p, vehicle_id="v9"), Rule.UNKNOWN),
        (lambda p: replace(p, unassigned=(Unassigned("z", "full"),)), Rule.UNKNOWN),
        (lambda p: replace(p, unassigned=(Unassigned("a", "full"),)), Rule.COUNT),
        (lambda p: replace(p, routes=()), Rule.COUNT),
        (lambda p: replace(p, routes=p.routes * 2), Rule.COUNT),
        (lambda p: rerouted(p, visits=p.routes[0].visits[:-1]), Rule.COUNT),
        (lambda p: rerouted(p, visits=p.routes[0].visits[::-1]), Rule.PAIR),
        (lambda p: changed(p, 1, arrival_s=p.routes[0].visits[0].departure_s + 1), Rule.TRAVEL),
        (lambda p: rerouted(p, end_s=p.routes[0].visits[-1].departure_s), Rule.TRAVEL),
        (lambda p: changed(p, at(p, "a+"), start_s=299), Rule.WINDOW),
        (lambda p: changed(p, at(p, "a-"), start_s=2001), Rule.WINDOW),
        (lambda p: changed(p, at(p, "a+"), departure_s=p.routes[0].visits[at(p, "a+")].start_s), Rule.SERVICE),
        (lambda p: rerouted(p, start_s=-1), Rule.SHIFT),
        (lambda p: rerouted(p, end_s=4001), Rule.SHIFT),
        (lambda p: changed(p, 0, loads=(7.0,)), Rule.TOTALS),
        (lambda p: changed(p, 0, late_s=3), Rule.TOTALS),
        (lambda p: changed(p, 0, wait_s=9999), Rule.TOTALS),
        (lambda p: rerouted(p, distance_m=1), Rule.TOTALS),
        (lambda p: rerouted(p, travel_s=1), Rule.TOTALS),
        (lambda p: rerouted(p, rests=()), Rule.BREAK),
        (lambda p: rerouted(p, rests=(Rest(0, 99, 0),)), Rule.BREAK),
        (lambda p: rerouted(p, rests=(Rest(3001, 3101, 4),)), Rule.BREAK),
        (lambda p: rerouted(p, rests=(Rest(p.routes[0].visits[0].start_s, 10**4, 4),)), Rule.BREAK),
    ],
)
def test_each_mistake_is_seen(problem: Problem, good: Plan, spoil, rule: Rule) -> None:
    assert rule in rules(problem, spoil(good))


@pytest.mark.parametrize(
    ("change", "rule"),
    [
        ({"skills": frozenset()}, Rule.SKILL),
        ({"capacities": (1.5,)}, Rule.CAPACITY),
        ({"locked": ("b+",)}, Rule.LOCKED),
        ({"breaks": ()}, Rule.BREAK),
        ({"latest_s": 500.0}, Rule.SHIFT),
    ],
)
def test_a_plan_is_held_against_the_vehicles(
    problem: Problem, good: Plan, change: dict[str, object], rule: Rule
) -> None:
    (vehicle,) = problem.vehicles

    assert rule in rules(replace(problem, vehicles=(replace(vehicle, **change),)), good)


def test_a_vehicle_that_was_not_chosen(problem: Problem, good: Plan) -> None:
    first, second = problem.shipments
    other = replace(problem, shipments=(replace(first, vehicles=frozenset({"v2"})), second))

    assert rules(other, good) == {Rule.NOT_ALLOWED}


def test_the_load_of_single_drop_offs_is_aboard_from_the_start() -> None:
    shipments = [Shipment(f"s{number}", None, Stop(f"s{number}-", number), loads=(4.0,)) for number in (1, 2, 3)]
    roomy = problem_of(*shipments, vehicles=fleet(capacities=(12.0,)))
    made = plan(roomy, iterations=100)

    assert (rules(roomy, made), rules(replace(roomy, vehicles=fleet(capacities=(11.0,))), made)) == (
        set(),
        {Rule.CAPACITY},
    )


@pytest.mark.parametrize(
    ("block", "is_broken"),
    [(("a+", "b+"), False), (("b+", "b-"), False), (("b+", "a+"), True), (("a+", "b-"), True), (("a+", "a-"), True)],
)
def test_a_block_in_pieces_or_in_another_order_is_seen(block: tuple[str, ...], is_broken: bool) -> None:
    problem = problem_of(pair("a", 1, 9), pair("b", 2, 5))
    made = plan(problem, iterations=200)
    assert [visit.stop_id for visit in made.routes[0].visits] == ["a+", "b+", "b-", "a-"]

    assert rules(replace(problem, blocks=(block,)), made) == ({Rule.BLOCK} if is_broken else set())


def test_a_block_half_left_out_or_away_from_what_is_under_way_is_seen() -> None:
    one, other = (Shipment(name, None, Stop(f"{name}-", 2)) for name in "xy")
    problem = replace(problem_of(one, other, vehicles=fleet(2)), blocks=(("x-", "y-"),))
    whole = plan(problem, iterations=50)
    half = plan(replace(problem, shipments=(one,), blocks=()), iterations=50)
    under_way = replace(problem, vehicles=(problem.vehicles[0], replace(problem.vehicles[1], locked=("x-",))))

    assert (rules(problem, whole), rules(problem, replace(half, unassigned=(Unassigned("y", "full"),)))) == (
        set(), {Rule.BLOCK}
    )  # fmt: skip
    assert rules(under_way, plan(replace(under_way, blocks=()), iterations=9)) in ({Rule.BLOCK}, set())
