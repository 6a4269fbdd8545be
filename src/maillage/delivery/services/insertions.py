"""A delivery that is nobody's: where it fits best in the lists as they are, and one press to put it there."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from maillage.delivery.models import Courier, Delivery, DeliveryService, Task
from maillage.delivery.queries.planning import DayRows, day_rows
from maillage.delivery.queries.tasks import delivery_seen
from maillage.delivery.rules.planning import ListPlace, places_in_lists
from maillage.delivery.services.day_lists import ListChange, change_lists
from maillage.delivery.services.day_matrices import day_places, route_groups
from maillage.delivery.services.lists import require_dispatcher
from maillage.delivery.states import OPEN_STATES
from maillage.delivery.types import DeliveryActor
from maillage.geodata import Point
from maillage.kit.errors import Conflict, Invalid
from maillage.kit.rows import first_or_not_found

_COUNT = 3
_SIMPLE = 2


class SeveralStops(Conflict):
    message = _("This delivery has more than two stops: have the planner place it, or give it by hand.")
    code = "several_stops"


class NotNobodys(Conflict):
    message = _("This delivery has a courier already, or is over.")
    code = "not_nobodys"


class ListMoved(Conflict):
    message = _("The list of %(name)s was changed meanwhile by somebody else: here are the best places as it is now.")
    code = "list_moved"


@dataclass(frozen=True, slots=True)
class PlaceOffered:
    """A place in a courier's list. `times`: when each stop of the delivery begins. `late_min`: lateness that it makes in all."""

    courier: Courier
    seen: tuple[int, ...]
    wanted: tuple[int, ...]
    times: Mapping[int, datetime]
    extra_min: int
    extra_m: int
    late_min: int
    before_number: int | None  # the task that comes right after the delivery's first stop


@dataclass(frozen=True, slots=True)
class Offered:
    delivery: Delivery
    tasks: list[Task]
    places: list[PlaceOffered]
    versions: Mapping[int, int]
    has_tours: bool = False

    @property
    def has_room(self) -> bool:
        """Say whether somebody can take it with everything in time."""
        return any(not place.late_min for place in self.places)


def best_places(
    *, actor: DeliveryActor, service: DeliveryService, delivery_number: int, day: date, now: datetime
) -> Offered:
    """Rank the best places for a delivery that nobody has, each with another courier.

    Raises: NotAllowed, NotFound, NotNobodys, SeveralStops.
    """
    require_dispatcher(actor)
    delivery = delivery_seen(actor=actor, number=delivery_number)
    tasks = [task for task in delivery.tasks.all() if task.state in OPEN_STATES]
    if not tasks or any(task.courier_id is not None for task in tasks):
        raise NotNobodys
    if len(tasks) > _SIMPLE or len({task.type for task in tasks}) < len(tasks):
        raise SeveralStops
    rows = _with(day_rows(actor=actor, service=service, day=day, now=now), tasks)
    points = [Point(task.address.longitude, task.address.latitude) for task in tasks]
    places = day_places(rows, now=now, groups=route_groups(rows, also=points))
    new = [places.day.by_number[task.number] for task in tasks]
    couriers = {row.courier.pk: row.courier for row in rows.riders}
    found = [
        _offered(place, couriers[place.rider], tasks=tasks, start=rows.start)
        for place in places_in_lists(places.day, tasks=new, count=_COUNT)
    ]
    versions = {task.number: task.version for task in rows.tasks}
    return Offered(delivery, tasks, found, versions, any(task.tour_id for task in rows.tasks))


def insert_delivery(
    *, actor: DeliveryActor, delivery_number: int, courier_id: int, day: date, seen: Sequence[int],
    wanted: Sequence[int], versions: Mapping[int, int], now: datetime,
) -> None:  # fmt: skip
    """Put a delivery into a courier's list where it was offered. Publishes `TaskAssigned`. Twice changes nothing more.

    Raises: NotAllowed, NotFound, Invalid (another list than was offered), NotNobodys, ListMoved.
    """
    require_dispatcher(actor)
    delivery = delivery_seen(actor=actor, number=delivery_number)
    courier = first_or_not_found(
        Courier.objects.within(actor.scope).select_related("user").filter(pk=courier_id, left_at=None)
    )
    own = {task.number: task for task in delivery.tasks.all() if task.state in OPEN_STATES}
    if [number for number in wanted if number not in own] != list(seen) or set(wanted) != {*seen, *own}:
        raise Invalid(_("These are not the places that were offered: look at the delivery again."), field="wanted")
    if own and all(task.courier_id == courier_id for task in own.values()):
        return
    if not own or any(task.courier_id is not None for task in own.values()):
        raise NotNobodys
    change = ListChange(courier_id, tuple(seen), tuple(wanted))
    done = change_lists(actor=actor, day=day, changes=[change], versions=versions, now=now)
    if done.refused:
        raise ListMoved(name=courier.user.display_name)


def _with(rows: DayRows, tasks: Sequence[Task]) -> DayRows:
    """Keep what couriers have, and this delivery: what else is nobody's does not matter here."""
    kept = [task for task in rows.tasks if task.courier_id is not None]
    return DayRows(
        rows.service, rows.day, rows.start, rows.end, [*kept, *tasks], rows.riders, rows.picked_up, rows.known_skills,
        rows.lists,
    )  # fmt: skip


def _offered(place: ListPlace, courier: Courier, *, tasks: Sequence[Task], start: datetime) -> PlaceOffered:
    own = {task.number for task in tasks}
    times = {stop.number: start + timedelta(seconds=stop.begins_s) for stop in place.after.stops if stop.number in own}
    first = min(place.wanted.index(number) for number in own)
    behind = next((number for number in place.wanted[first:] if number not in own), None)
    return PlaceOffered(
        courier, place.seen, place.wanted, times, max(0, round(place.extra_s / 60)), max(0, round(place.extra_m)),
        -(-round(place.late_s) // 60), behind,
    )  # fmt: skip
