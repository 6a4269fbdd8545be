"""Solves a day in passes: a delivery is given whole to one courier, and nobody loses what does not fit."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from maillage.delivery.rules.planning.problem import Wish, group_of, groups_of, is_over, is_tour, problem_of, task_of
from maillage.delivery.rules.planning.timeline import timeline_of
from maillage.delivery.rules.planning.types import (
    DaySolution,
    DayTask,
    DayToPlan,
    GroupKey,
    NotPlaced,
    UnplacedReason,
)
from maillage.routing import Plan, Reason, Visit

if TYPE_CHECKING:
    from maillage.routing import Progress

_PASSES = 3
# What a courier has already may come as late as it would anyway, and in the last pass so much later, rather than be lost.
_LEAST_LEEWAY_S, _LAST_LEEWAY_S = 300.0, 1800.0
_LATE_HELPS = {Reason.WINDOW, Reason.SHIFT, Reason.FULL}


@dataclass(frozen=True, slots=True)
class Budget:
    """`iterations` of search in each pass: with the same seed they give the same plan on any machine, under any load.

    `progress` is told the share of it all that is done; `is_cancelled` is asked as often.
    """

    iterations: int
    seed: int = 1
    progress: Callable[[float], None] = lambda _share: None
    is_cancelled: Callable[[], bool] = lambda: False


def solved(day: DayToPlan, /, *, budget: Budget) -> DaySolution:
    """Give every delivery to a courier, whole, or say why not.

    A pass may leave a delivery half placed, or with two couriers; the next one binds it to one of them, and lets what a courier
    has already be late rather than lost.
    """
    from maillage.routing import plan

    wish = Wish()
    groups = groups_of(day.tasks)
    late_s = {
        stop.number: stop.late_s
        for rider in day.riders
        for stop in timeline_of(day, rider=rider, numbers=day.list_of(rider.id)).stops
    }
    for number in range(_PASSES):

        def told(progress: "Progress", number: int = number) -> None:
            budget.progress((number + progress.share) / _PASSES)

        problem = problem_of(day, wish=wish)
        found = plan(
            problem, seed=budget.seed, iterations=budget.iterations, progress=told, cancelled=budget.is_cancelled
        )
        is_last, is_stopped = number == _PASSES - 1, found.was_cancelled
        better = _wish_after(found, wish=wish, groups=groups, late_s=late_s, is_first=number == 0)
        if better == wish or is_stopped or is_last:
            break
        wish = better
    budget.progress(1.0)
    return _solution(day, found, was_cancelled=is_stopped)


def _wish_after(
    found: Plan,
    *,
    wish: Wish,
    groups: Mapping[GroupKey, Sequence[DayTask]],
    late_s: Mapping[int, float],
    is_first: bool,
) -> Wish:
    """Say what the next pass must respect, after what this one did."""
    riders = _riders_of(found)
    missing = {group_of(one.shipment_id): one.reason for one in found.unassigned if one.reason is not Reason.BLOCK}
    only, leeways, left_out = dict(wish.only), dict(wish.leeways_s), set(wish.left_out)
    for key in groups:
        if key in left_out:
            continue
        on = riders.get(key, Counter())
        is_split = len(on) > 1 or (bool(on) and key in missing)
        if is_split and key in only:
            left_out.add(key)
        elif is_split:
            only[key] = min(on, key=lambda rider: (-on[rider], rider))
        if missing.get(key) in _LATE_HELPS and groups[key][0].rider is not None:
            usual = max(_LEAST_LEEWAY_S, *(late_s.get(task.number, 0.0) + 1 for task in groups[key]))
            leeways[key] = usual if is_first else usual + _LAST_LEEWAY_S
    return Wish(only, leeways, frozenset(left_out))


def _riders_of(found: Plan) -> dict[GroupKey, Counter[int]]:
    riders: dict[GroupKey, Counter[int]] = {}
    for route in found.routes:
        for visit in route.visits:
            riders.setdefault(group_of(visit.shipment_id), Counter())[int(route.vehicle_id)] += 1
    return riders


def _solution(day: DayToPlan, found: Plan, *, was_cancelled: bool) -> DaySolution:
    riders = _riders_of(found)
    left = {group_of(one.shipment_id) for one in found.unassigned}
    reasons = _reasons(found)
    whole = {key for key, on in riders.items() if len(on) == 1 and key not in left}
    lists = {int(route.vehicle_id): _ridden(route.visits, whole, day) for route in found.routes}
    unplaced: list[NotPlaced] = []
    unfit: list[NotPlaced] = []
    for key, tasks in groups_of(day.tasks).items():
        if key in whole:
            continue
        if is_over(tasks, now_s=day.now_s):
            others = UnplacedReason.BLOCK if is_tour(tasks) else UnplacedReason.OVER
            reasons |= {task.number: UnplacedReason.OVER if task.before_s <= day.now_s else others for task in tasks}
        told = [NotPlaced(task.number, reasons.get(task.number, UnplacedReason.FULL)) for task in tasks]
        if tasks[0].rider is None:
            unplaced += told
        else:
            unfit += told
            kept = sorted(tasks, key=lambda task: (task.rank, not task.is_pickup, task.number))
            pieces = [[task] for task in sorted(kept, key=lambda task: not task.is_pickup)]
            for piece in [tasks] if is_tour(tasks) else pieces:
                lists[tasks[0].rider] = _squeezed(day, tasks[0].rider, lists.get(tasks[0].rider, ()), piece)
    for rider, numbers in lists.items():
        lists[rider] = tuple(sorted(numbers, key=lambda number: not day.by_number[number].is_under_way))
    return DaySolution(lists, tuple(unplaced), tuple(unfit), was_cancelled)


def _reasons(found: Plan) -> dict[int, UnplacedReason]:
    """Say why each task was left over; a task of several shipments by the first that is more than its tour's."""
    shipments = {one.id: one for one in found.problem.shipments} if found.problem else {}
    told: dict[int, UnplacedReason] = {}
    for one in sorted(found.unassigned, key=lambda one: one.reason is Reason.BLOCK):
        for stop in shipments[one.shipment_id].stops:
            told.setdefault(task_of(stop.id), UnplacedReason(one.reason.value))
    return told


def _squeezed(day: DayToPlan, rider_id: int, numbers: Sequence[int], piece: Sequence[DayTask]) -> tuple[int, ...]:
    """Put a task, or a whole tour, that does not fit where it makes the least lateness: after its pickup, within no tour."""
    task, added = piece[0], tuple(one.number for one in piece)
    rider = next(one for one in day.riders if one.id == rider_id)
    mates = [
        place for place, number in enumerate(numbers, start=1)
        if day.by_number[number].key == task.key and day.by_number[number].is_pickup and not task.is_pickup
    ]  # fmt: skip
    first = max(
        [*mates, *(place for place, n in enumerate(numbers, start=1) if day.by_number[n].is_under_way)], default=0
    )
    tours = [day.by_number[number].tour for number in numbers]
    tried = [
        (*numbers[:place], *added, *numbers[place:])
        for place in range(first, len(numbers) + 1)
        if not 0 < place < len(numbers) or tours[place] is None or tours[place - 1] != tours[place]
    ]

    def harm(order: tuple[int, ...]) -> tuple[float, float]:
        timeline = timeline_of(day, rider=rider, numbers=order)
        return timeline.late_s, timeline.travel_s

    return min(tried, key=harm)


def _ridden(visits: Sequence[Visit], whole: set[GroupKey], day: DayToPlan) -> tuple[int, ...]:
    """Give tasks in the order of their visits: a pickup at its first, a drop-off at its last."""
    numbers = [task_of(visit.stop_id) for visit in visits if group_of(visit.shipment_id) in whole]
    dropoffs = {number for number in numbers if not day.by_number[number].is_pickup}
    firsts = list(dict.fromkeys(numbers))
    if len(firsts) == len(numbers):
        return tuple(numbers)
    lasts = {number: place for place, number in enumerate(numbers)}
    seen: set[int] = set()
    found = []
    for place, number in enumerate(numbers):
        if number in dropoffs and lasts[number] != place:
            continue
        if number not in seen:
            seen.add(number)
            found.append(number)
    return tuple(found)
