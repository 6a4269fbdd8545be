"""Instances in the format of Li & Lim, distances Euclidean in double precision, vehicles first and then distance.

Source: Li & Lim 2001, A metaheuristic for the pickup and delivery problem with time windows; SINTEF's collection.
First line: vehicles, capacity, speed. Then one row for each task: number, x, y, demand, ready time, due date, service time,
its pickup's number, its drop-off's number; the first row is the depot.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from .types import InvalidProblem, Matrix, Plan, Problem, Shipment, Stop, Vehicle

# More than any route is long: one vehicle fewer is worth any detour.
VEHICLE_COST = 1e6


@dataclass(frozen=True, slots=True)
class _Row:
    number: int
    x: float
    y: float
    demand: float
    ready: float
    due: float
    service: float
    pickup: int
    dropoff: int


def read_instance(*, path: Path) -> Problem:
    """Read a file; stops and places are named by the numbers of its rows.

    Raises: InvalidProblem, naming the line.
    """
    try:
        lines = [line.split() for line in path.read_text(encoding="utf-8-sig").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise InvalidProblem(f"{path} cannot be read: {error}") from error
    numbered = [(number, words) for number, words in enumerate(lines, start=1) if words]
    if not numbered:
        raise InvalidProblem(f"{path} is empty.")
    vehicles, capacity, speed = _numbers(*numbered[0], at_least=2, asked=3)
    rows = [_row(number, words) for number, words in numbered[1:]]
    if not rows:
        raise InvalidProblem(f"{path} has no depot: a row must follow the first line.")
    return _problem(int(vehicles), capacity, speed or 1.0, rows)


def _numbers(line: int, words: list[str], *, at_least: int, asked: int) -> list[float]:
    try:
        found = [float(word) for word in words[:asked]]
    except ValueError as error:
        raise InvalidProblem(f"Line {line}: {error}.") from error
    if len(found) < at_least:
        raise InvalidProblem(f"Line {line}: {at_least} numbers are expected, {len(found)} found.")
    return found + [0.0] * (asked - len(found))


def _row(line: int, words: list[str]) -> _Row:
    number, x, y, demand, ready, due, service, pickup, dropoff = _numbers(line, words, at_least=9, asked=9)
    return _Row(int(number), x, y, demand, ready, due, service, int(pickup), int(dropoff))


def _problem(vehicles: int, capacity: float, speed: float, rows: list[_Row]) -> Problem:
    place = {row.number: index for index, row in enumerate(rows)}
    by_number = {row.number: row for row in rows}
    if len(by_number) != len(rows):
        raise InvalidProblem("Two rows have the same number.")

    def stop(row: _Row) -> Stop:
        return Stop(str(row.number), place[row.number], row.ready, row.due, row.service)

    shipments = []
    for row in rows[1:]:
        if row.pickup:
            continue  # a drop-off, told with its pickup
        other = by_number.get(row.dropoff)
        if row.dropoff and other is None:
            raise InvalidProblem(f"Task {row.number} has a drop-off that is not there: {row.dropoff}.")
        if row.dropoff and other is not None:
            shipments.append(Shipment(str(row.number), stop(row), stop(other), (abs(row.demand),)))
        else:
            pickup, dropoff = (stop(row), None) if row.demand > 0 else (None, stop(row))
            shipments.append(Shipment(str(row.number), pickup, dropoff, (abs(row.demand),)))
    xy = np.array([(row.x, row.y) for row in rows])
    between = xy[:, None, :] - xy[None, :, :]
    distances = np.sqrt((between**2).sum(axis=2))
    depot = rows[0]
    fleet = tuple(
        Vehicle(str(number + 1), 0, 0, depot.ready, depot.due, (capacity,), fixed_cost=VEHICLE_COST)
        for number in range(vehicles)
    )
    # The collection's speed is 1 everywhere.
    return Problem(tuple(shipments), fleet, {"": Matrix(distances / speed, distances)})


def written(plan: Plan) -> str:
    """Write the routes as the collections of best known solutions do."""
    lines = [
        f"Route {number} : {' '.join(visit.stop_id for visit in route.visits)}"
        for number, route in enumerate(plan.routes, start=1)
    ]
    lines += [f"Vehicles: {len(plan.routes)}", f"Distance: {plan.distance_m:.4f}"]
    if plan.unassigned:
        lines.append(f"Unassigned: {' '.join(entry.shipment_id for entry in plan.unassigned)}")
    return "\n".join(lines)
