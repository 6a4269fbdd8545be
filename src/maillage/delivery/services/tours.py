"""Tours: tasks of one day under one name, in an order, that go to a courier as a whole. Source: CoopCycle API, `/api/tours`."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.delivery.events import TourMade, TourRemoved, TourUpdated
from maillage.delivery.models import Courier, DeliveryService, Task, Tour
from maillage.delivery.queries.day import list_of
from maillage.delivery.queries.tours import TOUR_ORDER, task_ids_of_tour
from maillage.delivery.services.across import require_ours_to_ride
from maillage.delivery.services.assignments import assign_tasks, set_day, unassign_tasks
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.tasks import AlreadyCompleted, IsCancelled, reschedule_task
from maillage.delivery.services.tour_members import tell_tour, touches
from maillage.delivery.states import COMPLETED_STATES, OPEN_STATES
from maillage.delivery.types import DeliveryActor, TaskState
from maillage.kit.errors import Conflict, Invalid, NotFound


class TourChanged(Conflict):
    message = gettext_lazy("The tour “%(name)s” was changed meanwhile by somebody else: here it is as it is now.")
    code = "tour_changed"


class OfAnotherDay(Invalid):
    message = gettext_lazy("Task #%(number)s is not of the day of this tour: give it another time first.")
    code = "of_another_day"


@transaction.atomic
def make_tour(
    *,
    actor: DeliveryActor,
    day: date,
    task_ids: Sequence[UUID],
    now: datetime,
    name: str = "",
    with_others: bool = False,
) -> Tour:
    """Make a tour of tasks, in this order; they leave any other tour, and their couriers.

    `name`: without one, the first “Tour 3” that is free. `with_others`: the open tasks of the same deliveries come along.
    Publishes `TourMade`. Raises: NotAllowed, NotFound, OfAnotherDay, AlreadyCompleted, IsCancelled, RiddenByOthers.
    """
    require_dispatcher(actor)
    tour: Tour = Tour.objects.create(
        organization_id=actor.organization_id, name=_tidy(name) or _free_name(actor, day), day=day, created_at=now,
        updated_at=now,
    )  # fmt: skip
    tour.refresh_from_db(fields=["number"])
    _put(actor, tour, _with_others(actor, task_ids) if with_others else list(task_ids), now=now)
    tell_tour(tour, TourMade, courier_id=None, actor=actor, now=now)
    return tour


@transaction.atomic
def rename_tour(*, actor: DeliveryActor, tour_id: UUID, name: str, now: datetime, version: int | None = None) -> Tour:
    """Give a tour another name. `version`: as it was seen, if that matters. Publishes `TourUpdated`.

    Raises: NotAllowed, NotFound, TourChanged, Invalid (no name).
    """
    tour = _locked(actor, tour_id, version=version)
    if not _tidy(name):
        raise Invalid(_("A name is needed, so that others find it again."), field="name")
    tour.name = _tidy(name)
    return _changed(tour, actor=actor, now=now, columns=["name"])


@transaction.atomic
def set_tour_tasks(
    *, actor: DeliveryActor, tour_id: UUID, task_ids: Sequence[UUID], now: datetime, version: int | None = None
) -> Tour:
    """Make a tour of just these tasks, in this order. What leaves it stays with its courier; what comes goes to the tour's.

    Publishes `TourUpdated` (and the tasks' own events). Raises: as `make_tour`, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version, task_ids=task_ids)
    _put(actor, tour, list(task_ids), now=now)
    return _changed(tour, actor=actor, now=now)


@transaction.atomic
def add_to_tour(
    *, actor: DeliveryActor, tour_id: UUID, task_ids: Sequence[UUID], now: datetime, before: int | None = None,
    version: int | None = None, with_others: bool = False,
) -> Tour:  # fmt: skip
    """Put tasks into a tour, or elsewhere in it: before the task with that number, at the end for None.

    Publishes `TourUpdated` (and the tasks' own events). Raises: as `make_tour`, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version, task_ids=task_ids)
    ids = _with_others(actor, task_ids) if with_others else list(task_ids)
    members = _members(actor, tour)
    # What is in the tour already is moved alone: the others of its delivery keep their places.
    known = {task.pk for task in members} - set(task_ids)
    moved = [task_id for task_id in ids if task_id not in known]
    stay = [task for task in members if task.pk not in set(moved)]
    at = next((place for place, task in enumerate(stay) if task.number == before), len(stay))
    order = [task.pk for task in stay]
    _put(actor, tour, [*order[:at], *moved, *order[at:]], now=now)
    return _changed(tour, actor=actor, now=now)


@transaction.atomic
def move_in_tour(
    *, actor: DeliveryActor, tour_id: UUID, number: int, steps: int, now: datetime, version: int | None = None
) -> Tour:
    """Move the task with that number up (below zero) or down in its tour; at an end it stays. Publishes `TourUpdated`.

    Raises: NotAllowed, NotFound, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version)
    members = _members(actor, tour)
    place = next((place for place, task in enumerate(members) if task.number == number), None)
    if place is None:
        raise NotFound
    ids = [task.pk for task in members]
    moved = ids.pop(place)
    ids.insert(min(max(place + steps, 0), len(ids)), moved)
    _put(actor, tour, ids, now=now)
    return _changed(tour, actor=actor, now=now)


@transaction.atomic
def remove_from_tour(
    *, actor: DeliveryActor, tour_id: UUID, task_ids: Collection[UUID], now: datetime, version: int | None = None
) -> Tour:
    """Take tasks out of a tour; they stay with whom they are. Publishes `TourUpdated`.

    Raises: NotAllowed, NotFound, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version)
    left = [task_id for task_id in task_ids_of_tour(actor=actor, tour_id=tour.pk) if task_id not in set(task_ids)]
    _put(actor, tour, left, now=now)
    return _changed(tour, actor=actor, now=now)


@transaction.atomic
def assign_tour(
    *, actor: DeliveryActor, tour_id: UUID, courier_id: int, now: datetime, before: int | None = None,
    version: int | None = None,
) -> Tour:  # fmt: skip
    """Give a tour to a courier's day as a whole: before the task with that number (never within another tour), at the end for None.

    The others of its deliveries come along, pickups before it and drop-offs after it. Publishes `TourAssigned` and `TaskAssigned`.
    Raises: NotAllowed, NotFound, TourChanged, Invalid (an empty tour), RiddenByOthers.
    """
    tour = _locked(actor, tour_id, version=version, courier_id=courier_id)
    ids = [task.pk for task in _members(actor, tour) if task.state in OPEN_STATES]
    if not ids:
        raise Invalid(_("Nothing of this tour is left to ride: put tasks into it first."), field="tasks")
    if tour.courier_id != courier_id:
        assign_tasks(actor=actor, task_ids=ids, courier_id=courier_id, now=now, day=tour.day)
        tour.refresh_from_db()
    _gather(actor, tour, ids, now=now, before=before, is_moved=True)
    return tour


@transaction.atomic
def shift_tour(*, actor: DeliveryActor, tour_id: UUID, steps: int, now: datetime, version: int | None = None) -> Tour:
    """Move a tour as a whole up (below zero) or down in its courier's day, past a task or a tour at each step.

    Raises: NotAllowed, NotFound, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version)
    listed = list_of(actor=actor, courier_id=tour.courier_id or 0, day=tour.day)
    mine = [task.pk for task in listed if task.tour_id == tour.pk and task.state in OPEN_STATES]
    if mine:
        rest = [task for task in listed if task.pk not in set(mine)]
        first = next(place for place, task in enumerate(listed) if task.pk in set(mine))
        target = steps_away(rest, first, steps)
        before = rest[target].number if target < len(rest) else None
        _gather(actor, tour, mine, now=now, before=before, is_moved=True)
    return tour


@transaction.atomic
def take_back_tour(*, actor: DeliveryActor, tour_id: UUID, now: datetime, version: int | None = None) -> Tour:
    """Take a tour back from its courier as a whole; what is over stays there. Publishes `TourUnassigned` and `TaskUnassigned`.

    Raises: NotAllowed, NotFound, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version)
    ids = [task.pk for task in _members(actor, tour) if task.state in OPEN_STATES]
    if tour.courier_id is not None and ids:
        unassign_tasks(actor=actor, task_ids=ids, now=now)
        tour.refresh_from_db()
    return tour


@transaction.atomic
def move_tour_to_day(
    *, actor: DeliveryActor, tour_id: UUID, day: date, now: datetime, version: int | None = None
) -> Tour:
    """Ride a tour on another day: its open tasks keep their hours and become nobody's, what is over leaves it.

    Publishes `TourUpdated` and `TaskRescheduled`. Raises: NotAllowed, NotFound, TourChanged, DecidedByOthers.
    """
    tour = _locked(actor, tour_id, version=version)
    shift = day - tour.day
    if not shift:
        return tour
    members = _members(actor, tour)
    take_back_tour(actor=actor, tour_id=tour.pk, now=now)
    tour.refresh_from_db()
    tour.day = day
    _changed(tour, actor=actor, now=now, columns=["day"])
    zone = ZoneInfo(DeliveryService.objects.within(actor.scope).values_list("time_zone", flat=True).get())
    for task in members:
        if task.state in OPEN_STATES:
            # Hours on the clock, also across the nights in which it changes.
            after, before = (each.astimezone(zone) + shift for each in (task.after, task.before))
            reschedule_task(actor=actor, task_id=task.pk, after=after, before=before, now=now)
    over = [task.pk for task in members if task.state not in OPEN_STATES]
    Task.objects.within(actor.scope).filter(pk__in=over).update(tour=None, tour_position=0)
    return tour


@transaction.atomic
def remove_tour(*, actor: DeliveryActor, tour_id: UUID, now: datetime, version: int | None = None) -> None:
    """Take a tour away; its tasks stay, with whom they are. Publishes `TourRemoved`.

    Raises: NotAllowed, NotFound, TourChanged.
    """
    tour = _locked(actor, tour_id, version=version)
    tell_tour(tour, TourRemoved, courier_id=tour.courier_id, actor=actor, now=now)
    Task.objects.within(actor.scope).filter(tour=tour).update(tour=None, tour_position=0)
    Tour.objects.within(actor.scope).filter(pk=tour.pk).delete()


def _locked(
    actor: DeliveryActor,
    tour_id: UUID,
    *,
    version: int | None,
    task_ids: Iterable[UUID] = (),
    courier_id: int | None = None,
) -> Tour:
    """Lock couriers, then tasks, then the tour: the order in which everything else locks them."""
    require_dispatcher(actor)
    rows = Tour.objects.within(actor.scope)
    had: int | None = rows.filter(pk=tour_id).values_list("courier_id", flat=True).first()
    couriers = Courier.objects.within(actor.scope).filter(
        pk__in=[each for each in (had, courier_id) if each is not None]
    )
    found = list(couriers.select_for_update(of=("self",)).order_by("pk").values_list("pk", "left_at"))
    if courier_id is not None and (courier_id, None) not in found:
        raise NotFound
    tasks = Task.objects.within(actor.scope).filter(Q(tour_id=tour_id) | Q(pk__in=list(task_ids)))
    list(tasks.select_for_update(of=("self",)).order_by("pk").values_list("pk"))
    tour: Tour | None = rows.select_for_update(of=("self",)).filter(pk=tour_id).first()
    if tour is None:
        raise NotFound
    if version is not None and tour.version != version:
        raise TourChanged(name=tour.name)
    return tour


def _changed(tour: Tour, *, actor: DeliveryActor, now: datetime, columns: Sequence[str] = ()) -> Tour:
    Tour.objects.within(actor.scope).filter(pk=tour.pk).update(
        **{name: getattr(tour, name) for name in columns}, version=tour.version + 1, updated_at=now
    )
    tour.refresh_from_db()
    tell_tour(tour, TourUpdated, courier_id=tour.courier_id, actor=actor, now=now)
    return tour


def _members(actor: DeliveryActor, tour: Tour) -> list[Task]:
    rows = Task.objects.within(actor.scope).filter(tour=tour).exclude(state=TaskState.CANCELLED.value)
    return list(rows.order_by(*TOUR_ORDER))


def _with_others(actor: DeliveryActor, task_ids: Sequence[UUID]) -> list[UUID]:
    """Add the open tasks of the same deliveries: pickups before what was named of theirs, drop-offs after it."""
    rows = Task.objects.within(actor.scope)
    named = dict(rows.filter(pk__in=task_ids).values_list("pk", "delivery_id"))
    others = rows.filter(delivery_id__in=[each for each in named.values() if each], state__in=OPEN_STATES)
    of_delivery: dict[UUID | None, list[UUID]] = {}
    for task in others.order_by("position", "number"):
        of_delivery.setdefault(task.delivery_id, []).append(task.pk)
    found: dict[UUID, None] = {}
    for task_id in task_ids:
        found |= dict.fromkeys(of_delivery.get(named.get(task_id)) or [task_id])
        found.setdefault(task_id)
    return list(found)


def _put(actor: DeliveryActor, tour: Tour, task_ids: Sequence[UUID], *, now: datetime) -> None:
    """Make the tour of just these tasks, in this order, all with its courier."""
    ids = list(dict.fromkeys(task_ids))
    rows = Task.objects.within(actor.scope)
    tasks = {task.pk: task for task in rows.filter(pk__in=ids).select_for_update(of=("self",)).order_by("pk")}
    if len(tasks) != len(ids):
        raise NotFound
    rows.filter(tour=tour).exclude(pk__in=ids).exclude(state=TaskState.CANCELLED.value).update(
        tour=None, tour_position=0
    )
    new = [tasks[task_id] for task_id in ids if tasks[task_id].tour_id != tour.pk]
    for task in new:
        _require_takeable(task, tour)
    for position, task_id in enumerate(ids, start=1):
        task = tasks[task_id]
        if task.tour_id != tour.pk:
            task.tour, task.version, task.updated_at = tour, task.version + 1, now
        task.tour_position = position
        task.save(update_fields=["tour", "tour_position", "version", "updated_at"])
    _hand(actor, tour, new, now=now)
    if tour.courier_id is not None:
        _gather(actor, tour, [each for each in ids if tasks[each].state in OPEN_STATES], now=now)


def _hand(actor: DeliveryActor, tour: Tour, tasks: Sequence[Task], *, now: datetime) -> None:
    """Give new tasks of a tour to its courier, or to nobody."""
    other = [task.pk for task in tasks if (task.courier_id, task.assigned_on) != (tour.courier_id, tour.day)]
    if tour.courier_id is None:
        held = [task.pk for task in tasks if task.courier_id is not None]
        if held:
            unassign_tasks(actor=actor, task_ids=held, now=now)
    elif other:
        assign_tasks(actor=actor, task_ids=other, courier_id=tour.courier_id, now=now, day=tour.day)


def _require_takeable(task: Task, tour: Tour) -> None:
    require_ours_to_ride(task)
    if task.state in COMPLETED_STATES:
        raise AlreadyCompleted(number=task.number)
    if task.state == TaskState.CANCELLED.value:
        raise IsCancelled(number=task.number)
    if task.assigned_on != tour.day and not touches(task, day=tour.day):
        raise OfAnotherDay(number=task.number)


def _gather(
    actor: DeliveryActor,
    tour: Tour,
    ids: Sequence[UUID],
    *,
    now: datetime,
    before: int | None = None,
    is_moved: bool = False,
) -> None:
    """Let a tour stand in its courier's day as a unit, at a place or where its first task is."""
    listed = list_of(actor=actor, courier_id=tour.courier_id or 0, day=tour.day)
    mine = {task.pk: task for task in listed if task.pk in set(ids)}
    rest = [task for task in listed if task.pk not in mine]
    if is_moved:
        at = place_before(rest, before)
    else:
        first = next((place for place, task in enumerate(listed) if task.pk in mine), len(listed))
        at = sum(task.pk not in mine for task in listed[:first])
    deliveries = {task.delivery_id for task in mine.values() if task.delivery_id}

    def belongs(task: Task, kind: str) -> bool:
        return task.delivery_id in deliveries and task.type == kind and task.state in OPEN_STATES

    early = [task for task in rest[at:] if belongs(task, "PICKUP")]
    late = [task for task in rest[:at] if belongs(task, "DROPOFF")]
    order = [
        *(task.pk for task in rest[:at] if task not in late), *(task.pk for task in early),
        *(task_id for task_id in ids if task_id in mine), *(task.pk for task in late),
        *(task.pk for task in rest[at:] if task not in early),
    ]  # fmt: skip
    if order != [task.pk for task in listed]:
        set_day(actor=actor, courier_id=tour.courier_id or 0, day=tour.day, task_ids=order, now=now)


def place_before(listed: Sequence[Task], before: int | None, /) -> int:
    """Give the place before the task with that number, and before the whole tour that it is in; the end for none."""
    place = next((place for place, task in enumerate(listed) if task.number == before), None)
    if place is None:
        return len(listed)
    while place and place < len(listed) and _is_one_tour(listed[place - 1], listed[place]):
        place -= 1
    return place


def steps_away(listed: Sequence[Task], place: int, steps: int, /) -> int:
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


def _tidy(name: str) -> str:
    return " ".join(name.split())[:140]


def _free_name(actor: DeliveryActor, day: date) -> str:
    taken = set(Tour.objects.within(actor.scope).filter(day=day).values_list("name", flat=True))
    numbers = range(1, len(taken) + 2)
    return next(name for number in numbers if (name := _("Tour %(n)s") % {"n": number}) not in taken)
