"""The times of one route: as early as possible, breaks where they delay least, no waiting before the first stop."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from .types import Break, InvalidProblem, Loads, Problem, Rest, Route, Shipment, Stop, Vehicle, Visit


@dataclass(frozen=True, slots=True)
class _Label:
    """The earliest way to be so far with so many breaks taken; `before` tells how."""

    time_s: float
    before: "_Label | None" = None
    visit: tuple[float, float] | None = None  # arrival, begin
    rest: tuple[float, float] | None = None
    is_departure: bool = False


def route_of(*, problem: Problem, vehicle: Vehicle, stops: Sequence[tuple[Stop, Shipment]]) -> Route:
    """Work out when a vehicle is where, what it carries and how far it goes. Locked stops may be late.

    Raises: InvalidProblem, when another stop cannot be served in time.
    """
    labels = _ride(problem, vehicle, stops, vehicle.breaks_in_order) if vehicle.breaks else None
    # What is locked may leave no time for breaks: then they are left out, and whoever looks sees it.
    label = labels or _ride(problem, vehicle, stops, [])
    if label is None:
        raise InvalidProblem(f"Vehicle {vehicle.id} cannot serve its stops in this order in time.")
    events = _unrolled(label)
    matrix = problem.matrices[vehicle.profile]
    places = [vehicle.start, *(stop.place for stop, _shipment in stops), vehicle.end]
    legs = [(a, b) for a, b in pairwise(places) if a is not None and b is not None]
    visits, rests, start_s, end_s = _visits(events, stops, vehicle, problem)
    return Route(
        vehicle_id=vehicle.id,
        visits=visits,
        start_s=start_s,
        end_s=end_s,
        distance_m=float(sum(matrix.distances_m[a, b] for a, b in legs)),
        travel_s=float(sum(matrix.durations_s[a, b] for a, b in legs)),
        rests=rests,
    )


def _ride(
    problem: Problem, vehicle: Vehicle, stops: Sequence[tuple[Stop, Shipment]], pauses: Sequence[Break]
) -> _Label | None:
    durations = problem.matrices[vehicle.profile].durations_s
    labels: list[_Label | None] = [_Label(vehicle.earliest_s), *[None] * len(pauses)]
    place = vehicle.start
    for index, (stop, _shipment) in enumerate(stops):
        latest = stop.latest_s if index >= len(vehicle.locked) else math.inf
        labels = _rested(labels, pauses)
        drive = 0.0 if place is None else float(durations[place, stop.place])
        labels = [_Label(label.time_s + drive, label, is_departure=True) if label else None for label in labels]
        setup = stop.setup_s if place != stop.place else 0.0
        arrivals = labels
        labels = _rested([_Label(one.time_s + setup, one) if one else None for one in arrivals], pauses)
        labels = [_served(label, stop, latest) if label else None for label in labels]
        place = stop.place
    labels = _rested(labels, pauses)
    drive = 0.0 if place is None or vehicle.end is None else float(durations[place, vehicle.end])
    labels = [_Label(label.time_s + drive, label, is_departure=True) if label else None for label in labels]
    return _rested(labels, pauses)[-1]


def _rested(labels: list[_Label | None], pauses: Sequence[Break]) -> list[_Label | None]:
    found = list(labels)
    for taken, pause in enumerate(pauses):
        label = found[taken]
        if label is None:
            continue
        begin = max(label.time_s, pause.earliest_s)
        end = begin + pause.duration_s
        known = found[taken + 1]
        if begin <= pause.latest_s and (known is None or end < known.time_s):
            found[taken + 1] = _Label(end, label, rest=(begin, end))
    return found


def _served(label: _Label, stop: Stop, latest: float) -> _Label | None:
    begin = max(label.time_s, stop.earliest_s)
    return _Label(begin + stop.service_s, label, visit=(label.time_s, begin)) if begin <= latest else None


def _unrolled(label: _Label) -> list[_Label]:
    events = []
    at: _Label | None = label
    while at is not None:
        events.append(at)
        at = at.before
    return events[::-1]


def _visits(
    events: Sequence[_Label], stops: Sequence[tuple[Stop, Shipment]], vehicle: Vehicle, problem: Problem
) -> tuple[tuple[Visit, ...], tuple[Rest, ...], float, float]:
    departures = [event.before.time_s for event in events if event.is_departure and event.before]
    arrivals = [event.time_s for event in events if event.is_departure]
    begins = [event.visit[1] for event in events if event.visit]
    rests: list[Rest] = []
    visited = 0
    for event in events:
        visited += event.visit is not None
        if event.rest:
            rests.append(Rest(event.rest[0], event.rest[1], visited))
    end_s = arrivals[-1]
    if begins and not any(rest.after == 0 for rest in rests):
        # No reason to leave before it is time.
        spare = max(0.0, begins[0] - arrivals[0] - _setup(vehicle.start, stops[0][0]))
        departures[0] += spare
        arrivals[0] += spare
    loads = _loads(stops, len(max((s.loads for _stop, s in stops), key=len, default=())))
    visits, place = [], vehicle.start
    for index, (stop, shipment) in enumerate(stops):
        rested = sum(rest.end_s - rest.start_s for rest in rests if arrivals[index] <= rest.start_s < begins[index])
        setup = _setup(place, stop)
        visits.append(
            Visit(
                stop_id=stop.id,
                shipment_id=shipment.id,
                place=stop.place,
                arrival_s=arrivals[index],
                start_s=begins[index],
                departure_s=departures[index + 1],
                wait_s=max(0.0, begins[index] - arrivals[index] - setup - rested),
                late_s=max(0.0, begins[index] - stop.latest_s),
                loads=loads[index],
            )
        )
        place = stop.place
    return tuple(visits), tuple(rests), departures[0], end_s


def _setup(origin: int | None, stop: Stop) -> float:
    return stop.setup_s if origin != stop.place else 0.0


def _loads(stops: Sequence[tuple[Stop, Shipment]], dimensions: int) -> list[Loads]:
    aboard = [0.0] * dimensions
    for stop, shipment in stops:
        if shipment.pickup is None and stop is shipment.dropoff:
            aboard = [one + other for one, other in zip(aboard, _wide(shipment.loads, dimensions), strict=True)]
    found = []
    for stop, shipment in stops:
        sign = 1 if stop is shipment.pickup else -1
        aboard = [one + sign * other for one, other in zip(aboard, _wide(shipment.loads, dimensions), strict=True)]
        found.append(tuple(aboard))
    return found


def _wide(loads: Loads, dimensions: int) -> list[float]:
    return [*loads, *[0.0] * (dimensions - len(loads))]
