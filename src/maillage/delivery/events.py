"""What happens to deliveries and their tasks."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from maillage.stream.types import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class _DeliveryEvent(Event):
    """`object_id` is the delivery's, `organization_id` the courier co-operative's."""

    object_type: ClassVar[str] = "delivery"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryOrdered(_DeliveryEvent):
    verb: ClassVar[str] = "delivery.ordered"

    number: int
    store_id: int | None
    origin: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderWished(Event):
    """Somebody ordered on a shop's site and has yet to confirm. `organization_id` is the courier co-operative's."""

    verb: ClassVar[str] = "order.wished"
    object_type: ClassVar[str] = "order_wish"

    wish_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryCancelled(_DeliveryEvent):
    verb: ClassVar[str] = "delivery.cancelled"

    number: int
    store_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _TaskEvent(Event):
    """`object_id` is the task's. `delivery_id` and `store_id` are empty for a task of no delivery."""

    object_type: ClassVar[str] = "task"

    number: int
    task_type: str
    delivery_id: UUID | None
    delivery_number: int | None
    store_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCreated(_TaskEvent):
    verb: ClassVar[str] = "task.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskAssigned(_TaskEvent):
    verb: ClassVar[str] = "task.assigned"

    courier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskUnassigned(_TaskEvent):
    verb: ClassVar[str] = "task.unassigned"

    courier_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskStarted(_TaskEvent):
    verb: ClassVar[str] = "task.started"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskDone(_TaskEvent):
    verb: ClassVar[str] = "task.done"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskFailed(_TaskEvent):
    verb: ClassVar[str] = "task.failed"

    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskCancelled(_TaskEvent):
    verb: ClassVar[str] = "task.cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRestored(_TaskEvent):
    verb: ClassVar[str] = "task.restored"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRescheduled(_TaskEvent):
    verb: ClassVar[str] = "task.rescheduled"


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskUpdated(_TaskEvent):
    verb: ClassVar[str] = "task.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class _TourEvent(Event):
    """`object_id` is the tour's. `day`: in ISO 8601; `courier_id`: empty for a tour that is nobody's."""

    object_type: ClassVar[str] = "tour"

    number: int
    day: str
    courier_id: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TourMade(_TourEvent):
    verb: ClassVar[str] = "tour.created"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourUpdated(_TourEvent):
    """It has another name, other tasks, another order or another day."""

    verb: ClassVar[str] = "tour.updated"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourAssigned(_TourEvent):
    verb: ClassVar[str] = "tour.assigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourUnassigned(_TourEvent):
    verb: ClassVar[str] = "tour.unassigned"


@dataclass(frozen=True, slots=True, kw_only=True)
class TourRemoved(_TourEvent):
    """Its name is gone; its tasks stay where they were."""

    verb: ClassVar[str] = "tour.removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class _HandOverEvent(Event):
    """`object_id` is the hand-over's, `organization_id` the giver's. `organization_ids`: the giver, then the taker."""

    object_type: ClassVar[str] = "hand_over"

    organization_ids: tuple[UUID, ...]
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverProposed(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.proposed"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverAccepted(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.accepted"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDeclined(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.declined"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverWithdrawn(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverExpired(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverReturned(_HandOverEvent):
    verb: ClassVar[str] = "hand_over.returned"


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverDone(_HandOverEvent):
    """The delivery was ridden to its end by the taker."""

    verb: ClassVar[str] = "hand_over.done"
