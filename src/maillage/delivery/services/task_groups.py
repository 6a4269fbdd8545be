"""Tasks that go under one name. Source: CoopCycle API, `/api/task_groups`."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from maillage.delivery.models import Task, TaskGroup
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found


@transaction.atomic
def make_group(*, actor: DeliveryActor, name: str, task_ids: Sequence[UUID], now: datetime) -> TaskGroup:
    """Put tasks under a name; they leave any other group. Raises: NotAllowed (dispatchers only), NotFound."""
    _require_dispatcher(actor)
    made: TaskGroup = TaskGroup.objects.create(
        organization_id=actor.organization_id, name=" ".join(name.split())[:140], created_at=now
    )
    _put(actor, made, task_ids)
    return made


@transaction.atomic
def change_group(
    *, actor: DeliveryActor, group_id: int, name: str = "", task_ids: Sequence[UUID] | None = None
) -> TaskGroup:
    """Give another name; `task_ids`: just these tasks from now on. Raises: NotAllowed (dispatchers only), NotFound."""
    group = _locked(actor, group_id)
    if name:
        group.name = " ".join(name.split())[:140]
        group.save(update_fields=["name"])
    if task_ids is not None:
        Task.objects.within(actor.scope).filter(group=group).exclude(pk__in=task_ids).update(group=None)
        _put(actor, group, task_ids)
    return group


@transaction.atomic
def add_to_group(*, actor: DeliveryActor, group_id: int, task_ids: Sequence[UUID]) -> TaskGroup:
    """Raises: NotAllowed (dispatchers only), NotFound."""
    group = _locked(actor, group_id)
    _put(actor, group, task_ids)
    return group


@transaction.atomic
def remove_group(*, actor: DeliveryActor, group_id: int) -> None:
    """Take a group away; its tasks stay. Raises: NotAllowed (dispatchers only), NotFound."""
    group = _locked(actor, group_id)
    Task.objects.within(actor.scope).filter(group=group).update(group=None)
    TaskGroup.objects.within(actor.scope).filter(pk=group.pk).delete()


@transaction.atomic
def leave_group(*, actor: DeliveryActor, task_id: UUID) -> None:
    """Take a task out of its group; of one that is in none, nothing. Raises: NotAllowed (dispatchers only)."""
    _require_dispatcher(actor)
    Task.objects.within(actor.scope).filter(pk=task_id).update(group=None)


def group_seen(*, actor: DeliveryActor, group_id: int) -> TaskGroup:
    """Raises: NotFound."""
    found: TaskGroup = first_or_not_found(TaskGroup.objects.within(actor.scope).filter(pk=group_id))
    return found


def _put(actor: DeliveryActor, group: TaskGroup, task_ids: Sequence[UUID]) -> None:
    rows = Task.objects.within(actor.scope).filter(pk__in=task_ids)
    if rows.update(group=group) != len(set(task_ids)):
        raise NotFound


def _locked(actor: DeliveryActor, group_id: int) -> TaskGroup:
    _require_dispatcher(actor)
    rows = TaskGroup.objects.within(actor.scope).select_for_update()
    found: TaskGroup = first_or_not_found(rows.filter(pk=group_id))
    return found


def _require_dispatcher(actor: DeliveryActor) -> None:
    if not actor.is_dispatcher:
        raise NotAllowed
