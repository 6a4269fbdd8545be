"""Who rides what: the tasks of a delivery go together to one courier's day, at its end or at a place in it."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, DeliveryService, Task
from maillage.delivery.services.across import require_ours_to_ride
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.services.tasks import AlreadyCompleted, IsCancelled
from maillage.delivery.services.tour_members import carry_tours, leaves_tour
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskState
from maillage.kit.errors import Conflict, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found


class AssignedElsewhere(Conflict):
    message = _('Task #%(number)s is already assigned to "%(username)s"')
    code = "assigned_elsewhere"


@transaction.atomic
def assign_tasks(
    *, actor: DeliveryActor, task_ids: Sequence[UUID], courier_id: int, now: datetime, day: date | None = None,
    may_take_over: bool = False,
) -> list[Task]:  # fmt: skip
    """Give tasks, with the others of their deliveries, to a courier, at the end of the day's list. Publishes `TaskAssigned`.

    A dispatcher gives to anybody; a courier takes for oneself what is nobody's, or what a scan lets one take over.
    `day`: the day of the list; without one, each task's own day. Again the same changes nothing.
    Raises: NotFound, NotAllowed, AssignedElsewhere, AlreadyCompleted, IsCancelled.
    """
    if not actor.is_dispatcher and courier_id != actor.courier_id:
        raise NotAllowed
    courier = _courier(actor, courier_id)
    zone = ZoneInfo(_zone(actor.organization_id))
    tasks = _with_their_deliveries(actor, task_ids)
    for task in tasks:
        _require_assignable(task, actor=actor, courier=courier, may_take_over=may_take_over)
    given = [
        task for task in tasks if task.courier_id != courier.pk and task.state in (TaskState.TODO, TaskState.DOING)
    ]
    carry_tours(given, actor=actor, courier_id=courier.pk, day=day, now=now)
    for task in given:
        on = day or task.before.astimezone(zone).date()
        _give(task, courier=courier, day=on, rank=_last_rank(courier, on) + 1, actor=actor, now=now)
    return tasks


@transaction.atomic
def unassign_tasks(*, actor: DeliveryActor, task_ids: Sequence[UUID], now: datetime) -> list[Task]:
    """Take tasks, with the others of their deliveries, out of their couriers' days. Publishes `TaskUnassigned`.

    A courier gives back what is named, which is theirs, and what of the same deliveries is theirs too.
    Raises: NotFound, NotAllowed, AlreadyCompleted.
    """
    tasks = _with_their_deliveries(actor, task_ids)
    named = set(task_ids)
    for task in tasks:
        if task.pk in named and not actor.is_dispatcher and task.courier_id != actor.courier_id:
            raise NotAllowed
        if task.pk in named and task.state in COMPLETED_STATES:
            raise AlreadyCompleted(number=task.number)
    if not actor.is_dispatcher:
        tasks = [task for task in tasks if task.courier_id == actor.courier_id]
    taken = [task for task in tasks if task.courier_id is not None and task.state not in COMPLETED_STATES]
    carry_tours(taken, actor=actor, courier_id=None, day=None, now=now)
    for task in taken:
        take_away(task, actor=actor, now=now)
    return tasks


@transaction.atomic
def set_day(*, actor: DeliveryActor, courier_id: int, day: date, task_ids: Sequence[UUID], now: datetime) -> list[Task]:
    """Make a courier's day of just these tasks, in this order: others leave it, added ones leave any other day.

    Publishes `TaskAssigned` and `TaskUnassigned`. Source: CoopCycle API, `PUT /api/task_lists/set_items/{date}/{username}`.
    Raises: NotFound, NotAllowed.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    courier = _courier(actor, courier_id)
    rows = Task.objects.within(actor.scope).select_related("delivery", "courier", "tour")
    rows = rows.select_for_update(of=("self",))
    asked = {task.pk: task for task in rows.filter(pk__in=task_ids).order_by("pk")}
    if len(asked) != len(set(task_ids)):
        raise NotFound
    listed = rows.filter(courier=courier, assigned_on=day).exclude(pk__in=asked).order_by("pk")
    leaving = [task for task in listed if task.state not in COMPLETED_STATES]
    carry_tours(leaving, actor=actor, courier_id=None, day=None, now=now)
    for task in leaving:
        take_away(task, actor=actor, now=now)
    carry_tours(asked.values(), actor=actor, courier_id=courier.pk, day=day, now=now)
    for rank, task_id in enumerate(dict.fromkeys(task_ids), start=1):
        _place(asked[task_id], courier=courier, day=day, rank=rank, actor=actor, now=now)
    return [asked[task_id] for task_id in dict.fromkeys(task_ids)]


def _place(task: Task, *, courier: Courier, day: date, rank: int, actor: DeliveryActor, now: datetime) -> None:
    if (task.courier_id, task.assigned_on) == (courier.pk, day):
        if task.rank != rank:
            task.rank, task.updated_at = rank, now
            task.save(update_fields=["rank", "updated_at"])
    else:
        _give(task, courier=courier, day=day, rank=rank, actor=actor, now=now)


def _give(task: Task, *, courier: Courier, day: date, rank: int, actor: DeliveryActor, now: datetime) -> None:
    require_ours_to_ride(task)
    if task.courier_id is not None and task.courier_id != courier.pk:
        _take(task, actor=actor, now=now)
    is_new = task.courier_id != courier.pk
    task.courier, task.assigned_on, task.rank = courier, day, rank
    task.updated_at, task.version = now, task.version + 1
    apart = leaves_tour(task, actor=actor)
    task.save(update_fields=["courier", "assigned_on", "rank", "updated_at", "version", *apart])
    if is_new:
        tell(
            task, name=TaskEventName.ASSIGNED, actor=actor, moment=Moment.of(now),
            data={"username": courier.username}, courier_id=courier.pk,
        )  # fmt: skip


def take_away(task: Task, *, actor: DeliveryActor, now: datetime) -> None:
    """Take a locked task out of its courier's day, and of a tour that stays with the courier. Publishes `TaskUnassigned`."""
    _take(task, actor=actor, now=now)
    if apart := leaves_tour(task, actor=actor):
        task.save(update_fields=apart)


def _take(task: Task, *, actor: DeliveryActor, now: datetime) -> None:
    left = task.courier_id
    task.courier, task.assigned_on, task.rank = None, None, 0
    task.updated_at, task.version = now, task.version + 1
    task.save(update_fields=["courier", "assigned_on", "rank", "updated_at", "version"])
    tell(task, name=TaskEventName.UNASSIGNED, actor=actor, moment=Moment.of(now), courier_id=left)


def _with_their_deliveries(actor: DeliveryActor, task_ids: Iterable[UUID]) -> list[Task]:
    rows = Task.objects.within(actor.scope)
    named = list(rows.filter(pk__in=task_ids).values_list("pk", "delivery_id"))
    if len(named) != len(set(task_ids)):
        raise NotFound
    deliveries = {delivery for _task, delivery in named if delivery is not None}
    both = rows.filter(pk__in=task_ids) | rows.filter(delivery_id__in=deliveries)
    locked = both.select_related("delivery", "courier", "tour").select_for_update(of=("self",)).order_by("pk")
    return sorted(
        locked, key=lambda task: (task.delivery_id is None, str(task.delivery_id), task.position, task.number)
    )


def _require_assignable(task: Task, *, actor: DeliveryActor, courier: Courier, may_take_over: bool) -> None:
    if actor.is_dispatcher or task.courier_id in (None, courier.pk) or may_take_over:
        return
    if task.state in COMPLETED_STATES:
        raise AlreadyCompleted(number=task.number)
    if task.state == TaskState.CANCELLED.value:
        raise IsCancelled(number=task.number)
    raise AssignedElsewhere(number=task.number, username=task.courier.username if task.courier else "")


def _courier(actor: DeliveryActor, courier_id: int) -> Courier:
    courier: Courier = first_or_not_found(Courier.objects.within(actor.scope).filter(pk=courier_id, left_at=None))
    return courier


def _last_rank(courier: Courier, day: date) -> int:
    rows = Task.objects.across_scopes(reason="the end of a courier's day").filter(courier=courier, assigned_on=day)
    return rows.aggregate(last=Max("rank"))["last"] or 0


def _zone(organization_id: UUID) -> str:
    rows = DeliveryService.objects.across_scopes(reason="the zone in which a co-operative counts its days")
    return rows.values_list("time_zone", flat=True).get(organization_id=organization_id)
