"""What a store's time slots let choose at an instant."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from maillage.delivery.models import ClosedDay, DeliveryService, TimeSlot
from maillage.delivery.rules.time_slots import (
    Choice,
    SlotError,
    SlotRule,
    choices,
    days_of_interval,
    notice_of,
    ranges_of_specifications,
)


def slot_choices(*, slot: TimeSlot, service: DeliveryService, now: datetime) -> tuple[Choice, ...]:
    """Give the ranges to choose from, soonest first: notice, cut-off, closed days and holidays are kept to.

    A slot whose hours cannot be read offers nothing.
    """
    try:
        return choices(_rule(slot, service), now=now, zone=ZoneInfo(service.time_zone))
    except SlotError:
        return ()


def is_offered(*, slot: TimeSlot, service: DeliveryService, start: datetime, end: datetime, now: datetime) -> bool:
    """Say whether a range is one of the choices."""
    offered = slot_choices(slot=slot, service=service, now=now)
    return any(choice.start == start and choice.end == end for choice in offered)


def _rule(slot: TimeSlot, service: DeliveryService) -> SlotRule:
    rows = ClosedDay.objects.across_scopes(reason="days without deliveries of the co-operative that offers a slot")
    closed = rows.filter(organization_id=service.organization_id, last__gte=service.opened_at.date() - timedelta(1))
    cutoff = slot.same_day_cutoff
    return SlotRule(
        days=days_of_interval(slot.interval),
        ranges=ranges_of_specifications(slot.openings),
        notice=notice_of(slot.prior_notice),
        same_day_cutoff_min=cutoff.hour * 60 + cutoff.minute if cutoff else None,
        closed=tuple(closed.values_list("first", "last")),
        working_days_only=slot.working_days_only,
    )
