"""A courier's day, position and phone. Source: `coopcycle_api.md`, sections 5.1 to 5.3."""

from datetime import UTC, date, datetime
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare, Item, Nothing
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.task_lists import task_list
from maillage.delivery.coopcycle.documents.tasks import task_of_day
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.texts import instant_in, text_in
from maillage.delivery.coopcycle.refusals import Refused
from maillage.delivery.coopcycle.routes.tasks import document_of, shown_with
from maillage.delivery.models import Task
from maillage.delivery.queries import api_reading, tasks_of_courier
from maillage.delivery.rules.parcels import INSTANCE
from maillage.delivery.services.positions import PositionGiven, keep_position
from maillage.delivery.services.rides import ride_along
from maillage.delivery.services.scans import forget_push_token, keep_push_token, scan_task, take_over_key
from maillage.delivery.types import DeliveryActor, TaskState, TaskType
from maillage.geodata import Point

MOST_POINTS = 2000


def own_day(call: Call, day: str) -> Answer:
    """Give one's own tasks of a day, in their order; nothing is made when there are none."""
    call.require_rider()
    courier_id = call.actor.courier_id
    on = day_in(day)
    tasks = list(tasks_of_courier(actor=call.actor, courier_id=courier_id, day=on)) if courier_id else []
    shown = shown_with(call, tasks)
    ride = ride_along(
        points=[Point(task.address.longitude, task.address.latitude) for task in tasks], service=call.service
    )
    document = task_list(
        username=call.person.username, courier_id=courier_id, day=on, tasks=tasks,
        items=[task_of_day(task, shown) for task in tasks], ride=ride, shown=shown,
        changed_at=api_reading.last_departure(actor=call.actor), now=call.now,
    )  # fmt: skip
    return Item(document, "TaskList")


def day_in(text: str) -> date:
    """Read a day.

    Raises: Refused.
    """
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Refused(_("“%(text)s” is no date: write it as 2031-03-02.") % {"text": text[:20]}) from None


def keep_location(call: Call) -> Answer:
    """Keep the latest of the points that a phone has gathered."""
    call.require_rider()
    points = call.sent()
    points = points if isinstance(points, list) else [points]
    given = [point for each in points[-MOST_POINTS:] if (point := _point(each, call)) is not None]
    if call.actor.courier_id is not None:
        keep_position(actor=call.actor, given=given, now=call.now)
    return Bare([], media_type=JSON_LD)


def _point(sent: Any, call: Call) -> PositionGiven | None:
    if not isinstance(sent, dict):
        raise Refused("A point is an object with latitude, longitude and time.")
    latitude, longitude, time = (sent.get(key) for key in ("latitude", "longitude", "time"))
    numbers = [one for one in (latitude, longitude) if isinstance(one, int | float) and not isinstance(one, bool)]
    if len(numbers) != 2 or not (-90 <= numbers[0] <= 90 and -180 <= numbers[1] <= 180):
        raise Refused("A point is an object with latitude, longitude and time.")
    return PositionGiven(float(numbers[0]), float(numbers[1]), _instant(time, call))


def _instant(time: object, call: Call) -> datetime:
    if isinstance(time, int | float) and not isinstance(time, bool):
        try:
            return datetime.fromtimestamp(time / 1000, tz=UTC)
        except (ValueError, OverflowError, OSError):
            raise Refused("A time is in milliseconds, or a text.") from None
    return instant_in(time, now=call.now, zone=call.zone) or call.now


def add_push_token(call: Call) -> Answer:
    """Keep where a phone is told of changes."""
    body = call.body()
    token, platform = text_in(body, "token", longest=501), text_in(body, "platform", longest=20)
    keep_push_token(actor=call.actor, person_id=call.person.pk, platform=platform, token=token, now=call.now)
    return Bare({"platform": platform, "token": token}, status=201, media_type=JSON_LD)


def remove_push_token(call: Call, token: str) -> Answer:
    """Tell a phone no more."""
    forget_push_token(actor=call.actor, person_id=call.person.pk, token=token)
    return Nothing()


def scan(call: Call) -> Answer:
    """Say what a scanned label is of, and what its courier may do next; what was nobody's is now theirs."""
    call.require_rider()
    code = call.request.GET.get("code", "").strip()
    if not code:
        return Bare({"error": "No code provided."}, status=400)
    task = api_reading.task_of_barcode(actor=call.actor, code=code[:200], instance=INSTANCE)
    if task is None:
        return Bare({"error": "No data found."}, status=404)
    action = _action(task, call.actor)
    scan_task(actor=call.actor, task_id=task.pk, now=call.now)
    reader = call.actor if task.courier_id in (None, call.actor.courier_id) else _seeing(call.actor)
    found = {
        "ressource": iri("tasks", task.number),
        "client_action": {"action": action, "payload": {"task_id": task.number}} if action else None,
        "token_action": take_over_key(actor=call.actor, task_id=task.pk, now=call.now),
        "entity": document_of(call, task.number, actor=reader),
    }
    return Bare(found, media_type=JSON_LD)


def _seeing(actor: DeliveryActor) -> DeliveryActor:
    """Give somebody who holds a parcel in their hands the sight of what is written on it."""
    return DeliveryActor(organization_id=actor.organization_id, user_id=actor.user_id, is_dispatcher=True)


def _action(task: Task, actor: DeliveryActor) -> str | None:
    """Choose what to ask next, before anything is assigned."""
    if task.state in (TaskState.DONE.value, TaskState.FAILED.value, TaskState.CANCELLED.value):
        return None
    is_own = task.courier_id is not None and task.courier_id == actor.courier_id
    if task.courier_id is not None and not is_own:
        return "ask_to_assign"
    if task.type == TaskType.PICKUP.value:
        return "ask_to_complete_pickup" if task.state == TaskState.DOING.value else "ask_to_start_pickup"
    if task.state == TaskState.DOING.value:
        return "ask_to_complete"
    return "ask_to_unassign" if is_own else None
