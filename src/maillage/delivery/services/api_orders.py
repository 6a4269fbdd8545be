"""Orders of programs: what they say beside the stops."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Delivery, Order, Task
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.deliveries import order_delivery
from maillage.delivery.types import DeliveryActor, DeliveryGiven
from maillage.kit.errors import Invalid

CASH_ON_DELIVERY = "cash_on_delivery"


@dataclass(frozen=True, slots=True)
class Beside:
    """`couriers`: short names by the place of the stop; `is_forced`: its hours were offered by no time slot."""

    payment_method: str = ""
    couriers: Mapping[int, str] = field(default_factory=dict)
    is_forced: bool = False
    once_key: str = ""


class PaymentMethodUnknown(Invalid):
    message = _("order.paymentMethod is not valid")
    code = "payment_method_unknown"


@transaction.atomic
def order_for_program(*, actor: DeliveryActor, given: DeliveryGiven, beside: Beside, now: datetime) -> Delivery:
    """Take an order, keep how it will be paid, and flag hours that were offered by nobody.

    Publishes and raises: as `order_delivery`; also PaymentMethodUnknown (the store does not have it).
    """
    delivery = _ordered(actor, given, beside.once_key, now)
    if beside.payment_method:
        _keep_payment(delivery, beside.payment_method)
    if beside.is_forced and "time_slot" not in delivery.review_reasons:
        delivery.needs_review = True
        delivery.review_reasons = [*delivery.review_reasons, "time_slot"]
        delivery.save(update_fields=["needs_review", "review_reasons"])
    if actor.is_dispatcher and beside.couriers:
        _assign(actor, delivery, beside.couriers, now)
    return delivery


def _ordered(actor: DeliveryActor, given: DeliveryGiven, once_key: str, now: datetime) -> Delivery:
    try:
        with transaction.atomic():
            return order_delivery(actor=actor, given=given, now=now, once_key=once_key)
    except IntegrityError:
        # Two tries at once bear one key: the second takes what the first has made.
        made: Delivery | None = (
            Delivery.objects.within(actor.scope).filter(once_key=once_key).first() if once_key else None
        )
        if made is None:
            raise
        return made


def _keep_payment(delivery: Delivery, method: str) -> None:
    store = delivery.store
    if method != CASH_ON_DELIVERY or store is None or not store.cash_on_delivery:
        raise PaymentMethodUnknown
    rows = Order.objects.across_scopes(reason="the order that was just made")
    rows.filter(delivery=delivery).update(payment_method=method)


def _assign(actor: DeliveryActor, delivery: Delivery, couriers: Mapping[int, str], now: datetime) -> None:
    """Give the delivery to the courier named first; who is no courier is passed over."""
    rows = Courier.objects.within(actor.scope).filter(left_at=None)
    courier = next((found for name in couriers.values() if (found := rows.filter(username=name).first())), None)
    if courier is not None:
        assign_tasks(actor=actor, task_ids=_ids(actor, delivery), courier_id=courier.pk, now=now)


def _ids(actor: DeliveryActor, delivery: Delivery) -> list[UUID]:
    return list(Task.objects.within(actor.scope).filter(delivery=delivery).values_list("pk", flat=True))
