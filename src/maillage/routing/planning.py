"""Plan: a first answer at once, then fewer vehicles, then shorter routes, until the time is up."""

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from .kernel.arrays import NOBODY
from .kernel.routes import cheapest
from .modelling import FAR, Model, model_of
from .searching import Clock, Search, empty_state
from .timetable import route_of
from .types import Break, Matrix, Plan, Problem, Reason, Route, Shipment, Stop, Unassigned, Vehicle

# Until which part of the time: shorten what was filled in (vehicles are removed more easily from good routes), place what is
# left over, remove vehicles; what is left goes to distance.
_SHORTENING_SHARE = 0.1
_PLACING_SHARE = 0.3
_REMOVING_SHARE = 0.5
_ATTEMPT_SHARE = 0.2


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a planning is: `share` of its budget from 0 to 1, and the best plan known."""

    share: float
    vehicles: int
    unassigned: int
    cost: float


def plan(
    problem: Problem,
    *,
    seconds: float = 10.0,
    seed: int = 0,
    iterations: int | None = None,
    progress: Callable[[Progress], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Plan:
    """Assign and order shipments over vehicles.

    `seconds`: the budget; with 0, the first sound plan. `iterations`: a budget of search steps instead of the seconds: then
    the same problem, seed and number give the same plan, on any load. `progress` is told some times a second;
    `cancelled` is asked as often, and the best plan known is given back when it says yes.
    Raises: InvalidProblem, when the parts of the problem do not fit together. What is wrong with one shipment alone is told
    in `Plan.unassigned`.
    """
    began = time.perf_counter()
    stages: dict[str, float] = {}
    model = model_of(problem)
    clock = Clock(seconds=seconds, iterations=iterations, cancelled=cancelled or (lambda: False))
    search = Search(model, seed=seed, clock=clock)

    def told() -> None:
        if progress is not None:
            progress(Progress(min(1.0, clock.share), search.vehicles, search.absent, search.cost))

    clock.ticked = told
    stages["model"] = time.perf_counter() - began
    for name, stage in (
        ("first", search.fill),
        ("shorten", lambda: search.improve(until=_SHORTENING_SHARE)),
        ("place", lambda: search.place_absent(until=_PLACING_SHARE)),
        ("remove", lambda: search.remove_vehicles(until=_REMOVING_SHARE, attempt_share=_ATTEMPT_SHARE)),
        ("improve", lambda: search.improve(until=1.0)),
    ):
        began = time.perf_counter()
        stage()
        stages[name] = time.perf_counter() - began
    told()
    began = time.perf_counter()
    routes = tuple(_routes(model, search))
    absent = [int(request) for request in search.best.absent[: search.absent]]
    unassigned = [Unassigned(shipment_id, reason) for shipment_id, reason in model.reasons.items()]
    for request in sorted(absent):
        reason = _reason(model, request)
        unassigned += [Unassigned(shipment.id, reason) for shipment in model.requests[request].shipments]
    stages["timetable"] = time.perf_counter() - began
    return Plan(routes, tuple(unassigned), search.cost, clock.was_cancelled, stages, problem)


def _routes(model: Model, search: Search) -> list[Route]:
    s, routes = search.best, []
    for row, vehicle in enumerate(model.problem.vehicles):
        nodes = s.route[row, 1 : s.length[row] - 1]
        if len(nodes):
            stops = [model.nodes[int(node)] for node in nodes]
            routes.append(route_of(problem=model.problem, vehicle=vehicle, stops=stops))
    return routes


def _reason(model: Model, request: int) -> Reason:
    """Say why a request that the search left over is in no route: would it fit alone, and if not, what is short?"""
    d = model.data
    endless = d.late.copy()
    endless[len(model.nodes) :] = FAR
    roomy = np.full_like(d.capacity, np.inf)
    tireless = np.zeros_like(d.pause_count)
    for reason, data in (
        (Reason.FULL, d),
        (Reason.CAPACITY, d._replace(capacity=roomy)),
        (Reason.SHIFT, d._replace(capacity=roomy, late=endless, pause_count=tireless)),
    ):
        if cheapest(data, empty_state(model, 0, data=data), request)[1] != NOBODY:
            return reason
    return Reason.WINDOW


def prepare() -> float:
    """Compile the search for this machine, or load what an earlier call compiled; gives the seconds it took."""
    began = time.perf_counter()
    stops = [Stop(str(number), number, service_s=1) for number in range(12)]
    shipments = [Shipment(str(n), stops[n], stops[n + 1], (1.0,)) for n in range(0, 8, 2)]
    shipments += [Shipment(str(n), None, stops[n], (1.0,)) for n in (8, 9)]
    shipments += [Shipment(str(n), stops[n], None, (1.0,)) for n in (10, 11)]
    fleet = tuple(Vehicle(str(n), 0, 0, capacities=(4.0,), fixed_cost=100, breaks=(Break(0, 99, 1),)) for n in range(4))
    durations = [[float(abs(a - b)) for a in range(12)] for b in range(12)]
    problem = Problem(tuple(shipments), fleet, {"": Matrix.of(durations)})
    Search(model_of(problem), seed=0, clock=Clock(seconds=0)).warm()
    plan(problem, iterations=30)
    return time.perf_counter() - began
