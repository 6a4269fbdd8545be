"""Orders that come back by a rule. Source: `coopcycle_api.md`, section 6."""

from typing import Any

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing, collection, paged
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.deliveries import order_document
from maillage.delivery.coopcycle.documents.recurrence import rule_document
from maillage.delivery.coopcycle.iris import number_in
from maillage.delivery.coopcycle.reading.recurrence import recurring_in
from maillage.delivery.coopcycle.reading.texts import text_in
from maillage.delivery.coopcycle.refusals import Violations, blank
from maillage.delivery.coopcycle.routes.days import day_in
from maillage.delivery.coopcycle.routes.tasks import documents_of_tasks
from maillage.delivery.models import RecurringOrder
from maillage.delivery.queries import visible_tasks, whole
from maillage.delivery.queries.recurring import recurring_orders
from maillage.delivery.services.recurring import end_recurring, pause_recurring, save_recurring
from maillage.delivery.services.recurring_calls import DayPassed, order_rule_between, order_rules_on
from maillage.kit.errors import NotFound


def create(call: Call) -> Answer:
    """Have an order come back by a rule."""
    call.require_dispatcher()
    made = save_recurring(actor=call.actor, given=recurring_in(call.body(), call=call), now=call.now)
    return Item(rule_document(_seen(call, made.pk)), "RecurrenceRule", status=201)


def list_all(call: Call) -> Answer:
    """Give the rules that order still, of one store when `store` names it."""
    call.require_dispatcher()
    store = call.request.GET.get("store", "")
    store_id = None if not store else int(store) if store.isdecimal() else number_in(store, kind="stores")
    rows = recurring_orders(actor=call.actor, store_id=store_id)
    return paged(rows, rule_document, request=call.request, context="RecurrenceRule", search=("store",))


def read(call: Call, number: int) -> Answer:
    """Give a rule of recurrence."""
    call.require_dispatcher()
    return Item(rule_document(_seen(call, number)), "RecurrenceRule")


def change(call: Call, number: int) -> Answer:
    """Change what is sent of a rule; with `paused`, stop it for a while or go on."""
    call.require_dispatcher()
    body, kept = call.body(), _seen(call, number)
    if set(body) & {"store", "rule", "name", "template", "arbitraryPriceTemplate"}:
        given = recurring_in(body, call=call, kept=kept)
        save_recurring(actor=call.actor, given=given, now=call.now, recurring_id=kept.pk)
    if isinstance(body.get("paused"), bool):
        pause_recurring(actor=call.actor, recurring_id=kept.pk, is_paused=body["paused"], now=call.now)
    return Item(rule_document(_seen(call, number)), "RecurrenceRule")


def remove(call: Call, number: int) -> Answer:
    """End a rule; what was ordered stays."""
    call.require_dispatcher()
    end_recurring(actor=call.actor, recurring_id=_seen(call, number).pk, cancels_ahead=False, now=call.now)
    return Nothing()


def between(call: Call, number: int) -> Answer:
    """Make a rule's orders of a span, and give their tasks."""
    call.require_dispatcher()
    kept, body = _seen(call, number), call.body()
    bounds = {key: text_in(body, key, longest=40) for key in ("after", "before")}
    if missing := [blank(key) for key, value in bounds.items() if not value]:
        raise Violations(*missing)
    first, last = (day_in(value) for value in bounds.values())
    made = order_rule_between(actor=call.actor, recurring_id=kept.pk, first=first, last=last, now=call.now)
    rows = whole(visible_tasks(actor=call.actor)).filter(delivery_id__in=[one.pk for one in made])
    tasks: list[Any] = list(rows.order_by("before", "-type", "number"))
    members = documents_of_tasks(call, tasks)
    return collection(members, request=call.request, context="RecurrenceRule", status=201)


def generate_orders(call: Call) -> Answer:
    """Make every rule's orders of a day; the app asks by GET here and by POST there."""
    call.require_dispatcher()
    asked = call.request.GET.get("date", "")
    if not asked:
        raise DayPassed
    made = order_rules_on(actor=call.actor, day=day_in(asked), now=call.now)
    members = [document for one in made if (document := order_document(getattr(one, "order", None)))]
    return collection(members, request=call.request, context="RecurrenceRule", status=201)


def _seen(call: Call, number: int) -> RecurringOrder:
    found: RecurringOrder | None = recurring_orders(actor=call.actor).filter(pk=number).first()
    if found is None:
        raise NotFound
    return found
