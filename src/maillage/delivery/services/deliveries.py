"""Orders: something is to be carried from somewhere to somewhere."""

import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Address, Delivery, DeliveryService, Store, Tag, Task
from maillage.delivery.queries.access import service_of
from maillage.delivery.rules.windows import Stop, WindowFault, settled, violations
from maillage.delivery.services.addresses import known_address, placed_address, remember
from maillage.delivery.services.assignments import assign_tasks
from maillage.delivery.services.handover_codes import asks_for_code, code_hash_for
from maillage.delivery.services.happenings import Moment, tell, tell_ordered
from maillage.delivery.services.order_states import follow_tasks
from maillage.delivery.services.parcels import loads_of, write_parcels
from maillage.delivery.services.prices import open_order
from maillage.delivery.services.rides import Ride, ride_along
from maillage.delivery.services.store_checks import OUTSIDE, lets_pass
from maillage.delivery.services.tasks import cancel_locked
from maillage.delivery.types import (
    AddressGiven,
    DeliveryActor,
    DeliveryGiven,
    DeliveryOrigin,
    TaskEventName,
    TaskGiven,
    TaskType,
)
from maillage.geodata import Point
from maillage.kit.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from maillage.kit.rows import first_or_not_found

MOST_STOPS = 200

WINDOW_WORDS = {
    WindowFault.MISSING: _("This value should not be blank: say by when."),
    WindowFault.EMPTY: _("The time frame is not valid: its end must come after its start."),
    WindowFault.ORDER: _("Dropoff date must be after pickup date."),
    WindowFault.TOO_FEW: _("Delivery must consist of two tasks."),
}


class OrderRefused(Invalid):
    """What is wrong with an order, stop by stop. `violations`: pairs of a path and a sentence; `blank`: paths left empty."""

    code = "order_refused"

    def __init__(self, violations: Sequence[tuple[str, object]], *, blank: Collection[str] = ()) -> None:
        self.violations = [(path, str(message)) for path, message in violations]
        self.blank = frozenset(blank)
        super().__init__(self.violations[0][1], field=self.violations[0][0])


class AlreadyAssigned(Conflict):
    message = _("Tasks have already been assigned")
    code = "already_assigned"


@dataclass(frozen=True, slots=True)
class Plan:
    """What an order comes to: where, when and how it is ridden; nothing of it is written yet."""

    service: DeliveryService
    store: Store | None
    addresses: list[Address]
    windows: list[tuple[datetime, datetime]]
    ride: Ride


@transaction.atomic
def order_delivery(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime, once_key: str = "") -> Delivery:
    """Take an order: its tasks, its price, its ride. The same `once_key` again gives the order that was made.

    A drop-off alone is taken at the store; a price that cannot be computed leaves the order flagged, not refused.
    Publishes `DeliveryOrdered` and a `TaskCreated` for each stop.
    Raises: NotAllowed (another's store), NotFound, OrderRefused, AddressUnknown, TooFar, TelephoneUnknown.
    Source: CoopCycle API, `POST /api/deliveries`.
    """
    made = _made_before(actor, once_key)
    if made is not None:
        return made
    plan = planned(actor=actor, given=given, now=now)
    _require_accepted(plan, given=given, actor=actor, now=now)
    delivery = Delivery.objects.create(
        organization_id=actor.organization_id, store=plan.store, origin=given.origin.value,
        distance_m=plan.ride.distance_m, duration_s=plan.ride.duration_s, polyline=plan.ride.polyline,
        is_estimate=plan.ride.is_estimate, tracking_key=secrets.token_urlsafe(24), time_slot_id=given.time_slot_id,
        ordered_by_id=actor.user_id, ordered_through=actor.client, ordered_at=now, once_key=once_key,
    )  # fmt: skip
    tell_ordered(delivery, actor=actor, now=now)
    given = with_pickup(given, plan.store)
    tasks = _write_tasks(delivery, plan=plan, given=given, actor=actor, now=now)
    loads = write_parcels(tasks=tasks, given=given, store=plan.store)
    open_order(delivery=delivery, tasks=tasks, loads=loads, service=plan.service, store=plan.store, now=now)
    mark_for_review(delivery, tasks, ride=plan.ride)
    if plan.store is not None:
        _follow_store(plan.store, tasks=tasks, now=now)
    return delivery


def planned(*, actor: DeliveryActor, given: DeliveryGiven, now: datetime) -> Plan:
    """Check an order and find its places and times, without writing anything.

    Raises: as `order_delivery`.
    """
    service = service_of(organization_id=actor.organization_id)
    store = _store(actor, given.store_id)
    given = with_pickup(given, store)
    if len(given.tasks) > MOST_STOPS:
        raise OrderRefused([("items", _("At most 200 stops in one order: make several of it."))])
    addresses = _addresses(given, service=service, store=store, actor=actor, now=now)
    ride = ride_along(points=[Point(each.longitude, each.latitude) for each in addresses], service=service)
    stops = settled(
        [Stop(task.type.value, task.after, task.before) for task in given.tasks], arrivals_s=ride.arrivals_s
    )
    wrong = violations(stops)
    if wrong:
        blank = [each.path for each in wrong if each.fault is WindowFault.MISSING]
        raise OrderRefused([(each.path, WINDOW_WORDS[each.fault]) for each in wrong], blank=blank)
    windows = [(stop.after, stop.before) for stop in stops if stop.after and stop.before]
    return Plan(service, store, addresses, windows, ride)


def drafted(plan: Plan, *, given: DeliveryGiven, actor: DeliveryActor) -> tuple[Delivery, list[Task]]:
    """Give the order that a plan would make, unwritten."""
    given = with_pickup(given, plan.store)
    distance_m = plan.ride.distance_m
    delivery = Delivery(organization_id=actor.organization_id, distance_m=distance_m, time_slot_id=given.time_slot_id)
    tasks = [
        Task(type=task.type.value, address=address, after=after, before=before, is_doorstep=bool(task.is_doorstep))
        for task, address, (after, before) in zip(given.tasks, plan.addresses, plan.windows, strict=True)
    ]
    return delivery, tasks


def _require_accepted(plan: Plan, *, given: DeliveryGiven, actor: DeliveryActor, now: datetime) -> None:
    """Raises: OrderRefused (the store's check does not let it pass)."""
    if plan.store is None or not plan.store.check_expression.strip():
        return
    delivery, tasks = drafted(plan, given=given, actor=actor)
    loads = loads_of(given=with_pickup(given, plan.store), store=plan.store)
    if not lets_pass(store=plan.store, delivery=delivery, tasks=tasks, loads=loads, now=now):
        raise OrderRefused([("items", OUTSIDE)])


@transaction.atomic
def cancel_delivery(*, actor: DeliveryActor, delivery_id: UUID, now: datetime) -> Delivery:
    """Cancel all that is left of an order; a store only before anybody rides it. Twice changes nothing.

    Publishes `TaskCancelled` for each stop and `DeliveryCancelled`.
    Raises: NotFound, NotAllowed, AlreadyAssigned, DoneStaysDone, AlreadyCompleted.
    Source: CoopCycle API, `DELETE /api/deliveries/{id}`.
    """
    delivery: Delivery | None = (
        Delivery.objects.within(actor.scope).select_for_update(of=("self",)).filter(pk=delivery_id).first()
    )
    if delivery is None:
        raise NotFound
    if not actor.may_order_for(delivery.store_id):
        raise NotAllowed
    rows = Task.objects.within(actor.scope).select_related("delivery", "courier").select_for_update(of=("self",))
    tasks = list(rows.filter(delivery=delivery).order_by("pk"))
    if any(task.courier_id is not None for task in tasks) or _is_given_elsewhere(tasks):
        raise AlreadyAssigned
    for task in tasks:
        cancel_locked(task, actor=actor, now=now)
    follow_tasks(delivery, actor_id=actor.user_id, now=now)
    return delivery


def _is_given_elsewhere(tasks: Sequence[Task]) -> bool:
    """Say whether the co-operative to which it was handed over has given it to a courier."""
    handed = [task.pk for task in tasks if task.is_handed_over]
    rows = Task.objects.across_scopes(reason="whether a stop that was handed over is somebody's")
    return bool(handed) and rows.filter(ridden_for__in=handed, courier__isnull=False).exists()


def with_pickup(given: DeliveryGiven, store: Store | None) -> DeliveryGiven:
    """Give the order with the pickup at the store that a drop-off alone implies."""
    if store is None or any(task.type is TaskType.PICKUP for task in given.tasks):
        return given
    pickup = TaskGiven(TaskType.PICKUP, address=AddressGiven(known_id=store.address_id))
    return DeliveryGiven((pickup, *given.tasks), given.store_id, given.origin, given.time_slot_id)


def _made_before(actor: DeliveryActor, once_key: str) -> Delivery | None:
    if not once_key:
        return None
    made: Delivery | None = Delivery.objects.within(actor.scope).filter(once_key=once_key[:64]).first()
    return made


def _store(actor: DeliveryActor, store_id: int | None) -> Store | None:
    if not actor.may_order_for(store_id):
        raise NotAllowed
    if store_id is None:
        return None
    rows = Store.objects.within(actor.scope).select_related("address", "rule_set", "default_courier", "package_set")
    store: Store = first_or_not_found(rows.filter(pk=store_id, closed_at=None))
    return store


def _addresses(
    given: DeliveryGiven, *, service: DeliveryService, store: Store | None, actor: DeliveryActor, now: datetime
) -> list[Address]:
    found: list[Address] = []
    wrong: list[tuple[str, object]] = []
    for position, task in enumerate(given.tasks):
        try:
            found.append(_address(task, service=service, store=store, actor=actor, now=now))
        except DomainError as refusal:
            field = refusal.field or "address"
            wrong.append((f"items[{position}].task.{field if field != 'telephone' else 'address.telephone'}", refusal))
    if wrong:
        raise OrderRefused(wrong)
    return found


def _address(
    task: TaskGiven, *, service: DeliveryService, store: Store | None, actor: DeliveryActor, now: datetime
) -> Address:
    if task.address is None:
        if store is None or task.type is TaskType.DROPOFF:
            raise Invalid(_("An address is needed: a street and a town, or a point on the map."), field="address")
        return store.address
    if task.address.known_id is not None:
        is_free = actor.is_dispatcher
        return known_address(given=task.address, service=service, store=store, is_dispatcher=is_free)
    return placed_address(given=task.address, service=service, now=now)


def _write_tasks(
    delivery: Delivery, *, plan: Plan, given: DeliveryGiven, actor: DeliveryActor, now: datetime
) -> list[Task]:
    pickups = [task for task in given.tasks if task.type is TaskType.PICKUP]
    known = set(_known_tags(plan.service))
    made: list[Task] = []
    is_code_asked = asks_for_code(organization_id=delivery.organization_id, store=plan.store)
    for position, (task, address, (after, before)) in enumerate(
        zip(given.tasks, plan.addresses, plan.windows, strict=True), start=1
    ):
        if address.pk is None:
            address.save()
            if plan.store is not None:
                remember(store=plan.store, address=address, now=now)
        # With one pickup, each drop-off waits for it; with several, nobody can say which one it waits for.
        follows = made[0] if len(pickups) == 1 and made and task.type is TaskType.DROPOFF else None
        row = Task(
            organization_id=delivery.organization_id, delivery=delivery, position=position, previous=follows,
            type=task.type.value, address=address, after=after, before=before, comments=task.comments[:4000],
            weight_g=task.weight_g, is_doorstep=bool(task.is_doorstep), reference=task.reference[:140],
            metadata=task.metadata, tags=_tags(task, store=plan.store, known=known), created_at=now, updated_at=now,
        )  # fmt: skip
        row.code_hash = code_hash_for(row, is_asked=is_code_asked)
        row.save(force_insert=True)
        tell(row, name=TaskEventName.CREATED, actor=actor, moment=Moment.of(now))
        made.append(row)
    return made


def _tags(task: TaskGiven, *, store: Store | None, known: set[str]) -> list[str]:
    asked = dict.fromkeys([*task.tags, *(store.tags if store else [])])
    return [slug for slug in asked if slug in known]


def _known_tags(service: DeliveryService) -> "QuerySet[Tag, str]":
    rows = Tag.objects.across_scopes(reason="tags of the co-operative that takes the order")
    slugs: QuerySet[Tag, str] = rows.filter(organization_id=service.organization_id).values_list("slug", flat=True)
    return slugs


def mark_for_review(delivery: Delivery, tasks: Sequence[Task], *, ride: Ride) -> None:
    """Note what somebody must look at: doors that are not on the map, no price, places without a street."""
    reasons = [f"address:{task.number}" for task in tasks if task.address.is_approximate]
    if delivery.order.total_cents is None:
        reasons.append("price")
    reasons += [f"streets:{tasks[place].number}" for place in ride.off_streets[:1]]
    # A program's clock or a slot kept in a basket: taken, as the shop has sold already, but it is on no board of today.
    if delivery.origin == DeliveryOrigin.API.value and max(task.before for task in tasks) <= delivery.ordered_at:
        reasons.append("past")
    if reasons:
        delivery.needs_review, delivery.review_reasons = True, reasons
        delivery.save(update_fields=["needs_review", "review_reasons"])


def _follow_store(store: Store, *, tasks: Sequence[Task], now: datetime) -> None:
    courier = store.default_courier
    if courier is not None and courier.left_at is None:
        by_rule = DeliveryActor(organization_id=store.organization_id, is_dispatcher=True, client=store.name)
        ids = [task.pk for task in tasks]
        assign_tasks(actor=by_rule, task_ids=ids, courier_id=courier.pk, now=now)
