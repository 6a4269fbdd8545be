"""What dispatchers do on their board: nothing that somebody else changed meanwhile is written over."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Task
from maillage.delivery.queries.day import list_of, stamp_of
from maillage.delivery.services.assignments import assign_tasks, set_day, unassign_tasks
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.tasks import cancel_task, reschedule_task, restore_task
from maillage.delivery.services.tour_members import leave_tours
from maillage.delivery.services.tours import move_in_tour, place_before
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import Conflict, Invalid, NotFound


class ChangedMeanwhile(Conflict):
    message = _("Task #%(numbers)s was changed meanwhile by somebody else: look at where it is now, then do it again.")
    code = "task_changed"


class DayChanged(Conflict):
    message = _("The list of %(username)s was changed meanwhile: here it is as it is now.")
    code = "day_changed"


@dataclass(frozen=True, slots=True)
class Seen:
    """Tasks by number, with the version that the dispatcher saw."""

    versions: Mapping[int, int] = field(default_factory=dict)


@transaction.atomic
def give(*, actor: DeliveryActor, seen: Seen, courier_id: int, day: date, now: datetime) -> list[Task]:
    """Give tasks, with the others of their deliveries, to a courier's day, at its end. Publishes `TaskAssigned`.

    Raises: NotAllowed, NotFound, ChangedMeanwhile, Invalid (none chosen).
    """
    ids = _unchanged(actor, seen)
    return assign_tasks(actor=actor, task_ids=ids, courier_id=courier_id, now=now, day=day)


@transaction.atomic
def take_back(*, actor: DeliveryActor, seen: Seen, now: datetime) -> list[Task]:
    """Take tasks, with the others of their deliveries, back from couriers. Publishes `TaskUnassigned`.

    Raises: NotAllowed, NotFound, ChangedMeanwhile, AlreadyCompleted, Invalid (none chosen).
    """
    return unassign_tasks(actor=actor, task_ids=_unchanged(actor, seen), now=now)


@transaction.atomic
def put_in_day(
    *, actor: DeliveryActor, seen: Seen, courier_id: int, day: date, before: int | None, stamp: str, now: datetime
) -> None:
    """Put tasks at a place of a courier's day: before the task with that number, at the end for None.

    A tour that stands there is not torn apart, and tasks that are put elsewhere without the others of their tour leave it.
    `stamp`: of the list as the dispatcher saw it. Raises: NotAllowed, NotFound, ChangedMeanwhile, DayChanged, Invalid.
    """
    require_dispatcher(actor)
    courier = _locked_courier(actor, courier_id)
    ids = _unchanged(actor, seen)
    _require_list(actor, courier, day=day, stamp=stamp)
    leave_tours(ids, actor=actor)
    rows = Task.objects.within(actor.scope).filter(pk__in=ids)
    if rows.exclude(courier=courier, assigned_on=day).exists():
        assign_tasks(actor=actor, task_ids=ids, courier_id=courier_id, now=now, day=day)
    listed = list_of(actor=actor, courier_id=courier_id, day=day)
    moved = [task for task in listed if task.pk in set(ids)]
    stay = [task for task in listed if task.pk not in set(ids)]
    at = place_before(stay, before)
    order = [*stay[:at], *moved, *stay[at:]]
    set_day(actor=actor, courier_id=courier_id, day=day, task_ids=[task.pk for task in order], now=now)


@transaction.atomic
def move_in_day(
    *, actor: DeliveryActor, seen: Seen, courier_id: int, day: date, steps: int, stamp: str, now: datetime
) -> None:
    """Move a task up (below zero) or down in its courier's day, past whole tours, or within its own; at an end it stays.

    Raises: as `put_in_day`.
    """
    listed = list_of(actor=actor, courier_id=courier_id, day=day)
    number = next(iter(seen.versions), None)
    place = next((place for place, task in enumerate(listed) if task.number == number), None)
    if place is None:
        raise NotFound
    if listed[place].tour_id is not None:
        _require_list(actor, _locked_courier(actor, courier_id), day=day, stamp=stamp)
        _unchanged(actor, seen)
        move_in_tour(actor=actor, tour_id=listed[place].tour_id, number=number or 0, steps=steps, now=now)
        return
    others = [task for task in listed if task.number != number]
    target = _steps_away(others, place, steps)
    before = others[target].number if target < len(others) else None
    put_in_day(actor=actor, seen=seen, courier_id=courier_id, day=day, before=before, stamp=stamp, now=now)


@transaction.atomic
def cancel_seen(*, actor: DeliveryActor, seen: Seen, now: datetime) -> None:
    """Cancel tasks. Publishes `TaskCancelled`. Raises: NotAllowed, NotFound, ChangedMeanwhile, DoneStaysDone."""
    for task_id in _unchanged(actor, seen):
        cancel_task(actor=actor, task_id=task_id, now=now)


@transaction.atomic
def restore_seen(*, actor: DeliveryActor, seen: Seen, now: datetime) -> None:
    """Take cancelled tasks up again. Publishes `TaskRestored`. Raises: NotAllowed, NotFound, ChangedMeanwhile."""
    for task_id in _unchanged(actor, seen):
        restore_task(actor=actor, task_id=task_id, now=now)


@transaction.atomic
def reschedule_seen(*, actor: DeliveryActor, seen: Seen, after: datetime, before: datetime, now: datetime) -> None:
    """Give a task another time; it is nobody's again. Publishes `TaskRescheduled`.

    Raises: NotAllowed, NotFound, ChangedMeanwhile, DoneStaysDone, Invalid.
    """
    for task_id in _unchanged(actor, seen):
        reschedule_task(actor=actor, task_id=task_id, after=after, before=before, now=now)


def _unchanged(actor: DeliveryActor, seen: Seen) -> list[UUID]:
    """Lock the tasks and give their ids, when each is as it was seen."""
    require_dispatcher(actor)
    if not seen.versions:
        raise Invalid(_("Choose at least one task first."), field="tasks")
    rows = Task.objects.within(actor.scope).filter(number__in=list(seen.versions))
    tasks = list(rows.select_for_update(of=("self",)).order_by("pk"))
    if len(tasks) != len(seen.versions):
        raise NotFound
    changed = [task.number for task in tasks if task.version != seen.versions[task.number]]
    if changed:
        raise ChangedMeanwhile(numbers=", #".join(map(str, sorted(changed))))
    return [task.pk for task in tasks]


def _steps_away(listed: Sequence[Task], place: int, steps: int) -> int:
    """Give the place so many steps away, each past one task or one whole tour."""
    for _step in range(abs(steps)):
        if steps > 0 and place < len(listed):
            place += 1
            while place < len(listed) and _is_one_tour(listed[place - 1], listed[place]):
                place += 1
        elif steps < 0 and place > 0:
            place -= 1
            while place > 0 and _is_one_tour(listed[place - 1], listed[place]):
                place -= 1
    return place


def _is_one_tour(first: Task, second: Task) -> bool:
    return first.tour_id is not None and first.tour_id == second.tour_id


def _require_list(actor: DeliveryActor, courier: Courier, *, day: date, stamp: str) -> None:
    if stamp and stamp_of(list_of(actor=actor, courier_id=courier.pk, day=day)) != stamp:
        raise DayChanged(username=courier.user.display_name)


def _locked_courier(actor: DeliveryActor, courier_id: int) -> Courier:
    # Two dispatchers who order one courier's day come one after the other.
    rows = Courier.objects.within(actor.scope).select_related("user").select_for_update(of=("self",))
    courier: Courier | None = rows.filter(pk=courier_id, left_at=None).first()
    if courier is None:
        raise NotFound
    return courier
