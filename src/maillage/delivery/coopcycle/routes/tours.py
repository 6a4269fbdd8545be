"""Tours: tasks of a day under one name. Source: `coopcycle_api.md`, section 6."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing, paged_together
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.tasks import Shown
from maillage.delivery.coopcycle.iris import iri
from maillage.delivery.coopcycle.reading.texts import list_in, text_in
from maillage.delivery.coopcycle.refusals import Violations, blank
from maillage.delivery.coopcycle.routes.days import day_in
from maillage.delivery.coopcycle.routes.groups import task_ids
from maillage.delivery.models import Task, Tour
from maillage.delivery.queries.tours import tasks_of_tours, tour_seen, tours
from maillage.delivery.services.rides import ride_along
from maillage.delivery.services.tour_changes import change_tour
from maillage.delivery.services.tours import make_tour, remove_tour
from maillage.geodata import Point


def list_all(call: Call) -> Answer:
    """Give the tours of a day, or all; paged when the client asks."""
    call.require_dispatcher()
    rows = tours(actor=call.actor)
    if day := call.request.GET.get("date"):
        rows = rows.filter(day=day_in(day))
    return paged_together(
        rows, partial(_documents, call), request=call.request, context="Tour", search=("date",), is_paged=not day
    )


def create(call: Call) -> Answer:
    """Make a tour of tasks, in the order in which they are sent."""
    call.require_dispatcher()
    body = call.body()
    if not text_in(body, "date"):
        raise Violations(blank("date"))
    made = make_tour(
        actor=call.actor, day=day_in(text_in(body, "date")), task_ids=task_ids(call, list_in(body, "tasks", most=500)),
        name=text_in(body, "name", longest=140), now=call.now,
    )  # fmt: skip
    return _tour(call, made.number, status=201)


def read(call: Call, number: int) -> Answer:
    """Give a tour with its tasks in order."""
    call.require_dispatcher()
    return _tour(call, number)


def change(call: Call, number: int) -> Answer:
    """Give another name, other tasks or another day, as far as they are sent."""
    call.require_dispatcher()
    tour, body = tour_seen(actor=call.actor, number=number), call.body()
    change_tour(
        actor=call.actor, tour_id=tour.pk, name=text_in(body, "name", longest=140),
        task_ids=task_ids(call, list_in(body, "tasks", most=500)) if "tasks" in body else None,
        day=day_in(text_in(body, "date")) if body.get("date") else None, now=call.now,
    )  # fmt: skip
    return _tour(call, number)


def remove(call: Call, number: int) -> Answer:
    """Take the tour away; its tasks stay."""
    call.require_dispatcher()
    remove_tour(actor=call.actor, tour_id=tour_seen(actor=call.actor, number=number).pk, now=call.now)
    return Nothing()


def _tour(call: Call, number: int, *, status: int = 200) -> Answer:
    return Item(_documents(call, [tour_seen(actor=call.actor, number=number)])[0], "Tour", status=status)


def _documents(call: Call, found: Sequence[Tour]) -> list[dict[str, Any]]:
    tasks = tasks_of_tours(actor=call.actor, tour_ids=[tour.pk for tour in found])
    return [_document(call, tour, tasks[tour.pk]) for tour in found]


def _document(call: Call, tour: Tour, tasks: Sequence[Task]) -> dict[str, Any]:
    points = [Point(task.address.longitude, task.address.latitude) for task in tasks]
    ride, shown = ride_along(points=points, service=call.service), Shown(call.zone)
    return {
        "@id": iri("tours", tour.number),
        "@type": "Tour",
        "name": tour.name,
        "date": tour.day.isoformat(),
        "items": [iri("tasks", task.number) for task in tasks],
        "distance": ride.distance_m,
        "duration": ride.duration_s,
        "polyline": ride.polyline,
        "createdAt": shown.time(tour.created_at),
        "updatedAt": shown.time(tour.updated_at),
    }
