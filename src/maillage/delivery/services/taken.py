"""The taker's own half of a delivery that was handed over: made when it is accepted, let go when it is given back."""

import secrets
from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext as _

from maillage.accounts.models import Organization
from maillage.delivery.models import Address, Delivery, DeliveryService, HandOver, Order, Task, TaskPackage
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.pricing import with_vat
from maillage.delivery.services.across import copied_address
from maillage.delivery.services.assignments import take_away
from maillage.delivery.services.happenings import Moment, tell, tell_ordered
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.services.price_journal import note_price
from maillage.delivery.services.prices import new_reference
from maillage.delivery.services.rides import Ride, ride_along
from maillage.delivery.states import TASK_MOVES
from maillage.delivery.types import DeliveryActor, DeliveryOrigin, PriceCause, TaskEventName, TaskState
from maillage.geodata import Point
from maillage.stream.services import move

_GIVEN = "the delivery that is being taken on"


def take(
    *, hand_over: HandOver, delivery: Delivery, tasks: Sequence[Task], actor: DeliveryActor, now: datetime
) -> Delivery:
    """Make the taker's delivery from the giver's, whose tasks the caller has locked; the price is the part agreed.

    Publishes `DeliveryOrdered` and a `TaskCreated` for each stop.
    """
    service = service_of(organization_id=hand_over.taker_id)
    giver = Organization.objects.values_list("name", flat=True).get(pk=hand_over.organization_id)
    points = [Point(task.address.longitude, task.address.latitude) for task in tasks]
    ride = ride_along(points=points, service=service)
    taken = _delivery(hand_over, ride, giver=giver, actor=actor, now=now)
    _stops(taken, tasks, actor=actor, now=now)
    _order(taken, hand_over, service, giver=giver, actor=actor, now=now)
    rows = Task.objects.across_scopes(reason=_GIVEN).filter(pk__in=[task.pk for task in tasks])
    for task in rows:
        task.is_handed_over, task.updated_at, task.version = True, now, task.version + 1
        task.save(update_fields=["is_handed_over", "updated_at", "version"])
    return taken


def _delivery(hand_over: HandOver, ride: Ride, *, giver: str, actor: DeliveryActor, now: datetime) -> Delivery:
    taken: Delivery = Delivery.objects.create(
        organization_id=hand_over.taker_id, origin=DeliveryOrigin.NETWORK.value, distance_m=ride.distance_m,
        duration_s=ride.duration_s, polyline=ride.polyline, is_estimate=ride.is_estimate,
        tracking_key=secrets.token_urlsafe(24), ordered_by_id=actor.user_id, ordered_through=giver[:120],
        ordered_at=now,
    )  # fmt: skip
    tell_ordered(taken, actor=actor, now=now)
    return taken


def _stops(taken: Delivery, tasks: Sequence[Task], *, actor: DeliveryActor, now: datetime) -> None:
    parcels = _parcels(tasks)
    made: dict[UUID, Task] = {}
    for position, task in enumerate(tasks, start=1):
        comments = "\n".join(text for text in (task.comments, parcels.get(task.pk, "")) if text)
        row = Task.objects.create(
            organization_id=taken.organization_id, delivery=taken, position=position,
            previous=made.get(task.previous_id) if task.previous_id else None, type=task.type,
            address=copied_address(task.address, organization_id=taken.organization_id), after=task.after,
            before=task.before, comments=comments[:4000], weight_g=task.weight_g, is_doorstep=task.is_doorstep,
            ridden_for=task, code_hash=task.code_hash, created_at=now, updated_at=now,
        )  # fmt: skip
        made[task.pk] = row
        tell(row, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))


def _parcels(tasks: Sequence[Task]) -> dict[UUID, str]:
    """Write each stop's packages in words: the types are the giver's own. A pick-up's comments hold them already."""
    rows = TaskPackage.objects.across_scopes(reason=_GIVEN).filter(task__in=list(tasks)).select_related("package")
    found: dict[UUID, list[str]] = defaultdict(list)
    said = {task.pk: task.comments for task in tasks}
    for row in rows.order_by("package__position", "pk"):
        words = f"{row.quantity} × {row.package.name}"
        if words not in said[row.task_id]:
            found[row.task_id].append(words)
    return {pk: ", ".join(words) for pk, words in found.items()}


def _order(
    taken: Delivery, hand_over: HandOver, service: DeliveryService, *, giver: str, actor: DeliveryActor, now: datetime
) -> None:
    rate = service.vat_basis_points
    order = Order.objects.create(
        organization_id=taken.organization_id, delivery=taken, reference=new_reference(),
        total_cents=hand_over.taker_cents,
        vat_cents=with_vat(hand_over.taker_cents, rate_bp=rate, is_included=True).tax_cents, vat_basis_points=rate,
        given_price_reason=(_("Part agreed with %(name)s") % {"name": giver})[:200], made_at=now,
    )  # fmt: skip
    note_price(order, before_cents=0, cause=PriceCause.ORDERED, user_id=actor.user_id, now=now)


def release(*, hand_over: HandOver, tasks: Sequence[Task], actor: DeliveryActor, now: datetime) -> None:
    """Let the taker's half go: its stops are cancelled, the giver's are the giver's to ride. Publishes `TaskCancelled`."""
    by = DeliveryActor(organization_id=hand_over.taker_id, user_id=_own_user(hand_over, actor), is_dispatcher=True)
    rows = Task.objects.across_scopes(reason="the taker's half of a delivery that is given back")
    ours = list(rows.select_related("delivery", "courier").filter(delivery=hand_over.taken).order_by("pk"))
    for row in ours:
        if row.courier_id is not None:
            take_away(row, actor=by, now=now)
        row.ridden_for, row.updated_at, row.version = None, now, row.version + 1
        columns = ["ridden_for", "updated_at", "version"]
        if row.state == TaskState.TODO.value:
            move(
                row, target=TaskState.CANCELLED.value, moves=TASK_MOVES, actor_id=by.user_id, at=now, also=columns
            )  # fmt: skip
            tell(row, name=TaskEventName.CANCELLED, actor=by, moment=Moment.of(now))
        else:
            row.save(update_fields=columns)
    # Whoever does not ride it has no business with who lives there.
    places = Address.objects.across_scopes(reason="the taker's half of a delivery that is given back")
    places.filter(pk__in=[row.address_id for row in ours]).update(
        contact_name="", telephone="", description="", erased_at=now
    )
    follow_tasks(hand_over.taken, actor_id=by.user_id, now=now)
    for task in tasks:
        task.is_handed_over, task.updated_at, task.version = False, now, task.version + 1
        task.save(update_fields=["is_handed_over", "updated_at", "version"])


def _own_user(hand_over: HandOver, actor: DeliveryActor) -> UUID | None:
    """Give who did it when that is one of the taker's: of the other side only the co-operative is known."""
    return actor.user_id if actor.organization_id == hand_over.taker_id else None
