"""What went wrong in the demonstration's day: one incident that waits, one that the desk has settled."""

from datetime import datetime, timedelta

from maillage.delivery.models import Task
from maillage.delivery.services.demo_day import Ground, rider_of
from maillage.delivery.services.incidents import (
    IncidentGiven,
    change_incident,
    comment_incident,
    report_incident,
)
from maillage.delivery.types import DeliveryActor, IncidentState, TaskState, TaskType

_OPEN = IncidentGiven(
    failure_code="DAMAGED",
    description="Un coin du carton est écrasé ; le destinataire a accepté le colis et préviendra le commerce.",
)
_SETTLED = IncidentGiven(
    title="Interphone en panne", description="Le nom ne répond pas ; le gardien a ouvert.", priority=3
)
_ANSWER = "Le syndic est prévenu ; passer par la cour jusqu’à la réparation."


def tell_incidents(*, ground: Ground, now: datetime) -> None:
    """Have a courier report two incidents on drop-offs that are done, and the desk answer and close the second."""
    rows = Task.objects.within(ground.dispatcher.scope).filter(
        type=TaskType.DROPOFF.value, state=TaskState.DONE.value, courier__in=ground.couriers
    )
    done = list(rows.order_by("-completed_at", "number")[:2])
    riders: dict[int | None, DeliveryActor] = {courier.pk: rider_of(courier) for courier in ground.couriers}
    for task, given in zip(done, (_OPEN, _SETTLED), strict=False):
        completed: datetime = task.completed_at or now
        at = min(completed + timedelta(minutes=1), now)
        told = report_incident(actor=riders[task.courier_id], task_id=task.pk, given=given, now=at)
        if given is _SETTLED:
            comment_incident(actor=ground.dispatcher, incident_id=told.pk, comment=_ANSWER, now=now)
            settled = IncidentGiven(state=IncidentState.CLOSED.value)
            change_incident(actor=ground.dispatcher, incident_id=told.pk, given=settled, now=now)
