"""Parcels that change bikes at a warehouse: one brings them there, another takes them on."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.models import Task, Warehouse
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskType
from maillage.kit.errors import Invalid, NotFound


@transaction.atomic
def relay_at(*, actor: DeliveryActor, warehouse_id: int, task_ids: Sequence[UUID], now: datetime) -> tuple[Task, Task]:
    """Add a drop and a pick at a warehouse for what is to be given at these stops: the pick waits for the drop.

    They are tasks of no order: a store is told that its delivery is done by the last stop, not by a shelf. Their window goes
    from the first moment at which the parcels may be taken to the last at which they must be given. Publishes `TaskCreated`.
    Raises: NotAllowed (dispatchers only), NotFound, Invalid. Source: CoopCycle API, `POST /api/warehouses/{id}/relay`.
    """
    require_dispatcher(actor)
    warehouse: Warehouse | None = Warehouse.objects.within(actor.scope).filter(pk=warehouse_id).first()
    rows = Task.objects.within(actor.scope).select_related("previous").select_for_update(of=("self",))
    stops = list(rows.filter(pk__in=task_ids).order_by("number"))
    if warehouse is None or len(stops) != len(set(task_ids)):
        raise NotFound
    if not stops:
        raise Invalid(_("Name the drop-offs whose parcels go by the warehouse."), field="tasks")
    for stop in stops:
        if stop.type != TaskType.DROPOFF.value or stop.state not in OPEN_STATES:
            raise Invalid(
                _("Task #%(number)s is no drop-off that is still to do.") % {"number": stop.number}, field="tasks"
            )
    starts = min(stop.previous.after if stop.previous else stop.after for stop in stops)
    ends = max(stop.before for stop in stops)
    weight = sum(stop.weight_g or 0 for stop in stops) or None
    said = _("For %(numbers)s") % {"numbers": ", ".join(f"#{stop.number}" for stop in stops)}
    made = [
        Task.objects.create(
            organization_id=actor.organization_id, type=kind.value, address_id=warehouse.address_id, after=starts,
            before=ends, comments=said, weight_g=weight, created_at=now, updated_at=now,
            metadata={"relay": [stop.number for stop in stops]},
        )
        for kind in (TaskType.DROPOFF, TaskType.PICKUP)
    ]  # fmt: skip
    drop, pick = made
    pick.previous = drop
    pick.save(update_fields=["previous"])
    for task in made:
        task.refresh_from_db(fields=["number"])
        tell(task, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))
    return drop, pick
