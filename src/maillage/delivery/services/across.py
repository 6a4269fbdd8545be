"""Two tasks, one stop: what is said of a task that another co-operative rides is carried over to the other's, in the same transaction.

The giver says whether, when and where; the taker says that it was ridden. Neither learns who the other's people are. See decision 54.
"""

from collections.abc import Callable
from typing import Any

from django.db import OperationalError
from django.utils.translation import gettext_lazy as _

from maillage.accounts.models import Organization
from maillage.delivery.models import Address, Task, TaskProof
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.states import COMPLETED_STATES, TASK_MOVES
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskState
from maillage.kit.errors import Conflict
from maillage.stream.services import move

# What the taker says of its task is true of the giver's; what the giver decides holds for the taker's.
_RIDDEN = {TaskEventName.STARTED, TaskEventName.DONE, TaskEventName.FAILED, TaskEventName.INCIDENT}
_DECIDED = {TaskEventName.CANCELLED, TaskEventName.RESTORED, TaskEventName.RESCHEDULED, TaskEventName.UPDATED}
_SAID = ("after", "before", "comments", "weight_g", "is_doorstep")
_PLACE = (
    "street_address", "latitude", "longitude", "is_approximate", "postal_code", "locality", "name", "contact_name",
    "telephone", "description",
)  # fmt: skip
_REASON = "the other half of a stop that was handed over"


class RiddenByOthers(Conflict):
    message = _("Task #%(number)s was handed over: the co-operative that took it says what becomes of it.")
    code = "ridden_by_others"


class DecidedByOthers(Conflict):
    message = _("Task #%(number)s is ridden for another co-operative: only that one changes it. You may give it back.")
    code = "decided_by_others"


class BeingRidden(Conflict):
    message = _("Task #%(number)s is being ridden at this moment: look at where it is now, then do it again.")
    code = "being_ridden"


class NoMoreStops(Conflict):
    message = _("This delivery was handed over: take it back first, or order the new stop apart.")
    code = "no_more_stops"


def require_ours_to_ride(task: Task) -> None:
    """Raises: RiddenByOthers."""
    if task.is_handed_over:
        raise RiddenByOthers(number=task.number)


def require_ours_to_decide(task: Task) -> None:
    """Raises: DecidedByOthers."""
    if task.ridden_for_id is not None:
        raise DecidedByOthers(number=task.number)


type _Write = Callable[..., None]


def carry_over(
    task: Task, *, name: TaskEventName, moment: Any, data: dict[str, Any], facts: dict[str, Any], write: _Write
) -> None:
    """Bring the other half of a stop to where this one is, and write down there what was told here.

    `write`: writes an event of a task and publishes it. Raises: BeingRidden.
    """
    if task.ridden_for_id is not None and name in _RIDDEN:
        other = _locked(task, pk=task.ridden_for_id)
        columns: dict[str, Any] = {"has_incident": task.has_incident}
        _keep_proofs(task, other)
    elif task.is_handed_over and name in _DECIDED:
        other = _locked(task, ridden_for=task)
        columns = {column: getattr(task, column) for column in _SAID}
        if _differs(task.address, other.address):
            columns["address"] = copied_address(task.address, organization_id=other.organization_id)
        if name is TaskEventName.RESCHEDULED:
            columns |= {"courier": None, "assigned_on": None, "rank": 0}
    else:
        return
    by = DeliveryActor(organization_id=other.organization_id, client=_name(task))
    _bring(other, task, columns, actor=by, moment=moment)
    write(other, name=name, actor=by, moment=moment, data=data, **facts)
    follow_tasks(other.delivery, actor_id=None, now=moment.now)


def _locked(task: Task, **which: Any) -> Task:
    rows = Task.objects.across_scopes(reason=_REASON).select_related("delivery", "address")
    try:
        # The giver does not wait for who is riding, who may wait for the giver: neither waits for ever.
        found: Task = rows.select_for_update(of=("self",), nowait=task.is_handed_over).get(**which)
    except OperationalError:
        raise BeingRidden(number=task.number) from None
    return found


def _bring(other: Task, task: Task, columns: dict[str, Any], *, actor: DeliveryActor, moment: Any) -> None:
    for column, value in columns.items():
        setattr(other, column, value)
    other.updated_at, other.version = moment.now, other.version + 1
    also = [*columns, "updated_at", "version"]
    if other.state == task.state:
        other.save(update_fields=also)
        return
    target = TaskState(task.state)
    other.completed_at = task.completed_at if target in COMPLETED_STATES else None
    move(other, target=target.value, moves=TASK_MOVES, actor_id=None, at=moment.at, also=["completed_at", *also])


def _differs(one: Address, other: Address) -> bool:
    return any(getattr(one, column) != getattr(other, column) for column in _PLACE)


def copied_address(address: Address, *, organization_id: Any) -> Address:
    """Write an address anew for another co-operative, with what a courier needs at the door."""
    copy = Address(organization_id=organization_id, created_at=address.created_at)
    for column in _PLACE:
        setattr(copy, column, getattr(address, column))
    copy.save()
    return copy


def _keep_proofs(task: Task, other: Task) -> None:
    """Let the giver see what shows that the stop was done."""
    rows = TaskProof.objects.across_scopes(reason=_REASON).filter(task=task)
    there = set(TaskProof.objects.across_scopes(reason=_REASON).filter(task=other).values_list("file", flat=True))
    TaskProof.objects.bulk_create(
        TaskProof(
            organization_id=other.organization_id, task=other, kind=row.kind, file=row.file.name, made_at=row.made_at
        )
        for row in rows
        if row.file.name not in there
    )


def _name(task: Task) -> str:
    return Organization.objects.values_list("name", flat=True).get(pk=task.organization_id)[:120]
