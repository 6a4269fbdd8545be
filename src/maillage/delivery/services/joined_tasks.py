"""An order made of tasks that are there already. Source: CoopCycle API, `POST /api/deliveries/from_tasks`."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.models import Delivery, Store, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.windows import Stop, violations
from maillage.delivery.services.across import require_ours_to_decide
from maillage.delivery.services.deliveries import WINDOW_WORDS, OrderRefused, mark_for_review
from maillage.delivery.services.happenings import Moment, tell, tell_ordered
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.services.parcels import aggregate_written
from maillage.delivery.services.prices import open_order
from maillage.delivery.services.rides import ride_along
from maillage.delivery.services.tasks import IsCancelled
from maillage.delivery.types import DeliveryActor, DeliveryOrigin, TaskEventName, TaskState, TaskType
from maillage.geodata import Point
from maillage.kit.errors import NotFound
from maillage.kit.rows import first_or_not_found


@transaction.atomic
def order_of_tasks(
    *, actor: DeliveryActor, task_ids: Sequence[UUID], store_id: int | None = None, now: datetime
) -> Delivery:
    """Make one order of tasks of no order, in the order named: they keep their couriers, states and hours.

    `store_id`: who is to pay, by whose rules it is priced. Publishes `DeliveryOrdered` and a `TaskUpdated` for each stop.
    Raises: NotAllowed (dispatchers only), NotFound, OrderRefused, IsCancelled.
    """
    require_dispatcher(actor)
    store = first_or_not_found(Store.objects.within(actor.scope).filter(pk=store_id)) if store_id else None
    tasks = _locked(actor, task_ids)
    _require_possible(tasks)
    service = service_of(organization_id=actor.organization_id)
    points = [Point(task.address.longitude, task.address.latitude) for task in tasks]
    ride = ride_along(points=points, service=service)
    delivery: Delivery = Delivery.objects.create(
        organization_id=actor.organization_id, store=store, origin=DeliveryOrigin.API.value,
        distance_m=ride.distance_m, duration_s=ride.duration_s, polyline=ride.polyline, is_estimate=ride.is_estimate,
        tracking_key=secrets.token_urlsafe(24), ordered_by_id=actor.user_id, ordered_through=actor.client, ordered_at=now,
    )  # fmt: skip
    tell_ordered(delivery, actor=actor, now=now)
    _join(tasks, delivery, actor=actor, now=now)
    loads = aggregate_written(tasks)
    open_order(delivery=delivery, tasks=tasks, loads=loads, service=service, store=store, now=now)
    mark_for_review(delivery, tasks, ride=ride)
    follow_tasks(delivery, actor_id=actor.user_id, now=now)
    return delivery


def _locked(actor: DeliveryActor, task_ids: Sequence[UUID]) -> list[Task]:
    rows = Task.objects.within(actor.scope).select_related("address", "courier").select_for_update(of=("self",))
    found = {task.pk: task for task in rows.filter(pk__in=task_ids).order_by("pk")}
    if len(found) != len(set(task_ids)):
        raise NotFound
    return [found[task_id] for task_id in dict.fromkeys(task_ids)]


def _require_possible(tasks: Sequence[Task]) -> None:
    for task in tasks:
        require_ours_to_decide(task)
        if task.delivery_id is not None:
            raise OrderRefused(
                [("tasks", _("Task #%(number)s is part of an order already.") % {"number": task.number})]
            )
        if task.state == TaskState.CANCELLED.value:
            raise IsCancelled(number=task.number)
    wrong = violations([Stop(task.type, task.after, task.before) for task in tasks])
    if wrong:
        raise OrderRefused([(each.path, WINDOW_WORDS[each.fault]) for each in wrong])
    if tasks[0].type != TaskType.PICKUP.value or all(task.type == TaskType.PICKUP.value for task in tasks):
        raise OrderRefused([("items", _("An order begins with a pickup, and a drop-off follows."))])


def _join(tasks: Sequence[Task], delivery: Delivery, *, actor: DeliveryActor, now: datetime) -> None:
    pickups = [task for task in tasks if task.type == TaskType.PICKUP.value]
    for position, task in enumerate(tasks, start=1):
        task.delivery, task.position = delivery, position
        if len(pickups) == 1 and task.type == TaskType.DROPOFF.value:
            task.previous = pickups[0]
        task.updated_at, task.version = now, task.version + 1
        task.save(update_fields=["delivery", "position", "previous", "updated_at", "version"])
        tell(task, name=TaskEventName.UPDATED, actor=actor, moment=Moment.of(now))
