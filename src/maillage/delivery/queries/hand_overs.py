"""Deliveries handed over between co-operatives, as each side may see them; nobody else sees any."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet

from maillage.accounts.models import Organization
from maillage.delivery.models import Courier, Delivery, DeliveryService, HandOver, Task, Zone
from maillage.delivery.queries.tasks import with_tasks
from maillage.delivery.rules.zones import Zone as Area
from maillage.delivery.rules.zones import ZoneError, zone_of
from maillage.delivery.types import DeliveryActor, HandOverState, TaskType
from maillage.kit.pages import KeyPage, page_by_key
from maillage.kit.rows import first_or_not_found
from maillage.kit.time import day_bounds

_SIDES = "hand-overs in which the co-operative has a part"
_SERVED = "what co-operatives of the network serve is known to all that deliver"
FULL = "full"  # of a delivery's reasons for a review: its day has no room for it
OPEN_STATES = (HandOverState.PROPOSED.value, HandOverState.ACCEPTED.value)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A co-operative that serves a delivery's drop-offs. `takes_all`: the pick-ups lie in its zones too."""

    organization: Organization
    service: DeliveryService
    takes_all: bool


def hand_overs_of(*, actor: DeliveryActor) -> "QuerySet[HandOver]":
    """Keep the hand-overs that a dispatcher's co-operative gives or is asked to take."""
    rows: QuerySet[HandOver] = HandOver.objects.across_scopes(reason=_SIDES)
    if not actor.is_dispatcher:
        return rows.none()
    return rows.filter(Q(organization_id=actor.organization_id) | Q(taker_id=actor.organization_id))


def hand_over_seen(*, actor: DeliveryActor, hand_over_id: UUID) -> HandOver:
    """Give a hand-over, with the stops of its delivery, to either side.

    Raises: NotFound.
    """
    return first_or_not_found(_read(hand_overs_of(actor=actor)).filter(pk=hand_over_id))


def _read(rows: "QuerySet[HandOver]") -> "QuerySet[HandOver]":
    deliveries = with_tasks(Delivery.objects.across_scopes(reason=_SIDES))
    return rows.select_related("organization", "taker", "taken").prefetch_related(
        Prefetch("delivery", queryset=deliveries)
    )


def hand_over_page(*, actor: DeliveryActor, cursor: str = "") -> KeyPage[HandOver]:
    """List hand-overs that are over, or accepted, the last proposed first. Raises: BadCursor."""
    rows = _read(hand_overs_of(actor=actor).exclude(state=HandOverState.PROPOSED.value))
    return page_by_key(rows, key=("-proposed_at", "-id"), cursor=cursor)


def waiting(*, actor: DeliveryActor) -> list[HandOver]:
    """List what waits for an answer, ours or theirs, the first to expire first."""
    rows = hand_overs_of(actor=actor).filter(state=HandOverState.PROPOSED.value)
    return list(_read(rows).order_by("expires_at", "pk"))


def hand_over_of(*, actor: DeliveryActor, delivery_id: UUID) -> HandOver | None:
    """Give the hand-over that a delivery is in, on either side: the living one, else the last."""
    rows = hand_overs_of(actor=actor).select_related("organization", "taker")
    found = list(rows.filter(Q(delivery_id=delivery_id) | Q(taken_id=delivery_id)).order_by("-proposed_at"))
    living = (one for one in found if one.state in (*OPEN_STATES, HandOverState.DONE.value))
    return next(living, found[0] if found else None)


def stops_outside(*, actor: DeliveryActor, tasks: Sequence[Task]) -> list[Task]:
    """Give the stops that lie in none of the zones that the co-operative serves; none while it has drawn no zone."""
    areas = _areas(Zone.objects.within(actor.scope).filter(is_served=True)).get(actor.organization_id, [])
    return [task for task in tasks if areas and not _holds(areas, task)]


@dataclass(frozen=True, slots=True)
class DayLoad:
    """What a day holds already: `stops` in all, those that are nobody's yet, and who could ride."""

    stops: int
    nobodys: int
    couriers: int


def day_load(*, actor: DeliveryActor, day: date, zone: str) -> DayLoad:
    """Count the stops of a day that the co-operative rides itself: to see whether it is full."""
    start, end = day_bounds(day=day, zone=zone)
    rows = Task.objects.within(actor.scope).filter(is_handed_over=False, after__lt=end, before__gte=start)
    counted = rows.exclude(state="CANCELLED").aggregate(
        stops=Count("pk"), nobodys=Count("pk", filter=Q(courier=None, state="TODO"))
    )
    riding = Courier.objects.within(actor.scope).filter(left_at=None).count()
    return DayLoad(counted["stops"], counted["nobodys"], riding)


def candidates(*, actor: DeliveryActor, tasks: Sequence[Task]) -> list[Candidate]:
    """List the other co-operatives of the network whose served zones hold all drop-offs, those that hold every stop first."""
    rows = Zone.objects.across_scopes(reason=_SERVED).filter(is_served=True)
    areas = _areas(rows.exclude(organization_id=actor.organization_id))
    services = DeliveryService.objects.across_scopes(reason=_SERVED).select_related("organization")
    found = []
    for service in services.filter(organization_id__in=list(areas), closed_at=None):
        held = {task.pk for task in tasks if _holds(areas[service.organization_id], task)}
        drops = {task.pk for task in tasks if task.type == TaskType.DROPOFF.value}
        if drops and drops <= held:
            takes_all = len(held) == len(tasks)
            found.append(Candidate(service.organization, service, takes_all))
    return sorted(found, key=lambda one: (not one.takes_all, one.organization.name))


def _areas(rows: Any) -> dict[UUID, list[Area]]:
    found: dict[UUID, list[Area]] = defaultdict(list)
    for organization_id, area in rows.values_list("organization_id", "area"):
        try:
            found[organization_id].append(zone_of(area))
        except ZoneError:
            continue
    return found


def _holds(areas: Sequence[Area], task: Task) -> bool:
    point = (task.address.longitude, task.address.latitude)
    return any(point in area for area in areas)
