"""A task's life: started, done, failed, cancelled, taken up again."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, Task, TaskProof
from maillage.delivery.services.across import require_ours_to_decide, require_ours_to_ride
from maillage.delivery.services.happenings import Moment, is_told_already, tell
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.services.tour_members import leaves_tour
from maillage.delivery.states import COMPLETED_STATES, OPEN_STATES, TASK_MOVES
from maillage.delivery.types import DeliveryActor, Proof, TaskEventName, TaskState, TaskType
from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.stream.services import move


class AlreadyCompleted(Conflict):
    message = _("Task #%(number)s is already completed")
    code = "already_completed"


class IsCancelled(Conflict):
    message = _("Task #%(number)s is cancelled")
    code = "is_cancelled"


class PreviousFirst(Conflict):
    message = _("Task #%(number)s cannot be completed before task #%(previous)s: what is brought must be taken first.")
    code = "previous_first"


class RelayFirst(PreviousFirst):
    message = _(
        "Task #%(number)s waits for task #%(previous)s: what goes by the warehouse must be brought there and taken on first."
    )
    code = "relay_first"


class DoneStaysDone(Conflict):
    message = _("Task #%(number)s is done: what was done stays done. Duplicate it to ride it again.")
    code = "done_stays_done"


@transaction.atomic
def start_task(*, actor: DeliveryActor, task_id: UUID, moment: Moment) -> Task:
    """Say that a courier is on the way to a task. Of a task that is not to do, nothing changes. Publishes `TaskStarted`.

    What waits for a relay cannot be started before it. Raises: NotFound, NotAllowed, RelayFirst.
    Source: CoopCycle API, `PUT /api/tasks/{id}/start`.
    """
    task = task_in_hand(actor, task_id)
    require_ours_to_ride(task)
    if task.state != TaskState.TODO.value or is_told_already(task=task, once_key=moment.once_key):
        return task
    _require_relayed(task)
    _moved(task, target=TaskState.DOING, actor=actor, moment=moment)
    tell(task, name=TaskEventName.STARTED, actor=actor, moment=moment)
    return task


@transaction.atomic
def complete_task(*, actor: DeliveryActor, task_id: UUID, proof: Proof, moment: Moment) -> Task:
    """Say that something was taken or given. The same action of a phone, sent again, changes nothing.

    Publishes `TaskDone`. Raises: NotFound, NotAllowed, AlreadyCompleted, IsCancelled, PreviousFirst.
    Source: CoopCycle API, `PUT /api/tasks/{id}/done`.
    """
    task = task_in_hand(actor, task_id)
    require_ours_to_ride(task)
    if is_told_already(task=task, once_key=moment.once_key):
        return task
    _require_completable(task)
    _keep_proof(task, proof=proof, actor=actor)
    _moved(task, target=TaskState.DONE, actor=actor, moment=moment)
    tell(task, name=TaskEventName.DONE, actor=actor, moment=moment, data={"notes": proof.notes})
    follow_tasks(task.delivery, actor_id=actor.user_id, now=moment.now)
    return task


@transaction.atomic
def fail_task(*, actor: DeliveryActor, task_id: UUID, proof: Proof, reason: str, moment: Moment) -> Task:
    """Say that a task could not be done. `reason`: a code of failure; without notes it stands for them.

    Publishes `TaskFailed`. Raises: NotFound, NotAllowed, AlreadyCompleted, IsCancelled, PreviousFirst.
    Source: CoopCycle API, `PUT /api/tasks/{id}/failed`.
    """
    task = task_in_hand(actor, task_id)
    require_ours_to_ride(task)
    if is_told_already(task=task, once_key=moment.once_key):
        return task
    _require_completable(task)
    _keep_proof(task, proof=proof, actor=actor)
    notes = proof.notes or reason
    if reason:
        task.has_incident = True
        data = {"reason": reason, "notes": notes}
        tell(task, name=TaskEventName.INCIDENT, actor=actor, moment=replace(moment, once_key=""), data=data)
    _moved(task, target=TaskState.FAILED, actor=actor, moment=moment, also=["has_incident"])
    data = {"reason": reason, "notes": notes}
    tell(task, name=TaskEventName.FAILED, actor=actor, moment=moment, data=data, reason=reason)
    follow_tasks(task.delivery, actor_id=actor.user_id, now=moment.now)
    return task


@transaction.atomic
def cancel_task(*, actor: DeliveryActor, task_id: UUID, now: datetime) -> Task:
    """Take a task out of the work; nothing is deleted. Twice changes nothing. Publishes `TaskCancelled`.

    Raises: NotFound, NotAllowed, DoneStaysDone, AlreadyCompleted.
    """
    task = _of_dispatcher(actor, task_id)
    cancel_locked(task, actor=actor, now=now)
    follow_tasks(task.delivery, actor_id=actor.user_id, now=now)
    return task


def cancel_locked(task: Task, *, actor: DeliveryActor, now: datetime) -> None:
    """Cancel a task that the caller has locked. Publishes `TaskCancelled`.

    Raises: DoneStaysDone, AlreadyCompleted.
    """
    require_ours_to_decide(task)
    if task.state == TaskState.CANCELLED.value:
        return
    if task.state == TaskState.DONE.value:
        raise DoneStaysDone(number=task.number)
    if task.state == TaskState.FAILED.value:
        raise AlreadyCompleted(number=task.number)
    moment = Moment.of(now)
    _moved(task, target=TaskState.CANCELLED, actor=actor, moment=moment)
    tell(task, name=TaskEventName.CANCELLED, actor=actor, moment=moment)


@transaction.atomic
def restore_task(*, actor: DeliveryActor, task_id: UUID, now: datetime) -> Task:
    """Take a cancelled task up again. Publishes `TaskRestored`.

    Raises: NotFound, NotAllowed, DoneStaysDone, IllegalMove (failed: it is rescheduled instead).
    """
    task = _of_dispatcher(actor, task_id)
    require_ours_to_decide(task)
    if task.state == TaskState.TODO.value:
        return task
    if task.state == TaskState.DONE.value:
        raise DoneStaysDone(number=task.number)
    moment = Moment.of(now)
    _moved(task, target=TaskState.TODO, actor=actor, moment=moment)
    tell(task, name=TaskEventName.RESTORED, actor=actor, moment=moment)
    follow_tasks(task.delivery, actor_id=actor.user_id, now=now)
    return task


@transaction.atomic
def reschedule_task(*, actor: DeliveryActor, task_id: UUID, after: datetime, before: datetime, now: datetime) -> Task:
    """Give a task that was not done another time: it is to do again, and nobody's. Publishes `TaskRescheduled`.

    Raises: NotFound, NotAllowed, DoneStaysDone, Invalid (the end before the start).
    """
    task = _of_dispatcher(actor, task_id)
    require_ours_to_decide(task)
    if task.state == TaskState.DONE.value:
        raise DoneStaysDone(number=task.number)
    if before <= after:
        raise Invalid(_("The end of the time frame must come after its start."), field="before")
    moment = Moment.of(now)
    task.after, task.before = after, before
    task.courier, task.assigned_on, task.rank = None, None, 0
    task.metadata = {**task.metadata, "rescheduled": True}
    columns = ["after", "before", "courier", "assigned_on", "rank", "metadata", *leaves_tour(task, actor=actor)]
    if task.state == TaskState.TODO.value:
        _touched(task, moment=moment, also=columns)
    else:
        _moved(task, target=TaskState.TODO, actor=actor, moment=moment, also=columns)
    tell(task, name=TaskEventName.RESCHEDULED, actor=actor, moment=moment)
    return task


def task_in_hand(actor: DeliveryActor, task_id: UUID) -> Task:
    """Lock a task that a dispatcher, or the courier who has it, acts on.

    Raises: NotFound (outside the co-operative), NotAllowed (somebody else's).
    """
    task: Task | None = (
        Task.objects.within(actor.scope)
        .select_related("delivery", "courier")
        .select_for_update(of=("self",))
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        raise NotFound
    if not actor.is_dispatcher and (actor.courier_id is None or task.courier_id != actor.courier_id):
        raise NotAllowed
    return task


def _of_dispatcher(actor: DeliveryActor, task_id: UUID) -> Task:
    if not actor.is_dispatcher:
        raise NotAllowed
    return task_in_hand(actor, task_id)


def _require_completable(task: Task) -> None:
    if task.state in COMPLETED_STATES:
        raise AlreadyCompleted(number=task.number)
    if task.state == TaskState.CANCELLED.value:
        raise IsCancelled(number=task.number)
    previous = task.previous
    if previous is not None and previous.state not in (*COMPLETED_STATES, TaskState.CANCELLED):
        raise PreviousFirst(number=task.number, previous=previous.number)
    _require_relayed(task)


def _require_relayed(task: Task) -> None:
    """Hold back a relay's pick until its drop is done, and what goes by the relay until it was taken on there."""
    waiting = Task.objects.across_scopes(reason="relays that a task waits for").filter(
        organization_id=task.organization_id, state__in=OPEN_STATES
    )
    if "relay" in task.metadata:
        waiting = waiting.filter(pk__in=[task.previous_id] if task.previous_id else [])
    elif task.type == TaskType.DROPOFF.value:
        waiting = waiting.filter(delivery=None, type=TaskType.PICKUP.value, metadata__relay__contains=[task.number])
    else:
        return
    first = waiting.first()
    if first is not None:
        raise RelayFirst(number=task.number, previous=first.number)


def _keep_proof(task: Task, *, proof: Proof, actor: DeliveryActor) -> None:
    if proof.proof_ids:
        rows = TaskProof.objects.within(actor.scope).filter(pk__in=proof.proof_ids, made_by_id=actor.user_id, task=None)
        rows.update(task=task)
    if proof.recipient:
        # Who took it is said of this stop alone: an address that others share keeps its own contact.
        address = task.address
        if address.contact_name != proof.recipient:
            task.address = _copy(address, contact_name=proof.recipient)
            task.save(update_fields=["address"])


def _copy(address: Address, *, contact_name: str) -> Address:
    address.pk, address._state.adding = None, True
    address.contact_name = contact_name[:140]
    address.save()
    return address


def _moved(task: Task, *, target: TaskState, actor: DeliveryActor, moment: Moment, also: Sequence[str] = ()) -> None:
    task.completed_at = moment.at if target in COMPLETED_STATES else None
    task.updated_at, task.version = moment.now, task.version + 1
    columns = ["completed_at", "updated_at", "version", *also]
    move(task, target=target.value, moves=TASK_MOVES, actor_id=actor.user_id, at=moment.at, also=columns)


def _touched(task: Task, *, moment: Moment, also: Sequence[str]) -> None:
    task.updated_at, task.version = moment.now, task.version + 1
    task.save(update_fields=["updated_at", "version", *also])
