"""Several couriers' lists of a day changed at once: what somebody changed meanwhile is told and left as it is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import transaction

from maillage.delivery.models import Courier, Task
from maillage.delivery.services.assignments import set_day
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.states import COMPLETED_STATES, OPEN_STATES
from maillage.delivery.types import DeliveryActor, TaskState


@dataclass(frozen=True, slots=True)
class ListChange:
    """The open tasks of a courier's day, by number and in order: as they were seen, and as they shall be."""

    courier_id: int
    seen: tuple[int, ...]
    wanted: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class ListsChanged:
    """`changed`: the open tasks before and after, by courier. `refused`: couriers whose lists are not as they were seen.

    `versions`: of the tasks concerned, afterwards.
    """

    changed: Mapping[int, tuple[tuple[int, ...], tuple[int, ...]]] = field(default_factory=dict)
    refused: tuple[int, ...] = ()
    versions: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def change_lists(
    *,
    actor: DeliveryActor,
    day: date,
    changes: Sequence[ListChange],
    versions: Mapping[int, int],
    now: datetime,
    only: Collection[int] | None = None,
) -> ListsChanged:
    """Give couriers the lists that are wanted. `versions`: of the tasks as they were seen; `only`: couriers chosen, else all.

    A task that its courier has begun or ended meanwhile is no obstacle; any other change refuses the lists that it is in. What a list
    loses to one that is not changed stays where it is. Publishes `TaskAssigned` and `TaskUnassigned`.
    Raises: NotAllowed.
    """
    require_dispatcher(actor)
    chosen = [change for change in changes if only is None or change.courier_id in only]
    ids = sorted(change.courier_id for change in chosen)
    riding = set(
        Courier.objects.within(actor.scope)
        .select_for_update(of=("self",))
        .filter(pk__in=ids, left_at=None)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    named = {number for change in changes for number in (*change.seen, *change.wanted)}
    rows = Task.objects.within(actor.scope).select_for_update(of=("self",))
    tasks = {task.number: task for task in rows.filter(number__in=named).order_by("pk")}
    current = _current(actor, ids, day)
    sound = [
        change
        for change in chosen
        if change.courier_id in riding and _is_as_seen(change, tasks, current.get(change.courier_id, []), versions)
    ]
    taken = {number: change.courier_id for change in sound for number in change.wanted}
    done = {}
    for change in sound:
        listed = current.get(change.courier_id, [])
        before = tuple(task.number for task in listed if task.state in OPEN_STATES)
        wanted = [number for number in change.wanted if _is_open(tasks[number])]
        # What the plan gives to somebody whose list is not changed stays here, rather than becoming nobody's.
        leaving = [number for number in before if number not in wanted and number not in taken]
        wanted += [number for number in leaving if _goes_elsewhere(number, change, changes)]
        over = [task for task in listed if task.state in COMPLETED_STATES]
        order = [*(task.pk for task in over), *(tasks[number].pk for number in wanted)]
        set_day(actor=actor, courier_id=change.courier_id, day=day, task_ids=order, now=now)
        done[change.courier_id] = (before, tuple(wanted))
    after = Task.objects.within(actor.scope).filter(number__in=named).values_list("number", "version")
    refused = tuple(change.courier_id for change in chosen if change.courier_id not in done)
    return ListsChanged(done, refused, dict(after))


def _current(actor: DeliveryActor, courier_ids: Sequence[int], day: date) -> dict[int, list[Task]]:
    rows = Task.objects.within(actor.scope).filter(courier_id__in=courier_ids, assigned_on=day)
    found: dict[int, list[Task]] = {}
    for task in rows.exclude(state="CANCELLED").order_by("rank", "before", "-type", "number"):
        found.setdefault(task.courier_id or 0, []).append(task)
    return found


def _is_as_seen(
    change: ListChange, tasks: Mapping[int, Task], listed: Sequence[Task], versions: Mapping[int, int]
) -> bool:
    open_now = [task.number for task in listed if task.state in OPEN_STATES]
    over = {task.number for task in listed if task.state in COMPLETED_STATES}
    if [number for number in change.seen if number not in over] != open_now:
        return False
    return all(
        number in tasks and _is_unchanged(tasks[number], change.courier_id, versions) for number in change.wanted
    )


def _is_unchanged(task: Task, courier_id: int, versions: Mapping[int, int]) -> bool:
    if task.version == versions.get(task.number):
        return True
    # Begun or ended meanwhile by the very courier who is to ride it.
    return task.courier_id == courier_id and task.state in (TaskState.DOING, *COMPLETED_STATES)


def _is_open(task: Task) -> bool:
    return task.state in OPEN_STATES


def _goes_elsewhere(number: int, change: ListChange, changes: Sequence[ListChange]) -> bool:
    """Say whether a task that leaves a list was meant for another one, which is not being changed."""
    meant = {other for one in changes for other in one.wanted if one.courier_id != change.courier_id}
    return number in meant
