"""VROOM and PyVRP on our model: whole numbers in, routes of nodes out; what they find is checked before it is believed.

Neither knows locked stops: models that have some are refused (None) and left to our own search.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

import numpy as np

from maillage.routing.kernel.arrays import NOBODY
from maillage.routing.modelling import FAR, Model

type NodeRoutes = list[tuple[int, list[int]]]

_LARGEST_VROOM = 2_000_000_000  # its matrices hold 32 bits
_LARGEST_PYVRP = 10**12
_STEP = 1000.0


def vroom_routes(model: Model, *, exploration: int, seconds: float) -> NodeRoutes | None:
    """Have VROOM plan, on one thread. `exploration`: 0 (at once) to 5."""
    import vroom

    d = model.data
    if any(model.locked) or not len(d.pickup) or _has_odd_windows(model):
        return None
    scale = _scale(model, _LARGEST_VROOM)
    problem = vroom.Input()
    for profile in range(len(d.travel)):
        problem.set_durations_matrix(str(profile), _whole(d.travel[profile], scale, _LARGEST_VROOM))
        problem.set_costs_matrix(str(profile), _whole(d.cost[profile], scale, _LARGEST_VROOM))
    rights = [frozenset(np.flatnonzero(row).tolist()) for row in d.is_allowed]
    skill = {vehicles: number for number, vehicles in enumerate(dict.fromkeys(rights), start=1)}
    unbounded = int(_LARGEST_VROOM)

    def windows(node: int) -> list[Any]:
        late = int(min(d.late[node] * scale, unbounded))
        return [vroom.TimeWindow(int(np.ceil(d.early[node] * scale)), late)]

    for vehicle in range(len(d.profile)):
        start, end = _ends(model, vehicle)
        pauses = [
            vroom.Break(
                number,
                [vroom.TimeWindow(int(pause[0] * scale), int(min(pause[1] * scale, unbounded)))],
                int(pause[2] * scale),
            )
            for number, pause in enumerate(d.pauses[vehicle, : d.pause_count[vehicle]])
        ]
        problem.add_vehicle(
            vroom.Vehicle(
                vehicle,
                start=int(d.place[start]),
                end=int(d.place[end]),
                profile=str(int(d.profile[vehicle])),
                capacity=[int(min(amount * _STEP, 1e15)) for amount in d.capacity[vehicle]],
                skills={number for vehicles, number in skill.items() if vehicle in vehicles},
                time_window=vroom.TimeWindow(int(d.early[start] * scale), int(min(d.late[end] * scale, unbounded))),
                breaks=pauses,
                costs=vroom.VehicleCosts(fixed=int(min(d.fixed[vehicle] * scale, 1e10))),
            )
        )
    for request in range(len(d.pickup)):
        amount = vroom.Amount([int(np.ceil(load * _STEP)) for load in d.quantity[request]])
        p, q = int(d.pickup[request]), int(d.dropoff[request])
        needed = {skill[rights[request]]}
        if p != NOBODY and q != NOBODY:
            ends = [
                vroom.ShipmentStep(
                    node,
                    int(d.place[node]),
                    default_service=round(float(d.service[node]) * scale),
                    time_windows=windows(node),
                )
                for node in (p, q)
            ]
            problem.add_shipment(ends[0], ends[1], amount=amount, skills=needed)
        else:
            node = q if p == NOBODY else p
            side = {"delivery": amount} if p == NOBODY else {"pickup": amount}
            service = round(float(d.service[node]) * scale)
            problem.add_job(
                vroom.Job(
                    node, int(d.place[node]), default_service=service, skills=needed, time_windows=windows(node), **side
                )
            )
    timeout = timedelta(seconds=seconds)
    found = problem.solve(exploration_level=exploration, nb_threads=1, timeout=timeout)._routes_numpy()
    routes: dict[int, list[int]] = {}
    for step in found:
        kind = step["type"].decode() if isinstance(step["type"], bytes) else str(step["type"])
        if kind in ("job", "pickup", "delivery"):
            routes.setdefault(int(step["vehicle_id"]), []).append(int(step["id"]))
    return list(routes.items())


def pyvrp_routes(
    model: Model,
    *,
    seconds: float,
    seed: int,
    iterations: int | None = None,
    start: NodeRoutes | None = None,
    stopped: Callable[[], bool] = lambda: False,
) -> NodeRoutes | None:
    """Have PyVRP plan, or better the routes given.

    It knows neither breaks nor who may carry what: None for models that have them.
    """
    import pyvrp

    d = model.data
    if any(model.locked) or not len(d.pickup) or np.any(d.pause_count) or not np.all(d.is_allowed):
        return None
    if _has_odd_windows(model):
        return None
    data, kinds = _pyvrp_data(model)
    initial = _pyvrp_solution(data, model, kinds, start) if start is not None else None

    class Stop:
        """Stops by time, or by iterations, or when somebody says so."""

        def __init__(self) -> None:
            self._limit = pyvrp.stop.MaxRuntime(seconds) if iterations is None else pyvrp.stop.MaxIterations(iterations)

        def __call__(self, best_cost: int) -> bool:
            return stopped() or self._limit(best_cost)

    found = pyvrp.solve(data, stop=Stop(), seed=seed, collect_stats=False, display=False, initial_solution=initial).best
    if not found.is_feasible():
        return None
    singles = _singles(model)
    pairs = _pairs(model)
    free = {kind: list(vehicles) for kind, vehicles in enumerate(kinds)}
    routes: NodeRoutes = []
    for route in found.routes():
        nodes = []
        for activity in route.schedule():
            step = activity.activity if hasattr(activity, "activity") else activity
            if step.is_client():
                nodes.append(int(max(d.pickup[singles[step.idx]], d.dropoff[singles[step.idx]])))
            elif step.is_pickup():
                nodes.append(int(d.pickup[pairs[step.idx]]))
            elif step.is_delivery():
                nodes.append(int(d.dropoff[pairs[step.idx]]))
        routes.append((free[route.vehicle_type()].pop(0), nodes))
    return routes


def _singles(model: Model) -> list[int]:
    d = model.data
    return [int(r) for r in np.flatnonzero((d.pickup == NOBODY) | (d.dropoff == NOBODY))]


def _pairs(model: Model) -> list[int]:
    d = model.data
    return [int(r) for r in np.flatnonzero((d.pickup != NOBODY) & (d.dropoff != NOBODY))]


def _pyvrp_data(model: Model) -> tuple[Any, list[list[int]]]:
    import pyvrp

    d = model.data
    scale = _scale(model, _LARGEST_PYVRP)
    far = int(FAR)
    amounts = [[int(np.ceil(load * _STEP)) for load in row] for row in d.quantity]

    def step(node: int, prefix: str) -> dict[str, int]:
        return {
            f"{prefix}tw_early": int(np.ceil(d.early[node] * scale)),
            f"{prefix}tw_late": int(min(d.late[node] * scale, far)),
            f"{prefix}service_duration": round(float(d.service[node]) * scale),
        }

    clients = []
    for request in _singles(model):
        is_pickup = d.dropoff[request] == NOBODY
        node = int(d.pickup[request] if is_pickup else d.dropoff[request])
        side = {"pickup" if is_pickup else "delivery": amounts[request]}
        clients.append(pyvrp.Client(int(d.place[node]), **side, **step(node, ""), required=True))
    shipments = [
        pyvrp.Shipment(
            int(d.place[d.pickup[request]]),
            int(d.place[d.dropoff[request]]),
            **step(int(d.pickup[request]), "pickup_"),
            **step(int(d.dropoff[request]), "delivery_"),
            amount=amounts[request],
        )
        for request in _pairs(model)
    ]
    depots = sorted({int(d.place[node]) for vehicle in range(len(d.profile)) for node in _ends(model, vehicle)})
    depot = {place: number for number, place in enumerate(depots)}
    kinds = [[int(v) for v in np.flatnonzero(d.kind == kind)] for kind in np.unique(d.kind)]
    types = []
    for vehicles in kinds:
        start, end = _ends(model, vehicles[0])
        types.append(
            pyvrp.VehicleType(
                num_available=len(vehicles),
                capacity=[int(min(amount * _STEP, 1e15)) for amount in d.capacity[vehicles[0]]],
                start_depot=depot[int(d.place[start])],
                end_depot=depot[int(d.place[end])],
                # Worth any detour, and no more: its penalties for lateness are bounded, and would seem cheap beside it.
                fixed_cost=int(min(d.fixed[vehicles[0]], 10 * float(d.cost[d.cost < FAR].max())) * scale),
                tw_early=int(np.ceil(d.early[start] * scale)),
                tw_late=int(min(d.late[end] * scale, far)),
                profile=int(d.profile[vehicles[0]]),
            )
        )
    data = pyvrp.ProblemData(
        locations=[pyvrp.Location(0, 0) for _place in range(d.travel.shape[1])],
        clients=clients,
        depots=[pyvrp.Depot(place) for place in depots],
        vehicle_types=types,
        distance_matrices=[_whole(matrix, scale, _LARGEST_PYVRP) for matrix in d.cost],
        duration_matrices=[_whole(matrix, scale, _LARGEST_PYVRP) for matrix in d.travel],
        shipments=shipments,
    )
    return data, kinds


def _pyvrp_solution(data: Any, model: Model, kinds: Sequence[Sequence[int]], start: NodeRoutes) -> Any:
    import pyvrp

    d = model.data
    kind_of = {vehicle: kind for kind, vehicles in enumerate(kinds) for vehicle in vehicles}
    single = {request: number for number, request in enumerate(_singles(model))}
    pair = {request: number for number, request in enumerate(_pairs(model))}
    kinds_of_step = pyvrp.ActivityType
    routes = []
    for vehicle, nodes in start:
        steps = []
        for node in nodes:
            request = int(d.owner[node])
            if request in single:
                steps.append(pyvrp.Activity(kinds_of_step.CLIENT, single[request]))
            else:
                is_pickup = d.pickup[request] == node
                kind = kinds_of_step.PICKUP if is_pickup else kinds_of_step.DELIVERY
                steps.append(pyvrp.Activity(kind, pair[request]))
        routes.append(pyvrp.Route(data, steps, kind_of[vehicle]))
    return pyvrp.Solution(data, routes)


def _ends(model: Model, vehicle: int) -> tuple[int, int]:
    first = len(model.nodes) + 2 * vehicle
    return first, first + 1


def _has_odd_windows(model: Model) -> bool:
    """Negative times are ours alone."""
    return bool(np.any(model.data.early < 0))


def _scale(model: Model, largest: int) -> float:
    """Choose a power of ten so that a day in it is a whole number the library holds; a thousandth of a second at best."""
    d = model.data
    values = [d.travel[d.travel < FAR], d.cost[d.cost < FAR], d.late[d.late < FAR], d.early]
    highest = max([1.0, *(float(np.max(some)) for some in values if len(some))])
    return float(10.0 ** min(3, int(np.floor(np.log10(largest / 8 / highest)))))


def _whole(matrix: Any, scale: float, largest: int) -> Any:
    return np.minimum(np.round(matrix * scale), largest).astype(np.int64)


def as_routes(route: Any, length: Any, frozen: Any) -> NodeRoutes:
    """List the movable nodes of the rows of a state."""
    return [
        (row, [int(node) for node in route[row, frozen[row] : length[row] - 1]])
        for row in range(len(frozen))
        if length[row] > frozen[row] + 1
    ]


__all__ = ["NodeRoutes", "as_routes", "pyvrp_routes", "vroom_routes"]
