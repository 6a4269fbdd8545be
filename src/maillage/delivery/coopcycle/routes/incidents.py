"""What went wrong. Source: `coopcycle_api.md`, section 9."""

from functools import partial

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Item, paged_together
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, Violations, blank, item_not_found
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.tasks import incident_documents
from maillage.delivery.models import Incident
from maillage.delivery.queries import api_reading
from maillage.delivery.services import incidents
from maillage.kit.errors import NotAllowed, NotFound

_SEARCH = ("status", "priority", "failureReasonCode", "store", "order[createdAt]")


def report(call: Call) -> Answer:
    """Tell that something went wrong with a task, whose state stays what it is."""
    call.require_rider()
    body = call.body()
    if not body.get("task"):
        raise Violations(blank("task"))
    number = number_in(body["task"], kind="tasks")
    try:
        task_id = api_reading.task_id_of(actor=call.actor, number=number)
    except NotFound:
        raise item_not_found(body["task"]) from None
    made = incidents.report_incident(actor=call.actor, task_id=task_id, given=_given(body), now=call.now)
    return incident_answer(call, made.pk, status=201)


@for_programs("deliveries", "tasks")
def read(call: Call, number: int) -> Answer:
    """Give an incident with its history."""
    return incident_answer(call, number)


@for_programs("deliveries", "tasks")
def list_all(call: Call) -> Answer:
    """Give incidents, the latest first."""
    rows = api_reading.incidents_of(actor=call.actor)
    asked = call.request.GET
    filters = {"status": "state", "priority": "priority", "failureReasonCode": "failure_code"}
    for name, column in filters.items():
        if value := asked.get(name):
            rows = rows.filter(**{column: value}) if column != "priority" or value in "123" else rows.none()
    if store := asked.get("store"):
        rows = rows.filter(task__delivery__store_id=_store(store))
    order = "made_at" if asked.get("order[createdAt]", "desc").lower() == "asc" else "-made_at"
    rows = rows.order_by(order, "-pk")
    documents = partial(incident_documents, call)
    return paged_together(rows, documents, request=call.request, context="Incident", search=_SEARCH)


def _store(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 18 else number_in(text, kind="stores")


def change(call: Call, number: int) -> Answer:
    """Change what is said of an incident."""
    _require_seen(call, number)
    incidents.change_incident(actor=call.actor, incident_id=number, given=_given(call.body()), now=call.now)
    return incident_answer(call, number)


def comment(call: Call, number: int) -> Answer:
    """Say something of an incident."""
    _require_seen(call, number)
    said = text_in(call.body(), "comment")
    incidents.comment_incident(actor=call.actor, incident_id=number, comment=said, now=call.now)
    return incident_answer(call, number)


def add_metadata(call: Call, number: int) -> Answer:
    """Add to what programs keep with an incident."""
    _require_seen(call, number)
    given = list_in(call.body(), "metadata", most=100)
    incidents.add_metadata(actor=call.actor, incident_id=number, metadata=given, now=call.now)
    return incident_answer(call, number)


def _given(body: dict[str, object]) -> incidents.IncidentGiven:
    priority = body.get("priority")
    if priority is not None and (not isinstance(priority, int) or isinstance(priority, bool)):
        raise Refused(_("A priority is 1 (high), 2 or 3 (low)."))
    return incidents.IncidentGiven(
        title=text_in(body, "title", longest=140), failure_code=text_in(body, "failureReasonCode", longest=40),
        description=text_in(body, "description"), priority=priority, state=text_in(body, "status", longest=10),
        metadata=list_in(body, "metadata", most=100),
    )  # fmt: skip


def _require_seen(call: Call, number: int) -> None:
    if not api_reading.incidents_of(actor=call.actor).filter(pk=number).exists():
        _refuse(call, number)


def _refuse(call: Call, number: int) -> None:
    if Incident.objects.within(call.actor.scope).filter(pk=number).exists():
        raise NotAllowed
    raise NotFound


def incident_answer(call: Call, number: int, *, status: int = 200) -> Answer:
    """Show an incident that the caller may see. Raises: NotFound, NotAllowed."""
    found = api_reading.incidents_of(actor=call.actor).filter(pk=number).first()
    if found is None:
        _refuse(call, number)
        raise NotFound
    return Item(incident_documents(call, [found])[0], "Incident", status=status)
