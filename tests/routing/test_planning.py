"""What a plan must always be, and what it says of what it could not do."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from maillage.routing import (
    Break,
    InvalidProblem,
    Matrix,
    Plan,
    Problem,
    Reason,
    Shipment,
    Stop,
    Unassigned,
    check,
    plan,
)

from .conftest import fleet, line, pair, problem_of, problems


def order(made: Plan) -> list[list[str]]:
    return [[visit.stop_id for visit in route.visits] for route in made.routes]


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(problem=problems())
def test_a_plan_can_be_ridden_as_written(problem: Problem) -> None:
    made = plan(problem, iterations=60)

    assert check(problem, made) == ()


def test_a_plan_is_as_short_as_can_be(two_errands: Problem) -> None:
    made = plan(two_errands, iterations=300)

    assert (order(made), made.distance_m, made.unassigned) == ([["a+", "b+", "b-", "a-"]], 3000, ())


def test_the_times_of_a_route() -> None:
    problem = problem_of(pair("a", 1, 3, earliest_s=600, latest_s=900, service_s=30))

    (route,) = plan(problem, iterations=50).routes

    times = [(visit.arrival_s, visit.start_s, visit.departure_s, visit.wait_s) for visit in route.visits]
    assert (route.start_s, times, route.end_s) == (540, [(600, 600, 630, 0), (750, 750, 780, 0)], 960)


def test_one_vehicle_is_enough_where_vehicles_cost() -> None:
    shipments = [pair(f"s{number}", 1 + number % 3, 5 + number % 4) for number in range(8)]

    made = plan(problem_of(*shipments, vehicles=fleet(8, fixed_cost=1e6)), iterations=2000)

    assert (len(made.routes), made.unassigned) == (1, ())


def test_the_empty_problem() -> None:
    made = plan(problem_of(), iterations=10)

    assert (made.routes, made.unassigned) == ((), ())


def test_without_any_vehicle() -> None:
    made = plan(problem_of(pair("a", 1, 2), vehicles=()), iterations=10)

    assert made.unassigned == (Unassigned("a", Reason.NO_VEHICLE),)


LOST = line()
LOST.durations_s[:, 9] = LOST.durations_s[9, :] = np.inf


@pytest.mark.parametrize(
    ("shipment", "reason"),
    [
        (Shipment("x", None, Stop("x-", 1), loads=(-1.0,)), Reason.INVALID),
        (Shipment("x", None, Stop("x-", 1), loads=(float("nan"),)), Reason.INVALID),
        (Shipment("x", None, Stop("x-", 1, 200, 100)), Reason.INVALID),
        (Shipment("x"), Reason.INVALID),
        (replace(pair("x", 1, 2), vehicles=frozenset({"v7"})), Reason.NOT_ALLOWED),
        (replace(pair("x", 1, 2), skills=frozenset({"cold"})), Reason.SKILL),
        (replace(pair("x", 1, 2), loads=(1000.0,)), Reason.CAPACITY),
        (pair("x", 1, 9), Reason.UNREACHABLE),
        (pair("x", 1, 2, latest_s=900), Reason.WINDOW),  # past: the shift begins later
        (Shipment("x", Stop("x+", 1, 5000, 6000), Stop("x-", 2, 3600, 4000)), Reason.WINDOW),
        (pair("x", 8, 7, earliest_s=7000), Reason.SHIFT),
        (pair("x", 1, 2), None),
    ],
)
def test_what_cannot_be_placed_says_why(shipment: Shipment, reason: Reason | None) -> None:
    vehicles = fleet(earliest_s=3600, latest_s=7200)

    made = plan(problem_of(shipment, pair("other", 1, 2), vehicles=vehicles, matrix=LOST), iterations=100)

    assert made.unassigned == ((Unassigned("x", reason),) if reason else ())


def test_what_fits_alone_but_not_beside_the_others_is_told_full() -> None:
    rush = {"earliest_s": 600.0, "latest_s": 640.0}

    made = plan(problem_of(pair("a", 3, 3, **rush), pair("b", 6, 6, **rush)), iterations=100)

    assert [entry.reason for entry in made.unassigned] == [Reason.FULL]


def test_weightless_shipments_ride_beside_a_full_load() -> None:
    heavy, light = replace(pair("h", 1, 9), loads=(10.0,)), replace(pair("l", 4, 6), loads=(0.0,))

    assert order(plan(problem_of(heavy, light), iterations=200)) == [["h+", "l+", "l-", "h-"]]


def test_a_thousand_packages_go_in_parts() -> None:
    packages = [
        Shipment(f"p{number}", Stop(f"p{number}+", 1, service_s=2), Stop(f"p{number}-", 8), (1.0,))
        for number in range(500)
    ]
    problem = problem_of(*packages, vehicles=fleet(5, capacities=(200.0,)))

    made = plan(problem, seconds=2)

    assert (made.unassigned, check(problem, made)) == ((), ())


def test_a_break_is_taken_where_it_delays_least() -> None:
    vehicles = fleet(breaks=(Break(300, 900, 600),))
    problem = problem_of(pair("a", 5, 9, latest_s=1200), vehicles=vehicles)

    (route,) = plan(problem, iterations=100).routes

    assert [(rest.start_s, rest.after) for rest in route.rests] == [(300, 0)]
    assert check(problem, plan(problem, iterations=100)) == ()


def test_a_break_that_leaves_no_time() -> None:
    vehicles = fleet(breaks=(Break(0, 60, 1200),))

    made = plan(problem_of(pair("a", 5, 9, latest_s=1200), vehicles=vehicles), iterations=100)

    assert made.unassigned == (Unassigned("a", Reason.SHIFT),)


def test_locked_stops_come_first_even_late() -> None:
    far = Shipment("far", Stop("far+", 9, latest_s=10), Stop("far-", 8), (1.0,))
    problem = problem_of(far, pair("near", 1, 2), vehicles=fleet(locked=("far+",)))

    made = plan(problem, iterations=200)

    assert (order(made), made.routes[0].visits[0].late_s, check(problem, made)) == (
        [["far+", "far-", "near+", "near-"]],
        530,
        (),
    )


def test_what_is_aboard_stays_with_its_vehicle() -> None:
    problem = problem_of(
        pair("a", 1, 3),
        pair("b", 9, 8),
        vehicles=(*fleet(locked=("a+",)), replace(fleet()[0], id="v2", start=9, end=9)),
    )

    assert order(plan(problem, iterations=200)) == [["a+", "a-"], ["b+", "b-"]]


def test_an_overloaded_vehicle_under_way_still_delivers() -> None:
    heavy = replace(pair("a", 1, 3), loads=(99.0,))
    problem = problem_of(heavy, pair("b", 1, 2), vehicles=fleet(locked=("a+",)))

    made = plan(problem, iterations=200)

    assert (order(made), check(problem, made)) == ([["a+", "a-", "b+", "b-"]], ())


def test_a_chosen_vehicle_is_obeyed(two_errands: Problem) -> None:
    chosen = replace(two_errands.shipments[1], vehicles=frozenset({"v2"}))
    problem = replace(two_errands, shipments=(two_errands.shipments[0], chosen), vehicles=fleet(2))

    assert {visit.stop_id for visit in plan(problem, iterations=200).route_of("v2").visits} >= {"b+", "b-"}


def test_a_block_is_ridden_in_its_order_with_nothing_between() -> None:
    shipments = [pair("a", 1, 5), pair("b", 3, 7), pair("c", 2, 6), pair("d", 4, 8)]
    block = ("b+", "a+", "a-", "b-")
    problem = replace(problem_of(*shipments, vehicles=fleet(2, fixed_cost=9000)), blocks=(block,))

    made = plan(problem, iterations=400)

    (stops,) = order(made)
    assert (tuple(stops[stops.index("b+") :][:4]), len(stops), check(problem, made)) == (block, 8, ())


def test_a_block_takes_loads_from_the_start_and_breaks_within() -> None:
    drops = [
        Shipment(name, None, Stop(f"{name}-", place, 0, late), (4.0,))
        for name, place, late in (("x", 2, 130), ("y", 9, 9999))
    ]
    problem = problem_of(*drops, pair("a", 1, 3), vehicles=fleet(breaks=(Break(200, 400, 600),), capacities=(8.0,)))

    made = plan(replace(problem, blocks=(("x-", "y-"),)), iterations=100)

    assert order(made) == [["x-", "y-", "a+", "a-"]]
    assert [rest.after for rest in made.routes[0].rests] == [1]


def test_what_is_under_way_of_a_block_draws_the_rest_to_its_vehicle() -> None:
    problem = problem_of(pair("a", 1, 3), pair("b", 8, 9), pair("c", 2, 4), vehicles=fleet(2, locked=()))
    far = replace(problem.vehicles[1], start=9, end=9, locked=("a+",))
    problem = replace(problem, vehicles=(problem.vehicles[0], far), blocks=(("a+", "b+", "a-", "b-"),))

    made = plan(problem, iterations=200)

    ridden = [visit.stop_id for visit in made.route_of("v2").visits if visit.shipment_id != "c"]
    assert (ridden, made.unassigned, check(problem, made)) == (["a+", "b+", "a-", "b-"], (), ())


BLOCKED = {"blocks": (("x+", "x-", "y+", "y-"),)}


@pytest.mark.parametrize(
    ("x", "changes", "reasons"),
    [
        (pair("x", 1, 2), {}, {}),
        (replace(pair("x", 1, 2), skills=frozenset({"cold"})), {}, {"x": Reason.SKILL, "y": Reason.BLOCK}),
        (pair("x", 1, 2), {"blocks": (("x-", "x+", "y+", "y-"),)}, {"x": Reason.ORDER, "y": Reason.BLOCK}),
        (pair("x", 1, 2, latest_s=3900), {"blocks": (("y+", "y-", "x+", "x-"),)}, {"x": Reason.WINDOW, "y": Reason.WINDOW}),
        (pair("x", 1, 2), {"blocks": (("x+", "y+", "x-", "y-"),), "loads": (6.0,)}, dict.fromkeys("xy", Reason.CAPACITY)),
        (pair("x", 1, 2), {"vehicles": fleet(earliest_s=3600, latest_s=4500)}, dict.fromkeys("xy", Reason.SHIFT)),
    ],
)  # fmt: skip
def test_a_block_that_cannot_be_placed_says_why(x: Shipment, changes: dict, reasons: dict) -> None:
    changes = dict(changes)
    loads = changes.pop("loads", (1.0,))
    problem = problem_of(
        replace(x, loads=loads), replace(pair("y", 8, 6), loads=loads), vehicles=fleet(earliest_s=3600)
    )

    made = plan(replace(problem, **{**BLOCKED, **changes}), iterations=50)

    assert {entry.shipment_id: entry.reason for entry in made.unassigned} == reasons


@pytest.mark.parametrize("blocks", [(("a+",),), (("a+", "a-"), ("a+", "b-")), (("a+", "a-", "z"),)])
def test_a_block_without_all_of_its_shipments_is_nonsense(two_errands: Problem, blocks: tuple) -> None:
    with pytest.raises(InvalidProblem):
        plan(replace(two_errands, blocks=blocks), iterations=1)


def test_the_same_seed_gives_the_same_plan() -> None:
    shipments = [pair(f"s{number}", number % 9, (number * 7 + 3) % 9) for number in range(40)]
    problem = problem_of(*shipments, vehicles=fleet(6, fixed_cost=900, latest_s=4000))

    assert plan(problem, seed=5, iterations=800) == plan(problem, seed=5, iterations=800)


def test_cancelled_in_the_middle_gives_a_whole_plan() -> None:
    shipments = [pair(f"s{number}", number % 9, (number * 7 + 3) % 9) for number in range(40)]
    problem = problem_of(*shipments, vehicles=fleet(6))
    stop = threading.Event()
    told = []

    def listen(progress: object) -> None:
        told.append(progress)
        if len(told) == 3:
            stop.set()

    made = plan(problem, seconds=600, progress=listen, cancelled=stop.is_set)

    assert (made.was_cancelled, check(problem, made), made.unassigned) == (True, (), ())


def test_progress_goes_forward_to_the_end(two_errands: Problem) -> None:
    shares = []

    plan(two_errands, iterations=500, progress=lambda progress: shares.append(progress.share))

    assert shares == sorted(shares) and shares[-1] == 1


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (problem_of(pair("a", 1, 2), pair("a", 1, 2)), "Two of the same shipment: a"),
        (problem_of(pair("a", 1, 99)), "Stop a- names place 99 of 10"),
        (problem_of(pair("a", 1, 2), vehicles=fleet(start=70)), "Vehicle v1 names place 70 of 10"),
        (problem_of(pair("a", 1, 2), vehicles=fleet(profile="cargo")), "a profile without matrix: 'cargo'"),
        (problem_of(pair("a", 1, 2), vehicles=fleet(locked=("a-",))), "a- locked before its pickup"),
        (problem_of(pair("a", 1, 2), vehicles=fleet(locked=("z",))), "unknown stop locked: z"),
        (problem_of(matrix=Matrix.of([[0, 1]])), "is not square"),
    ],
)
def test_parts_that_do_not_fit_together_are_named(problem: Problem, message: str) -> None:
    with pytest.raises(InvalidProblem, match=message):
        plan(problem, iterations=1)


def test_block_stays_with_the_vehicle_that_has_dropped_something_of_it() -> None:
    """Found by Hypothesis: a drop-off without a pickup bound nobody once it was over."""
    dropped = Shipment("a", None, Stop("a-", 1), loads=(1.0,))
    near, far = fleet(2, start=9, end=9)
    problem = replace(
        problem_of(dropped, pair("b", 8, 9), vehicles=(near, replace(far, start=0, end=0, locked=("a-",)))),
        blocks=(("b+", "a-", "b-"),),
    )
    made = plan(problem, iterations=60)

    assert check(problem, made) == ()
    assert [(route.vehicle_id, [visit.stop_id for visit in route.visits]) for route in made.routes] == [
        ("v2", ["a-", "b+", "b-"])
    ]
