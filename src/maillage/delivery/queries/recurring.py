"""Orders that come back: their lists, their next days and what came of those that have been."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, Prefetch, Q, QuerySet

from maillage.accounts.models import User
from maillage.accounts.queries import people_of
from maillage.accounts.types import OrganizationRole
from maillage.delivery.models import (
    ClosedDay,
    DeliveryService,
    RecurringDay,
    RecurringOrder,
    RecurringStop,
    Store,
    StorePerson,
)
from maillage.delivery.rules.recurrence import Recurrence, RecurrenceError, recurrence_of
from maillage.delivery.types import DeliveryActor
from maillage.kit.rows import first_or_not_found

SHOWN_DAYS = 10
_LOOKED_THROUGH = timedelta(days=366)
_YEARS_LOOKED_THROUGH = 9


@dataclass(frozen=True, slots=True)
class NextDay:
    """A day of a rule that is to come. `answer`: what was made of it already; `is_closed`: nothing is delivered then."""

    day: date
    answer: RecurringDay | None = None
    is_closed: bool = False


def recurring_orders(*, actor: DeliveryActor, store_id: int | None = None) -> "QuerySet[RecurringOrder]":
    """List the orders that come back which somebody may see, those of one store or of all; ended ones not."""
    rows = RecurringOrder.objects.within(actor.scope).filter(ended_at=None)
    if not actor.is_dispatcher:
        rows = rows.filter(store_id__in=actor.store_ids)
    if store_id is not None:
        rows = rows.filter(store_id=store_id)
    stops = RecurringStop.objects.across_scopes(reason="stops of orders that come back which may be seen")
    rows = rows.select_related("store__address").prefetch_related(
        Prefetch("stops", queryset=stops.select_related("address").order_by("position"))
    )
    troubled = Count("days", filter=~Q(days__problem=""))
    return rows.annotate(problem_count=troubled).order_by("store__name", "name", "pk")


def recurring_seen(*, actor: DeliveryActor, recurring_id: int) -> RecurringOrder:
    """Raises: NotFound (none, ended, or not theirs to see)."""
    return first_or_not_found(recurring_orders(actor=actor).filter(pk=recurring_id))


def days_of(recurring: RecurringOrder, *, first: date, last: date) -> dict[date, RecurringDay]:
    """Give what came of the days of a rule, by day."""
    rows = RecurringDay.objects.across_scopes(reason="days of an order that comes back which may be seen")
    rows = rows.filter(recurring=recurring, day__gte=first, day__lte=last).select_related("delivery")
    return {row.day: row for row in rows}


def next_days(*, recurring: RecurringOrder, service: DeliveryService, now: datetime) -> list[NextDay]:
    """Give the next days of a rule, with what was made of each."""
    zone = ZoneInfo(service.time_zone)
    today = now.astimezone(zone).date()
    try:
        rule = recurrence_of(recurring.rule, starts_on=recurring.starts_on, zone=zone)
    except RecurrenceError:
        return []
    days = coming_days(rule, today=today)
    answers = days_of(recurring, first=days[0], last=days[-1]) if days else {}
    return [NextDay(one.day, answers.get(one.day), one.is_closed) for one in with_closed_days(days, service=service)]


def with_closed_days(days: list[date], *, service: DeliveryService) -> list[NextDay]:
    """Say which of these days the co-operative is closed on."""
    if not days:
        return []
    rows = ClosedDay.objects.across_scopes(reason="days without deliveries of the co-operative")
    rows = rows.filter(organization_id=service.organization_id, last__gte=days[0])
    closed = list(rows.values_list("first", "last"))
    return [NextDay(day, None, any(first <= day <= last for first, last in closed)) for day in days]


def coming_days(rule: Recurrence, *, today: date, count: int = SHOWN_DAYS) -> list[date]:
    """Give the next days of a rule, today included; those of the next nine years at most: leap days come that rarely."""
    found: list[date] = []
    start = max(today, rule.starts_on)
    for _year in range(_YEARS_LOOKED_THROUGH):
        end = start + _LOOKED_THROUGH
        found += rule.days(first=start, last=end)
        if len(found) >= count:
            break
        start = end + timedelta(days=1)
    return found[:count]


def readers_of_missed_day(*, organization_id: UUID, store_id: int) -> tuple[list[User], list[User], str]:
    """Give who is told of a day without a delivery: the dispatchers, the store's people, and the store's name."""
    dispatchers = people_of(organization_id=organization_id, roles=[OrganizationRole.OWNER, OrganizationRole.EDITOR])
    rows = StorePerson.objects.across_scopes(reason="who orders for the store of a regular order")
    people = rows.filter(store_id=store_id, user__is_active=True).select_related("user").order_by("pk")
    stores = Store.objects.across_scopes(reason="the store of a regular order")
    return dispatchers, [one.user for one in people], stores.values_list("name", flat=True).get(pk=store_id)


def last_problems(*, recurring: RecurringOrder, limit: int = 5) -> list[RecurringDay]:
    """List the last days on which no order could be made."""
    rows = RecurringDay.objects.across_scopes(reason="days of an order that comes back which may be seen")
    return list(rows.filter(recurring=recurring).exclude(problem="").order_by("-day")[:limit])
