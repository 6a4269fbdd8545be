"""A delivery handed over to another co-operative: proposed, answered, given back, forgotten in time. See decision 54."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from maillage.delivery import events
from maillage.delivery.models import Delivery, HandOver, Order, Task
from maillage.delivery.queries.hand_overs import candidates
from maillage.delivery.rules.pricing.calculating import rounded
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.services.taken import release, take
from maillage.delivery.states import HAND_OVER_MOVES
from maillage.delivery.types import DeliveryActor, HandOverReason, HandOverState, TaskState, TaskType
from maillage.kit.errors import Conflict, Invalid, NotFound
from maillage.kit.rows import first_or_not_found
from maillage.stream.services import move, publish

_WHOLE_BP = 10_000
_RIDDEN = (TaskState.DOING.value, TaskState.DONE.value, TaskState.FAILED.value)
_OTHER_SIDE = "the delivery of a hand-over in which the co-operative has a part"


class NotFree(Conflict):
    message = _("This delivery is being ridden, or somebody has it already: it can no longer be handed over.")
    code = "not_free"


class HandedOverAlready(Conflict):
    message = _("This delivery is proposed or handed over already: withdraw that first.")
    code = "handed_over_already"


class NoPriceYet(Conflict):
    message = _("This delivery has no price yet: give it one, so that its share can be agreed.")
    code = "no_price_yet"


class TooLate(Conflict):
    message = _("This proposal has expired, or was withdrawn: it can no longer be answered.")
    code = "too_late"


class UnderWay(Conflict):
    message = _("Somebody is riding it already: it can no longer be given back.")
    code = "under_way"


@dataclass(frozen=True, slots=True)
class HandOverGiven:
    """What is proposed to whom. `kept_basis_points`: what the giver keeps of the price, 1,500 is 15 %."""

    taker_id: UUID
    reason: HandOverReason
    kept_basis_points: int
    expires_at: datetime
    message: str = ""


@transaction.atomic
def propose_hand_over(*, actor: DeliveryActor, delivery_id: UUID, given: HandOverGiven, now: datetime) -> HandOver:
    """Propose a delivery that nobody rides yet to a co-operative that serves its drop-offs. Publishes `HandOverProposed`.

    Raises: NotAllowed, NotFound, NotFree, HandedOverAlready, NoPriceYet, Invalid (taker, share, time).
    """
    require_dispatcher(actor)
    delivery, tasks = _locked_delivery(delivery_id, organization_id=actor.organization_id)
    _require_free(tasks)
    order = Order.objects.within(actor.scope).get(delivery=delivery)
    if order.total_cents is None:
        raise NoPriceYet
    _require_possible(actor, given, tasks, now=now)
    kept = rounded(order.total_cents * given.kept_basis_points, _WHOLE_BP)
    try:
        with transaction.atomic():
            made: HandOver = HandOver.objects.create(
                organization_id=actor.organization_id, taker_id=given.taker_id, delivery=delivery,
                reason=given.reason.value, message=given.message.strip()[:500], price_cents=order.total_cents,
                kept_basis_points=given.kept_basis_points, taker_cents=order.total_cents - kept,
                proposed_by_id=actor.user_id, proposed_at=now, expires_at=given.expires_at,
            )  # fmt: skip
    except IntegrityError:
        raise HandedOverAlready from None
    _tell(events.HandOverProposed, made, delivery, actor, now)
    return made


def _require_possible(actor: DeliveryActor, given: HandOverGiven, tasks: list[Task], *, now: datetime) -> None:
    if not 0 <= given.kept_basis_points <= _WHOLE_BP:
        raise Invalid(_("A share is from 0 to 100 %."), field="kept_percent")
    if given.expires_at <= now:
        raise Invalid(_("The answer must be given later than now."), field="expires_at")
    if given.expires_at > max(task.before for task in tasks):
        raise Invalid(_("The answer must come before the delivery is due."), field="expires_at")
    if given.taker_id not in {one.organization.pk for one in candidates(actor=actor, tasks=tasks)}:
        raise Invalid(_("This co-operative does not serve all drop-offs: choose one of the list."), field="taker")


@transaction.atomic
def accept_hand_over(*, actor: DeliveryActor, hand_over_id: UUID, now: datetime) -> HandOver:
    """Take a delivery on: it is one's own from now on, kept in step with the giver's. Twice changes nothing.

    Publishes `HandOverAccepted`, `DeliveryOrdered` and a `TaskCreated` for each stop. Raises: NotAllowed, NotFound, TooLate, NotFree.
    """
    delivery, tasks = _locked_stops(actor, hand_over_id)
    row = _locked(actor, hand_over_id, is_taker=True)
    if row.state == HandOverState.ACCEPTED.value:
        return row
    if row.state != HandOverState.PROPOSED.value or row.expires_at <= now:
        raise TooLate
    _require_free(tasks)
    row.taken = take(hand_over=row, delivery=delivery, tasks=tasks, actor=actor, now=now)
    _decided(row, HandOverState.ACCEPTED, actor, now, also=["taken"])
    _tell(events.HandOverAccepted, row, delivery, actor, now)
    return row


@transaction.atomic
def decline_hand_over(*, actor: DeliveryActor, hand_over_id: UUID, answer: str, now: datetime) -> HandOver:
    """Say no, with a word why. Publishes `HandOverDeclined`. Raises: NotAllowed, NotFound, TooLate."""
    row = _locked(actor, hand_over_id, is_taker=True)
    if row.state != HandOverState.PROPOSED.value:
        raise TooLate
    row.answer = answer.strip()[:500]
    _decided(row, HandOverState.DECLINED, actor, now, also=["answer"])
    _tell(events.HandOverDeclined, row, row.delivery, actor, now)
    return row


@transaction.atomic
def withdraw_hand_over(*, actor: DeliveryActor, hand_over_id: UUID, now: datetime) -> HandOver:
    """Take a proposal back before it is answered. Publishes `HandOverWithdrawn`. Raises: NotAllowed, NotFound, TooLate."""
    row = _locked(actor, hand_over_id, is_taker=False)
    if row.state != HandOverState.PROPOSED.value:
        raise TooLate
    _decided(row, HandOverState.WITHDRAWN, actor, now)
    _tell(events.HandOverWithdrawn, row, row.delivery, actor, now)
    return row


@transaction.atomic
def return_hand_over(*, actor: DeliveryActor, hand_over_id: UUID, answer: str, now: datetime) -> HandOver:
    """Undo a hand-over that nobody rides yet, from either side: the delivery is the giver's alone again.

    Publishes `HandOverReturned`. Raises: NotAllowed, NotFound, TooLate, UnderWay.
    """
    delivery, tasks = _locked_stops(actor, hand_over_id)
    row = _locked(actor, hand_over_id, is_taker=None)
    if row.state != HandOverState.ACCEPTED.value or row.taken is None:
        raise TooLate
    if any(task.state != TaskState.TODO.value for task in tasks):
        raise UnderWay
    release(hand_over=row, tasks=tasks, actor=actor, now=now)
    row.answer = answer.strip()[:500]
    _decided(row, HandOverState.RETURNED, actor, now, also=["answer"])
    _tell(events.HandOverReturned, row, delivery, actor, now)
    return row


def withdraw_stale(*, now: datetime) -> int:
    """Withdraw the proposals of deliveries that are cancelled, or that the giver rides itself meanwhile; gives how many."""
    busy = Task.objects.across_scopes(reason="proposals of what is no longer free").filter(
        delivery=OuterRef("delivery")
    )
    free = busy.filter(state=TaskState.TODO.value, courier=None)
    taken = busy.filter(Q(courier__isnull=False) | Q(state__in=_RIDDEN))
    rows = HandOver.objects.across_scopes(reason="proposals of what is no longer free")
    rows = rows.filter(Q(~Exists(free)) | Q(Exists(taken)), state=HandOverState.PROPOSED.value)
    return sum(
        _end(pk, HandOverState.WITHDRAWN, events.HandOverWithdrawn, now) for pk in rows.values_list("pk", flat=True)
    )


def expire_hand_overs(*, now: datetime) -> int:
    """Close the proposals whose time is over; gives how many. Publishes `HandOverExpired` for each."""
    rows = HandOver.objects.across_scopes(reason="proposals whose time is over")
    due = list(rows.filter(state=HandOverState.PROPOSED.value, expires_at__lte=now).values_list("pk", flat=True))
    return sum(_end(pk, HandOverState.EXPIRED, events.HandOverExpired, now) for pk in due)


@transaction.atomic
def _end(hand_over_id: UUID, target: HandOverState, event: Callable[..., Any], now: datetime) -> bool:
    rows = HandOver.objects.across_scopes(reason="proposals that end by themselves").select_related("delivery")
    rows = rows.filter(pk=hand_over_id, state=HandOverState.PROPOSED.value).select_for_update(of=("self",))
    row = rows.first()
    if row is None:
        return False
    machine = DeliveryActor(organization_id=row.organization_id)
    _decided(row, target, machine, now)
    _tell(event, row, row.delivery, machine, now)
    return True


def _locked(actor: DeliveryActor, hand_over_id: UUID, *, is_taker: bool | None) -> HandOver:
    """Lock a hand-over for the side that acts: the taker, the giver, or either for None."""
    require_dispatcher(actor)
    rows = HandOver.objects.across_scopes(reason="hand-overs in which the co-operative has a part")
    row: HandOver | None = (
        rows.select_related("delivery", "taken").select_for_update(of=("self",)).filter(pk=hand_over_id).first()
    )
    if row is None:
        raise NotFound
    sides = {True: (row.taker_id,), False: (row.organization_id,), None: (row.taker_id, row.organization_id)}
    if actor.organization_id not in sides[is_taker]:
        raise NotFound
    return row


def _locked_stops(actor: DeliveryActor, hand_over_id: UUID) -> tuple[Delivery, list[Task]]:
    """Lock the giver's delivery of a hand-over before the hand-over itself, as whoever rides it does: neither waits for ever."""
    require_dispatcher(actor)
    rows = HandOver.objects.across_scopes(reason="hand-overs in which the co-operative has a part")
    sides = Q(organization_id=actor.organization_id) | Q(taker_id=actor.organization_id)
    found = first_or_not_found(rows.filter(sides, pk=hand_over_id).values_list("delivery_id", "organization_id"))
    delivery_id, organization_id = found
    return _locked_delivery(delivery_id, organization_id=organization_id)


def _locked_delivery(delivery_id: UUID, *, organization_id: UUID) -> tuple[Delivery, list[Task]]:
    deliveries = Delivery.objects.across_scopes(reason=_OTHER_SIDE).select_related("store")
    deliveries = deliveries.filter(organization_id=organization_id).select_for_update(of=("self",))
    delivery: Delivery = first_or_not_found(deliveries.filter(pk=delivery_id))
    tasks = Task.objects.across_scopes(reason=_OTHER_SIDE).select_related("address", "delivery")
    # Locked in the order of their keys as everywhere, told in that of the ride.
    found = list(tasks.filter(delivery=delivery).select_for_update(of=("self",)).order_by("pk"))
    left = [task for task in found if task.state != TaskState.CANCELLED.value]
    return delivery, sorted(left, key=lambda task: (task.position, task.number))


def _require_free(tasks: list[Task]) -> None:
    is_free = all(
        task.state == TaskState.TODO.value
        and task.courier_id is None
        and task.ridden_for_id is None
        and not task.is_handed_over
        for task in tasks
    )
    if not is_free or not any(task.type == TaskType.DROPOFF.value for task in tasks):
        raise NotFree


def _decided(
    row: HandOver, target: HandOverState, actor: DeliveryActor, now: datetime, *, also: list[str] | None = None
) -> None:
    row.decided_by_id, row.decided_at = actor.user_id, now
    columns = ["decided_by", "decided_at", *(also or [])]
    move(row, target=target.value, moves=HAND_OVER_MOVES, actor_id=actor.user_id, at=now, also=columns)


def _tell(event: Callable[..., Any], row: HandOver, delivery: Delivery, actor: DeliveryActor, now: datetime) -> None:
    publish(
        event(
            at=now, actor_id=actor.user_id, object_id=row.pk, organization_id=row.organization_id,
            organization_ids=(row.organization_id, row.taker_id), number=delivery.number,
        )
    )  # fmt: skip
