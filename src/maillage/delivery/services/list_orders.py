"""A courier's day in a shorter order."""

from collections.abc import Sequence
from datetime import datetime

from maillage.delivery.models import Task
from maillage.delivery.rules.stop_order import OpenStop, shorter_order
from maillage.delivery.services.streets import known_streets
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import TaskType
from maillage.geodata import Point
from maillage.routing.network import Riding


def best_order_of_day(tasks: Sequence[Task], /, *, now: datetime) -> list[Task]:
    """Give a day's tasks in a shorter order, or as they are: what is over stays first, tours stay together.

    A drop-off stays after the pickups of its delivery; no window is missed that the order of now keeps, and what is late
    already becomes no later. Keeps nothing. Source: CoopCycle API, `GET /api/task_lists/{id}/optimize`.
    """
    over = [task for task in tasks if task.state not in OPEN_STATES]
    left = [task for task in tasks if task.state in OPEN_STATES]
    if len(left) < 3:
        return [*over, *left]
    points = [Point(task.address.longitude, task.address.latitude) for task in left]
    table = known_streets().table(points=points, riding=Riding.BIKE)
    if table.troubles:
        return [*over, *left]
    durations = table.matrix.durations_s.tolist()
    stops, clock = [], 0.0
    for place, task in enumerate(left):
        clock += durations[place - 1][place] if place else 0.0
        clock = max(clock, (task.after - now).total_seconds())
        after, before = ((bound - now).total_seconds() for bound in (task.after, task.before))
        waits_for, is_pickup = _pickups_before(left, place), task.type == TaskType.PICKUP.value
        stops.append(OpenStop(is_pickup, after, max(before, clock), waits_for=waits_for, block=task.tour_id))
    found = shorter_order(stops, distances_m=table.matrix.distances_m.tolist(), durations_s=durations)
    return [*over, *(left if found is None else (left[place] for place in found.order))]


def _pickups_before(tasks: Sequence[Task], place: int) -> tuple[int, ...]:
    task = tasks[place]
    if task.type == TaskType.PICKUP.value or task.delivery_id is None:
        return ()
    return tuple(
        other
        for other in range(place)
        if tasks[other].delivery_id == task.delivery_id and tasks[other].type == TaskType.PICKUP.value
    )
