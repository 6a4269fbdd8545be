"""What dispatchers do about incidents. Source: CoopCycle API, `PUT /api/incidents/{id}/action`."""

from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.models import Incident, IncidentEvent, Order
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.times import written
from maillage.delivery.services.order_prices import set_order_price
from maillage.delivery.services.tasks import cancel_task, reschedule_task
from maillage.delivery.types import DeliveryActor, IncidentState
from maillage.kit.errors import Invalid, NotAllowed, NotFound


def incident_to_act_on(*, actor: DeliveryActor, incident_id: int) -> Incident:
    """Lock an incident that a dispatcher acts on. Raises: NotAllowed, NotFound."""
    if not actor.is_dispatcher:
        raise NotAllowed
    rows = Incident.objects.within(actor.scope).select_related("task__delivery").select_for_update(of=("self",))
    incident: Incident | None = rows.filter(pk=incident_id).first()
    if incident is None:
        raise NotFound
    return incident


@transaction.atomic
def reschedule_for(
    *, actor: DeliveryActor, incident_id: int, after: datetime, before: datetime, closes: bool, now: datetime
) -> None:
    """Give the incident's task another time; `closes`: the incident is over with that. Publishes `TaskRescheduled`.

    Raises: as `incident_to_act_on`, `reschedule_task`.
    """
    incident = incident_to_act_on(actor=actor, incident_id=incident_id)
    reschedule_task(actor=actor, task_id=incident.task_id, after=after, before=before, now=now)
    zone = ZoneInfo(service_of(organization_id=actor.organization_id).time_zone)
    told = {"after": written(after, zone=zone), "before": written(before, zone=zone)}
    write_action(incident, kind="rescheduled", metadata=told, actor=actor, now=now)
    if closes and incident.state != IncidentState.CLOSED.value:
        incident.state = IncidentState.CLOSED.value
        incident.save(update_fields=["state"])


@transaction.atomic
def change_price_for(*, actor: DeliveryActor, incident_id: int, cents: int, now: datetime) -> None:
    """Add so many cents to the price of the incident's order, or take them off. Raises: Invalid (no order), as `set_order_price`."""
    incident = incident_to_act_on(actor=actor, incident_id=incident_id)
    order = Order.objects.within(actor.scope).filter(delivery_id=incident.task.delivery_id or UUID(int=0)).first()
    if order is None:
        raise Invalid(_("This task is of no order: there is no price to change."), field="diff")
    total = (order.total_cents or 0) + cents
    reason = _("Incident %(number)s: %(title)s") % {"number": incident.pk, "title": incident.title}
    set_order_price(actor=actor, delivery_id=order.delivery_id, cents=total, reason=reason, now=now)
    write_action(incident, kind="applied_price_diff", metadata={"diff": cents}, actor=actor, now=now)


@transaction.atomic
def cancel_for(*, actor: DeliveryActor, incident_id: int, now: datetime) -> None:
    """Cancel the incident's task. Publishes `TaskCancelled`. Raises: as `cancel_task`."""
    incident = incident_to_act_on(actor=actor, incident_id=incident_id)
    cancel_task(actor=actor, task_id=incident.task_id, now=now)
    write_action(incident, kind="cancelled", metadata={}, actor=actor, now=now)


def write_action(
    incident: Incident, *, kind: str, metadata: dict[str, Any], actor: DeliveryActor, now: datetime
) -> None:
    """Write what was done about a locked incident into its history."""
    IncidentEvent.objects.create(
        organization_id=incident.organization_id, incident=incident, kind=kind, metadata=[metadata] if metadata else [],
        made_by_id=actor.user_id, made_at=now,
    )  # fmt: skip
    incident.updated_at = now
    incident.save(update_fields=["updated_at"])
