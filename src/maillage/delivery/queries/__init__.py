from maillage.delivery.queries.access import delivery_actor_of, service_of
from maillage.delivery.queries.tasks import (
    delivery_seen,
    events_of,
    task_seen,
    tasks_of_courier,
    tasks_of_day,
    visible_deliveries,
    visible_tasks,
    whole,
    with_tasks,
)

__all__ = [
    "delivery_actor_of",
    "delivery_seen",
    "events_of",
    "service_of",
    "task_seen",
    "tasks_of_courier",
    "tasks_of_day",
    "visible_deliveries",
    "visible_tasks",
    "whole",
    "with_tasks",
]
