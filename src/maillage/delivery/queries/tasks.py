"""Tasks and deliveries, as far as somebody may see them."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from maillage.delivery.models import Delivery, Task, TaskEvent, TaskPackage
from maillage.delivery.types import DeliveryActor
from maillage.kit.rows import first_or_not_found
from maillage.kit.time import day_bounds

RIDE_ORDER = ("before", "-type", "number")  # pickups before drop-offs that end at the same time


def visible_tasks(*, actor: DeliveryActor) -> "QuerySet[Task]":
    """Keep the tasks that the actor may see: all for a dispatcher, a courier's own, those of one's stores."""
    rows = Task.objects.within(actor.scope)
    if actor.is_dispatcher:
        return rows
    seen = Q(delivery__store_id__in=actor.store_ids)
    if actor.courier_id is not None:
        seen |= Q(courier_id=actor.courier_id)
    return rows.filter(seen)


def whole(tasks: "QuerySet[Task]") -> "QuerySet[Task]":
    """Read, in a fixed number of queries, all that a page or a program shows of a task."""
    packages = TaskPackage.objects.across_scopes(reason="packages of tasks that may be seen").select_related("package")
    return tasks.select_related(
        "address", "delivery__store", "delivery__order", "courier__user", "group", "previous"
    ).prefetch_related(Prefetch("packages", queryset=packages.order_by("package__position", "pk")))


def task_seen(*, actor: DeliveryActor, number: int) -> Task:
    """Give a task by the number that programs know.

    Raises: NotFound (none, or not theirs to see).
    """
    task: Task = first_or_not_found(whole(visible_tasks(actor=actor)).filter(number=number))
    return task


def tasks_numbered(*, actor: DeliveryActor, numbers: Iterable[int]) -> "QuerySet[Task]":
    """Give the tasks with these numbers, as far as the actor may see them."""
    return whole(visible_tasks(actor=actor)).filter(number__in=list(numbers)).order_by("number")


def tasks_of_day(*, actor: DeliveryActor, day: date, zone: str) -> "QuerySet[Task]":
    """Give the tasks whose window touches a civil day, in the order of their ends."""
    start, end = day_bounds(day=day, zone=zone)
    return whole(visible_tasks(actor=actor)).filter(after__lt=end, before__gte=start).order_by(*RIDE_ORDER)


def tasks_of_courier(*, actor: DeliveryActor, courier_id: int, day: date) -> "QuerySet[Task]":
    """Give a courier's day in its order, what is done included, what was cancelled not."""
    rows = whole(visible_tasks(actor=actor)).filter(courier_id=courier_id, assigned_on=day)
    return rows.exclude(state="CANCELLED").order_by("rank", "number")


def visible_deliveries(*, actor: DeliveryActor) -> "QuerySet[Delivery]":
    """Keep the deliveries that the actor may see."""
    rows = Delivery.objects.within(actor.scope)
    if actor.is_dispatcher:
        return rows
    seen = Q(store_id__in=actor.store_ids)
    if actor.courier_id is not None:
        seen |= Q(pk__in=Task.objects.within(actor.scope).filter(courier_id=actor.courier_id).values("delivery_id"))
    return rows.filter(seen)


def with_tasks(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """Read deliveries with their stores, orders and tasks in a fixed number of queries."""
    tasks = whole(Task.objects.across_scopes(reason="tasks of deliveries that may be seen")).order_by("position")
    return deliveries.select_related("store", "order").prefetch_related(Prefetch("tasks", queryset=tasks))


def delivery_seen(*, actor: DeliveryActor, number: int) -> Delivery:
    """Give a delivery, with its tasks, by the number that programs know.

    Raises: NotFound.
    """
    delivery: Delivery = first_or_not_found(with_tasks(visible_deliveries(actor=actor)).filter(number=number))
    return delivery


def chosen_deliveries(*, actor: DeliveryActor, numbers: list[str], store_id: int | None) -> list[Delivery]:
    """Give the deliveries that were ticked on a list, as far as the actor may see them; at most a hundred."""
    asked = [int(text) for text in numbers[:100] if text.isdigit() and len(text) < 18]
    rows = visible_deliveries(actor=actor).filter(number__in=asked)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    return list(with_tasks(rows).order_by("number"))


def events_of(*, task_id: UUID) -> list[TaskEvent]:
    """Give what happened to a task that the caller may see, oldest first."""
    rows = TaskEvent.objects.across_scopes(reason="events of a task that may be seen").filter(task_id=task_id)
    return list(rows.select_related("user").order_by("at", "id"))


def events_of_delivery(*, delivery_id: UUID) -> list[TaskEvent]:
    """Give what happened to the tasks of a delivery that the caller may see, oldest first."""
    rows = TaskEvent.objects.across_scopes(reason="events of a delivery that may be seen")
    rows = rows.filter(task__delivery_id=delivery_id).select_related("user", "task")
    return list(rows.order_by("at", "id"))
