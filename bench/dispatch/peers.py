"""The peers, each alone on one thread with the same seconds: pyvroom, OR-Tools, PyVRP. Gives vehicles and distance, or nothing."""

import math
import time
import warnings
from collections.abc import Callable

import numpy as np

from bench.dispatch.libraries import NodeRoutes, pyvrp_routes, vroom_routes
from maillage.routing import Problem, plan
from maillage.routing.modelling import model_of

type Answer = tuple[int, float] | None
_ORTOOLS_SCALE = 1000


def ours(problem: Problem, seconds: float) -> Answer:
    made = plan(problem, seconds=seconds, seed=1)
    return None if made.unassigned else (len(made.routes), made.distance_m)


def vroom(problem: Problem, seconds: float) -> Answer:
    """Explore deeper and deeper while the time lasts, as a patient user would; the last whole answer counts."""
    model, began, answer = model_of(problem), time.perf_counter(), None
    for exploration in (0, 3, 5):
        left = seconds - (time.perf_counter() - began)
        if left > 0:
            answer = best(answer, _measured(problem, vroom_routes(model, exploration=exploration, seconds=left)))
    return answer


def pyvrp(problem: Problem, seconds: float) -> Answer:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that its penalties are at their bound: told by its answer too
        return _measured(problem, pyvrp_routes(model_of(problem), seconds=seconds, seed=1))


def ortools(problem: Problem, seconds: float) -> Answer:
    """Guided local search from a parallel cheapest insertion, vehicles at a fixed cost."""
    from ortools.constraint_solver import pywrapcp, routing_enums_pb2

    model = model_of(problem)
    d, fleet = model.data, problem.vehicles
    stops = [stop for stop, _shipment in model.nodes]
    rows = [0, *(stop.place for stop in stops)]
    distances = problem.matrices[""].distances_m[np.ix_(rows, rows)]
    service = np.array([0.0, *(stop.service_s for stop in stops)])
    manager = pywrapcp.RoutingIndexManager(len(rows), len(fleet), 0)
    routing = pywrapcp.RoutingModel(manager)
    ride = np.round(distances * _ORTOOLS_SCALE).astype(np.int64)
    # rounded up, so that what it finds holds in exact numbers
    spend = np.ceil((distances + service[:, None]) * _ORTOOLS_SCALE).astype(np.int64)
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(ride.tolist()))
    routing.SetFixedCostOfAllVehicles(10**9)
    horizon = math.floor(fleet[0].latest_s * _ORTOOLS_SCALE)
    routing.AddDimension(routing.RegisterTransitMatrix(spend.tolist()), horizon, horizon, False, "time")
    loads = [0] * len(rows)
    for request, (p, q) in enumerate(zip(d.pickup, d.dropoff, strict=True)):
        loads[p + 1], loads[q + 1] = int(d.quantity[request, 0]), -int(d.quantity[request, 0])
    capacity = int(fleet[0].capacities[0])
    routing.AddDimension(routing.RegisterUnaryTransitVector(loads), 0, capacity, True, "load")
    times = routing.GetDimensionOrDie("time")
    for number, stop in enumerate(stops, start=1):
        early, late = math.ceil(stop.earliest_s * _ORTOOLS_SCALE), math.floor(stop.latest_s * _ORTOOLS_SCALE)
        times.CumulVar(manager.NodeToIndex(number)).SetRange(early, late)
    for p, q in zip(d.pickup, d.dropoff, strict=True):
        first, second = manager.NodeToIndex(int(p) + 1), manager.NodeToIndex(int(q) + 1)
        routing.AddPickupAndDelivery(first, second)
        routing.solver().Add(routing.VehicleVar(first) == routing.VehicleVar(second))
        routing.solver().Add(times.CumulVar(first) <= times.CumulVar(second))
    asked = pywrapcp.DefaultRoutingSearchParameters()
    asked.first_solution_strategy = routing_enums_pb2.FirstSolutionStrategy.PARALLEL_CHEAPEST_INSERTION
    asked.local_search_metaheuristic = routing_enums_pb2.LocalSearchMetaheuristic.GUIDED_LOCAL_SEARCH
    asked.time_limit.FromMilliseconds(int(seconds * 1000))
    found = routing.SolveWithParameters(asked)
    if found is None:
        return None
    routes: NodeRoutes = []
    for vehicle in range(len(fleet)):
        nodes, index = [], found.Value(routing.NextVar(routing.Start(vehicle)))
        while not routing.IsEnd(index):
            nodes.append(manager.IndexToNode(index) - 1)
            index = found.Value(routing.NextVar(index))
        if nodes:
            routes.append((vehicle, nodes))
    return _measured(problem, routes)


def _measured(problem: Problem, routes: NodeRoutes | None) -> Answer:
    """Hold an answer against the instance in exact numbers: all served, each route sound."""
    from maillage.routing.searching import Clock, Search

    if routes is None:
        return None
    search = Search(model_of(problem), seed=0, clock=Clock(seconds=0))
    if not search.adopt(routes) or search.absent:
        return None
    fixed = sum(problem.vehicles[vehicle].fixed_cost for vehicle, _nodes in routes)
    return len(routes), search.cost - fixed


def best(one: Answer, other: Answer) -> Answer:
    """Choose by vehicles, then by distance."""
    return min((answer for answer in (one, other) if answer is not None), default=None)


PEERS: dict[str, Callable[[Problem, float], Answer]] = {
    "maillage": ours,
    "pyvroom": vroom,
    "OR-Tools": ortools,
    "PyVRP": pyvrp,
}
