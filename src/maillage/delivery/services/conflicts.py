"""What somebody did without network and that others overtook: told in plain words, and written down for dispatchers."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import formats
from django.utils.translation import gettext as _

from maillage.delivery.models import Courier, Task, TaskEvent
from maillage.delivery.queries.access import service_of
from maillage.delivery.services.incidents import note_on_task
from maillage.delivery.states import COMPLETED_STATES
from maillage.delivery.types import DeliveryActor, TaskEventName, TaskState
from maillage.kit.errors import DomainError

_ENDS = (TaskEventName.DONE.value, TaskEventName.FAILED.value)


def plain_words(
    *, actor: DeliveryActor, task_id: UUID, kind: str, at: datetime, notes: str, refusal: DomainError, now: datetime
) -> str:
    """Say to a courier what came first; what the courier did is written on the task, so that nothing is lost.

    The caller has rolled back what was tried.
    """
    rows = Task.objects.within(actor.scope).select_related("courier__user").select_for_update(of=("self",))
    task = rows.filter(pk=task_id).first()
    courier = Courier.objects.within(actor.scope).select_related("user").get(pk=actor.courier_id or 0)
    if task is None or not _was_theirs(task, courier):
        return str(refusal)
    zone = ZoneInfo(service_of(organization_id=actor.organization_id).time_zone)
    words = _reason(task, zone=zone, refusal=refusal)
    if kind == "start":
        return words
    said = _("%(name)s, without network, at %(time)s: %(what)s.") % {
        "name": courier.user.display_name, "time": _clock(at, zone), "what": _what(kind),
    }  # fmt: skip
    note_on_task(task, actor=actor, reason="", notes=" ".join(part for part in (said, notes) if part), now=now)
    return words + " " + _("What you did is written down: the dispatcher sees it.")


def _reason(task: Task, *, zone: ZoneInfo, refusal: DomainError) -> str:
    number = {"number": task.number}
    if task.state == TaskState.CANCELLED.value:
        return _("Stop #%(number)s was cancelled meanwhile.") % number
    if task.state in COMPLETED_STATES:
        rows = TaskEvent.objects.across_scopes(reason="who finished a task first").select_related("user")
        end = rows.filter(task_id=task.pk, name__in=_ENDS).order_by("-id").first()
        who = end.user.display_name if end and end.user else _("somebody else")
        when = _clock(end.at, zone) if end else ""
        return _("Stop #%(number)s was finished by %(name)s at %(time)s.") % {**number, "name": who, "time": when}
    if task.courier is not None:
        name = task.courier.user.display_name
        return _("Stop #%(number)s was given to %(name)s meanwhile.") % {**number, "name": name}
    return _("Stop #%(number)s was taken out of your tour meanwhile.") % number if not task.courier_id else str(refusal)


def _what(kind: str) -> str:
    return {
        "done": _("done"), "failed": _("could not be done"), "incident": _("an incident"), "note": _("a note"),
    }.get(kind, kind)  # fmt: skip


def _was_theirs(task: Task, courier: Courier) -> bool:
    """Say whether the task has been in the courier's day: of others' tasks nothing is told, and nothing written there."""
    rows = TaskEvent.objects.across_scopes(reason="whether a task was a courier's")
    given = rows.filter(task_id=task.pk, name=TaskEventName.ASSIGNED.value, data__username=courier.username)
    return task.courier_id == courier.pk or given.exists()


def _clock(instant: datetime, zone: ZoneInfo) -> str:
    return formats.time_format(instant.astimezone(zone).time(), "TIME_FORMAT")
