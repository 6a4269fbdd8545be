"""A day as a problem of the planner: tasks become shipments, couriers vehicles."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from maillage.delivery.rules.planning.types import SETUP_SHARE, DayRider, DayTask, DayToPlan, GroupKey
from maillage.routing import Break, Problem, Shipment, Stop, Vehicle

# A break may begin so long after its time: nobody drops a parcel to eat.
BREAK_LEEWAY_S = 1800.0
# Seconds weigh like the metres that a bike rides in them.
SECOND_COST = 4.0


@dataclass(frozen=True, slots=True)
class Wish:
    """What one more pass must respect. `only`: by delivery, the one courier; `leeways_s`: how late a delivery may be."""

    only: Mapping[GroupKey, int] = field(default_factory=dict)
    leeways_s: Mapping[GroupKey, float] = field(default_factory=dict)
    left_out: frozenset[GroupKey] = frozenset()


def groups_of(tasks: Iterable[DayTask], /) -> dict[GroupKey, list[DayTask]]:
    """Gather the tasks that go to one courier together, each group in its order: deliveries, and whole tours with what is of their
    deliveries.
    """
    found = _by_delivery(tasks)
    of_tour: dict[tuple[int, int], set[GroupKey]] = {}
    for key, members in found.items():
        for task in members:
            if task.tour is not None:
                of_tour.setdefault((task.tour, task.rider or 0), set()).add(key)
    for (tour, _rider), keys in sorted(of_tour.items()):
        # A tour that shares a delivery with one before finds its tasks in that one's group.
        joined = {key for key, members in found.items() if key in keys or any(task.key in keys for task in members)}
        tied = [task for key in joined for task in found.pop(key)]
        found[-2, tour] = in_tours(tied)
    return found


def in_tours(tasks: Sequence[DayTask], /) -> list[DayTask]:
    """Give tours in their order, with what is to be taken before them and given after them."""
    tours: dict[int, list[DayTask]] = {}
    for task in sorted(tasks, key=lambda one: (one.tour_place, one.number)):
        if task.tour is not None:
            tours.setdefault(task.tour, []).append(task)
    outside = sorted((task for task in tasks if task.tour is None), key=_in_delivery)
    taken = {task.key: task.tour for task in tasks if task.is_pickup}

    def place(tour: int) -> tuple[bool, int, float]:
        members = tours[tour]
        needs_another = any(not one.is_pickup and taken.get(one.key, tour) not in (tour, None) for one in members)
        return needs_another, min(one.rank for one in members), min(one.before_s for one in members)

    return [
        *(task for task in outside if task.is_pickup),
        *(task for tour in sorted(tours, key=place) for task in tours[tour]),
        *(task for task in outside if not task.is_pickup),
    ]


def is_tour(group: Sequence[DayTask], /) -> bool:
    return any(task.tour is not None for task in group)


def _by_delivery(tasks: Iterable[DayTask]) -> dict[GroupKey, list[DayTask]]:
    found: dict[GroupKey, list[DayTask]] = {}
    for task in sorted(tasks, key=_in_delivery):
        found.setdefault(task.key, []).append(task)
    return found


def _in_delivery(task: DayTask) -> tuple[int, bool, int]:
    return task.position, not task.is_pickup, task.number


def pairs_of(tasks: Sequence[DayTask], /) -> list[tuple[DayTask | None, DayTask | None]]:
    """Say which pickup goes with which drop-off: with one of either it is known; with several, the pickup before it."""
    pickups = [task for task in tasks if task.is_pickup]
    dropoffs = [task for task in tasks if not task.is_pickup]
    if not pickups or not dropoffs:
        return [(task, None) if task.is_pickup else (None, task) for task in tasks]
    if len(pickups) == 1 or len(dropoffs) == 1:
        return [(pickup, dropoff) for pickup in pickups for dropoff in dropoffs]
    found: list[tuple[DayTask | None, DayTask | None]] = []
    for dropoff in dropoffs:
        before = [pickup for pickup in pickups if pickup.position <= dropoff.position]
        found.append((before[-1] if before else pickups[0], dropoff))
    used = {pickup.number for pickup, _dropoff in found if pickup}
    found += [(pickup, dropoffs[-1]) for pickup in pickups if pickup.number not in used]
    return found


def task_of(stop_id: str, /) -> int:
    """Give the task that a stop of the problem stands for; one task may have several stops."""
    return int(stop_id.partition("#")[0])


def group_of(shipment_id: str, /) -> GroupKey:
    first, second, _number = shipment_id.split("/")
    return int(first), int(second)


def is_over(group: Sequence[DayTask], /, *, now_s: float) -> bool:
    """Say whether nobody's tasks cannot be ridden any more, because the window of one has passed."""
    return group[0].rider is None and any(task.before_s <= now_s for task in group)


def problem_of(day: DayToPlan, /, *, wish: Wish) -> Problem:
    """Make the problem of a day: what is under way or late comes first, with who has it; the rest as windows allow."""
    free = {rider.id for rider in day.riders if rider.may_take}
    is_free_for_all = len(free) == len(day.riders)
    shipments: list[Shipment] = []
    stops: dict[int, list[str]] = {}
    blocks: list[tuple[str, ...]] = []
    groups = groups_of(day.tasks)
    for key, tasks in groups.items():
        if key in wish.left_out or is_over(tasks, now_s=day.now_s):
            continue
        allowed = _allowed(tasks, free=free, is_free_for_all=is_free_for_all, only=wish.only.get(key))
        made = shipments_of(tasks, day=day, key=key, allowed=allowed, leeway_s=wish.leeways_s.get(key, 0.0))
        shipments += made
        for one in made:
            for stop in one.stops:
                stops.setdefault(task_of(stop.id), []).append(stop.id)
        if is_tour(tasks):
            blocks.append(tuple(stop for task in tasks for stop in stops[task.number]))
    vehicles = tuple(_vehicle(rider, day=day, stops=stops) for rider in day.riders)
    return Problem(tuple(shipments), vehicles, day.matrices, 1.0, SECOND_COST, tuple(blocks))


def _allowed(
    tasks: Sequence[DayTask], *, free: set[int], is_free_for_all: bool, only: int | None
) -> frozenset[str] | None:
    rider = tasks[0].rider
    if rider is not None and any(not task.may_move or task.is_under_way or task.is_aboard for task in tasks):
        only = rider
    if only is not None:
        return frozenset({str(only)})
    if is_free_for_all:
        return None
    return frozenset(str(one) for one in (free | {rider} if rider is not None else free))


def shipments_of(
    tasks: Sequence[DayTask],
    *,
    day: DayToPlan,
    key: GroupKey,
    allowed: frozenset[str] | None = None,
    leeway_s: float = 0.0,
) -> list[Shipment]:
    """Make shipments of the tasks that go together; one for each pair. `leeway_s`: how late they may be."""
    pairs = [pair for members in _by_delivery(tasks).values() for pair in pairs_of(members)]
    times: dict[int, int] = {}
    for pair in pairs:
        for task in pair:
            if task is not None:
                times[task.number] = times.get(task.number, 0) + 1
    made = []
    for number, (pickup, dropoff) in enumerate(pairs):
        load = _load(pickup, dropoff, times)
        ends = [
            _stop(task, number=number, count=times[task.number], day=day, leeway_s=leeway_s) if task else None
            for task in (pickup, dropoff)
        ]
        skills = frozenset[str]().union(*(task.skills for task in (pickup, dropoff) if task))
        made.append(Shipment("/".join(map(str, (*key, number))), ends[0], ends[1], load, skills, allowed))
    return made


def _load(pickup: DayTask | None, dropoff: DayTask | None, times: Mapping[int, int]) -> tuple[float, float]:
    # With several drop-offs the pickup shows the sum of them; with several pickups, the drop-off.
    known = [task for task in (pickup, dropoff) if task is not None]
    least = min(known, key=lambda task: times[task.number])
    most = known[0] if len(known) == 1 else least
    count = times[most.number]
    return most.weight_g / count, most.units / count


def _stop(task: DayTask, *, number: int, count: int, day: DayToPlan, leeway_s: float) -> Stop:
    return Stop(
        id=f"{task.number}#{number}",
        place=task.place,
        earliest_s=task.after_s,
        latest_s=task.before_s + leeway_s,
        service_s=day.stop_s * (1 - SETUP_SHARE) / count,
        setup_s=day.stop_s * SETUP_SHARE,
    )


def _vehicle(rider: DayRider, *, day: DayToPlan, stops: Mapping[int, Sequence[str]]) -> Vehicle:
    begins = max(rider.from_s, day.now_s)
    limits = tuple(float("inf") if limit is None else float(limit) for limit in (rider.weight_g, rider.units))
    return Vehicle(
        id=str(rider.id),
        start=rider.start,
        end=rider.end,
        earliest_s=begins,
        latest_s=max(rider.until_s, begins),
        capacities=limits,
        skills=rider.skills,
        breaks=tuple(_break(pause, begins) for pause in rider.breaks if pause[1] > begins),
        profile=rider.profile,
        locked=tuple(stop for number in _first(rider, day) for stop in stops.get(number, ())),
    )


def _break(pause: tuple[float, float], begins: float) -> Break:
    start = max(pause[0], begins)
    return Break(start, start + BREAK_LEEWAY_S, pause[1] - start)


def _first(rider: DayRider, day: DayToPlan) -> list[int]:
    """Name what comes first: what is under way, then what is late already, each after its pickup; a tour that is begun, whole."""
    own = [day.by_number[number] for number in day.list_of(rider.id)]
    named = [task for task in own if task.is_under_way]
    named += [task for task in own if not task.is_under_way and task.before_s <= day.now_s]
    found: list[int] = []
    for task in named:
        if not task.is_pickup:
            found += [one.number for one in own if one.is_pickup and one.key == task.key]
        found.append(task.number)
    begun = {task.tour for task in named if task.tour is not None}
    for group in groups_of(own).values() if begun else ():
        if any(task.tour in begun for task in group):
            found += [task.number for task in group]
    return list(dict.fromkeys(found))
