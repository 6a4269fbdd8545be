"""What dispatchers do on their board: nothing that somebody else changed meanwhile is written over."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Task, Tour
from maillage.delivery.queries.day import list_of, stamp_of
from maillage.delivery.queries.tours import tour_seen
from maillage.delivery.services.assignments import assign_tasks, set_day, unassign_tasks
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.tasks import cancel_task, reschedule_task, restore_task
from maillage.delivery.services.tour_members import leave_nobodys_tours, leave_tours
from maillage.delivery.services.tours import add_to_tour, make_tour, move_in_tour, place_before, steps_away
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
    leave_tours(ids, actor=actor)
    return assign_tasks(actor=actor, task_ids=ids, courier_id=courier_id, now=now, day=day)


@transaction.atomic
def take_back(*, actor: DeliveryActor, seen: Seen, now: datetime) -> list[Task]:
    """Take tasks, with the others of their deliveries, back from couriers, and out of tours that are nobody's.

    Publishes `TaskUnassigned`. Raises: NotAllowed, NotFound, ChangedMeanwhile, AlreadyCompleted, Invalid (none chosen).
    """
    ids = _unchanged(actor, seen)
    leave_nobodys_tours(ids, actor=actor)
    return unassign_tasks(actor=actor, task_ids=ids, now=now)


@transaction.atomic
def make_tour_of(*, actor: DeliveryActor, seen: Seen, day: date, now: datetime) -> Tour:
    """Make a tour of tasks with the others of their deliveries. Publishes `TourMade`.

    Raises: NotAllowed, NotFound, ChangedMeanwhile, Invalid (none chosen), and as `make_tour`.
    """
    return make_tour(actor=actor, day=day, task_ids=_unchanged(actor, seen), now=now, with_others=True)


@transaction.atomic
def put_in_tour(
    *, actor: DeliveryActor, seen: Seen, tour_number: int, before: int | None, version: int | None, now: datetime
) -> Tour:
    """Put tasks, with the others of their deliveries, into a tour: before the task with that number, at the end for None.

    Publishes `TourUpdated`. Raises: NotAllowed, NotFound, ChangedMeanwhile, TourChanged, Invalid (none chosen).
    """
    require_dispatcher(actor)
    ids = _unchanged(actor, seen)
    tour = tour_seen(actor=actor, number=tour_number)
    return add_to_tour(
        actor=actor, tour_id=tour.pk, task_ids=ids, before=before, version=version, now=now, with_others=True
    )


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
    target = steps_away(others, place, steps)
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
