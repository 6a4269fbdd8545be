"""The last action on the board, taken back: lists, times, cancelled tasks and tours become what they were, unless somebody has
changed them since. Nothing is deleted: what is taken back is told in the events of each task.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Task, Tour
from maillage.delivery.queries.tours import TOUR_ORDER, task_ids_of_tour
from maillage.delivery.services.day_lists import ListChange, change_lists
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.tasks import reschedule_task, restore_task
from maillage.delivery.services.tours import TourChanged, set_tour_tasks
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, TaskState
from maillage.kit.errors import Conflict, NotFound

type Lists = Mapping[int, tuple[int, ...]]


class CannotUndo(Conflict):
    message = _("Changed meanwhile by somebody else, and left as it is: the list of %(names)s.")
    code = "cannot_undo"


class CannotUndoTasks(Conflict):
    message = _("Changed meanwhile by somebody else, and left as it is: %(numbers)s.")
    code = "cannot_undo"


@dataclass(frozen=True, slots=True)
class TaskBefore:
    """An open task as it was before an action."""

    after: datetime
    before: datetime
    tour_id: UUID | None


@dataclass(frozen=True, slots=True)
class DayBefore:
    """What an action on the board may change. `tasks`: by number, those of a tour in its order."""

    lists: Lists
    tasks: Mapping[int, TaskBefore]


def day_before(*, actor: DeliveryActor, day: date, numbers: Collection[int]) -> DayBefore:
    """Read what an action on a day may change: its open tasks, and those named. Two queries."""
    of_day = Q(assigned_on=day) | Q(tour__day=day) | Q(number__in=numbers)
    rows = Task.objects.within(actor.scope).filter(of_day, state__in=OPEN_STATES).order_by(*TOUR_ORDER)
    known = rows.values_list("number", "after", "before", "tour_id")
    return DayBefore(
        open_lists(actor=actor, day=day),
        {number: TaskBefore(after, before, tour_id) for number, after, before, tour_id in known},
    )


def open_lists(*, actor: DeliveryActor, day: date) -> dict[int, tuple[int, ...]]:
    """Give, by courier, the numbers of the open tasks of a day in their order: one query."""
    rows = Task.objects.within(actor.scope).filter(assigned_on=day, state__in=OPEN_STATES)
    found: dict[int, list[int]] = {}
    for courier_id, number in rows.order_by("rank", "before", "-type", "number").values_list("courier_id", "number"):
        found.setdefault(courier_id, []).append(number)
    return {courier_id: tuple(numbers) for courier_id, numbers in found.items()}


def move_made(*, actor: DeliveryActor, day: date, before: DayBefore) -> dict[str, Any] | None:
    """Say what an action has done to a day, as `undo_move` takes it; nothing when it changed nothing that can be undone."""
    after = open_lists(actor=actor, day=day)
    then = before.lists
    lists: list[tuple[int, list[int], list[int]]] = [
        (courier_id, list(after.get(courier_id, ())), list(then.get(courier_id, ())))
        for courier_id in sorted(then.keys() | after.keys())
        if then.get(courier_id, ()) != after.get(courier_id, ())
    ]
    rows = Task.objects.within(actor.scope).filter(number__in=before.tasks)
    cancelled, times, left = [], [], set()
    for number, state, starts, ends, tour_id in rows.values_list("number", "state", "after", "before", "tour_id"):
        was = before.tasks[number]
        if state == TaskState.CANCELLED.value:
            cancelled.append(number)
        elif (starts, ends) != (was.after, was.before):
            times.append((number, was.after.isoformat(), was.before.isoformat()))
        if was.tour_id is not None and tour_id != was.tour_id:
            left.add(was.tour_id)
    still = Tour.objects.within(actor.scope).filter(pk__in=left).values_list("pk", "version")
    tours = [
        (str(pk), version, [number for number, was in before.tasks.items() if was.tour_id == pk])
        for pk, version in still
    ]
    if not (lists or cancelled or times or tours):
        return None
    numbers = {number for _courier_id, now_there, there in lists for number in (*now_there, *there)}
    numbers |= {*cancelled, *(number for number, *_times in times)}
    numbers |= {number for _pk, _version, members in tours for number in members}
    versions = Task.objects.within(actor.scope).filter(number__in=numbers).values_list("number", "version")
    return {
        "day": day.isoformat(), "lists": lists, "cancelled": cancelled, "times": times, "tours": tours,
        "versions": [list(pair) for pair in versions],
    }  # fmt: skip


@transaction.atomic
def undo_move(*, actor: DeliveryActor, made: Mapping[str, Any], now: datetime) -> None:
    """Make of a day what it was before an action: all of it, or nothing.

    What was cancelled is taken up again, times are given back, couriers have their lists, tours their tasks. Publishes
    `TaskRestored`, `TaskRescheduled`, `TaskAssigned`, `TaskUnassigned`, `TourUpdated`.
    Raises: NotAllowed, CannotUndo, CannotUndoTasks, TourChanged.
    """
    require_dispatcher(actor)
    versions: dict[int, int] = dict(made["versions"])
    changed = {*made["cancelled"], *(number for number, *_times in made["times"])}
    changed |= {number for _pk, _version, members in made["tours"] for number in members}
    ids = _as_left(actor, changed, versions)
    for pk, version, _members in made["tours"]:
        tour = Tour.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=pk).first()
        if tour is None or tour.version != version:
            raise TourChanged(name=tour.name if tour else "")
    for number in made["cancelled"]:
        restore_task(actor=actor, task_id=ids[number], now=now)
    for number, after, before in made["times"]:
        starts, ends = datetime.fromisoformat(after), datetime.fromisoformat(before)
        reschedule_task(actor=actor, task_id=ids[number], after=starts, before=ends, now=now)
    rows = Task.objects.within(actor.scope).filter(number__in=changed)
    versions |= dict(rows.values_list("number", "version"))
    _give_lists_back(actor, made, versions, now)
    for pk, _version, members in made["tours"]:
        _fill_again(actor, UUID(pk), [ids[number] for number in members], now)


def _as_left(actor: DeliveryActor, numbers: Collection[int], versions: Mapping[int, int]) -> dict[int, UUID]:
    """Lock the tasks of an action, which must be as it left them."""
    rows = Task.objects.within(actor.scope).filter(number__in=numbers).select_for_update(of=("self",)).order_by("pk")
    found = {task.number: task for task in rows}
    moved = sorted(number for number in numbers if number not in found or found[number].version != versions[number])
    if moved:
        raise CannotUndoTasks(numbers=", ".join(f"#{number}" for number in moved))
    return {number: task.pk for number, task in found.items()}


def _give_lists_back(actor: DeliveryActor, made: Mapping[str, Any], versions: Mapping[int, int], now: datetime) -> None:
    # What was cancelled is in its courier's list again since it was taken up.
    there_again = open_lists(actor=actor, day=date.fromisoformat(made["day"])) if made["cancelled"] else {}
    back = set(made["cancelled"])
    changes = []
    for courier_id, there, then in made["lists"]:
        listed = there_again.get(courier_id, ())
        is_only_more = [number for number in listed if number not in back] == list(there)
        changes.append(ListChange(courier_id, tuple(listed) if back and is_only_more else tuple(there), tuple(then)))
    if not changes:
        return
    done = change_lists(actor=actor, day=date.fromisoformat(made["day"]), changes=changes, versions=versions, now=now)
    if done.refused:
        couriers = Courier.objects.within(actor.scope).filter(pk__in=done.refused).select_related("user")
        names = sorted(courier.user.display_name for courier in couriers)
        if not names:
            raise NotFound
        raise CannotUndo(names=", ".join(names))


def _fill_again(actor: DeliveryActor, tour_id: UUID, task_ids: list[UUID], now: datetime) -> None:
    """Put tasks back into their tour where they were, what is over of it first."""
    over = [one for one in task_ids_of_tour(actor=actor, tour_id=tour_id) if one not in task_ids]
    set_tour_tasks(actor=actor, tour_id=tour_id, task_ids=[*over, *task_ids], now=now)
