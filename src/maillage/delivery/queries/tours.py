"""Tours of a day, with their tasks in order."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from maillage.delivery.models import Task, Tour
from maillage.delivery.queries.tasks import whole
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotFound

# A courier's day has ranks; nobody's tasks have none, and stand in the order of the tour.
TOUR_ORDER = ("rank", "tour_position", "number")


def tours(*, actor: DeliveryActor) -> "QuerySet[Tour]":
    """Give the co-operative's tours to its dispatchers; to others, none."""
    rows = Tour.objects.within(actor.scope)
    return rows.order_by("day", "number") if actor.is_dispatcher else rows.none()


def tours_of_day(*, actor: DeliveryActor, day: date) -> list[Tour]:
    """List a day's tours, as they were made."""
    return list(tours(actor=actor).filter(day=day).select_related("courier__user"))


def tour_seen(*, actor: DeliveryActor, number: int) -> Tour:
    """Give a tour by the number that programs know.

    Raises: NotFound (none, or not theirs to see).
    """
    found: Tour | None = tours(actor=actor).filter(number=number).select_related("courier__user").first()
    if found is None:
        raise NotFound
    return found


def tasks_of_tours(*, actor: DeliveryActor, tour_ids: Iterable[UUID]) -> dict[UUID, list[Task]]:
    """Give the tasks of tours in their order, what is over included, what was cancelled not; in a fixed number of queries."""
    ids = list(tour_ids)
    found: dict[UUID, list[Task]] = {tour_id: [] for tour_id in ids}
    rows = whole(Task.objects.within(actor.scope).filter(tour_id__in=ids)).exclude(state="CANCELLED")
    for task in rows.order_by(*TOUR_ORDER):
        if task.tour_id is not None:
            found[task.tour_id].append(task)
    return found


def task_ids_of_tour(*, actor: DeliveryActor, tour_id: UUID) -> list[UUID]:
    """Give the ids of a tour's tasks in their order, without what was cancelled."""
    rows = Task.objects.within(actor.scope).filter(tour_id=tour_id).exclude(state="CANCELLED")
    return list(rows.order_by(*TOUR_ORDER).values_list("pk", flat=True))
