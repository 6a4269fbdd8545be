"""What happens to a task is written down once, and told to those who listen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from maillage.delivery import events
from maillage.delivery.models import Delivery, Task, TaskEvent
from maillage.delivery.services.across import carry_over
from maillage.delivery.types import DeliveryActor, TaskEventName
from maillage.stream.services import publish

_TOLD: dict[TaskEventName, Any] = {
    TaskEventName.CREATED: events.TaskCreated,
    TaskEventName.ASSIGNED: events.TaskAssigned,
    TaskEventName.UNASSIGNED: events.TaskUnassigned,
    TaskEventName.STARTED: events.TaskStarted,
    TaskEventName.DONE: events.TaskDone,
    TaskEventName.FAILED: events.TaskFailed,
    TaskEventName.CANCELLED: events.TaskCancelled,
    TaskEventName.RESTORED: events.TaskRestored,
    TaskEventName.RESCHEDULED: events.TaskRescheduled,
    TaskEventName.UPDATED: events.TaskUpdated,
}


@dataclass(frozen=True, slots=True)
class Moment:
    """When it happened and where, as the phone says; when it was heard of; the key that makes a retry count once.

    `clock`: what the event says of a phone whose clock was wrong, nothing when it was right.
    """

    at: datetime
    now: datetime
    latitude: float | None = None
    longitude: float | None = None
    once_key: str = ""
    clock: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, now: datetime) -> "Moment":
        return cls(at=now, now=now)


def tell_ordered(delivery: Delivery, /, *, actor: DeliveryActor, now: datetime) -> None:
    """Publish that a delivery was ordered of its co-operative."""
    publish(
        events.DeliveryOrdered(
            at=now, actor_id=actor.user_id, object_id=delivery.pk, organization_id=delivery.organization_id,
            number=delivery.number, store_id=delivery.store_id, origin=delivery.origin,
        )
    )  # fmt: skip


def is_told_already(*, task: Task, once_key: str) -> bool:
    """Say whether an action with this key was written down for the task; the caller holds its lock."""
    if not once_key:
        return False
    rows = TaskEvent.objects.across_scopes(reason="whether a phone's action was heard already")
    return rows.filter(task_id=task.pk, once_key=once_key).exists()


def tell(
    task: Task, *, name: TaskEventName, actor: DeliveryActor, moment: Moment, data: dict[str, Any] | None = None,
    **facts: Any,
) -> None:  # fmt: skip
    """Write an event of a task and publish it; of one that was handed over, on both sides. `facts`: fields of the published
    event beyond the task's own. Raises: BeingRidden (the giver decides while the taker rides).
    """
    _write(task, name=name, actor=actor, moment=moment, data=data, **facts)
    carry_over(task, name=name, moment=moment, data=data or {}, facts=facts, write=_write)


def _write(
    task: Task, *, name: TaskEventName, actor: DeliveryActor, moment: Moment, data: dict[str, Any] | None = None,
    **facts: Any,
) -> None:  # fmt: skip
    TaskEvent.objects.create(
        organization_id=task.organization_id, task=task, name=name.value, data={**(data or {}), **moment.clock}, at=moment.at,
        recorded_at=moment.now, user_id=actor.user_id, client=actor.client, latitude=moment.latitude,
        longitude=moment.longitude, once_key=moment.once_key,
    )  # fmt: skip
    told = _TOLD.get(name)
    if told is None:
        return
    delivery = task.delivery
    publish(
        told(
            at=moment.at, actor_id=actor.user_id, object_id=task.pk, organization_id=task.organization_id,
            number=task.number, task_type=task.type, delivery_id=task.delivery_id,
            delivery_number=delivery.number if delivery else None,
            store_id=delivery.store_id if delivery else None, **facts,
        )
    )  # fmt: skip
