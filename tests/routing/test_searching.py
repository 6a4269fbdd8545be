"""Parts of the search on their own."""

import numpy as np

from maillage.routing import Matrix, Problem, Shipment, Stop, Vehicle
from maillage.routing.kernel.arrays import draw
from maillage.routing.modelling import model_of
from maillage.routing.searching import Clock, Search

from .conftest import fleet, pair, problem_of


def search_of(problem: Problem, *, iterations: int = 1000) -> Search:
    return Search(model_of(problem), seed=1, clock=Clock(seconds=0, iterations=iterations))


def test_lots_are_drawn_evenly_and_always_the_same() -> None:
    state = np.array([12345], np.uint64)

    drawn = np.array([draw(state) for _ in range(4000)])

    assert (drawn >= 0).all() and (drawn < 1).all() and abs(drawn.mean() - 0.5) < 0.02
    assert draw(np.array([12345], np.uint64)) == drawn[0]


def test_ejection_finds_a_place_that_no_insertion_finds() -> None:
    """The flexible one sits where only the rigid one may be; the other vehicle has time for the flexible one."""
    once = {"earliest_s": 100.0, "latest_s": 110.0, "service_s": 50.0}
    rigid = Shipment("rigid", None, Stop("rigid-", 1, **once), vehicles=frozenset({"v1"}))
    flexible = Shipment("flexible", None, Stop("flexible-", 1, **once))
    other = Shipment("other", None, Stop("other-", 3, 400, 900))
    search = search_of(problem_of(rigid, flexible, other, vehicles=fleet(2)))
    node = {stop.id: index for index, (stop, _shipment) in enumerate(search.model.nodes)}
    assert search.adopt([(0, [node["flexible-"]]), (1, [node["other-"]])]) and search.absent == 1

    search.place_absent(until=1.0)

    assert (search.absent, search.best.vehicle.tolist()[:2]) == (0, [0, 1])


def test_routes_made_elsewhere_are_adopted_only_when_sound_and_better() -> None:
    search = search_of(problem_of(pair("a", 1, 3, latest_s=400), pair("b", 2, 5)))
    a_up, a_down, b_up, b_down = range(4)

    late, whole, partial = [b_up, b_down, a_up, a_down], [a_up, b_up, a_down, b_down], [a_up, a_down]

    assert [search.adopt([(0, nodes)]) for nodes in (late, whole, partial)] == [False, True, False]
    assert (search.absent, search.cost) == (0, 3000)


def test_who_is_not_used_costs_nothing() -> None:
    far = Matrix.of([[0.0, 500.0], [500.0, 0.0]])
    idle = Vehicle("v1", start=0, end=1, fixed_cost=9.0)

    assert search_of(Problem((), (idle,), {"": far})).cost == 0
