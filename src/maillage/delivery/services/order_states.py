"""An order follows its tasks: all cancelled, it is cancelled; all ended with something done, it is fulfilled."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from maillage.delivery.events import DeliveryCancelled, HandOverDone
from maillage.delivery.models import Delivery, HandOver, Order, Task
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.price_journal import charge_of, note_price
from maillage.delivery.states import COMPLETED_STATES, HAND_OVER_MOVES, ORDER_MOVES
from maillage.delivery.types import DeliveryActor, HandOverState, OrderState, PriceCause, TaskState
from maillage.kit.errors import Invalid, NotFound
from maillage.stream.services import move, publish

_HAND_OVERS = {
    OrderState.FULFILLED: HandOverState.DONE,
    OrderState.CANCELLED: HandOverState.CANCELLED,
    OrderState.ACCEPTED: HandOverState.ACCEPTED,
}
_FOLLOWING = [HandOverState.ACCEPTED.value, HandOverState.CANCELLED.value]


def follow_tasks(delivery: Delivery | None, *, actor_id: UUID | None, now: datetime) -> None:
    """Bring an order to the state of its tasks. Publishes `DeliveryCancelled` when the last task was cancelled."""
    if delivery is None:
        return
    order = (
        Order.objects.across_scopes(reason="the order of a task that was just moved")
        .select_for_update()
        .filter(delivery_id=delivery.pk)
        .first()
    )
    if order is None or order.state == OrderState.REFUSED.value:
        return
    target = _state_of(delivery, order)
    if (
        target is None
        or target.value == order.state
        or not ORDER_MOVES.allows(origin=OrderState(order.state), target=target)
    ):
        return
    before = charge_of(order)
    move(order, target=target.value, moves=ORDER_MOVES, actor_id=actor_id, at=now)
    cause = PriceCause.CANCELLED if target is OrderState.CANCELLED else PriceCause.RESTORED
    note_price(order, before_cents=before, cause=cause, user_id=actor_id, now=now)
    _follow_order(delivery, target, now=now)
    if target is OrderState.CANCELLED:
        publish(
            DeliveryCancelled(
                at=now, actor_id=actor_id, object_id=delivery.pk, organization_id=delivery.organization_id,
                number=delivery.number, store_id=delivery.store_id,
            )
        )  # fmt: skip


@transaction.atomic
def accept_order(*, actor: DeliveryActor, order_id: UUID, now: datetime) -> None:
    """Say that an order is taken; again changes nothing. Source: CoopCycle API, `PUT /api/orders/{id}/accept`.

    Raises: NotAllowed (dispatchers only), NotFound, IllegalMove (cancelled, refused or done).
    """
    require_dispatcher(actor)
    order: Order | None = Order.objects.within(actor.scope).select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotFound
    if order.state == OrderState.CANCELLED.value:
        raise Invalid(_("This order was cancelled: restore its tasks first."))
    if order.state != OrderState.ACCEPTED.value:
        move(order, target=OrderState.ACCEPTED.value, moves=ORDER_MOVES, actor_id=actor.user_id, at=now)


def _follow_order(delivery: Delivery, target: OrderState, *, now: datetime) -> None:
    """Bring the hand-over of a delivery, if there is one, to the state of its order. Publishes `HandOverDone`."""
    rows = HandOver.objects.across_scopes(reason="the hand-over of a delivery whose order was just moved")
    rows = rows.filter(delivery=delivery, taken__isnull=False, state__in=_FOLLOWING).select_for_update()
    hand_over = rows.order_by("-proposed_at").first()
    wanted = _HAND_OVERS.get(target)
    if hand_over is None or wanted is None or hand_over.state == wanted.value:
        return
    move(hand_over, target=wanted.value, moves=HAND_OVER_MOVES, actor_id=None, at=now)
    if wanted is HandOverState.DONE:
        publish(
            HandOverDone(
                at=now, actor_id=None, object_id=hand_over.pk, organization_id=hand_over.organization_id,
                organization_ids=(hand_over.organization_id, hand_over.taker_id), number=delivery.number,
            )
        )  # fmt: skip


def _state_of(delivery: Delivery, order: Order) -> OrderState | None:
    rows = Task.objects.across_scopes(reason="the tasks of an order that follows them")
    states = set(rows.filter(delivery_id=delivery.pk).values_list("state", flat=True))
    if states == {TaskState.CANCELLED.value}:
        return OrderState.CANCELLED
    left = states - {TaskState.CANCELLED.value}
    if left and left <= set(COMPLETED_STATES):
        return OrderState.FULFILLED
    return OrderState.ACCEPTED if order.state == OrderState.CANCELLED.value else None
