"""An independent checker: it shares no code with the planner and trusts nothing that a plan says of itself."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from .types import Loads, Matrix, Plan, Problem, Rest, Route, Shipment, Stop, Vehicle, Visit

# Seconds and metres; large enough for sums in floating point, small enough to show any real mistake.
TOLERANCE = 1e-5


class Rule(StrEnum):
    """What a plan can break."""

    UNKNOWN = "unknown"
    COUNT = "count"  # served twice, or neither served nor unassigned, or both
    PAIR = "pair"
    TRAVEL = "travel"
    WINDOW = "window"
    SERVICE = "service"
    SHIFT = "shift"
    CAPACITY = "capacity"
    SKILL = "skill"
    NOT_ALLOWED = "not_allowed"
    BREAK = "break"
    LOCKED = "locked"
    TOTALS = "totals"
    BLOCK = "block"


@dataclass(frozen=True, slots=True)
class Violation:
    rule: Rule
    detail: str
    vehicle_id: str = ""
    stop_id: str = ""


def check(problem: Problem, plan: Plan) -> tuple[Violation, ...]:
    """List what is wrong with a plan; an empty tuple means that it can be ridden as written."""
    stops = {stop.id: (stop, shipment) for shipment in problem.shipments for stop in shipment.stops}
    vehicles = {vehicle.id: vehicle for vehicle in problem.vehicles}
    found = list(_counts(problem, plan))
    found += _locked_elsewhere(problem, plan)
    found += _blocks(problem, plan)
    for route in plan.routes:
        vehicle = vehicles.get(route.vehicle_id)
        if vehicle is None:
            found.append(Violation(Rule.UNKNOWN, "no such vehicle", route.vehicle_id))
        elif all(visit.stop_id in stops for visit in route.visits):
            found += _RouteCheck(problem, vehicle, route, stops).violations()
    return tuple(found)


def _counts(problem: Problem, plan: Plan) -> Iterator[Violation]:
    known = {stop.id for shipment in problem.shipments for stop in shipment.stops}
    visits = Counter(visit.stop_id for route in plan.routes for visit in route.visits)
    unassigned = Counter(entry.shipment_id for entry in plan.unassigned)
    for stop_id in visits.keys() - known:
        yield Violation(Rule.UNKNOWN, "no such stop", stop_id=stop_id)
    for shipment_id in unassigned.keys() - {shipment.id for shipment in problem.shipments}:
        yield Violation(Rule.UNKNOWN, f"no shipment {shipment_id}")
    for vehicle_id, count in Counter(route.vehicle_id for route in plan.routes).items():
        if count > 1:
            yield Violation(Rule.COUNT, f"{count} routes", vehicle_id)
    locked = {stop_id for vehicle in problem.vehicles for stop_id in vehicle.locked}
    for shipment in problem.shipments:
        told = unassigned[shipment.id]
        for stop in shipment.stops:
            if stop.id in locked and visits[stop.id] == 1:
                continue  # what is under way stays, even when its other end could not be placed
            if visits[stop.id] + told != 1:
                detail = f"served {visits[stop.id]} times, unassigned {told} times"
                yield Violation(Rule.COUNT, detail, stop_id=stop.id)


def _locked_elsewhere(problem: Problem, plan: Plan) -> Iterator[Violation]:
    for vehicle in problem.vehicles:
        route = plan.route_of(vehicle.id)
        ridden = tuple(visit.stop_id for visit in route.visits[: len(vehicle.locked)]) if route else ()
        if ridden != vehicle.locked:
            yield Violation(Rule.LOCKED, f"begins with {ridden}, not {vehicle.locked}", vehicle.id)


def _blocks(problem: Problem, plan: Plan) -> Iterator[Violation]:
    places = {
        visit.stop_id: (route.vehicle_id, place) for route in plan.routes for place, visit in enumerate(route.visits)
    }
    riding = {stop_id: vehicle.id for vehicle in problem.vehicles for stop_id in vehicle.locked}
    for block in problem.blocks:
        free = [stop_id for stop_id in block if stop_id not in riding]
        ridden = [places[stop_id] for stop_id in free if stop_id in places]
        if not ridden:
            continue
        vehicle_id, first = ridden[0]
        if ridden != [(vehicle_id, first + rank) for rank in range(len(free))]:
            yield Violation(Rule.BLOCK, f"not one piece in its order: {ridden}", vehicle_id, free[0])
        if {riding[stop_id] for stop_id in block if stop_id in riding} - {vehicle_id}:
            yield Violation(Rule.BLOCK, "not with what is under way of it", vehicle_id, free[0])


class _RouteCheck:
    def __init__(
        self, problem: Problem, vehicle: Vehicle, route: Route, stops: dict[str, tuple[Stop, Shipment]]
    ) -> None:
        self._vehicle, self._route = vehicle, route
        self._matrix: Matrix = problem.matrices[vehicle.profile]
        self._visits = [(visit, *stops[visit.stop_id]) for visit in route.visits]

    def violations(self) -> Iterator[Violation]:
        yield from self._pairs()
        yield from self._rights()
        yield from self._times()
        yield from self._travel()
        yield from self._breaks()
        yield from self._capacity()

    def _broken(self, rule: Rule, detail: str, visit: Visit | None = None) -> Violation:
        return Violation(rule, detail, self._vehicle.id, visit.stop_id if visit else "")

    def _pairs(self) -> Iterator[Violation]:
        order = {visit.stop_id: index for index, visit in enumerate(self._route.visits)}
        for visit, stop, shipment in self._visits:
            if shipment.pickup is None or shipment.dropoff is None:
                continue
            if stop is shipment.dropoff and order.get(shipment.pickup.id, len(order)) > order[stop.id]:
                yield self._broken(Rule.PAIR, "dropped before it was picked up in this route", visit)
            is_locked = stop.id in self._vehicle.locked
            if stop is shipment.pickup and shipment.dropoff.id not in order and not is_locked:
                yield self._broken(Rule.PAIR, "picked up, never dropped", visit)

    def _rights(self) -> Iterator[Violation]:
        for visit, _stop, shipment in self._visits:
            if any(one.id in self._vehicle.locked for one in shipment.stops):
                continue  # under way with it, rightly or not
            if not shipment.skills <= self._vehicle.skills:
                yield self._broken(Rule.SKILL, f"needs {sorted(shipment.skills - self._vehicle.skills)}", visit)
            if shipment.vehicles is not None and self._vehicle.id not in shipment.vehicles:
                yield self._broken(Rule.NOT_ALLOWED, "chosen for another vehicle", visit)

    def _times(self) -> Iterator[Violation]:
        before = self._route.start_s
        previous: int | None = self._vehicle.start
        for index, (visit, stop, _shipment) in enumerate(self._visits):
            setup = stop.setup_s if previous != stop.place else 0.0
            if not before - TOLERANCE <= visit.arrival_s <= visit.start_s - setup + TOLERANCE:
                yield self._broken(Rule.TRAVEL, "arrives before it left, or begins before it arrives", visit)
            if not 0 <= visit.wait_s <= visit.start_s - visit.arrival_s - setup + TOLERANCE:
                yield self._broken(Rule.TOTALS, "says another wait", visit)
            if visit.departure_s < visit.start_s + stop.service_s - TOLERANCE:
                yield self._broken(Rule.SERVICE, f"leaves after {visit.departure_s - visit.start_s} s", visit)
            if visit.start_s < stop.earliest_s - TOLERANCE:
                yield self._broken(Rule.WINDOW, f"begins {stop.earliest_s - visit.start_s} s too early", visit)
            late = visit.start_s - stop.latest_s
            if late > TOLERANCE and index >= len(self._vehicle.locked):
                yield self._broken(Rule.WINDOW, f"begins {late} s too late", visit)
            if abs(visit.late_s - max(0.0, late)) > TOLERANCE:
                yield self._broken(Rule.TOTALS, "says another lateness", visit)
            before, previous = visit.departure_s, stop.place
        if self._route.start_s < self._vehicle.earliest_s - TOLERANCE:
            yield self._broken(Rule.SHIFT, "leaves before the shift")
        is_free = len(self._visits) > len(self._vehicle.locked)
        if is_free and self._route.end_s > self._vehicle.latest_s + TOLERANCE:
            yield self._broken(Rule.SHIFT, f"ends {self._route.end_s - self._vehicle.latest_s} s after the shift")

    def _legs(self) -> list[tuple[float, float, int | None, int | None]]:
        """Departure, arrival, and the places between which each leg is ridden."""
        leaves = [self._route.start_s, *(visit.departure_s for visit, _stop, _shipment in self._visits)]
        arrives = [*(visit.arrival_s for visit, _stop, _shipment in self._visits), self._route.end_s]
        places = [self._vehicle.start, *(stop.place for _visit, stop, _shipment in self._visits), self._vehicle.end]
        return list(zip(leaves, arrives, places, places[1:], strict=False))

    def _travel(self) -> Iterator[Violation]:
        metres = seconds = 0.0
        for leave, arrive, origin, target in self._legs():
            if origin is None or target is None:
                continue
            needed = float(self._matrix.durations_s[origin, target])
            metres += float(self._matrix.distances_m[origin, target])
            seconds += needed
            if not arrive - leave >= needed - TOLERANCE:
                yield self._broken(Rule.TRAVEL, f"{needed} s ridden in {arrive - leave} s, from {origin} to {target}")
        if abs(metres - self._route.distance_m) > TOLERANCE * max(1.0, metres):
            yield self._broken(Rule.TOTALS, f"{metres} m are ridden, {self._route.distance_m} m are told")
        if abs(seconds - self._route.travel_s) > TOLERANCE * max(1.0, seconds):
            yield self._broken(Rule.TOTALS, f"{seconds} s are ridden, {self._route.travel_s} s are told")

    def _breaks(self) -> Iterator[Violation]:
        if len(self._visits) <= len(self._vehicle.locked):
            return  # what is under way is a fact, with breaks or without
        rests = sorted(self._route.rests, key=lambda rest: rest.start_s)
        wanted = sorted(self._vehicle.breaks, key=lambda pause: (pause.earliest_s, pause.latest_s))
        if len(rests) != len(wanted):
            yield self._broken(Rule.BREAK, f"{len(rests)} breaks of {len(wanted)}")
            return
        for rest, pause in zip(rests, wanted, strict=True):
            begins_well = pause.earliest_s - TOLERANCE <= rest.start_s <= pause.latest_s + TOLERANCE
            if not begins_well or rest.end_s - rest.start_s < pause.duration_s - TOLERANCE:
                yield self._broken(Rule.BREAK, f"rests from {rest.start_s} to {rest.end_s}")
        for earlier, later in pairwise(rests):
            if later.start_s < earlier.end_s - TOLERANCE:
                yield self._broken(Rule.BREAK, "two breaks at once")
        yield from self._rests_while_busy(rests)

    def _rests_while_busy(self, rests: list[Rest]) -> Iterator[Violation]:
        previous = self._vehicle.start
        for visit, stop, _shipment in self._visits:
            begin, end = visit.start_s, visit.start_s + stop.service_s
            if any(rest.start_s < end - TOLERANCE and begin < rest.end_s - TOLERANCE for rest in rests):
                yield self._broken(Rule.BREAK, "rests while serving", visit)
            setup = stop.setup_s if previous != stop.place else 0.0
            rested = sum(max(0.0, min(rest.end_s, begin) - max(rest.start_s, visit.arrival_s)) for rest in rests)
            if begin - visit.arrival_s - rested < setup - TOLERANCE:
                yield self._broken(Rule.BREAK, "rests while parking", visit)
            previous = stop.place
        for leave, arrive, origin, target in self._legs():
            needed = 0.0 if origin is None or target is None else float(self._matrix.durations_s[origin, target])
            rested = sum(max(0.0, min(rest.end_s, arrive) - max(rest.start_s, leave)) for rest in rests)
            if arrive - leave - rested < needed - TOLERANCE:
                yield self._broken(Rule.BREAK, "rests while riding")

    def _capacity(self) -> Iterator[Violation]:
        locked = len(self._vehicle.locked)
        served = {visit.stop_id for visit in self._route.visits}
        size = max([len(self._vehicle.capacities), *(len(shipment.loads) for _v, _s, shipment in self._visits)])
        aboard = [0.0] * size
        for _visit, stop, shipment in self._visits:
            if shipment.pickup is None and stop is shipment.dropoff:
                _add(aboard, shipment.loads, 1)
        # What was loaded under way is a fact: it may be above the capacity, nothing may come on top.
        limits = [*self._vehicle.capacities, *[float("inf")] * (size - len(self._vehicle.capacities))]
        facts = [0.0] * size
        for _visit, stop, shipment in self._visits[:locked]:
            is_dropped = shipment.dropoff is not None and shipment.dropoff.id in self._vehicle.locked
            if stop is shipment.pickup and not is_dropped:
                _add(facts, shipment.loads, 1)
        limits = [max(limit, fact) for limit, fact in zip(limits, facts, strict=True)]
        if locked == 0 and served and _exceeds(aboard, limits):
            yield self._broken(Rule.CAPACITY, f"starts with {aboard}")
        for index, (visit, stop, shipment) in enumerate(self._visits):
            _add(aboard, shipment.loads, 1 if stop is shipment.pickup else -1)
            if index >= locked - 1 and _exceeds(aboard, limits):
                yield self._broken(Rule.CAPACITY, f"carries {aboard} of {limits}", visit)
            told = [*visit.loads, *[0.0] * (size - len(visit.loads))]
            if any(abs(one - other) > TOLERANCE for one, other in zip(told, aboard, strict=True)):
                yield self._broken(Rule.TOTALS, f"says {told}, carries {aboard}", visit)


def _add(aboard: list[float], loads: Loads, sign: int) -> None:
    for dimension, amount in enumerate(loads):
        aboard[dimension] += sign * amount


def _exceeds(aboard: list[float], limits: list[float]) -> bool:
    return any(amount > limit + TOLERANCE for amount, limit in zip(aboard, limits, strict=True))
