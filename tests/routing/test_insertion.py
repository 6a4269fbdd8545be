"""Insertion: what it promises holds when done, and nothing better was overlooked."""

import itertools
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.routing import (
    Insertion,
    InvalidProblem,
    Matrix,
    Plan,
    Problem,
    Shipment,
    Stop,
    Vehicle,
    check,
    insert,
    inserted,
    plan,
)

from .conftest import fleet, line, pair, problem_of, problems


def test_the_best_place_is_on_the_way() -> None:
    made = plan(problem_of(pair("a", 2, 6), vehicles=fleet(2)), iterations=50)

    best, second = insert(made, pair("x", 3, 5))

    assert best == Insertion("v1", 1, 1, 180.0, 300.0, 0.0, 0.0, 0.0)
    assert (second.vehicle_id, second.extra_s, second.extra_m, second.delay_s) == ("v2", 600, 3000, 600)


def test_inserted_gives_the_plan_with_it() -> None:
    made = plan(problem_of(pair("a", 2, 6)), iterations=50)
    shipment = pair("x", 3, 5)

    after = inserted(made, shipment, insert(made, shipment)[0])

    assert [visit.stop_id for visit in after.routes[0].visits] == ["a+", "x+", "x-", "a-"]
    assert check(after.problem, after) == ()


def test_nothing_is_inserted_within_a_block() -> None:
    problem = replace(problem_of(pair("a", 2, 6)), blocks=(("a+", "a-"),))
    made = plan(problem, iterations=50)

    (pair_place,), (single,) = (
        insert(made, one) for one in (pair("x", 3, 5), Shipment("x", None, Stop("x-", 4), (1.0,)))
    )

    assert (pair_place.extra_s > 0, pair_place.pickup_after, pair_place.dropoff_after) == (True, 0, 2)
    assert single.dropoff_after in (0, 2)


def test_waiting_absorbs_a_detour() -> None:
    late = Shipment("a", Stop("a+", 2), Stop("a-", 6, earliest_s=3000), (1.0,))
    made = plan(problem_of(late), iterations=50)

    assert insert(made, Shipment("x", None, Stop("x-", 8, latest_s=1000)))[0].delay_s == 0
    assert insert(made, Shipment("x", None, Stop("x-", 8, earliest_s=3100)))[0].delay_s == 220


def test_nothing_is_inserted_before_what_is_locked_or_past() -> None:
    made = plan(problem_of(pair("a", 2, 6), vehicles=fleet(locked=("a+", "a-"))), iterations=50)
    moving = plan(problem_of(pair("a", 2, 6)), iterations=50)

    assert insert(made, pair("x", 3, 5))[0].pickup_after == 2
    assert [one.pickup_after for one in insert(moving, pair("x", 3, 5), now_s=130)] == [1]
    assert [one.pickup_after for one in insert(moving, pair("x", 3, 5), now_s=400)] == [2]
    assert insert(moving, pair("x", 3, 5), now_s=9000)[0].pickup_s == 9000 + 180


@pytest.mark.parametrize(
    "shipment",
    [
        replace(pair("x", 3, 5), skills=frozenset({"cold"})),
        replace(pair("x", 3, 5), vehicles=frozenset({"v9"})),
        replace(pair("x", 3, 5), loads=(11.0,)),
        replace(pair("x", 3, 5), loads=(-1.0,)),
        pair("x", 3, 5, latest_s=100),
        pair("x", 3, 5, earliest_s=99999),
        Shipment("x"),
    ],
)
def test_what_fits_nowhere_has_no_place(shipment: Shipment) -> None:
    made = plan(problem_of(pair("a", 2, 6), vehicles=fleet(latest_s=9000)), iterations=50)

    assert insert(made, shipment) == ()


def test_a_place_that_nothing_leads_to() -> None:
    matrix = line()
    matrix.durations_s[:, 9] = np.inf
    made = plan(problem_of(pair("a", 2, 6), matrix=matrix), iterations=50)

    assert insert(made, pair("x", 3, 9)) == ()


def test_places_that_came_later_need_a_larger_problem() -> None:
    made = plan(problem_of(pair("a", 2, 6)), iterations=50)
    shipment = pair("x", 3, 11)

    with pytest.raises(InvalidProblem, match="place 11 of 10"):
        insert(made, shipment)
    larger = replace(made.problem, matrices={"": line(12)})
    assert insert(made, shipment, problem=larger)[0].extra_s == 600


def test_a_plan_without_its_problem() -> None:
    with pytest.raises(InvalidProblem, match="give one"):
        insert(Plan(), pair("x", 3, 5))


def test_nothing_is_inserted_where_the_way_home_is_cut() -> None:
    inf = float("inf")
    cut = Matrix.of([[0.0, inf], [inf, 0.0]])
    problem = Problem((), (Vehicle("1", 0, 1, capacities=(4.0,)),), {"": cut})
    made = plan(problem, iterations=5)

    assert insert(made, Shipment("x", Stop("x+", 0), Stop("x-", 0), (1.0,))) == ()


@settings(max_examples=120)
@given(problem=problems(), number=st.integers(0, 7), count=st.integers(1, 3))
def test_each_place_can_be_ridden_and_none_is_better(problem: Problem, number: int, count: int) -> None:
    if number >= len(problem.shipments):
        return
    shipment = problem.shipments[number]
    if any(stop.id in vehicle.locked for vehicle in problem.vehicles for stop in shipment.stops):
        return
    own = {stop.id for stop in shipment.stops}
    left = [tuple(stop_id for stop_id in block if stop_id not in own) for block in problem.blocks]
    others = tuple(one for one in problem.shipments if one.id != shipment.id)
    without = replace(problem, shipments=others, blocks=tuple(block for block in left if block))
    made = plan(without, iterations=40)

    found = insert(made, shipment, count=count)

    for place in found:
        after = inserted(made, shipment, place)
        before = made.route_of(place.vehicle_id)
        assert check(after.problem, after) == ()
        ridden = after.route_of(place.vehicle_id).travel_s - (before.travel_s if before else 0)
        assert place.extra_s == pytest.approx(ridden)
    assert [one.extra_s for one in found] == sorted(one.extra_s for one in found)
    has_breaks = any(
        vehicle.breaks for vehicle in problem.vehicles
    )  # a break keeps its place: a wider search may find more
    if not has_breaks and _is_triangular(problem):
        assert [one.extra_s for one in found] == pytest.approx(sorted(_all_extras(made, shipment))[:count])


def _is_triangular(problem: Problem) -> bool:
    """With detours that are shortcuts, or parking that falls away, riders gain time: insertion promises nothing then."""
    d = problem.matrices[""].durations_s
    is_plain = all(stop.setup_s == 0 for shipment in problem.shipments for stop in shipment.stops)
    return is_plain and bool(np.all(d[:, None, :] <= d[:, :, None] + d[None, :, :]))


def _all_extras(made: Plan, shipment: Shipment) -> list[float]:
    """Try each pair of positions of each vehicle, with the checker as judge; the best of each vehicle."""
    found = []
    for vehicle in made.problem.vehicles:
        route = made.route_of(vehicle.id)
        length, locked = len(route.visits) if route else 0, len(vehicle.locked)
        extras = []
        for first, second in itertools.combinations_with_replacement(range(locked, length + 1), 2):
            place = Insertion(
                vehicle.id,
                first if shipment.pickup else None,
                second if shipment.dropoff else None,
                None, None, 0, 0, 0,
            )  # fmt: skip
            try:
                after = inserted(made, shipment, place)
            except InvalidProblem:
                continue
            if not check(after.problem, after):
                extras.append(after.route_of(vehicle.id).travel_s - (route.travel_s if route else 0))
        found += [min(extras)] if extras else []
    return found


def test_a_break_is_kept() -> None:
    from maillage.routing import Break

    vehicles = fleet(breaks=(Break(200, 400, 600),))
    made = plan(problem_of(pair("a", 2, 6), vehicles=vehicles), iterations=50)
    shipment = pair("x", 4, 5, latest_s=2000)

    after = inserted(made, shipment, insert(made, shipment)[0])

    assert (check(after.problem, after), len(after.routes[0].rests)) == ((), 1)


def test_the_matrix_may_hold_more_places_than_needed() -> None:
    made = plan(problem_of(pair("a", 2, 6), matrix=line(300)), iterations=20)

    assert insert(made, pair("x", 3, 5))[0].extra_m == 0
    assert isinstance(made.problem.matrices[""], Matrix)
