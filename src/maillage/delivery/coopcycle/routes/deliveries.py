"""Deliveries: ordered, read, changed, cancelled. Source: `coopcycle_api.md`, section 4."""

import hashlib
from typing import Any

from django.db import transaction

from maillage.delivery.coopcycle.answers import Answer, Item, Nothing
from maillage.delivery.coopcycle.calling import Call
from maillage.delivery.coopcycle.documents.deliveries import delivery_document
from maillage.delivery.coopcycle.documents.tasks import Shown
from maillage.delivery.coopcycle.negotiation import JSON_LD
from maillage.delivery.coopcycle.reading.changes import changes_in
from maillage.delivery.coopcycle.reading.deliveries import OrderSent, order_in, store_of
from maillage.delivery.coopcycle.reading.supplements import supplements_in
from maillage.delivery.coopcycle.reading.texts import list_in, object_in, text_in
from maillage.delivery.coopcycle.resource import for_programs
from maillage.delivery.coopcycle.routes.groups import task_ids
from maillage.delivery.models import Delivery
from maillage.delivery.queries import api_reading
from maillage.delivery.services.api_orders import Beside, order_for_program
from maillage.delivery.services.changes import change_delivery
from maillage.delivery.services.deliveries import cancel_delivery
from maillage.delivery.services.happenings import Moment
from maillage.delivery.services.joined_tasks import order_of_tasks
from maillage.delivery.services.order_prices import recalculate_order, set_order_price, set_supplements
from maillage.delivery.services.recurring_calls import repeat_delivery
from maillage.delivery.services.tasks import complete_task
from maillage.delivery.types import Proof, TaskType
from maillage.kit.errors import NotAllowed, NotFound


@for_programs("deliveries")
@transaction.atomic
def create(call: Call) -> Answer:
    """Take an order; with the header `Idempotency-Key`, a retry gives the same one."""
    body = call.body(JSON_LD)
    sent = order_in(body, call=call, store=store_of(body, call=call, is_needed=False))
    made = order_for_program(actor=call.actor, given=sent.given, beside=_beside(sent, call), now=call.now)
    _price(call, made, body)
    rule = body.get("rrule")
    if isinstance(rule, str) and rule.strip() and call.actor.is_dispatcher:
        repeat_delivery(actor=call.actor, delivery=made, rule=rule, now=call.now)
    return Item(document_of(call, made.number), "Delivery", status=201)


def _beside(sent: OrderSent, call: Call) -> Beside:
    key = call.request.headers.get("Idempotency-Key", "")
    whose = call.caller.program.pk if call.caller.program else call.actor.user_id
    once_key = hashlib.sha256(f"{whose}:{key}".encode()).hexdigest() if key else ""
    return Beside(
        payment_method=text_in(object_in(sent.body, "order"), "paymentMethod", longest=40),
        couriers={place: stop.courier for place, stop in enumerate(sent.stops) if stop.courier},
        is_forced=sent.is_forced,
        once_key=once_key,
    )


def from_tasks(call: Call) -> Answer:
    """Make one order of tasks that are there already, for a store or for nobody."""
    call.require_dispatcher()
    body = call.body()
    store = store_of(body, call=call, is_needed=False)
    sent = task_ids(call, list_in(body, "tasks", most=200))
    made = order_of_tasks(actor=call.actor, task_ids=sent, store_id=store.pk if store else None, now=call.now)
    return Item(document_of(call, made.number), "Delivery", status=201)


@for_programs("deliveries")
def read(call: Call, number: int) -> Answer:
    """Give a delivery."""
    return Item(document_of(call, number), "Delivery")


@for_programs("deliveries")
def cancel(call: Call, number: int) -> Answer:
    """Cancel a delivery: it stays readable."""
    delivery = api_reading.delivery_or_refused(actor=call.actor, number=number)
    cancel_delivery(actor=call.actor, delivery_id=delivery.pk, now=call.now)
    return Nothing()


@for_programs("deliveries")
@transaction.atomic
def change(call: Call, number: int) -> Answer:
    """Change what is sent; stops that a list of `tasks` does not name are cancelled."""
    delivery = api_reading.delivery_or_refused(actor=call.actor, number=number)
    if not call.actor.may_order_for(delivery.store_id):
        raise NotAllowed
    body = call.body()
    changes, replaces_all = changes_in(body, call=call, delivery=delivery)
    change_delivery(
        actor=call.actor, delivery_id=delivery.pk, changes=changes, replaces_all=replaces_all, now=call.now
    )  # fmt: skip
    _price(call, delivery, body)
    return Item(document_of(call, number), "Delivery")


def _price(call: Call, delivery: Delivery, body: dict[str, Any]) -> None:
    """Do what a dispatcher says of the price; of others it is passed over."""
    order = object_in(body, "order")
    if not (order and call.actor.is_dispatcher):
        return
    if "manualSupplements" in order:
        chosen = supplements_in(order)
        set_supplements(actor=call.actor, delivery_id=delivery.pk, chosen=chosen, now=call.now)
    given = object_in(order, "arbitraryPrice")
    cents = given.get("variantPrice")
    if isinstance(cents, int) and not isinstance(cents, bool):
        name = text_in(given, "variantName", longest=200)
        set_order_price(actor=call.actor, delivery_id=delivery.pk, cents=cents, reason=name, now=call.now)
    elif order.get("recalculatePrice") is True:
        recalculate_order(actor=call.actor, delivery_id=delivery.pk, now=call.now)


@for_programs("deliveries")
def pick(call: Call, number: int) -> Answer:
    """Say that the pickup is done."""
    return _done(call, number, TaskType.PICKUP)


@for_programs("deliveries")
def drop(call: Call, number: int) -> Answer:
    """Say that the last drop-off is done."""
    return _done(call, number, TaskType.DROPOFF)


def _done(call: Call, number: int, kind: TaskType) -> Answer:
    delivery = api_reading.delivery_or_refused(actor=call.actor, number=number)
    tasks = [task for task in delivery.tasks.all() if task.type == kind.value]
    if not tasks:
        raise NotFound
    task = tasks[0] if kind is TaskType.PICKUP else tasks[-1]
    proof = Proof(notes=text_in(call.body(), "comments"))
    complete_task(actor=call.actor, task_id=task.pk, proof=proof, moment=Moment.of(call.now))
    return Item(document_of(call, number), "Delivery")


def document_of(call: Call, number: int) -> dict[str, Any]:
    """Show a delivery that the caller may see.

    Raises: NotFound, NotAllowed.
    """
    return documents_of(call, [api_reading.delivery_or_refused(actor=call.actor, number=number)])[0]


def documents_of(call: Call, deliveries: list[Delivery]) -> list[dict[str, Any]]:
    """Show deliveries read with their tasks."""
    shown = shown_of(call)
    couriers = {task.courier_id for delivery in deliveries for task in delivery.tasks.all() if task.courier_id}
    positions = api_reading.positions_of(courier_ids=couriers) if couriers else {}
    return [delivery_document(delivery, shown, positions=positions, now=call.now) for delivery in deliveries]


def shown_of(call: Call) -> Shown:
    return Shown(call.zone, api_reading.tags_by_slug(organization_id=call.actor.organization_id))
