"""Tasks that go under one name. Source: `coopcycle_api.md`, section 5."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import iri, number_in
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Violations, blank, item_not_found
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.models import TaskGroup
from maillage.delivery.queries import api_reading, visible_tasks
from maillage.delivery.services import task_groups
from maillage.kit.errors import NotAllowed


def create(call: Call) -> Answer:
    """Make a group of tasks."""
    call.require_dispatcher()
    body = call.body()
    name = text_in(body, "name", longest=140).strip()
    if not name:
        raise Violations(blank("name"))
    ids = task_ids(call, list_in(body, "tasks", most=500))
    made = task_groups.make_group(actor=call.actor, name=name, task_ids=ids, now=call.now)
    return Item(group_document(call, made), "TaskGroup", status=201)


@for_programs("tasks")
def read(call: Call, number: int) -> Answer:
    """Give a group with its tasks."""
    group = task_groups.group_seen(actor=call.actor, group_id=number)
    if not call.actor.is_dispatcher:
        count = group.tasks.within(call.actor.scope).count()
        if count == 0 or visible_tasks(actor=call.actor).filter(group=group).count() != count:
            raise NotAllowed
    return Item(group_document(call, group), "TaskGroup")


def change(call: Call, number: int) -> Answer:
    """Give another name, or other tasks in the place of those before."""
    call.require_dispatcher()
    body = call.body()
    ids = task_ids(call, list_in(body, "tasks", most=500)) if "tasks" in body else None
    name = text_in(body, "name", longest=140).strip()
    changed = task_groups.change_group(actor=call.actor, group_id=number, name=name, task_ids=ids)
    return Item(group_document(call, changed), "TaskGroup")


def add(call: Call, number: int) -> Answer:
    """Add tasks to a group."""
    call.require_dispatcher()
    ids = task_ids(call, list_in(call.body(), "tasks", most=500))
    changed = task_groups.add_to_group(actor=call.actor, group_id=number, task_ids=ids)
    return Item(group_document(call, changed), "TaskGroup")


def remove(call: Call, number: int) -> Answer:
    """Take the group away; its tasks stay."""
    call.require_dispatcher()
    task_groups.remove_group(actor=call.actor, group_id=number)
    return Nothing()


def leave(call: Call, number: int) -> Answer:
    """Take a task out of its group."""
    call.require_dispatcher()
    task_id = api_reading.task_id_of(actor=call.actor, number=number)
    task_groups.leave_group(actor=call.actor, task_id=task_id)
    return Nothing()


def task_ids(call: Call, sent: list[Any]) -> list[Any]:
    """Read identifiers of tasks, in the order in which they were sent. Raises: Refused."""
    numbers = list(dict.fromkeys(number_in(one, kind="tasks") for one in sent))
    known = api_reading.task_ids_of(actor=call.actor, numbers=numbers)
    for number in numbers:
        if number not in known:
            raise item_not_found(iri("tasks", number))
    return [known[number] for number in numbers]


def group_document(call: Call, group: TaskGroup) -> dict[str, Any]:
    """Show a group with the identifiers of its tasks."""
    rows = group.tasks.within(call.actor.scope).order_by("number").values_list("number", flat=True)
    tasks = [iri("tasks", number) for number in rows]
    found = {"@id": iri("task_groups", group.pk), "@type": "TaskGroup", "id": group.pk, "name": group.name}
    return {**found, "tasks": tasks}
