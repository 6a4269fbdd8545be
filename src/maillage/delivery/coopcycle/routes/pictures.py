"""Pictures of deliveries and of what went wrong. Source: `coopcycle_api.md`, sections 5 and 9."""

from typing import IO, Any

from django.core.files.storage import default_storage
from django.http import HttpResponse
from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Item, collection
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.pictures import new_image
from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.texts import list_in
from maillage.delivery.coopcycle.refusals import WRONG_FILE, Refused, Violations, blank, item_not_found
from maillage.delivery.coopcycle.resource import public
from maillage.delivery.coopcycle.routes.tasks import documents_of_tasks
from maillage.delivery.queries import api_reading, visible_tasks, whole
from maillage.delivery.queries.evidence import picture_name
from maillage.delivery.services import photos


def add_task_image(call: Call) -> Answer:
    """Keep a picture; `X-Attach-To` names the tasks that it is of."""
    call.require_rider()
    tasks = _attached(call, "tasks")
    task_ids = [_task_id(call, number) for number in tasks]
    try:
        kept = photos.keep_task_photo(actor=call.actor, file=_file(call), task_ids=task_ids, now=call.now)
    except photos.NotAPhoto as refusal:
        raise Violations.of("file", refusal, WRONG_FILE) from None
    return Item(new_image("task_images", kept[0]), "TaskImage", status=201)


def attach(call: Call) -> Answer:
    """Put pictures that were sent before to tasks."""
    call.require_rider()
    body = call.body()
    numbers = [number_in(one, kind="tasks") for one in list_in(body, "tasks", most=200)]
    images = [number_in(one, kind="task_images") for one in list_in(body, "images", most=50)]
    task_ids = [_task_id(call, number) for number in numbers]
    photos.attach_photos(actor=call.actor, task_ids=task_ids, photo_ids=images, now=call.now)
    rows = list(whole(visible_tasks(actor=call.actor)).filter(pk__in=task_ids).order_by("number"))
    return collection(documents_of_tasks(call, rows), request=call.request, context="Task")


def add_incident_image(call: Call) -> Answer:
    """Add a picture of what went wrong; the header `X-Attach-To` names the incident."""
    call.require_rider()
    named = _attached(call, "incidents")
    try:
        kept = photos.keep_incident_photo(
            actor=call.actor, file=_file(call), incident_id=named[0] if named else None, now=call.now
        )
    except photos.NotAPhoto as refusal:
        raise Violations.of("file", refusal, WRONG_FILE) from None
    return Item(new_image("incident_images", kept), "IncidentImage", status=201)


@public
def show(_call: Call, token: str) -> Answer:
    """Show a picture whose signed address somebody was given; it can run nothing."""
    name = picture_name(token)
    if name is None or not name.startswith("delivery/") or not default_storage.exists(name):
        raise Refused(_("Not Found"), status=404)
    with default_storage.open(name) as file:
        response = HttpResponse(file.read(), content_type="image/webp")
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Content-Disposition"] = "inline"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, max-age=86400"
    return response


def _file(call: Call) -> IO[bytes]:
    file: Any = call.request.FILES.get("file")
    if file is None:
        raise Violations(blank("file"))
    if file.size > photos.LARGEST_BYTES:
        raise Violations.of("file", _("This picture weighs over 5 MB: send a smaller one."))
    return file


def _attached(call: Call, kind: str) -> list[int]:
    header = call.request.headers.get("X-Attach-To", "")
    return [number_in(one.strip(), kind=kind) for one in header.split(";")[:50] if one.strip()]


def _task_id(call: Call, number: int) -> Any:
    found = api_reading.task_ids_of(actor=call.actor, numbers=[number])
    if number not in found:
        raise item_not_found(f"/api/tasks/{number}")
    return found[number]
