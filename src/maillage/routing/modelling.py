"""From a problem to the arrays of the search, and back to node numbers."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from .blocks import Request, refuse_torn_blocks, requests_of
from .kernel.arrays import NOBODY, Data
from .types import InvalidProblem, Loads, Problem, Reason, Shipment, Stop, Vehicle

# Beyond any clock and any map, and still exact in floating point when summed.
FAR = 1e13
NO_WAY = 1e14
_NEAREST = 100


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """`requests`: what may be moved, by number; `nodes`: the stops, by number; `reasons`: who is out at once."""

    problem: Problem
    data: Data
    requests: tuple[Request, ...]
    nodes: tuple[tuple[Stop, Shipment], ...]
    locked: tuple[tuple[int, ...], ...]
    reasons: dict[str, Reason]


def model_of(problem: Problem) -> Model:
    """Translate a problem.

    Raises: InvalidProblem, when its parts do not fit together.
    """
    _refuse_nonsense(problem)
    locked_at = {stop_id: vehicle for vehicle in problem.vehicles for stop_id in vehicle.locked}
    reasons: dict[str, Reason] = {}
    requests: list[Request] = []
    nodes: list[tuple[Stop, Shipment]] = []
    for request in requests_of(problem, locked_at):
        whole = request.shipments
        refused = _reasons(problem, request, locked_at)
        reasons |= refused
        nodes += [
            (stop, shipment)
            for shipment in whole
            for stop in shipment.stops
            if shipment.id not in refused or stop.id in locked_at
        ]
        if request.stops and not refused:
            requests.append(replace(request, shipments=tuple(_unlocked_part(one, locked_at) for one in whole)))
    number = {stop.id: index for index, (stop, _shipment) in enumerate(nodes)}
    locked = tuple(tuple(number[stop_id] for stop_id in vehicle.locked) for vehicle in problem.vehicles)
    data = _data(problem, requests, nodes, number, locked)
    return Model(problem, data, tuple(requests), tuple(nodes), locked, reasons)


def _unlocked_part(shipment: Shipment, locked_at: dict[str, Vehicle]) -> Shipment:
    """Give what may still be moved: a drop-off alone, on the vehicle that carries it, once the pickup is locked.

    One that is over binds the rest of its block to the vehicle that rode it.
    """
    vehicle = next((locked_at[stop.id] for stop in shipment.stops if stop.id in locked_at), None)
    if vehicle is None:
        return shipment
    return replace(shipment, pickup=None, vehicles=frozenset({vehicle.id}), skills=frozenset())


def _refuse_nonsense(problem: Problem) -> None:
    stops = [stop for shipment in problem.shipments for stop in shipment.stops]
    for what, ids in (
        ("shipment", [shipment.id for shipment in problem.shipments]),
        ("stop", [stop.id for stop in stops]),
        ("vehicle", [vehicle.id for vehicle in problem.vehicles]),
        ("locked stop", [stop_id for vehicle in problem.vehicles for stop_id in vehicle.locked]),
    ):
        if len(ids) != len(set(ids)):
            raise InvalidProblem(f"Two of the same {what}: {next(one for one in ids if ids.count(one) > 1)}.")
    sizes = set()
    for profile, matrix in problem.matrices.items():
        size = len(matrix.durations_s)
        if matrix.durations_s.shape != (size, size) or matrix.distances_m.shape != (size, size):
            raise InvalidProblem(f"The matrix of profile {profile!r} is not square.")
        sizes.add(size)
    if len(sizes) > 1:
        raise InvalidProblem("The matrices do not have the same places.")
    size = sizes.pop() if sizes else 0
    for vehicle in problem.vehicles:
        if vehicle.profile not in problem.matrices:
            raise InvalidProblem(f"Vehicle {vehicle.id} has a profile without matrix: {vehicle.profile!r}.")
        for place in (vehicle.start, vehicle.end):
            if place is not None and not 0 <= place < size:
                raise InvalidProblem(f"Vehicle {vehicle.id} names place {place} of {size}.")
    for stop in stops:
        if problem.vehicles and not 0 <= stop.place < size:
            raise InvalidProblem(f"Stop {stop.id} names place {stop.place} of {size}.")
    _refuse_impossible_locks(problem)
    refuse_torn_blocks(problem)


def _refuse_impossible_locks(problem: Problem) -> None:
    known = {stop.id: shipment for shipment in problem.shipments for stop in shipment.stops}
    for vehicle in problem.vehicles:
        done: set[str] = set()
        for stop_id in vehicle.locked:
            shipment = known.get(stop_id)
            if shipment is None:
                raise InvalidProblem(f"Vehicle {vehicle.id} has an unknown stop locked: {stop_id}.")
            is_drop = shipment.dropoff is not None and shipment.dropoff.id == stop_id
            if is_drop and shipment.pickup is not None and shipment.pickup.id not in done:
                raise InvalidProblem(f"Vehicle {vehicle.id} has {stop_id} locked before its pickup.")
            done.add(stop_id)


def _reasons(problem: Problem, request: Request, locked_at: dict[str, Vehicle]) -> dict[str, Reason]:
    """Say what excludes shipments whatever the routes. Of a block, some have a reason of their own, or all have the block's."""
    waiting = [one for one in request.shipments if any(stop.id not in locked_at for stop in one.stops)]
    untouched = [one for one in request.shipments if all(stop.id not in locked_at for stop in one.stops)]
    found = {one.id: reason for one in untouched if (reason := _own_reason(problem, one, request))}
    if request.is_block and waiting:
        if not found and (reason := _reason_of_block(problem, request, locked_at)):
            found = {one.id: reason for one in waiting}
        elif found:
            found = {one.id: Reason.BLOCK for one in waiting} | found
    return found


def _own_reason(problem: Problem, shipment: Shipment, request: Request) -> Reason | None:
    if not _is_valid(shipment):
        return Reason.INVALID
    reason = _first_refusal(
        problem, allowed=shipment.vehicles, skills=shipment.skills, loads=shipment.loads, stops=shipment.stops
    )
    first, last = shipment.pickup, shipment.dropoff
    if reason is None and first is not None and last is not None and first.earliest_s > last.latest_s:
        return Reason.WINDOW
    return reason or (Reason.ORDER if request.drops_first(shipment) else None)


def _reason_of_block(problem: Problem, request: Request, locked_at: dict[str, Vehicle]) -> Reason | None:
    parts = [_unlocked_part(one, locked_at) for one in request.shipments]
    chosen = [one.vehicles for one in parts if one.vehicles is not None]
    return _first_refusal(
        problem,
        allowed=frozenset.intersection(*chosen) if chosen else None,
        skills=frozenset[str]().union(*(one.skills for one in parts)),
        loads=request.peak(locked_at),
        stops=request.stops,
    )


def _first_refusal(
    problem: Problem,
    *,
    allowed: frozenset[str] | None,
    skills: frozenset[str],
    loads: Loads,
    stops: Sequence[Stop],
) -> Reason | None:
    """Give the first question that no vehicle passes."""
    vehicles = list(problem.vehicles)
    if not vehicles:
        return Reason.NO_VEHICLE
    for reason, may in (
        (Reason.NOT_ALLOWED, lambda v: allowed is None or v.id in allowed),
        (Reason.SKILL, lambda v: skills <= v.skills),
        (Reason.CAPACITY, lambda v: _has_room(v, loads)),
        (Reason.UNREACHABLE, lambda v: _can_reach(problem, v, stops)),
    ):
        vehicles = [vehicle for vehicle in vehicles if may(vehicle)]
        if not vehicles:
            return reason
    return None


def _is_valid(shipment: Shipment) -> bool:
    return (
        bool(shipment.stops)
        and all(math.isfinite(load) and load >= 0 for load in shipment.loads)
        and all(
            stop.earliest_s <= stop.latest_s
            and math.isfinite(stop.earliest_s)
            and 0 <= stop.service_s < math.inf
            and 0 <= stop.setup_s < math.inf
            for stop in shipment.stops
        )
    )


def _has_room(vehicle: Vehicle, loads: Loads) -> bool:
    return all(load <= capacity for load, capacity in zip(loads, vehicle.capacities, strict=False))


def _can_reach(problem: Problem, vehicle: Vehicle, stops: Sequence[Stop]) -> bool:
    durations = problem.matrices[vehicle.profile].durations_s
    places = [vehicle.start, *(stop.place for stop in stops), vehicle.end]
    known = [place for place in places if place is not None]
    return all(math.isfinite(durations[a, b]) for a, b in pairwise(known))


def _data(
    problem: Problem,
    requests: list[Request],
    nodes: list[tuple[Stop, Shipment]],
    number: dict[str, int],
    locked: tuple[tuple[int, ...], ...],
) -> Data:
    vehicles = problem.vehicles
    stops = [stop for stop, _shipment in nodes]
    points: list[tuple[int | None, float]] = [(stop.place, stop.setup_s) for stop in stops]
    for vehicle in vehicles:
        points += [(vehicle.start, 0.0), (vehicle.end, 0.0)]
    places = {point: index for index, point in enumerate(dict.fromkeys(points))}
    travel, cost, profile = _matrices(problem, list(places))
    is_locked = {node for route in locked for node in route}
    shift = [bound for v in vehicles for bound in ((v.earliest_s, FAR), (v.earliest_s, min(v.latest_s, FAR)))]
    chains = [[number[stop.id] for stop in request.stops] for request in requests]
    singles = [None if request.is_block else request.shipments[0] for request in requests]
    pickup = [number[one.pickup.id] if one and one.pickup else NOBODY for one in singles]
    dropoff = [number[one.dropoff.id] if one and one.dropoff else NOBODY for one in singles]
    owner = np.full(len(points), NOBODY, np.int64)
    for index, chain in enumerate(chains):
        owner[chain] = index
    dimensions = max([1, *(len(v.capacities) for v in vehicles), *(len(s.loads) for s in problem.shipments)])
    capacity, aboard = _capacities(problem, nodes, locked, dimensions)
    quantity = _table([_padded(one.loads if one else (), dimensions, 0.0) for one in singles], dimensions)
    is_allowed = _allowed(requests, vehicles)
    carried = {nodes[node][1].id for route in locked for node in route}
    pauses, pause_count = _pauses(vehicles)
    return Data(
        travel=travel,
        cost=cost,
        place=np.array([places[point] for point in points], np.int64),
        **_windows(stops, is_locked, shift),
        pickup=np.array(pickup, np.int64),
        dropoff=np.array(dropoff, np.int64),
        head=np.array([chain[0] for chain in chains], np.int64),
        tail=np.array([chain[-1] for chain in chains], np.int64),
        **_chains(requests, chains, len(points)),
        owner=owner,
        quantity=quantity,
        change=_changes(nodes, locked, len(points), dimensions),
        laden=_table(
            [_padded(one.laden(carried) if one.is_block else (), dimensions, 0.0) for one in requests], dimensions
        ),
        is_carried=np.array([one is not None and one.id in carried for one in singles], np.bool_),
        is_allowed=is_allowed,
        profile=profile,
        capacity=capacity,
        aboard=aboard,
        fixed=np.array([vehicle.fixed_cost for vehicle in vehicles], np.float64),
        frozen=np.array([1 + len(route) for route in locked], np.int64),
        kind=_kinds(vehicles, is_allowed),
        pauses=pauses,
        pause_count=pause_count,
        near=_near(requests, points, places, cost, number),
    )


def _windows(stops: Sequence[Stop], is_locked: set[int], shift: Sequence[tuple[float, float]]) -> dict[str, np.ndarray]:
    """Give when each node may begin and how long it takes; what is locked is never too late."""
    latest = [FAR if node in is_locked else min(stop.latest_s, FAR) for node, stop in enumerate(stops)]
    return {
        "early": np.array([*(stop.earliest_s for stop in stops), *(early for early, _late in shift)], np.float64),
        "late": np.array([*latest, *(late for _early, late in shift)], np.float64),
        "service": np.array([*(stop.service_s for stop in stops), *[0.0] * len(shift)], np.float64),
    }


def _allowed(requests: Sequence[Request], vehicles: Sequence[Vehicle]) -> np.ndarray:
    rows = [[all(_may_carry(v, shipment) for shipment in one.shipments) for v in vehicles] for one in requests]
    return np.array(rows, np.bool_).reshape(len(requests), len(vehicles))


def _chains(requests: list[Request], chains: list[list[int]], nodes: int) -> dict[str, np.ndarray]:
    length = np.array(
        [len(chain) if one.is_block else 0 for one, chain in zip(requests, chains, strict=True)], np.int64
    )
    table = np.full((len(chains), max([1, *length])), NOBODY, np.int64)
    follows = np.zeros(nodes, np.bool_)
    for row, chain in enumerate(chains):
        if length[row]:
            table[row, : length[row]] = chain
            follows[chain[:-1]] = True
    return {"chain": table, "chain_length": length, "follows": follows}


def _changes(
    nodes: list[tuple[Stop, Shipment]], locked: tuple[tuple[int, ...], ...], count: int, dimensions: int
) -> np.ndarray:
    """Give what each stop adds to the load; those that are locked are counted in what their vehicle has aboard."""
    change = np.zeros((count, dimensions))
    for node, (stop, shipment) in enumerate(nodes):
        loads = np.array(_padded(shipment.loads, dimensions, 0.0))
        change[node] = loads if stop is shipment.pickup else -loads
    change[[node for route in locked for node in route]] = 0.0
    return change


def _matrices(problem: Problem, points: list[tuple[int | None, float]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    names = list(problem.matrices)
    size = len(points)
    travel = np.zeros((max(1, len(names)), size, size))
    cost = np.zeros_like(travel)
    known = np.array([index for index, (place, _setup) in enumerate(points) if place is not None], np.int64)
    at = np.array([points[index][0] for index in known], np.int64)
    setup = np.array([points[index][1] for index in known], np.float64)
    for index, name in enumerate(names):
        matrix = problem.matrices[name]
        if len(known):
            grid = np.ix_(known, known)
            durations = _finite(matrix.durations_s[np.ix_(at, at)])
            distances = _finite(matrix.distances_m[np.ix_(at, at)])
            travel[index][grid] = durations + np.where(at[:, None] != at[None, :], setup[None, :], 0.0)
            cost[index][grid] = distances * problem.metre_cost + durations * problem.second_cost
            nowhere = np.setdiff1d(np.arange(size), known)
            travel[index][np.ix_(nowhere, known)] = setup[None, :]
    numbers = {name: index for index, name in enumerate(names)}
    return travel, cost, np.array([numbers[vehicle.profile] for vehicle in problem.vehicles], np.int64)


def _finite(matrix: np.ndarray) -> np.ndarray:
    return np.where(np.isfinite(matrix), matrix, NO_WAY)


def _may_carry(vehicle: Vehicle, shipment: Shipment) -> bool:
    is_chosen = shipment.vehicles is None or vehicle.id in shipment.vehicles
    return is_chosen and shipment.skills <= vehicle.skills


def _padded(loads: Loads, dimensions: int, filling: float) -> list[float]:
    return [*loads, *[filling] * (dimensions - len(loads))]


def _table(rows: list[list[float]], width: int) -> np.ndarray:
    return np.array(rows, np.float64).reshape(len(rows), width)


def _capacities(
    problem: Problem, nodes: list[tuple[Stop, Shipment]], locked: tuple[tuple[int, ...], ...], dimensions: int
) -> tuple[np.ndarray, np.ndarray]:
    """Give each vehicle's limits, and what its locked stops leave aboard, which may be above them."""
    capacity = _table([_padded(v.capacities, dimensions, FAR) for v in problem.vehicles], dimensions)
    aboard = np.zeros_like(capacity)
    for vehicle, route in enumerate(locked):
        carried = np.zeros(dimensions)
        for node in route:
            stop, shipment = nodes[node]
            loads = np.array(_padded(shipment.loads, dimensions, 0.0))
            is_dropped = shipment.dropoff is not None and any(nodes[other][0] is shipment.dropoff for other in route)
            if stop is shipment.pickup and not is_dropped:
                carried += loads
        aboard[vehicle] = carried
        capacity[vehicle] = np.maximum(capacity[vehicle], carried)
    # Sums of decimal weights are not exact: a kilogram of ten hectograms must fit.
    return capacity * (1 + 1e-9), aboard


def _pauses(vehicles: tuple[Vehicle, ...]) -> tuple[np.ndarray, np.ndarray]:
    most = max([1, *(len(vehicle.breaks) for vehicle in vehicles)])
    pauses = np.zeros((len(vehicles), most, 3))
    for row, vehicle in enumerate(vehicles):
        for column, pause in enumerate(vehicle.breaks_in_order):
            pauses[row, column] = (pause.earliest_s, min(pause.latest_s, FAR), pause.duration_s)
    return pauses, np.array([len(vehicle.breaks) for vehicle in vehicles], np.int64)


def _kinds(vehicles: tuple[Vehicle, ...], is_allowed: np.ndarray) -> np.ndarray:
    keys = [
        (replace(vehicle, id="", skills=frozenset()), is_allowed[:, index].tobytes())
        for index, vehicle in enumerate(vehicles)
    ]
    known = {key: index for index, key in enumerate(dict.fromkeys(keys))}
    return np.array([known[key] for key in keys], np.int64)


def _near(
    requests: list[Request],
    points: list[tuple[int | None, float]],
    places: dict[tuple[int | None, float], int],
    cost: np.ndarray,
    number: dict[str, int],
) -> np.ndarray:
    """Rank, for each request, the others by the least cost between any stop of the one and any of the other."""
    count = len(requests)
    rank = min(_NEAREST, count - 1)
    if rank <= 0:
        return np.zeros((count, 0), np.int64)
    ends = [
        np.array([places[points[number[request.stops[end].id]]] for request in requests], np.int64) for end in (0, -1)
    ]
    between = np.minimum.reduce([cost[0][np.ix_(one, other)] for one in ends for other in ends])
    between = np.minimum(between, between.T)
    np.fill_diagonal(between, np.inf)
    return np.argsort(between, axis=1, kind="stable")[:, :rank].astype(np.int64)
