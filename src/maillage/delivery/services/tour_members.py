"""What becomes of tours when their tasks change hands by other ways: all of a tour's open tasks take it along, one alone leaves it."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Q

from maillage.delivery.events import TourAssigned, TourUnassigned
from maillage.delivery.models import DeliveryService, Task, Tour
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor
from maillage.kit.time import day_bounds
from maillage.stream.services import publish


def carry_tours(
    tasks: Iterable[Task], *, actor: DeliveryActor, courier_id: int | None, day: date | None, now: datetime
) -> None:
    """Give tours of which all open tasks are about to change hands to their new courier, or to nobody.

    `day`: of the list that they go to; a tour goes to a list of its own day only. Publishes `TourAssigned`, `TourUnassigned`.
    """
    gone: dict[Tour, list[Task]] = defaultdict(list)
    for task in tasks:
        if task.tour is not None and task.tour.courier_id != courier_id and task.state in OPEN_STATES:
            gone[task.tour].append(task)
    for tour, members in gone.items():
        rows = Task.objects.within(actor.scope).filter(tour=tour, state__in=OPEN_STATES)
        if day not in (None, tour.day) or rows.exclude(pk__in=[task.pk for task in members]).exists():
            continue
        # As nobody's it keeps the order in which it stood in the courier's day.
        for position, task in enumerate(sorted(members, key=lambda task: (task.rank, task.tour_position)), start=1):
            rows.filter(pk=task.pk).update(tour_position=position)
            task.tour_position = position
        for task in members:
            task.tour.courier_id = courier_id  # type: ignore[union-attr]  # of tasks that have a tour
        Tour.objects.within(actor.scope).filter(pk=tour.pk).update(
            courier_id=courier_id, version=F("version") + 1, updated_at=now
        )
        tell_tour(
            tour, TourUnassigned if courier_id is None else TourAssigned, courier_id=courier_id, actor=actor, now=now
        )


def leaves_tour(task: Task, /, *, actor: DeliveryActor) -> list[str]:
    """Take a task out of its tour when it is no longer with the tour's courier or on its day; gives the columns to save."""
    tour = task.tour
    if tour is None or (tour.courier_id == task.courier_id and _is_of_day(task, tour)):
        return []
    task.tour, task.tour_position = None, 0
    Tour.objects.within(actor.scope).filter(pk=tour.pk).update(version=F("version") + 1)
    return ["tour", "tour_position"]


def leave_tours(task_ids: Collection[UUID], /, *, actor: DeliveryActor) -> None:
    """Take tasks out of those tours of which they are not all that is left to ride."""
    rows = Task.objects.within(actor.scope).filter(state__in=OPEN_STATES)
    for tour_id in set(rows.filter(pk__in=task_ids, tour__isnull=False).values_list("tour_id", flat=True)):
        of_tour = rows.filter(tour_id=tour_id)
        if of_tour.exclude(pk__in=task_ids).exists():
            of_tour.filter(pk__in=task_ids).update(tour=None, tour_position=0)
            Tour.objects.within(actor.scope).filter(pk=tour_id).update(version=F("version") + 1)


def leave_nobodys_tours(task_ids: Collection[UUID], /, *, actor: DeliveryActor) -> None:
    """Take tasks, with the others of their deliveries, out of tours that are nobody's."""
    rows = Task.objects.within(actor.scope)
    free = rows.filter(pk__in=task_ids, courier=None, tour__isnull=False)
    for tour_id, delivery_id, task_id in free.values_list("tour_id", "delivery_id", "pk"):
        gone = Q(pk=task_id) | (Q(delivery_id=delivery_id) if delivery_id else Q())
        rows.filter(gone, tour_id=tour_id).update(tour=None, tour_position=0, version=F("version") + 1)
        Tour.objects.within(actor.scope).filter(pk=tour_id).update(version=F("version") + 1)


def tell_tour(tour: Tour, event: type, /, *, courier_id: int | None, actor: DeliveryActor, now: datetime) -> None:
    """Publish what happened to a tour."""
    publish(
        event(
            at=now, actor_id=actor.user_id, object_id=tour.pk, organization_id=tour.organization_id, number=tour.number,
            day=tour.day.isoformat(), courier_id=courier_id,
        )
    )  # fmt: skip


def _is_of_day(task: Task, tour: Tour) -> bool:
    return task.assigned_on == tour.day if task.assigned_on else touches(task, day=tour.day)


def touches(task: Task, /, *, day: date) -> bool:
    """Say whether the window of a task touches a civil day of its co-operative."""
    services = DeliveryService.objects.across_scopes(reason="the zone in which a co-operative counts its days")
    zone = services.values_list("time_zone", flat=True).get(organization_id=task.organization_id)
    start, end = day_bounds(day=day, zone=zone)
    return task.after < end and task.before >= start
