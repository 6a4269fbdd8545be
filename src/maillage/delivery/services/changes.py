"""Orders and tasks that are changed after they were made; what was done stays as it was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.models import Address, Delivery, DeliveryService, Store, Tag, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.windows import USUAL_LENGTH, Stop, WindowFault, violations
from maillage.delivery.services.across import NoMoreStops, require_ours_to_decide
from maillage.delivery.services.addresses import known_address, placed_address
from maillage.delivery.services.deliveries import WINDOW_WORDS, AlreadyAssigned, OrderRefused
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.services.parcels import (
    add_packages,
    aggregate_written,
    counted,
    packages_of_store,
    replace_parcels,
)
from maillage.delivery.services.rides import ride_along
from maillage.delivery.services.tasks import AlreadyCompleted, cancel_locked, restore_task, task_in_hand
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskGiven, TaskState, TaskType
from maillage.geodata import Point
from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found


@dataclass(frozen=True, slots=True)
class TaskChange:
    """What is to be different: what is empty in `given` stays. `task_id`: none for a stop to add. `state`: a dispatcher's word."""

    given: TaskGiven
    task_id: UUID | None = None
    state: TaskState | None = None


@transaction.atomic
def change_delivery(
    *, actor: DeliveryActor, delivery_id: UUID, changes: Sequence[TaskChange], replaces_all: bool, now: datetime
) -> Delivery:
    """Change the stops of an order, add others, and cancel those not named when `replaces_all`. The price stays.

    Publishes `TaskUpdated`, `TaskCreated`, `TaskCancelled`, `TaskRestored`.
    Raises: NotFound, NotAllowed, OrderRefused, AlreadyCompleted, AlreadyAssigned (a store takes out a stop that is given).
    Source: CoopCycle API, `PUT /api/deliveries/{id}`.
    """
    delivery = _locked(actor, delivery_id)
    service = service_of(organization_id=actor.organization_id)
    rows = (
        Task.objects.within(actor.scope)
        .select_related("delivery", "courier", "address")
        .select_for_update(of=("self",))
    )
    tasks = {task.pk: task for task in rows.filter(delivery=delivery).order_by("pk")}
    for change in changes:
        if change.task_id is None and any(task.is_handed_over for task in tasks.values()):
            raise NoMoreStops
        if change.task_id is None:
            made = _added(delivery, change.given, len(tasks) + 1, actor=actor, service=service, now=now)
            tasks[made.pk] = made
        elif change.task_id not in tasks:
            raise NotFound
        else:
            _change(tasks[change.task_id], change, actor=actor, service=service, store=delivery.store, now=now)
    if replaces_all:
        named = {change.task_id for change in changes}
        _cancel([task for task in tasks.values() if task.pk not in named and task.created_at < now], actor, now)
    left = sorted(tasks.values(), key=lambda task: (task.position, task.number))
    left = [task for task in left if task.state != TaskState.CANCELLED.value]
    # A dispatcher may cancel one of two stops in so many words, as with the task itself; a list that forgets one may not.
    _require_possible(left, is_alone=any(change.state is TaskState.CANCELLED for change in changes))
    aggregate_written(left)
    _ride_anew(delivery, left, service)
    follow_tasks(delivery, actor_id=actor.user_id, now=now)
    return delivery


@transaction.atomic
def change_task(*, actor: DeliveryActor, task_id: UUID, given: TaskGiven, now: datetime) -> Task:
    """Change one task: who dispatches, or the courier who has it. Publishes `TaskUpdated`.

    The kind of a task may change as long as no order and no other task hangs on it.
    Raises: NotFound, NotAllowed, AlreadyCompleted, OrderRefused, Invalid (the kind of a task of an order).
    """
    task = task_in_hand(actor, task_id)
    if given.type.value != task.type:
        _change_kind(task, given.type, actor)
    service = service_of(organization_id=actor.organization_id)
    store = task.delivery.store if task.delivery else None
    _change(task, TaskChange(given, task.pk), actor=actor, service=service, store=store, now=now)
    _require_possible([task], is_alone=True)
    return task


def _change_kind(task: Task, kind: TaskType, actor: DeliveryActor) -> None:
    is_followed = Task.objects.within(actor.scope).filter(previous=task).exists()
    if task.delivery_id is not None or task.previous_id is not None or is_followed:
        raise Invalid(_("The type of a task of an order does not change."), field="type")
    if task.state in COMPLETED_STATES:
        raise AlreadyCompleted(number=task.number)
    task.type = kind.value
    task.save(update_fields=["type"])


def _locked(actor: DeliveryActor, delivery_id: UUID) -> Delivery:
    rows = Delivery.objects.within(actor.scope).select_related("store").select_for_update(of=("self",))
    delivery: Delivery = first_or_not_found(rows.filter(pk=delivery_id))
    if not actor.may_order_for(delivery.store_id):
        raise NotAllowed
    return delivery


def _change(
    task: Task,
    change: TaskChange,
    *,
    actor: DeliveryActor,
    service: DeliveryService,
    store: Store | None,
    now: datetime,
) -> None:
    if change.state is TaskState.TODO and task.state == TaskState.CANCELLED.value:
        restored = restore_task(actor=actor, task_id=task.pk, now=now)
        task.state, task.version = restored.state, restored.version
    require_ours_to_decide(task)
    given, columns = change.given, _columns(task, change.given, actor=actor, service=service, store=store, now=now)
    if columns or given.parcels:
        if task.state in COMPLETED_STATES:
            raise AlreadyCompleted(number=task.number)
        for column, value in columns.items():
            setattr(task, column, value)
        task.updated_at, task.version = now, task.version + 1
        if task.before > task.after:
            task.save(update_fields=[*columns, "updated_at", "version"])
        if given.parcels:
            replace_parcels(task, counted(given, packages_of_store(store)))
        tell(task, name=TaskEventName.UPDATED, actor=actor, moment=Moment.of(now))
    if change.state is TaskState.CANCELLED:
        cancel_locked(task, actor=actor, now=now)


def _columns(
    task: Task, given: TaskGiven, *, actor: DeliveryActor, service: DeliveryService, store: Store | None, now: datetime
) -> dict[str, object]:
    found: dict[str, object] = {}
    if given.address is not None:
        address = _address(given, actor=actor, service=service, store=store, now=now)
        if address.pk != task.address_id:
            found["address"] = address
    said = {
        "after": given.after, "before": given.before, "comments": given.comments[:4000], "weight_g": given.weight_g,
    }  # fmt: skip
    found |= {column: value for column, value in said.items() if value and value != getattr(task, column)}
    if given.is_doorstep is not None and given.is_doorstep != task.is_doorstep:
        found["is_doorstep"] = given.is_doorstep
    if given.tags:
        known = set(_known_tags(service.organization_id))
        found["tags"] = [slug for slug in given.tags if slug in known]
    if given.metadata:
        found["metadata"] = {**task.metadata, **given.metadata}
    return found


def _address(
    given: TaskGiven, *, actor: DeliveryActor, service: DeliveryService, store: Store | None, now: datetime
) -> Address:
    assert given.address is not None  # noqa: S101 - the caller has looked
    if given.address.known_id is not None:
        return known_address(given=given.address, service=service, store=store, is_dispatcher=actor.is_dispatcher)
    address = placed_address(given=given.address, service=service, now=now)
    address.save()
    return address


def _known_tags(organization_id: UUID) -> list[str]:
    rows = Tag.objects.across_scopes(reason="tags of the co-operative that takes the order")
    return list(rows.filter(organization_id=organization_id).values_list("slug", flat=True))


def _added(
    delivery: Delivery,
    given: TaskGiven,
    position: int,
    *,
    actor: DeliveryActor,
    service: DeliveryService,
    now: datetime,
) -> Task:
    if given.before is None:
        path = f"items[{position - 1}].task.doneBefore"
        raise OrderRefused([(path, WINDOW_WORDS[WindowFault.MISSING])], blank=[path])
    if given.address is None:
        raise OrderRefused([(f"items[{position - 1}].task.address", WINDOW_WORDS[WindowFault.MISSING])])
    after = given.after or given.before - USUAL_LENGTH
    row = Task.objects.create(
        organization_id=delivery.organization_id, delivery=delivery, position=position, type=given.type.value,
        address=_address(given, actor=actor, service=service, store=delivery.store, now=now), after=after,
        before=given.before, comments=given.comments[:4000], weight_g=given.weight_g, metadata=given.metadata,
        tags=[slug for slug in given.tags if slug in set(_known_tags(service.organization_id))],
        created_at=now, updated_at=now,
    )  # fmt: skip
    made: Task = row
    add_packages(made, counted(given, packages_of_store(delivery.store)))
    tell(made, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))
    return made


def _cancel(tasks: Sequence[Task], actor: DeliveryActor, now: datetime) -> None:
    for task in tasks:
        if task.courier_id is not None and not actor.is_dispatcher:
            raise AlreadyAssigned
        cancel_locked(task, actor=actor, now=now)


def _require_possible(tasks: Sequence[Task], *, is_alone: bool = False) -> None:
    wrong = violations([Stop(task.type, task.after, task.before) for task in tasks])
    wrong = tuple(each for each in wrong if not (is_alone and each.fault is WindowFault.TOO_FEW))
    if wrong:
        raise OrderRefused([(each.path, WINDOW_WORDS[each.fault]) for each in wrong])


def _ride_anew(delivery: Delivery, tasks: Sequence[Task], service: DeliveryService) -> None:
    if len(tasks) < 2:
        return
    ride = ride_along(points=[Point(task.address.longitude, task.address.latitude) for task in tasks], service=service)
    delivery.distance_m, delivery.duration_s, delivery.polyline = ride.distance_m, ride.duration_s, ride.polyline
    delivery.is_estimate = ride.is_estimate
    delivery.save(update_fields=["distance_m", "duration_s", "polyline", "is_estimate"])
