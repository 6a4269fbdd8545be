from maillage.delivery.queries.access import anybody_delivers, delivery_actor_of, service_of
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
    "anybody_delivers",
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
