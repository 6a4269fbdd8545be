"""Orders that come back by a rule: kept, paused, ended, and made on their days, each once."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import ClosedDay, Delivery, RecurringDay, RecurringOrder, RecurringStop, Store, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.queries.recurring import days_of, recurring_seen
from maillage.delivery.rules.recurrence import Recurrence, RecurrenceError, RecurrenceFault, recurrence_of, window_on
from maillage.delivery.rules.windows import WindowFault
from maillage.delivery.services.addresses import known_address, placed_address
from maillage.delivery.services.deliveries import WINDOW_WORDS, OrderRefused, cancel_delivery, order_delivery
from maillage.delivery.services.order_prices import DEAREST_CENTS, set_order_price
from maillage.delivery.services.recurring_telling import tell_of_missed_days
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    DeliveryGiven,
    DeliveryOrigin,
    ParcelsGiven,
    TaskGiven,
    TaskType,
)
from maillage.kit.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found
from maillage.stream.jobs_queue import defer_job

log = logging.getLogger(__name__)

AHEAD = timedelta(days=3)
MOST_STOPS = 50
MOST_OF_A_STORE = 200
CLIENT = "recurrence"
ORDER_TASK = "maillage.delivery.order_jobs.order_days"

RULE_WORDS = {
    RecurrenceFault.PART: _("“%(text)s” is no part of a rule: write it as FREQ=WEEKLY;BYDAY=MO,TH."),
    RecurrenceFault.NO_FREQUENCY: _("A rule says how often: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY."),
    RecurrenceFault.BOTH_ENDS: _(
        "A rule ends after a number of times or at a date, not both: take COUNT or UNTIL out."
    ),
    RecurrenceFault.NEVER: _("This never happens: check the days and the end."),
    RecurrenceFault.TOO_LONG: _("This rule is too long: 500 characters at most."),
    RecurrenceFault.CLOCK: _("“%(text)s” is no time of the day: write it as 09:30."),
    RecurrenceFault.WINDOW: _("The time frame is not valid: its end must come after its start."),
}


@dataclass(frozen=True, slots=True)
class RecurringStopGiven:
    """A stop and its hours on the day; a pickup's may be left out. `task`: without its instants."""

    task: TaskGiven
    after: time | None = None
    before: time | None = None


@dataclass(frozen=True, slots=True)
class RecurringGiven:
    """An order that comes back. `rule`: RFC 5545; `price_cents`: by hand, VAT included (dispatchers)."""

    store_id: int
    rule: str
    starts_on: date
    stops: tuple[RecurringStopGiven, ...] = field(default=())
    name: str = ""
    price_cents: int | None = None
    price_reason: str = ""


class RuleRefused(Invalid):
    """What is wrong with a rule of recurrence. `fault`: its key and place."""

    code = "recurrence_refused"

    def __init__(self, fault: RecurrenceError, *, field: str = "rule") -> None:
        self.fault = fault
        super().__init__(RULE_WORDS[fault.fault], field=field, text=fault.text)


@transaction.atomic
def save_recurring(
    *, actor: DeliveryActor, given: RecurringGiven, now: datetime, recurring_id: int | None = None,
    version: int | None = None,
) -> RecurringOrder:  # fmt: skip
    """Keep an order that comes back, or change one; what was ordered already stays as it is.

    `version`: the one that was seen. Raises: NotAllowed, NotFound, Conflict, RuleRefused, OrderRefused (a stop, by its place),
    Invalid. Source: CoopCycle API, `POST /api/recurrence_rules`.
    """
    store = _store(actor, given.store_id)
    zone = _zone(actor)
    _read_rule(given.rule, given.starts_on, zone)
    if recurring_id is None:
        if RecurringOrder.objects.within(actor.scope).filter(store=store, ended_at=None).count() >= MOST_OF_A_STORE:
            raise Invalid(_("This store has two hundred regular orders already: stop one first."))
        kept = RecurringOrder(organization_id=actor.organization_id, made_by_id=actor.user_id, made_at=now)
    else:
        kept = _locked(actor, recurring_id, version=version)
        kept.version += 1
    kept.store, kept.name = store, " ".join(given.name.split())[:140]
    kept.rule, kept.starts_on = given.rule.strip().removeprefix("RRULE:"), given.starts_on
    if actor.is_dispatcher:
        _set_price(kept, given)
    kept.save()
    _write_stops(kept, given.stops, actor=actor, store=store, now=now)
    # What could not be ordered is tried again with what was changed.
    today = now.astimezone(zone).date()
    RecurringDay.objects.within(actor.scope).filter(recurring=kept, day__gte=today).exclude(problem="").delete()
    defer_job(task=ORDER_TASK, recurring_id=kept.pk)
    return kept


@transaction.atomic
def pause_recurring(*, actor: DeliveryActor, recurring_id: int, is_paused: bool, now: datetime) -> RecurringOrder:
    """Order nothing for now, or order again; days that pass meanwhile are not made up for. Twice changes nothing.

    Raises: NotAllowed, NotFound.
    """
    kept = _locked(actor, recurring_id)
    kept.paused_at = (kept.paused_at or now) if is_paused else None
    kept.save(update_fields=["paused_at"])
    if not is_paused:
        defer_job(task=ORDER_TASK, recurring_id=kept.pk)
    return kept


@transaction.atomic
def end_recurring(*, actor: DeliveryActor, recurring_id: int, cancels_ahead: bool, now: datetime) -> int:
    """Order nothing any more; with `cancels_ahead`, cancel what was ordered and nobody rides yet. Gives how many of these.

    Publishes `DeliveryCancelled` for each. Raises: NotAllowed, NotFound. Source: CoopCycle API, `DELETE /api/recurrence_rules/{id}`.
    """
    kept = _locked(actor, recurring_id)
    kept.ended_at = kept.ended_at or now
    kept.save(update_fields=["ended_at"])
    if not cancels_ahead:
        return 0
    rows = RecurringDay.objects.within(actor.scope).filter(recurring=kept, day__gte=now.date() - timedelta(days=1))
    count = 0
    for delivery_id in rows.exclude(delivery=None).values_list("delivery_id", flat=True):
        ridden = Task.objects.within(actor.scope).filter(delivery_id=delivery_id).exclude(state="TODO", courier=None)
        if delivery_id is not None and not ridden.exists():
            cancel_delivery(actor=actor, delivery_id=delivery_id, now=now)
            count += 1
    return count


@transaction.atomic
def skip_day(*, actor: DeliveryActor, recurring_id: int, day: date, is_skipped: bool, now: datetime) -> None:
    """Leave a day of the rule out, or take it in again while it was not ordered. Twice changes nothing.

    Raises: NotAllowed, NotFound (no day of the rule), Conflict (it is ordered already).
    """
    kept = _locked(actor, recurring_id)
    if not rule_of(kept, zone=_zone(actor)).is_on(day):
        raise NotFound
    rows = RecurringDay.objects.within(actor.scope).filter(recurring=kept, day=day)
    if rows.exclude(delivery=None).exists():
        raise Conflict(_("This day is ordered already: cancel its delivery instead."))
    rows.delete()
    if is_skipped:
        RecurringDay.objects.create(
            organization_id=kept.organization_id, recurring=kept, day=day, is_skipped=True, at=now
        )


def order_ahead(*, now: datetime) -> int:
    """Make the orders of the days ahead, for every rule of every co-operative; gives how many were made.

    Each day is a transaction of its own: one that fails, or a worker that is killed, leaves the others as they are, and the
    next run goes on. A day is ordered once, however many run at once. Publishes `DeliveryOrdered`.
    """
    rows = RecurringOrder.objects.across_scopes(reason="orders that come back, made by the machine on their days")
    open_rows = rows.filter(ended_at=None, paused_at=None, store__closed_at=None).order_by("organization_id", "pk")
    made = 0
    for recurring_id, organization_id in list(open_rows.values_list("pk", "organization_id")):
        try:
            made += len(order_days(actor=_machine(organization_id), recurring_id=recurring_id, now=now))
        except DomainError:
            log.info("recurring order %s makes no orders: the co-operative does not deliver", recurring_id)
    return made


def order_soon(*, recurring_id: int, now: datetime) -> None:
    """Make the orders of one rule on the days ahead, right after it was kept; of a rule that is gone, nothing."""
    rows = RecurringOrder.objects.across_scopes(reason="orders that come back, made by the machine on their days")
    of = rows.filter(pk=recurring_id, ended_at=None).values_list("organization_id", flat=True).first()
    if of is not None:
        order_days(actor=_machine(of), recurring_id=recurring_id, now=now)


def _machine(organization_id: UUID) -> DeliveryActor:
    return DeliveryActor(organization_id=organization_id, is_dispatcher=True, client=CLIENT)


def order_days(*, actor: DeliveryActor, recurring_id: int, now: datetime, last: date | None = None) -> list[Delivery]:
    """Make the orders of a rule from today to `last` (three days ahead), those that are not made yet; gives the new ones.

    Raises: NotFound (also when the co-operative does not deliver). Source: CoopCycle API, `POST /api/recurrence_rules/{id}/between`.
    """
    service = service_of(organization_id=actor.organization_id)
    recurring = recurring_seen(actor=actor, recurring_id=recurring_id)
    today = now.astimezone(ZoneInfo(service.time_zone)).date()
    made = []
    days, closed = days_to_order(recurring, today=today, last=last or today + AHEAD)
    for day in days:
        delivery = order_day(recurring_id=recurring.pk, day=day, now=now)
        if delivery is not None:
            made.append(delivery)
    if closed or len(made) < len(days):
        tell_of_missed_days(recurring=recurring, closed=closed, today=today, now=now)
    return made


def days_to_order(recurring: RecurringOrder, *, today: date, last: date) -> tuple[list[date], list[date]]:
    """List the days of a rule without an answer yet: those to order, and closed ones; none of a rule that is paused or ended."""
    if recurring.paused_at or recurring.ended_at:
        return [], []
    zone = ZoneInfo(service_of(organization_id=recurring.organization_id).time_zone)
    answered = days_of(recurring, first=today, last=last)
    rows = ClosedDay.objects.across_scopes(reason="days without deliveries of the co-operative")
    closed = list(rows.filter(organization_id=recurring.organization_id, last__gte=today).values_list("first", "last"))
    try:
        days = rule_of(recurring, zone=zone).days(first=today, last=last)
    except RecurrenceError:
        log.warning("recurring order %s has a rule that cannot be read", recurring.pk)
        return [], []
    waiting = [day for day in days if day not in answered]
    shut = [day for day in waiting if any(start <= day <= end for start, end in closed)]
    return [day for day in waiting if day not in shut], shut


@transaction.atomic
def order_day(*, recurring_id: int, day: date, now: datetime) -> Delivery | None:
    """Make the order of one day, or write down why it cannot be made; nothing when it is answered, or its hour has passed.

    Locks the rule: two workers come one after the other. Publishes `DeliveryOrdered`.
    """
    rows = RecurringOrder.objects.across_scopes(reason="an order that comes back, on its day").select_related("store")
    kept: RecurringOrder | None = rows.select_for_update(of=("self",)).filter(pk=recurring_id).first()
    if kept is None or kept.ended_at or kept.paused_at or days_of(kept, first=day, last=day):
        return None
    zone = ZoneInfo(service_of(organization_id=kept.organization_id).time_zone)
    answer = {"organization_id": kept.organization_id, "recurring": kept, "day": day, "at": now}
    actor = DeliveryActor(
        organization_id=kept.organization_id, user_id=kept.made_by_id, is_dispatcher=True, client=CLIENT
    )
    try:
        given = given_on(kept, day, zone=zone)
        if any(task.before is not None and task.before <= now for task in given.tasks):
            return None
        with transaction.atomic():
            delivery = order_delivery(actor=actor, given=given, now=now, once_key=f"recurrence:{kept.pk}:{day}")
            if kept.given_price_cents is not None:
                set_order_price(
                    actor=actor, delivery_id=delivery.pk, cents=kept.given_price_cents,
                    reason=kept.given_price_reason, now=now,
                )  # fmt: skip
    except (DomainError, RecurrenceError) as refusal:
        said = RuleRefused(refusal) if isinstance(refusal, RecurrenceError) else refusal
        RecurringDay.objects.create(**answer, problem=str(said)[:500])
        return None
    RecurringDay.objects.create(**answer, delivery=delivery)
    return delivery


def given_on(recurring: RecurringOrder, day: date, *, zone: ZoneInfo) -> DeliveryGiven:
    """Give the order of one day. Raises: RecurrenceError."""
    stops = RecurringStop.objects.across_scopes(reason="the stops of an order that comes back")
    tasks = tuple(_task_on(stop, day, zone) for stop in stops.filter(recurring=recurring).order_by("position"))
    return DeliveryGiven(tasks, recurring.store_id, DeliveryOrigin.RECURRENCE)


def rule_of(recurring: RecurringOrder, *, zone: ZoneInfo) -> Recurrence:
    """Raises: RecurrenceError."""
    return recurrence_of(recurring.rule, starts_on=recurring.starts_on, zone=zone)


def _task_on(stop: RecurringStop, day: date, zone: ZoneInfo) -> TaskGiven:
    after = before = None
    if stop.before is not None:
        opens = stop.after or _quarter_before(stop.before)
        after, before = window_on(day, after=f"{opens:%H:%M}", before=f"{stop.before:%H:%M}", zone=zone)
        after = after if stop.after else None
    parcels = tuple(ParcelsGiven(one["name"], one["quantity"]) for one in stop.parcels)
    return TaskGiven(
        TaskType(stop.type), AddressGiven(known_id=stop.address_id), after, before, stop.comments, stop.weight_g,
        parcels, tuple(stop.tags), stop.metadata,
    )  # fmt: skip


def _quarter_before(clock: time) -> time:
    minutes = max(clock.hour * 60 + clock.minute - 15, 0)
    return time(*divmod(minutes, 60))


def _read_rule(text: str, starts_on: date, zone: ZoneInfo) -> Recurrence:
    try:
        return recurrence_of(text, starts_on=starts_on, zone=zone)
    except RecurrenceError as fault:
        raise RuleRefused(fault) from None


def _set_price(kept: RecurringOrder, given: RecurringGiven) -> None:
    kept.given_price_cents, kept.given_price_reason = None, ""
    if given.price_cents is not None:
        if not 0 <= given.price_cents <= DEAREST_CENTS:
            raise Invalid(_("A price is a number of cents, from nothing to 100,000 euros."), field="price_cents")
        reason = " ".join(given.price_reason.split())[:200]
        if not reason:
            raise Invalid(_("Say what this price is for: it stands beside it."), field="price_reason")
        kept.given_price_cents, kept.given_price_reason = given.price_cents, reason


def _write_stops(
    kept: RecurringOrder, given: Sequence[RecurringStopGiven], *, actor: DeliveryActor, store: Store, now: datetime
) -> None:
    _check_stops(given)
    service = service_of(organization_id=actor.organization_id)
    old = list(RecurringStop.objects.within(actor.scope).filter(recurring=kept).values_list("address_id", flat=True))
    wrong: list[tuple[str, object]] = []
    rows = []
    for place, stop in enumerate(given):
        task = stop.task
        try:
            said = task.address or AddressGiven(known_id=store.address_id)
            if said.known_id is not None and said.known_id not in old:
                is_free = actor.is_dispatcher
                address = known_address(given=said, service=service, store=store, is_dispatcher=is_free)
                address_id = address.pk
            elif said.known_id is not None:
                address_id = said.known_id
            else:
                address = placed_address(given=said, service=service, now=now)
                address.save()
                address_id = address.pk
        except DomainError as refusal:
            path = "address.telephone" if refusal.field == "telephone" else refusal.field or "address"
            wrong.append((f"items[{place}].task.{path}", refusal))
            continue
        rows.append(_row(kept, place, stop, address_id))
    if wrong:
        raise OrderRefused(wrong)
    RecurringStop.objects.within(actor.scope).filter(recurring=kept).delete()
    RecurringStop.objects.bulk_create(rows)


def _row(kept: RecurringOrder, place: int, stop: RecurringStopGiven, address_id: int) -> RecurringStop:
    task = stop.task
    more: dict[str, Any] = {
        "comments": task.comments[:4000], "weight_g": task.weight_g, "tags": list(task.tags), "metadata": task.metadata,
        "parcels": [{"name": one.name, "quantity": one.quantity} for one in task.parcels],
    }  # fmt: skip
    return RecurringStop(
        organization_id=kept.organization_id, recurring=kept, position=place, type=task.type.value,
        address_id=address_id, after=stop.after, before=stop.before, **more,
    )  # fmt: skip


def _check_stops(given: Sequence[RecurringStopGiven]) -> None:
    """Raises: OrderRefused (hours that cannot be, on any day)."""
    if not given or all(stop.task.type is TaskType.PICKUP for stop in given):
        raise OrderRefused([("items", WINDOW_WORDS[WindowFault.TOO_FEW])])
    if len(given) > MOST_STOPS:
        raise OrderRefused([("items", _("At most fifty stops in a regular order: make several of it."))])
    wrong: list[tuple[str, object]] = []
    for place, stop in enumerate(given):
        path = f"items[{place}].task.doneBefore"
        if stop.before is None and (stop.after is not None or stop.task.type is TaskType.DROPOFF):
            wrong.append((path, WINDOW_WORDS[WindowFault.MISSING]))
        elif stop.before is not None and stop.after is not None and stop.after >= stop.before:
            wrong.append((path, WINDOW_WORDS[WindowFault.EMPTY]))
    starts = [stop.after for stop in given if stop.task.type is TaskType.PICKUP and stop.after is not None]
    ends = [stop.before for stop in given if stop.task.type is TaskType.DROPOFF and stop.before is not None]
    if not wrong and starts and ends and min(ends) <= min(starts):
        wrong.append(("items", WINDOW_WORDS[WindowFault.ORDER]))
    if wrong:
        raise OrderRefused(wrong)


def _store(actor: DeliveryActor, store_id: int) -> Store:
    if not actor.may_order_for(store_id):
        raise NotAllowed
    store: Store = first_or_not_found(Store.objects.within(actor.scope).filter(pk=store_id, closed_at=None))
    return store


def _locked(actor: DeliveryActor, recurring_id: int, *, version: int | None = None) -> RecurringOrder:
    rows = RecurringOrder.objects.within(actor.scope).select_related("store").select_for_update(of=("self",))
    kept: RecurringOrder = first_or_not_found(rows.filter(pk=recurring_id, ended_at=None))
    if not actor.may_order_for(kept.store_id):
        raise NotAllowed
    if version is not None and kept.version != version:
        raise Conflict
    return kept


def _zone(actor: DeliveryActor) -> ZoneInfo:
    return ZoneInfo(service_of(organization_id=actor.organization_id).time_zone)
