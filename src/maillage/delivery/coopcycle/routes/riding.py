"""What couriers do with their tasks. Source: `coopcycle_api.md`, sections 3.4 and 5."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare, Item, collection
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import iri, number_in
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, Violations
from maillage.delivery.coopcycle.routes.tasks import document_of, documents_of_tasks
from maillage.delivery.models import Courier, Task
from maillage.delivery.queries import api_reading, visible_tasks, whole
from maillage.delivery.services import assignments, scans, tasks
from maillage.delivery.services.codes_by_programs import complete_with_code
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.incidents import note_incident
from maillage.delivery.types import Proof
from maillage.kit.errors import DomainError


def start(call: Call, number: int) -> Answer:
    """Say that one is on the way to a task."""
    tasks.start_task(actor=call.actor, task_id=_id(call, number), moment=Moment.of(call.now))
    return _task(call, number)


def done(call: Call, number: int) -> Answer:
    """Say that a task is done; one with a hand-over code asks for it in `code`, or in the notes."""
    body = call.body()
    complete_with_code(
        actor=call.actor, task_id=_id(call, number), proof=_proof(body), code=text_in(body, "code", longest=40),
        moment=Moment.of(call.now),
    )  # fmt: skip
    return _task(call, number)


def failed(call: Call, number: int) -> Answer:
    """Say that a task could not be done, and why."""
    body = call.body()
    tasks.fail_task(
        actor=call.actor, task_id=_id(call, number), proof=_proof(body), reason=text_in(body, "reason", longest=40),
        moment=Moment.of(call.now),
    )  # fmt: skip
    return _task(call, number)


def many_done(call: Call) -> Answer:
    """Complete several tasks, in the order of their deliveries; each that cannot be is told by its identifier."""
    call.require_rider()
    body = call.body()
    numbers = [number_in(one, kind="tasks") for one in list_in(body, "tasks", most=200)]
    known = api_reading.task_ids_of(actor=call.actor, numbers=numbers)
    failures = {iri("tasks", number): _("Not Found") for number in numbers if number not in known}
    success, proof, code = [], _proof(body), text_in(body, "code", longest=40)
    for number, task_id in known.items():
        try:
            complete_with_code(actor=call.actor, task_id=task_id, proof=proof, code=code, moment=Moment.of(call.now))
        except DomainError as refusal:
            failures[iri("tasks", number)] = str(refusal)
        else:
            success.append(number)
    # An empty map is written as PHP writes it.
    return Bare({"success": _whole(call, success), "failed": failures or []}, media_type=JSON_LD)


def assign(call: Call, number: int) -> Answer:
    """Give a task, with its delivery, to somebody: oneself when nobody is named."""
    call.require_rider()
    task_id = _id(call, number)
    courier = _courier(call, text_in(call.body(), "username", longest=80))
    key = call.request.headers.get("X-Token-Action", "")
    takes_over = bool(key) and scans.may_take_over(actor=call.actor, task_id=task_id, key=key, now=call.now)
    assignments.assign_tasks(
        actor=call.actor, task_ids=[task_id], courier_id=courier.pk, now=call.now, may_take_over=takes_over
    )
    return _task(call, number)


def assign_many(call: Call) -> Answer:
    """Give several tasks to a courier."""
    call.require_rider()
    body = call.body()
    numbers = [number_in(one, kind="tasks") for one in list_in(body, "tasks", most=200)]
    known = api_reading.task_ids_of(actor=call.actor, numbers=numbers)
    lost = next((number for number in numbers if number not in known), None)
    if lost is not None:
        raise Refused(f'Item not found for "{iri("tasks", lost)}".')
    courier = _courier(call, text_in(body, "username", longest=80))
    given = [known[number] for number in dict.fromkeys(numbers)]
    assignments.assign_tasks(actor=call.actor, task_ids=given, courier_id=courier.pk, now=call.now)
    return collection(_whole(call, numbers), request=call.request, context="Task")


def unassign(call: Call, number: int) -> Answer:
    """Take a task, with the others of its delivery, from its courier."""
    assignments.unassign_tasks(actor=call.actor, task_ids=[_id(call, number)], now=call.now)
    task = _read(call, number)
    return Item(documents_of_tasks(call, [task])[0], "Task")


def note(call: Call, number: int) -> Answer:
    """Write that something went wrong into a task's events."""
    body = call.body()
    note_incident(
        actor=call.actor, task_id=_id(call, number), reason=text_in(body, "reason", longest=40),
        notes=text_in(body, "notes"), now=call.now,
    )  # fmt: skip
    return _task(call, number)


def append_to_comment(call: Call, number: int) -> Answer:
    """Add a line to a task's comments."""
    scans.append_comment(
        actor=call.actor, task_id=_id(call, number), username=call.person.username,
        note=text_in(call.body(), "note"), now=call.now,
    )  # fmt: skip
    return _task(call, number)


def _courier(call: Call, username: str) -> Courier:
    if not username:
        own = api_reading.courier_of(actor=call.actor)
        if own is None:
            raise Violations.of("username", _("Say to whom: you do not ride for this co-operative."))
        return own
    named = api_reading.courier_named(actor=call.actor, username=username)
    if named is None:
        raise Refused(_('User "%(name)s" does not exist') % {"name": username})
    return named


def _proof(body: dict[str, Any]) -> Proof:
    return Proof(recipient=text_in(body, "contactName", longest=140), notes=text_in(body, "notes"))


def _id(call: Call, number: int) -> Any:
    return api_reading.task_id_of(actor=call.actor, number=number)


def _task(call: Call, number: int) -> Answer:
    return Item(document_of(call, number), "Task")


def _read(call: Call, number: int) -> Task:
    """Read a task that the caller has just acted upon, though it may be theirs no more."""
    task: Task = whole(Task.objects.within(call.actor.scope)).get(number=number)
    return task


def _whole(call: Call, numbers: list[int]) -> list[dict[str, Any]]:
    found = {task.number: task for task in whole(visible_tasks(actor=call.actor)).filter(number__in=numbers)}
    kept = [found[number] for number in dict.fromkeys(numbers) if number in found]
    return documents_of_tasks(call, kept)
