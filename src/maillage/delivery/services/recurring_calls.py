"""Orders that come back, as programs ask for them: made for a day or a span, or begun with an order. Source: CoopCycle API, section 6."""

from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Prefetch
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Delivery, RecurringDay, RecurringOrder, Task, TaskPackage
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.recurring import recurring_orders, recurring_seen
from maillage.delivery.services.recurring import (
    RecurringGiven,
    RecurringStopGiven,
    days_to_order,
    order_day,
    rule_of,
    save_recurring,
)
from maillage.delivery.types import AddressGiven, DeliveryActor, ParcelsGiven, TaskGiven, TaskState, TaskType
from maillage.kit.errors import DomainError, Invalid, NotAllowed

LONGEST_SPAN = timedelta(days=62)


class DayPassed(Invalid):
    message = _("Date must be in the future")
    code = "day_passed"


def order_rules_on(*, actor: DeliveryActor, day: date, now: datetime) -> list[Delivery]:
    """Make the orders of every rule for one day, those that are not made yet; gives all of that day's, made now or before.

    Publishes `DeliveryOrdered` for each new one. Raises: NotAllowed (dispatchers only), DayPassed.
    Source: CoopCycle API, `GET /api/recurrence_rules/generate_orders`.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    if day < _today(actor, now):
        raise DayPassed
    for recurring in recurring_orders(actor=actor):
        for each in days_to_order(recurring, today=day, last=day)[0]:
            order_day(recurring_id=recurring.pk, day=each, now=now)
    rows = RecurringDay.objects.within(actor.scope).filter(day=day).exclude(delivery=None)
    return _deliveries(actor, list(rows.exclude(delivery=None).values_list("delivery_id", flat=True)))


def order_rule_between(
    *, actor: DeliveryActor, recurring_id: int, first: date, last: date, now: datetime
) -> list[Delivery]:
    """Make the orders of a rule on the days of a span that are to come; gives those that were made. Of a paused rule, none.

    Publishes `DeliveryOrdered` for each. Raises: NotFound, NotAllowed (dispatchers only), Invalid (longer than two months).
    Source: CoopCycle API, `POST /api/recurrence_rules/{id}/between`.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    recurring = recurring_seen(actor=actor, recurring_id=recurring_id)
    first = max(first, _today(actor, now))
    if last - first > LONGEST_SPAN:
        raise Invalid(_("Ask for two months at most."), field="before")
    days, _closed = days_to_order(recurring, today=first, last=last)
    made = [order_day(recurring_id=recurring.pk, day=day, now=now) for day in days]
    return _deliveries(actor, [delivery.pk for delivery in made if delivery is not None])


@transaction.atomic
def repeat_delivery(*, actor: DeliveryActor, delivery: Delivery, rule: str, now: datetime) -> RecurringOrder | None:
    """Have an order that was just made come back by a rule, counted from its day; its own day is not ordered twice.

    Nothing comes of a rule that cannot be read, of an order of no store, or of hours that are not those of one day.
    Raises: NotAllowed (dispatchers only). Source: CoopCycle API, `rrule` of `POST /api/deliveries`.
    """
    if not actor.is_dispatcher:
        raise NotAllowed
    zone = ZoneInfo(service_of(organization_id=actor.organization_id).time_zone)
    rows = Task.objects.within(actor.scope).filter(delivery=delivery).exclude(state=TaskState.CANCELLED.value)
    packages = TaskPackage.objects.within(actor.scope).select_related("package")
    tasks = list(rows.prefetch_related(Prefetch("packages", queryset=packages)).order_by("position"))
    day = tasks[-1].before.astimezone(zone).date()
    if delivery.store_id is None or any(_days(task, zone) != {day} for task in tasks):
        return None
    given = RecurringGiven(delivery.store_id, rule, day, tuple(_stop(task, zone) for task in tasks))
    try:
        with transaction.atomic():
            kept = save_recurring(actor=actor, given=given, now=now)
    except DomainError:
        return None
    if rule_of(kept, zone=zone).is_on(day):
        RecurringDay.objects.create(
            organization_id=kept.organization_id, recurring=kept, day=day, delivery=delivery, at=now
        )
    return kept


def _days(task: Task, zone: ZoneInfo) -> set[date]:
    return {task.after.astimezone(zone).date(), task.before.astimezone(zone).date()}


def _stop(task: Task, zone: ZoneInfo) -> RecurringStopGiven:
    parcels = tuple(ParcelsGiven(row.package.name, row.quantity) for row in task.packages.all())
    # What a pickup says of its load is written by the order itself, each day anew.
    is_pickup = task.type == TaskType.PICKUP.value
    given = TaskGiven(
        TaskType(task.type), AddressGiven(known_id=task.address_id), comments="" if is_pickup else task.comments,
        weight_g=None if is_pickup else task.weight_g, parcels=() if is_pickup else parcels, tags=tuple(task.tags),
        metadata=task.metadata,
    )  # fmt: skip
    after, before = (one.astimezone(zone).time().replace(second=0, microsecond=0) for one in (task.after, task.before))
    return RecurringStopGiven(given, after, before)


def _today(actor: DeliveryActor, now: datetime) -> date:
    return now.astimezone(ZoneInfo(service_of(organization_id=actor.organization_id).time_zone)).date()


def _deliveries(actor: DeliveryActor, ids: list[UUID]) -> list[Delivery]:
    rows = Delivery.objects.within(actor.scope).filter(pk__in=ids).select_related("order")
    return list(rows.order_by("number"))
