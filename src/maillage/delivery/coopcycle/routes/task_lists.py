"""Couriers' days, as lists of tasks and tours. Source: `coopcycle_api.md`, section 6."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from maillage.delivery.coopcycle.answers import Answer, Bare, Item, collection
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.task_lists import day_of, items_of, task_list
from maillage.delivery.coopcycle.documents.tasks import task_of_day
from maillage.delivery.coopcycle.iris import iri, number_in
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Refused, item_not_found
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.days import day_in
from maillage.delivery.coopcycle.routes.tasks import shown_with
from maillage.delivery.models import Courier, Task
from maillage.delivery.queries import api_reading, tasks_of_courier, visible_tasks, whole
from maillage.delivery.queries.day_vehicles import as_of_day
from maillage.delivery.queries.tours import tasks_of_tours, tours
from maillage.delivery.services import assignments
from maillage.delivery.services.crew import give_vehicle_of_day
from maillage.delivery.services.list_orders import best_order_of_day
from maillage.delivery.services.rides import ride_along
from maillage.delivery.states import OPEN_STATES
from maillage.geodata import Point
from maillage.kit.errors import NotFound


@for_programs("tasks")
def list_days(call: Call) -> Answer:
    """Give each courier's list of a day, with its tasks in full, tours taken apart; to a store's program, its own tasks."""
    return _lists(call, is_full=True)


@for_programs("tasks")
def list_days_by_identifier(call: Call) -> Answer:
    """Give each courier's list of a day, with the identifiers of its tasks and tours."""
    return _lists(call, is_full=False)


def _lists(call: Call, *, is_full: bool) -> Answer:
    if call.caller.program is None:
        call.require_dispatcher()
    day = day_in(call.request.GET.get("date") or call.now.astimezone(call.zone).date().isoformat())
    rows = whole(visible_tasks(actor=call.actor)).filter(assigned_on=day).exclude(state="CANCELLED")
    by_courier: dict[int, list[Task]] = {}
    for task in rows.order_by("rank", "number"):
        by_courier.setdefault(task.courier_id or 0, []).append(task)
    couriers = as_of_day(api_reading.couriers_of(actor=call.actor, courier_ids=by_courier), actor=call.actor, day=day)
    members = [_list(call, courier, day, by_courier[courier.pk], is_full=is_full) for courier in couriers]
    return collection(members, request=call.request, context="TaskList", search=("date",))


def _list(call: Call, courier: Courier, day: date, rows: Sequence[Task], *, is_full: bool) -> dict[str, Any]:
    found = list(rows)
    shown = shown_with(call, found)
    points = [Point(task.address.longitude, task.address.latitude) for task in found]
    if is_full:
        items: list[Any] = [task_of_day(task, shown) for task in found]
    else:
        items = items_of(found, tours=tours(actor=call.actor).filter(day=day, courier=courier))
    document = task_list(
        username=courier.username, courier_id=courier.pk, day=day, tasks=found, items=items,
        ride=ride_along(points=points, service=call.service), shown=shown, changed_at=None, now=call.now,
    )  # fmt: skip
    if is_full:
        return document
    vehicle = iri("vehicles", courier.vehicle_id) if courier.vehicle_id else None
    return {**document, "vehicle": vehicle, "trailer": None, "color": courier.color}


def open_day(call: Call) -> Answer:
    """Give a courier's list of a day: there is one already for every day."""
    call.require_dispatcher()
    body = call.body()
    courier = api_reading.courier_of_person(actor=call.actor, number=number_in(body.get("courier"), kind="users"))
    if courier is None:
        raise item_not_found(body.get("courier"))
    return _day(call, courier, day_in(text_in(body, "date")), status=201)


def read_day(call: Call, number: int) -> Answer:
    """Give a courier's list of a day."""
    call.require_dispatcher()
    return _day(call, *_numbered(call, number))


def change_day(call: Call, number: int) -> Answer:
    """Give a courier another vehicle on that day; what is usual stays so on other days."""
    call.require_dispatcher()
    courier, day = _numbered(call, number)
    body = call.body()
    if body.get("trailer"):
        raise Refused(_("A trailer is part of a vehicle here: give the vehicle that has one."))
    if "vehicle" in body:
        vehicle = number_in(body["vehicle"], kind="vehicles") if body["vehicle"] else None
        try:
            give_vehicle_of_day(actor=call.actor, courier_id=courier.pk, day=day, vehicle_id=vehicle)
        except NotFound:
            raise item_not_found(body["vehicle"]) from None
    return _day(call, courier, day)


def optimize(call: Call, number: int) -> Answer:
    """Give a courier's day in a shorter order, if there is one; nothing is kept until the client sends it back."""
    call.require_dispatcher()
    courier, day = _numbered(call, number)
    rows = list(tasks_of_courier(actor=call.actor, courier_id=courier.pk, day=day))
    as_of_day([courier], actor=call.actor, day=day)
    ordered = best_order_of_day(rows, now=call.now)
    document = _list(call, courier, day, ordered, is_full=False)
    solution = {"@context": "/api/contexts/TaskList", **document}
    return Bare({"solution": solution, "unassignedCount": 0}, media_type=JSON_LD)


def set_items(call: Call, day: str, username: str) -> Answer:
    """Make a courier's day of just these tasks and tours, in this order."""
    call.require_dispatcher()
    courier = api_reading.courier_named(actor=call.actor, username=username)
    if courier is None:
        raise Refused(_("Not Found"), status=404)
    on = day_in(day)
    numbers = _task_numbers(call, list_in(call.body(), "items", most=500), courier, on)
    known = api_reading.task_ids_of(actor=call.actor, numbers=numbers)
    for number in numbers:
        if number not in known:
            raise item_not_found(iri("tasks", number))
    assignments.set_day(
        actor=call.actor, courier_id=courier.pk, day=on, task_ids=[known[number] for number in numbers], now=call.now
    )
    return _day(call, courier, on)


def _task_numbers(call: Call, sent: Sequence[Any], courier: Courier, day: date) -> list[int]:
    """Put its tasks in the place of each tour; what is over of a tour stays with whom it was done."""
    asked = [number_in(one, kind="tours") for one in sent if "/api/tours/" in str(one)]
    found = {tour.number: tour for tour in tours(actor=call.actor).filter(number__in=asked)}
    members = tasks_of_tours(actor=call.actor, tour_ids=[tour.pk for tour in found.values()])
    numbers: list[int] = []
    for one in sent:
        if "/api/tours/" not in str(one):
            numbers.append(number_in(one, kind="tasks"))
            continue
        tour = found.get(number_in(one, kind="tours"))
        if tour is None:
            raise item_not_found(one)
        if tour.day != day:
            raise Refused(_("The tour “%(name)s” is of another day.") % {"name": tour.name})
        ours = (courier.pk, day)
        numbers += [
            task.number
            for task in members[tour.pk]
            if task.state in OPEN_STATES or (task.courier_id, task.assigned_on) == ours
        ]
    return list(dict.fromkeys(numbers))


def _numbered(call: Call, number: int) -> tuple[Courier, date]:
    try:
        courier_id, day = day_of(number)
    except OverflowError:
        raise NotFound from None
    found = api_reading.couriers_of(actor=call.actor, courier_ids=[courier_id])
    if not found:
        raise NotFound
    return found[0], day


def _day(call: Call, courier: Courier, day: date, *, status: int = 200) -> Answer:
    rows = list(tasks_of_courier(actor=call.actor, courier_id=courier.pk, day=day))
    as_of_day([courier], actor=call.actor, day=day)
    return Item(_list(call, courier, day, rows, is_full=False), "TaskList", status=status)
