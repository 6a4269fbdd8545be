"""Tasks, one at a time. Source: `coopcycle_api.md`, section 5."""

from collections.abc import Sequence
from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, collection
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.forms import form_document
from maillage.delivery.coopcycle.documents.incidents import incident_document, reasons_document
from maillage.delivery.coopcycle.documents.pictures import task_image
from maillage.delivery.coopcycle.documents.tasks import Shown, whole_task
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.deliveries import documents_of
from maillage.delivery.models import Delivery, Incident, Task
from maillage.delivery.queries import api_reading, events_of, with_tasks
from maillage.delivery.services.incidents import reasons_of
from maillage.delivery.types import DeliveryActor, ProofKind


@for_programs("tasks")
def read(call: Call, number: int) -> Answer:
    """Give a task."""
    return Item(document_of(call, number), "Task")


@for_programs("tasks")
def list_events(call: Call, number: int) -> Answer:
    """Give what happened to a task, oldest first."""
    task = seen(call, number)
    shown = Shown(call.zone)
    members = [
        {
            "@id": f"/api/task_events/{event.pk}",
            "@type": "TaskEvent",
            "name": event.name,
            "data": event.data or [],
            "createdAt": shown.time(event.at),
        }
        for event in events_of(task_id=task.pk)
    ]
    return collection(members, request=call.request, context="Task")


def list_reasons(call: Call, number: int) -> Answer:
    """Give the reasons for which a task may fail."""
    reasons = reasons_of(seen(call, number))
    return collection(reasons_document(reasons), request=call.request, context="Task")


def list_incidents(call: Call, number: int) -> Answer:
    """Give what went wrong with a task."""
    task = seen(call, number)
    rows = list(api_reading.incidents_of(actor=call.actor).filter(task_id=task.pk).order_by("pk"))
    return collection(incident_documents(call, rows), request=call.request, context="Task")


def read_context(call: Call, number: int) -> Answer:
    """Give the delivery and the order that a task is of, or nothing."""
    task = seen(call, number)
    if task.delivery_id is None:
        return Item({"@id": f"/api/tasks/{number}/context", "delivery": None, "order": None}, "Task")
    rows = Delivery.objects.within(call.actor.scope).filter(pk=task.delivery_id)
    document = documents_of(call, list(with_tasks(rows)))[0]
    return Item({"@id": f"/api/tasks/{number}/context", "delivery": document, "order": document["order"]}, "Task")


def read_form(call: Call, number: int) -> Answer:
    """Give the delivery that a task is of as a form to edit, or the task alone."""
    task = seen(call, number)
    delivery, tasks = None, [task]
    if task.delivery_id is not None:
        delivery = with_tasks(Delivery.objects.within(call.actor.scope).filter(pk=task.delivery_id)).get()
        tasks = list(delivery.tasks.all())
    shown = Shown(call.zone, api_reading.tags_by_slug(organization_id=call.actor.organization_id))
    document = form_document(delivery, tasks, shown, service=call.service)
    named = {"@id": f"/api/tasks/{number}/delivery_form_data", "@type": "http://schema.org/ParcelDelivery"}
    return Item({**named, **document}, "Delivery")


def seen(call: Call, number: int) -> Task:
    """Give a task that the caller may see.

    Raises: NotFound, NotAllowed.
    """
    return api_reading.task_or_refused(actor=call.actor, number=number)


def document_of(call: Call, number: int, *, actor: DeliveryActor | None = None) -> dict[str, Any]:
    """Show a task that the caller, or `actor`, may see: its identifier is its own, whatever was done to it."""
    return documents_of_tasks(call, [api_reading.task_or_refused(actor=actor or call.actor, number=number)])[0]


def documents_of_tasks(call: Call, tasks: list[Task]) -> list[dict[str, Any]]:
    """Show tasks read whole, in a fixed number of queries."""
    shown = shown_with(call, tasks)
    return [whole_task(task, shown) for task in tasks]


def shown_with(call: Call, tasks: list[Task]) -> Shown:
    ids = [task.pk for task in tasks]
    photos = api_reading.proofs_of(task_ids=ids, kinds=[ProofKind.PHOTO])
    return Shown(
        call.zone,
        api_reading.tags_by_slug(organization_id=call.actor.organization_id),
        followers=api_reading.followers_of(task_ids=ids),
        incidents=_incidents(call, [task.pk for task in tasks if task.has_incident]),
        rules=api_reading.rules_behind(delivery_ids={task.delivery_id for task in tasks if task.delivery_id}),
        images={key: [task_image(one) for one in found] for key, found in photos.items()},
    )


def _incidents(call: Call, task_ids: list[Any]) -> dict[Any, list[dict[str, Any]]]:
    if not task_ids:
        return {}
    rows = list(api_reading.incidents_of(actor=call.actor).filter(task_id__in=task_ids).order_by("pk"))
    found: dict[Any, list[dict[str, Any]]] = {}
    for row, document in zip(rows, incident_documents(call, rows), strict=True):
        found.setdefault(row.task_id, []).append(document)
    return found


def incident_documents(call: Call, incidents: Sequence[Incident]) -> list[dict[str, Any]]:
    """Show incidents read whole."""
    where = call.actor.organization_id
    users = {row.made_by_id for row in incidents}
    users |= {event.made_by_id for row in incidents for event in row.events.all()}
    people = api_reading.people_of_accounts(organization_id=where, user_ids=users)
    shown = Shown(call.zone, api_reading.tags_by_slug(organization_id=where))
    return [incident_document(row, shown, people) for row in incidents]
