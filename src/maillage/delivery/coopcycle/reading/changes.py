"""An order that is changed: partial, with stops by their numbers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.reading.deliveries import StopSent, order_in, stop_in
from maillage.delivery.coopcycle.reading.texts import list_in, object_in
from maillage.delivery.coopcycle.refusals import item_not_found
from maillage.delivery.models import Delivery, Task
from maillage.delivery.services.changes import TaskChange
from maillage.delivery.types import TaskGiven, TaskState, TaskType


def changes_in(body: Mapping[str, Any], *, call: Call, delivery: Delivery) -> tuple[list[TaskChange], bool]:
    """Read what is to be different, and whether stops that are not named are taken out.

    Raises: Refused, Violations.
    """
    tasks = list(delivery.tasks.all())
    if list_in(body, "tasks", most=200):
        sent = order_in(body, call=call, store=delivery.store)
        return [_change(stop, _named(stop, tasks), call=call) for stop in sent.stops], True
    ends = (
        ("pickup", next((task for task in tasks if task.type == TaskType.PICKUP.value), None)),
        ("dropoff", next((task for task in reversed(tasks) if task.type == TaskType.DROPOFF.value), None)),
    )
    found = []
    for key, task in ends:
        given = object_in(body, key)
        if given and task is not None:
            stop = stop_in(given, tasks.index(task), TaskType(task.type), call=call, store=delivery.store)
            found.append(_change(stop, _named(stop, tasks) or task, call=call))
    return found, False


def _named(stop: StopSent, tasks: list[Task]) -> Task | None:
    if stop.number is None:
        return None
    task = next((task for task in tasks if task.number == stop.number), None)
    if task is None:
        raise item_not_found(f"/api/tasks/{stop.number}")
    return task


def _change(stop: StopSent, task: Task | None, *, call: Call) -> TaskChange:
    is_word = call.actor.is_dispatcher and stop.state in (TaskState.CANCELLED.value, TaskState.TODO.value)
    return TaskChange(stop.given, task.pk if task else None, TaskState(stop.state) if is_word else None)


def task_given(body: Mapping[str, Any], *, call: Call, task: Task) -> TaskGiven:
    """Read what is to be different of one task.

    Raises: Refused, Violations.
    """
    store = task.delivery.store if task.delivery else None
    kind = None if body.get("type") else TaskType(task.type)
    return with_doorstep(body, stop_in(body, 0, kind, call=call, store=store).given)


def with_doorstep(body: Mapping[str, Any], given: TaskGiven) -> TaskGiven:
    """Add whether the bike goes up to the door: read of a task alone, not of those of an order."""
    sent = body.get("doorstep")
    return replace(given, is_doorstep=sent) if isinstance(sent, bool) else given
