"""What went wrong with tasks: told by couriers, followed by dispatchers. Source: CoopCycle API, incidents."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import FailureReason, Incident, IncidentEvent, Task
from maillage.delivery.services.happenings import Moment, tell
from maillage.delivery.types import DeliveryActor, IncidentPriority, IncidentState, TaskEventName
from maillage.kit.errors import Invalid, NotAllowed
from maillage.kit.rows import first_or_not_found


@dataclass(frozen=True, slots=True)
class IncidentGiven:
    """What is said of an incident; what is empty stays as it is, or is found out."""

    title: str = ""
    failure_code: str = ""
    description: str = ""
    priority: int | None = None
    state: str = ""
    metadata: Sequence[Any] = ()


@transaction.atomic
def report_incident(*, actor: DeliveryActor, task_id: UUID, given: IncidentGiven, now: datetime) -> Incident:
    """Tell that something went wrong with a task, whose state does not change.

    Raises: NotFound, NotAllowed (neither who rides it nor a dispatcher), Invalid.
    """
    task = _task(actor, task_id)
    _check(given)
    incident: Incident = Incident.objects.create(
        organization_id=task.organization_id, task=task, title=given.title[:140] or title_of(task, given.failure_code),
        state=given.state or IncidentState.OPEN.value, priority=given.priority or IncidentPriority.MEDIUM.value,
        failure_code=given.failure_code[:40], description=given.description[:4000], metadata=list(given.metadata),
        made_by_id=actor.user_id, made_at=now, updated_at=now,
    )  # fmt: skip
    note_on_task(task, actor=actor, reason=given.failure_code, notes=given.description, now=now)
    return incident


@transaction.atomic
def note_incident(*, actor: DeliveryActor, task_id: UUID, reason: str, notes: str, now: datetime) -> Task:
    """Write that something went wrong into a task's events, without following it up.

    Raises: NotFound, NotAllowed. Source: CoopCycle API, `PUT /api/tasks/{id}/incidents`.
    """
    task = _task(actor, task_id)
    note_on_task(task, actor=actor, reason=reason, notes=notes, now=now)
    return task


def note_on_task(task: Task, *, actor: DeliveryActor, reason: str, notes: str, now: datetime) -> None:
    """Mark a locked task and write the event."""
    task.has_incident, task.updated_at, task.version = True, now, task.version + 1
    task.save(update_fields=["has_incident", "updated_at", "version"])
    data = {"reason": reason, "notes": notes}
    tell(task, name=TaskEventName.INCIDENT, actor=actor, moment=Moment.of(now), data=data)


@transaction.atomic
def change_incident(*, actor: DeliveryActor, incident_id: int, given: IncidentGiven, now: datetime) -> Incident:
    """Change what is said of an incident; closing and opening again are written into its history.

    Raises: NotFound, NotAllowed (dispatchers only), Invalid.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    incident = _locked(actor, incident_id)
    _check(given)
    changes = {
        "title": given.title[:140], "description": given.description[:4000], "priority": given.priority,
        "failure_code": given.failure_code[:40], "state": given.state,
    }  # fmt: skip
    for column, value in changes.items():
        if value and value != getattr(incident, column):
            setattr(incident, column, value)
            if column in ("state", "priority"):
                _write(incident, kind=f"{column}_changed", message=str(value), actor=actor, now=now)
    incident.updated_at = now
    incident.save()
    return incident


@transaction.atomic
def comment_incident(*, actor: DeliveryActor, incident_id: int, comment: str, now: datetime) -> Incident:
    """Say something of an incident.

    Raises: NotFound, NotAllowed, Invalid (nothing said).
    """
    incident = _locked(actor, incident_id)
    if not comment.strip():
        raise Invalid(_("Write a comment."), field="comment")
    _write(incident, kind="commented", message=comment.strip()[:4000], actor=actor, now=now)
    return incident


@transaction.atomic
def add_metadata(*, actor: DeliveryActor, incident_id: int, metadata: Sequence[Any], now: datetime) -> Incident:
    """Add to what programs keep with an incident.

    Raises: NotFound, NotAllowed.
    """
    incident = _locked(actor, incident_id)
    incident.metadata = [*incident.metadata, *metadata][:200]
    incident.updated_at = now
    incident.save(update_fields=["metadata", "updated_at"])
    return incident


def title_of(task: Task, code: str) -> str:
    """Give the words of a reason of failure: of the store's list, else of the co-operative's."""
    return next((row.description for row in reasons_of(task) if row.code == code), "N/A")


def reasons_of(task: Task) -> list[FailureReason]:
    """Give the reasons from which somebody chooses: the store's own list when it has one."""
    rows = FailureReason.objects.across_scopes(reason="reasons of failure for a task that may be seen")
    rows = rows.filter(organization_id=task.organization_id).order_by("position", "pk")
    store_id = task.delivery.store_id if task.delivery else None
    own = list(rows.filter(store_id=store_id)) if store_id else []
    return own or list(rows.filter(store=None))


def _write(incident: Incident, *, kind: str, message: str, actor: DeliveryActor, now: datetime) -> None:
    IncidentEvent.objects.create(
        organization_id=incident.organization_id, incident=incident, kind=kind, message=message,
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip


def _check(given: IncidentGiven) -> None:
    if given.priority is not None and given.priority not in list(IncidentPriority):
        raise Invalid(_("A priority is 1 (high), 2 or 3 (low)."), field="priority")
    if given.state and given.state not in list(IncidentState):
        raise Invalid(_("An incident is OPEN or CLOSED."), field="status")


def _task(actor: DeliveryActor, task_id: UUID) -> Task:
    rows = Task.objects.within(actor.scope).select_related("delivery", "courier").select_for_update(of=("self",))
    task: Task = first_or_not_found(rows.filter(pk=task_id))
    if not actor.is_dispatcher and (actor.courier_id is None or task.courier_id != actor.courier_id):
        raise NotAllowed
    return task


def _locked(actor: DeliveryActor, incident_id: int) -> Incident:
    rows = Incident.objects.within(actor.scope).select_related("task__courier").select_for_update(of=("self",))
    incident: Incident = first_or_not_found(rows.filter(pk=incident_id))
    is_own = actor.user_id is not None and incident.made_by_id == actor.user_id
    is_riding = actor.courier_id is not None and incident.task.courier_id == actor.courier_id
    if not (actor.is_dispatcher or is_own or is_riding):
        raise NotAllowed
    return incident
