"""What the compatible API shows beside the rows themselves, in a fixed number of queries."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Prefetch, Q, QuerySet, Subquery

from maillage.delivery.models import (
    Address,
    ApiPerson,
    Courier,
    CourierPosition,
    Delivery,
    Incident,
    IncidentEvent,
    IncidentPhoto,
    Package,
    RecurringDay,
    Store,
    StoreAddress,
    Tag,
    Task,
    TaskEvent,
    TaskProof,
    TimeSlot,
)
from maillage.delivery.queries.tasks import delivery_seen, task_seen, visible_deliveries, visible_tasks, with_tasks
from maillage.delivery.rules.parcels import barcode_of
from maillage.delivery.types import DeliveryActor, ProofKind, TaskEventName, TaskType
from maillage.kit.errors import NotAllowed, NotFound


def tags_by_slug(*, organization_id: UUID) -> dict[str, Tag]:
    rows = Tag.objects.across_scopes(reason="the co-operative's tags, of tasks that may be seen")
    return {tag.slug: tag for tag in rows.filter(organization_id=organization_id)}


def followers_of(*, task_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Give, of tasks that the caller may see, the number of the first one that waits for each."""
    rows = Task.objects.across_scopes(reason="what follows tasks that may be seen").filter(
        previous_id__in=list(task_ids)
    )
    found: dict[UUID, int] = {}
    for previous, number in rows.order_by("position", "number").values_list("previous_id", "number"):
        found.setdefault(previous, number)
    return found


def rules_behind(*, delivery_ids: Iterable[UUID]) -> dict[UUID, int]:
    """Give the rules of recurrence that made deliveries which may be seen, by delivery."""
    rows = RecurringDay.objects.across_scopes(reason="the rules of recurrence behind deliveries that may be seen")
    found = rows.filter(delivery_id__in=list(delivery_ids)).values_list("delivery_id", "recurring_id")
    return {delivery_id: rule for delivery_id, rule in found if delivery_id is not None}


def positions_of(*, courier_ids: Iterable[int]) -> dict[int, CourierPosition]:
    rows = CourierPosition.objects.across_scopes(reason="where the couriers of deliveries are that may be seen")
    return {row.courier_id: row for row in rows.filter(courier_id__in=set(courier_ids))}


def delivery_or_refused(*, actor: DeliveryActor, number: int) -> Delivery:
    """Give a delivery.

    Raises: NotFound, NotAllowed (of the same co-operative, but of another store).
    """
    try:
        return delivery_seen(actor=actor, number=number)
    except NotFound:
        if Delivery.objects.within(actor.scope).filter(number=number).exists():
            raise NotAllowed from None
        raise


def task_or_refused(*, actor: DeliveryActor, number: int) -> Task:
    """Give a task.

    Raises: NotFound, NotAllowed (of the same co-operative, but not theirs to see).
    """
    try:
        return task_seen(actor=actor, number=number)
    except NotFound:
        if Task.objects.within(actor.scope).filter(number=number).exists():
            raise NotAllowed from None
        raise


def store_or_refused(*, actor: DeliveryActor, store_id: int) -> Store:
    """Give a store of the co-operative: one's own, any for those who dispatch or ride.

    Raises: NotFound, NotAllowed.
    """
    rows = Store.objects.within(actor.scope).select_related("address", "time_slot")
    store: Store | None = rows.filter(pk=store_id).first()
    if store is None:
        raise NotFound
    if not (actor.may_order_for(store.pk) or actor.courier_id is not None):
        raise NotAllowed
    return store


def is_store(*, store_id: int) -> bool:
    rows = Store.objects.across_scopes(reason="whether a number names a store at all")
    return bool(rows.filter(pk=store_id).exists())


def time_slot_of(*, actor: DeliveryActor, slot_id: int) -> TimeSlot:
    """Raises: NotFound."""
    slot: TimeSlot | None = TimeSlot.objects.within(actor.scope).filter(pk=slot_id).first()
    if slot is None:
        raise NotFound
    return slot


def time_slots_of(*, store: Store) -> list[TimeSlot]:
    """Give the time slots that a store may offer, in its own order."""
    numbers = list(store.time_slots) or ([store.time_slot_id] if store.time_slot_id else [])
    rows = TimeSlot.objects.across_scopes(reason="time slots of a store that may be seen").filter(pk__in=numbers)
    found = {row.pk: row for row in rows.filter(organization_id=store.organization_id)}
    return [found[number] for number in numbers if number in found]


def packages_of(*, store: Store) -> list[Package]:
    rows = Package.objects.across_scopes(reason="packages of a store that may be seen")
    return list(rows.filter(package_set_id=store.package_set_id).order_by("position", "pk"))


def courier_of(*, actor: DeliveryActor) -> Courier | None:
    if actor.courier_id is None:
        return None
    courier: Courier | None = Courier.objects.within(actor.scope).filter(pk=actor.courier_id).first()
    return courier


def courier_named(*, actor: DeliveryActor, username: str) -> Courier | None:
    rows = Courier.objects.within(actor.scope).filter(left_at=None)
    courier: Courier | None = rows.filter(username=username).first()
    return courier


def tasks_numbered(*, actor: DeliveryActor, numbers: Iterable[int]) -> dict[int, Task]:
    """Give the tasks that the actor may see among those asked for."""
    return {task.number: task for task in visible_tasks(actor=actor).filter(number__in=list(numbers))}


def deliveries_of_store(*, actor: DeliveryActor, store: Store):
    return with_tasks(visible_deliveries(actor=actor).filter(store=store))


def is_address_known(*, actor: DeliveryActor, address_id: int, store: Store | None) -> bool:
    """Say whether an order may be made with an address: of its store, or any of the co-operative's for a dispatcher."""
    if actor.is_dispatcher:
        return bool(Address.objects.within(actor.scope).filter(pk=address_id).exists())
    if store is None:
        return False
    rows = StoreAddress.objects.within(actor.scope).filter(store=store, address_id=address_id)
    ordered = Task.objects.within(actor.scope).filter(delivery__store=store, address_id=address_id)
    return address_id == store.address_id or bool(rows.exists()) or bool(ordered.exists())


def stores_of(*, actor: DeliveryActor, is_own: bool):
    """Give the stores that a person orders for, or all of the co-operative's, by name."""
    rows = Store.objects.within(actor.scope).select_related("address").filter(closed_at=None)
    return (rows.filter(pk__in=actor.store_ids) if is_own else rows).order_by("name", "pk")


def addresses_of_store(*, store: Store):
    """Give the addresses that a store finds again, the last used first."""
    rows = StoreAddress.objects.across_scopes(reason="addresses of a store that may be seen").filter(store=store)
    return rows.select_related("address").order_by("-used_at", "-pk")


_ENDS = {
    "pickup": (TaskType.PICKUP.value, "position"),
    "dropoff": (TaskType.DROPOFF.value, "-position"),
}


def with_ends(deliveries: "QuerySet[Delivery]") -> "QuerySet[Delivery]":
    """Add when the first pickup and the last drop-off start and end: `pickup_before`, `dropoff_after`…"""
    rows = Task.objects.across_scopes(reason="times of deliveries that may be seen").filter(delivery=OuterRef("pk"))
    return deliveries.annotate(
        **{
            f"{end}_{bound}": Subquery(rows.filter(type=kind).order_by(order).values(bound)[:1])
            for end, (kind, order) in _ENDS.items()
            for bound in ("after", "before")
        }
    )


def task_id_of(*, actor: DeliveryActor, number: int) -> UUID:
    """Give the key of a task of the co-operative; whether it is theirs to act on, the service says.

    Raises: NotFound.
    """
    found: UUID | None = Task.objects.within(actor.scope).filter(number=number).values_list("pk", flat=True).first()
    if found is None:
        raise NotFound
    return found


def task_ids_of(*, actor: DeliveryActor, numbers: Sequence[int]) -> dict[int, UUID]:
    """Give the keys of tasks of the co-operative, in the order of their deliveries."""
    rows = Task.objects.within(actor.scope).filter(number__in=numbers)
    return dict(rows.order_by("delivery__number", "position", "number").values_list("number", "pk"))


def proofs_of(
    *, task_ids: Iterable[UUID], kinds: Collection[ProofKind] = tuple(ProofKind)
) -> dict[UUID, list[TaskProof]]:
    """Give the pictures and signatures of tasks that may be seen, by task, with who made them."""
    rows = TaskProof.objects.across_scopes(reason="pictures of tasks that may be seen").filter(
        task_id__in=list(task_ids), kind__in=[kind.value for kind in kinds]
    )
    found: dict[UUID, list[TaskProof]] = {}
    for proof in rows.select_related("made_by").order_by("pk"):
        if proof.task_id is not None:
            found.setdefault(proof.task_id, []).append(proof)
    return found


def incidents_of(*, actor: DeliveryActor) -> "QuerySet[Incident]":
    """Give the incidents that somebody may see, read whole: all for a dispatcher, of one's tasks and stores otherwise."""
    rows = Incident.objects.within(actor.scope).select_related(
        "task__courier", "task__address", "task__delivery__store", "task__delivery__order", "made_by"
    )
    events = IncidentEvent.objects.across_scopes(reason="what was said of incidents that may be seen")
    events = events.select_related("made_by").order_by("pk")
    photos = IncidentPhoto.objects.across_scopes(reason="pictures of incidents that may be seen")
    photos = photos.select_related("made_by").order_by("pk")
    said: tuple[Any, ...] = (Prefetch("events", queryset=events), Prefetch("photos", queryset=photos))
    rows = rows.prefetch_related(*said)
    if actor.is_dispatcher:
        return rows
    seen = Q(task__delivery__store_id__in=actor.store_ids)
    if actor.courier_id is not None:
        seen |= Q(task__courier_id=actor.courier_id)
    if actor.user_id is not None:
        seen |= Q(made_by_id=actor.user_id)
    return rows.filter(seen)


def people_of_accounts(*, organization_id: UUID, user_ids: Iterable[UUID | None]) -> dict[UUID, ApiPerson]:
    """Give the numbers by which programs know people of a co-operative."""
    rows = ApiPerson.objects.across_scopes(reason="who has told of incidents that may be seen")
    wanted = [user_id for user_id in user_ids if user_id is not None]
    return {row.user_id: row for row in rows.filter(organization_id=organization_id, user_id__in=wanted)}


def last_departure(*, actor: DeliveryActor) -> datetime | None:
    """Say when a task last left somebody's day."""
    left = [TaskEventName.UNASSIGNED.value, TaskEventName.RESCHEDULED.value, TaskEventName.CANCELLED.value]
    rows = TaskEvent.objects.within(actor.scope).filter(name__in=left).order_by("-pk")
    found: datetime | None = rows.values_list("recorded_at", flat=True).first()
    return found


def task_of_barcode(*, actor: DeliveryActor, code: str, instance: int) -> Task | None:
    """Find the task that a label names: one of ours, else one that its sender wrote into `metadata.barcode`."""
    rows = Task.objects.within(actor.scope)
    ours = barcode_of(code)
    if ours is not None:
        found: Task | None = rows.filter(number=ours.task_id).first() if ours.instance == instance else None
        return found
    of_sender: Task | None = rows.filter(metadata__barcode=code).order_by("-number").first()
    return of_sender


def couriers_of(*, actor: DeliveryActor, courier_ids: Iterable[int]) -> list[Courier]:
    rows = Courier.objects.within(actor.scope).filter(pk__in=list(courier_ids))
    return list(rows.order_by("username"))


def courier_of_person(*, actor: DeliveryActor, number: int) -> Courier | None:
    """Give the courier that a person's number is of."""
    people = ApiPerson.objects.within(actor.scope).filter(pk=number).values("user_id")
    courier: Courier | None = Courier.objects.within(actor.scope).filter(user_id__in=people, left_at=None).first()
    return courier
