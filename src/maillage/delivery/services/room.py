"""Whether a day still has room for a delivery: what no shift can take in time is proposed to others of the network."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from maillage.delivery.models import Delivery, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.hand_overs import FULL, candidates
from maillage.delivery.services.insertions import best_places
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor, DeliveryOrigin
from maillage.kit.errors import DomainError

_REASON = "a delivery that was just ordered"


def look_for_room(*, delivery_id: UUID, now: datetime) -> bool:
    """Mark a delivery as too much for its day; gives whether it is.

    That is when the planner finds no place in any shift of the day in which everything stays in time, and another co-operative
    serves all its addresses. Twice changes nothing.
    """
    rows = Delivery.objects.across_scopes(reason=_REASON).exclude(origin=DeliveryOrigin.NETWORK.value)
    delivery: Delivery | None = rows.filter(pk=delivery_id).first()
    if delivery is None:
        return False
    actor = DeliveryActor(organization_id=delivery.organization_id, is_dispatcher=True, client="maillage")
    mine = Task.objects.within(actor.scope).filter(delivery=delivery, state__in=OPEN_STATES)
    tasks = list(mine.select_related("address").order_by("position"))
    if not tasks or not any(one.takes_all for one in candidates(actor=actor, tasks=tasks)):
        return False
    service = service_of(organization_id=delivery.organization_id)
    day = max(task.before for task in tasks).astimezone(ZoneInfo(service.time_zone)).date()
    try:
        offered = best_places(actor=actor, service=service, delivery_number=delivery.number, day=day, now=now)
    except DomainError:  # somebody has it already, or it has more stops than are placed one by one
        return False
    if offered.has_room:
        return False
    _mark(delivery_id)
    return True


@transaction.atomic
def _mark(delivery_id: UUID) -> None:
    locked: Delivery = Delivery.objects.across_scopes(reason=_REASON).select_for_update().get(pk=delivery_id)
    if FULL not in locked.review_reasons:
        locked.needs_review, locked.review_reasons = True, [*locked.review_reasons, FULL]
        locked.save(update_fields=["needs_review", "review_reasons"])
