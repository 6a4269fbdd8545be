"""What dispatchers do with tasks, and what the app asks at start. Source: `coopcycle_api.md`, sections 5 and 6."""

from collections.abc import Callable
from functools import partial

from django.db import transaction

from maillage.delivery.coopcycle.answers import Answer, Bare, Item, collection, paged_together
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.tasks import tag_document
from maillage.delivery.coopcycle.iris import iri, number_in
from maillage.delivery.coopcycle.reading.changes import task_given, with_doorstep
from maillage.delivery.coopcycle.reading.deliveries import stop_in
from maillage.delivery.coopcycle.reading.texts import instant_in, list_in, object_in, text_in
from maillage.delivery.coopcycle.refusals import Violations, blank
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.days import day_in
from maillage.delivery.coopcycle.routes.groups import task_ids
from maillage.delivery.coopcycle.routes.tasks import document_of, documents_of_tasks, seen
from maillage.delivery.models import Task
from maillage.delivery.queries import api_reading, tasks_of_day, visible_tasks, whole
from maillage.delivery.services import assignments, changes, photos, tasks
from maillage.delivery.services.kept_addresses import name_place
from maillage.delivery.services.relays import relay_at
from maillage.delivery.services.single_tasks import add_task, duplicate_task
from maillage.delivery.types import TaskGiven, TaskType
from maillage.kit.errors import NotAllowed

_SEARCH = ("date", "assigned", "organization")


def list_tasks(call: Call) -> Answer:
    """Give the tasks of a day, or all: a courier's own alone. Paged when the client asks."""
    call.require_rider()
    day = call.request.GET.get("date")
    rows = (
        tasks_of_day(actor=call.actor, day=day_in(day), zone=call.service.time_zone)
        if day
        else whole(visible_tasks(actor=call.actor)).order_by("before", "-type", "number")
    )
    if not call.actor.is_dispatcher:
        rows = rows.filter(courier_id=call.actor.courier_id or 0)
    elif (assigned := call.request.GET.get("assigned")) in ("yes", "no"):
        rows = rows.filter(courier__isnull=assigned == "no")
    if (store := call.request.GET.get("organization")) and call.actor.is_owner:
        rows = rows.filter(delivery__store__name=store)
    return paged_together(
        rows,
        partial(documents_of_tasks, call),
        request=call.request,
        context="Task",
        search=_SEARCH,
        is_paged=day is None,
    )


def create_task(call: Call) -> Answer:
    """Make a task of no order."""
    call.require_dispatcher()
    body = call.body()
    given = with_doorstep(body, stop_in(body, 0, None, call=call, store=None).given)
    made = add_task(actor=call.actor, given=given, now=call.now)
    username = text_in(body, "assignedTo")
    courier = api_reading.courier_named(actor=call.actor, username=username) if username else None
    if courier is not None:
        assignments.assign_tasks(actor=call.actor, task_ids=[made.pk], courier_id=courier.pk, now=call.now)
    return Item(document_of(call, made.number), "Task", status=201)


@transaction.atomic
def change_task(call: Call, number: int) -> Answer:
    """Change what is sent of a task; its state is changed elsewhere."""
    task, body = seen(call, number), call.body()
    if images := [number_in(one, kind="task_images") for one in list_in(body, "images", most=50)]:
        photos.attach_photos(actor=call.actor, task_ids=[task.pk], photo_ids=images, now=call.now)
    changes.change_task(actor=call.actor, task_id=task.pk, given=task_given(body, call=call, task=task), now=call.now)
    return Item(document_of(call, number), "Task")


def cancel(call: Call, number: int) -> Answer:
    """Cancel a task."""
    return _moved(call, number, tasks.cancel_task)


def restore(call: Call, number: int) -> Answer:
    """Make a cancelled task one to do again."""
    return _moved(call, number, tasks.restore_task)


def _moved(call: Call, number: int, service: Callable[..., Task]) -> Answer:
    service(actor=call.actor, task_id=api_reading.task_id_of(actor=call.actor, number=number), now=call.now)
    return Item(document_of(call, number), "Task")


def reschedule(call: Call, number: int) -> Answer:
    """Give a task another time: it is to do, and nobody's."""
    body = call.body()
    after, before = (instant_in(body.get(key), now=call.now, zone=call.zone) for key in ("after", "before"))
    missing = [blank(key) for key, value in (("after", after), ("before", before)) if value is None]
    if missing or after is None or before is None:
        raise Violations(*missing)
    task_id = api_reading.task_id_of(actor=call.actor, number=number)
    tasks.reschedule_task(actor=call.actor, task_id=task_id, after=after, before=before, now=call.now)
    return Item(document_of(call, number), "Task")


def duplicate(call: Call, number: int) -> Answer:
    """Make a task again, to do and nobody's."""
    task_id = api_reading.task_id_of(actor=call.actor, number=number)
    made = duplicate_task(actor=call.actor, task_id=task_id, now=call.now)
    return Item(document_of(call, made.number), "Task", status=201)


def list_tags(call: Call) -> Answer:
    """Give the co-operative's tags."""
    tags = api_reading.tags_by_slug(organization_id=call.actor.organization_id)
    members = [
        {"@id": iri("tags", tag.pk), "@type": "Tag", **tag_document(tag)}
        for tag in sorted(tags.values(), key=lambda tag: tag.name)
    ]
    return collection(members, request=call.request, context="Tag")


def nothing(call: Call) -> Answer:
    """Give an empty list: there are no restaurants here, and the app asks at start."""
    return collection([], request=call.request, context="Restaurant")


def relay(call: Call, number: int) -> Answer:
    """Have the parcels of drop-offs go by a warehouse: gives the drop there and the pick after it."""
    call.require_dispatcher()
    ids = task_ids(call, list_in(call.body(), "tasks", most=500))
    made = relay_at(actor=call.actor, warehouse_id=number, task_ids=ids, now=call.now)
    return Bare({"tasks": [document_of(call, task.number) for task in made]}, status=201)


@for_programs("tasks", people=False)
@transaction.atomic
def bio_deliver(call: Call, number: int) -> Answer:
    """Change the name of the place and the comments of a task of one's store: one old client does."""
    task, body = seen(call, number), call.body()
    if task.delivery_id is None:
        raise NotAllowed
    name = text_in(object_in(body, "address"), "name", longest=140)
    given = TaskGiven(TaskType(task.type), comments=text_in(body, "comments"))
    changes.change_delivery(
        actor=call.actor, delivery_id=task.delivery_id, changes=[changes.TaskChange(given, task.pk)],
        replaces_all=False, now=call.now,
    )  # fmt: skip
    if name:
        name_place(actor=call.actor, task_id=task.pk, name=name)
    return Item(document_of(call, number), "Task")
