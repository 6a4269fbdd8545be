"""Where one more delivery fits best in lists as they are: nobody else becomes later than they are already."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from maillage.delivery.rules.planning.problem import BREAK_LEEWAY_S, shipments_of
from maillage.delivery.rules.planning.timeline import Timeline, timeline_of
from maillage.delivery.rules.planning.types import DayRider, DayTask, DayToPlan
from maillage.routing import ALWAYS, Break, InvalidProblem, Plan, Problem, Route, Shipment, Stop, Vehicle

# Where nothing fits in time: how much later others may become, and this one come at all.
_PATIENCE_S = 3600.0


@dataclass(frozen=True, slots=True)
class ListPlace:
    """A courier's list with the delivery in it. `before`, `after`: when everything is ridden, without it and with it."""

    rider: int
    seen: tuple[int, ...]
    wanted: tuple[int, ...]
    before: Timeline
    after: Timeline

    @property
    def extra_s(self) -> float:
        return self.after.travel_s - self.before.travel_s

    @property
    def extra_m(self) -> float:
        return self.after.distance_m - self.before.distance_m

    @property
    def late_s(self) -> float:
        """Give the lateness that it makes, of its own stops and of the others."""
        return max(0.0, self.after.late_s - self.before.late_s)


def places_in_lists(day: DayToPlan, /, *, tasks: Sequence[DayTask], count: int = 3) -> tuple[ListPlace, ...]:
    """Rank the best places for a pickup and a drop-off, or a single task, each with another courier; none within a tour.

    `tasks`: nobody's, and part of the day. Places in time come first; then those where something comes late.
    """
    (shipment,) = shipments_of(tasks, day=day, key=tasks[0].key)
    found: dict[int, ListPlace] = {}
    for patience in (0.0, _PATIENCE_S):
        late = replace(
            shipment, pickup=_patient(shipment.pickup, patience), dropoff=_patient(shipment.dropoff, patience)
        )
        for place in _places(day, late, tasks, patience, count):
            if len(found) < count:
                found.setdefault(place.rider, place)
        if len(found) >= count:
            break
    return tuple(sorted(found.values(), key=lambda place: (place.late_s > 0, place.late_s, place.extra_s, place.rider)))


def _patient(stop: Stop | None, patience_s: float) -> Stop | None:
    return replace(stop, latest_s=ALWAYS) if stop is not None and patience_s else stop


def _places(
    day: DayToPlan, shipment: Shipment, tasks: Sequence[DayTask], patience_s: float, count: int
) -> list[ListPlace]:
    from maillage.routing import insert

    riders = {str(rider.id): rider for rider in day.riders if rider.may_take}
    lists = {rider.id: day.list_of(rider.id) for rider in riders.values()}
    before = {rider.id: timeline_of(day, rider=rider, numbers=lists[rider.id]) for rider in riders.values()}
    running = _running(day, list(riders.values()), lists, before, patience_s)
    found = []
    for one in insert(running, shipment, count=count):
        rider = riders[one.vehicle_id]
        seen, route = lists[rider.id], running.route_of(one.vehicle_id)
        wanted = _with(seen, route, one.pickup_after, one.dropoff_after, tasks)
        after = timeline_of(day, rider=rider, numbers=wanted)
        found.append(ListPlace(rider.id, seen, wanted, before[rider.id], after))
    return found


def _running(
    day: DayToPlan, riders: Sequence[DayRider], lists: Mapping[int, Sequence[int]], before: Mapping[int, Timeline],
    patience_s: float,
) -> Plan:  # fmt: skip
    """Give the lists as the planner's routes, each stop allowed as late as it will be anyway."""
    shipments: list[Shipment] = []
    vehicles: list[Vehicle] = []
    orders: dict[str, list[tuple[Stop, Shipment]]] = {}
    for rider in riders:
        begins = {stop.number: stop.begins_s + patience_s for stop in before[rider.id].stops}
        made = _of_list(day, lists[rider.id], begins)
        stops = {stop.id: (stop, one) for one in made for stop in one.stops}
        by_task: dict[int, list[tuple[Stop, Shipment]]] = {}
        for stop, one in stops.values():
            by_task.setdefault(int(stop.id.partition("#")[0]), []).append((stop, one))
        order = [pair for number in lists[rider.id] for pair in by_task.get(number, ())]
        shipments += made
        orders[str(rider.id)] = order
        vehicles.append(_vehicle(day, rider, order, before[rider.id], patience_s))
    tours: dict[int, list[str]] = {}
    for stop, _one in (pair for order in orders.values() for pair in order):
        tour = day.by_number[int(stop.id.partition("#")[0])].tour
        if tour is not None:
            tours.setdefault(tour, []).append(stop.id)
    blocks = tuple(map(tuple, tours.values()))
    problem = Problem(tuple(shipments), tuple(vehicles), day.matrices, blocks=blocks)
    routes = []
    known = []
    for vehicle in vehicles:
        made_route = _route(problem, vehicle, orders[vehicle.id])
        if made_route is not None:
            known.append(made_route[0])
            routes += [made_route[1]] if made_route[1].visits else []
    return Plan(tuple(routes), problem=replace(problem, vehicles=tuple(known)))


def _of_list(day: DayToPlan, numbers: Sequence[int], begins: Mapping[int, float]) -> list[Shipment]:
    groups: dict[tuple[int, int], list[DayTask]] = {}
    for task in sorted(
        (day.by_number[number] for number in numbers), key=lambda one: (one.position, not one.is_pickup)
    ):
        groups.setdefault(task.key, []).append(task)
    made = [one for key, tasks in groups.items() for one in shipments_of(tasks, day=day, key=key)]

    def eased(stop: Stop | None) -> Stop | None:
        if stop is None:
            return None
        number = int(stop.id.partition("#")[0])
        return replace(stop, latest_s=max(stop.latest_s, begins.get(number, 0.0) + 1))

    return [replace(one, pickup=eased(one.pickup), dropoff=eased(one.dropoff)) for one in made]


def _vehicle(
    day: DayToPlan, rider: DayRider, order: Sequence[tuple[Stop, Shipment]], before: Timeline, patience_s: float
) -> Vehicle:
    begins = max(rider.from_s, day.now_s)
    limits = tuple(float("inf") if limit is None else float(limit) for limit in (rider.weight_g, rider.units))
    under_way = [
        place for place, (stop, _one) in enumerate(order) if day.by_number[int(stop.id.partition("#")[0])].is_under_way
    ]
    return Vehicle(
        id=str(rider.id), start=rider.start, end=rider.end, earliest_s=begins,
        latest_s=max(rider.until_s, before.ends_s + 1, begins) + patience_s, capacities=limits, skills=rider.skills,
        breaks=tuple(
            Break(max(start, begins), max(start, begins) + BREAK_LEEWAY_S, end - max(start, begins))
            for start, end in rider.breaks if end > begins
        ),
        profile=rider.profile,
        locked=tuple(stop.id for stop, _one in order[: max(under_way, default=-1) + 1]),
    )  # fmt: skip


def _route(problem: Problem, vehicle: Vehicle, order: Sequence[tuple[Stop, Shipment]]) -> tuple[Vehicle, Route] | None:
    """Time a list; where its breaks do not fit any more, without them; None for what cannot be ridden at all."""
    from maillage.routing.timetable import route_of

    for tried in (vehicle, replace(vehicle, breaks=())):
        try:
            made = route_of(problem=problem, vehicle=tried, stops=order)
        except InvalidProblem:
            continue
        if len(made.rests) == len(tried.breaks) or not order:
            return tried, made
    return None


def _with(
    seen: Sequence[int], route: Route | None, pickup_after: int | None, dropoff_after: int | None,
    tasks: Sequence[DayTask],
) -> tuple[int, ...]:  # fmt: skip
    """Put the tasks into a list of tasks, where the planner put their stops among its visits."""
    visits = [int(visit.stop_id.partition("#")[0]) for visit in route.visits] if route else []

    def place(after: int | None) -> int:
        return len(dict.fromkeys(visits[: after or 0]))

    wanted = list(seen)
    for task in sorted(
        tasks, key=lambda one: one.is_pickup
    ):  # the drop-off first: the pickup's place stays what it was
        wanted.insert(place(pickup_after if task.is_pickup else dropoff_after), task.number)
    return tuple(wanted)
