"""Tours changed in several ways at once, as programs do."""

from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from maillage.delivery.services.tours import move_tour_to_day, rename_tour, set_tour_tasks
from maillage.delivery.types import DeliveryActor


@transaction.atomic
def change_tour(
    *, actor: DeliveryActor, tour_id: UUID, name: str, task_ids: Sequence[UUID] | None, day: date | None, now: datetime
) -> None:
    """Change what is given of a tour, all or nothing: an empty name, no tasks or no day leave those as they are.

    The tasks are those of the day before the move. Publishes `TourUpdated` for each. Raises: as `set_tour_tasks`, `move_tour_to_day`.
    Source: CoopCycle API, `PUT /api/tours/{id}`.
    """
    if name.strip():
        rename_tour(actor=actor, tour_id=tour_id, name=name, now=now)
    if task_ids is not None:
        set_tour_tasks(actor=actor, tour_id=tour_id, task_ids=task_ids, now=now)
    if day is not None:
        move_tour_to_day(actor=actor, tour_id=tour_id, day=day, now=now)
