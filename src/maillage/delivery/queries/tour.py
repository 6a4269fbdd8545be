"""A courier's day as the phone shows it: stops in their order, who is at the same door, the service and its hours."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from maillage.accounts.types import Actor
from maillage.delivery.failure_words import reason_words
from maillage.delivery.models import Courier, DeliveryService, DutyEntry, FailureReason, Task, TaskEvent
from maillage.delivery.queries.access import delivery_actor_of, service_of
from maillage.delivery.queries.tasks import visible_tasks, whole
from maillage.delivery.rules.duty import Service, day_of_service, running_service, services_of
from maillage.delivery.rules.parcels import INSTANCE, Barcode, barcode_text
from maillage.delivery.types import DeliveryActor, TaskEventName
from maillage.kit.errors import NotFound
from maillage.kit.time import day_bounds

_LOOKED_BACK = timedelta(days=2)
_LATEST = timedelta(hours=4)  # past its window, a stop of the night is of another tour
_OPEN = ("TODO", "DOING")


@dataclass(frozen=True, slots=True)
class Rider:
    """Somebody who rides for a co-operative, on one's own page: there a dispatcher is a courier like the others."""

    courier: Courier
    service: DeliveryService
    actor: DeliveryActor

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.service.time_zone)


def rides_of(*, actor: Actor) -> list[Courier]:
    """List for whom a person rides, by name."""
    if actor.user_id is None:
        return []
    rows = Courier.objects.across_scopes(reason="one's own rides").filter(user_id=actor.user_id, left_at=None)
    return list(rows.select_related("organization").order_by("organization__name", "pk"))


def rider_of(*, actor: Actor, courier_id: int) -> Rider:
    """Give one's own part as a courier.

    Raises: NotFound (somebody else's, or over).
    """
    found = next((row for row in rides_of(actor=actor) if row.pk == courier_id), None)
    if found is None:
        raise NotFound
    of = found.organization_id
    own = delivery_actor_of(actor=actor, organization_id=of, client="app")
    own = replace(own, is_dispatcher=False, is_owner=False, store_ids=frozenset())
    return Rider(found, service_of(organization_id=of), own)


@dataclass(slots=True)
class Stop:
    """A task as the phone shows it. `beside`: open ones at the same door; `reasons`: why it could fail."""

    task: Task
    reasons: list[FailureReason] = field(default_factory=list)
    beside: list[Task] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.task.state in _OPEN

    @property
    def parcels(self) -> int:
        return sum(row.quantity for row in self.task.packages.all())

    @property
    def asks_code(self) -> bool:
        return bool(self.task.code_hash)

    @property
    def barcode(self) -> str:
        """Give how the labels of this stop begin; a phone without network finds it by that."""
        return barcode_text(Barcode(INSTANCE, self.task.number)).removesuffix("8076")


@dataclass(frozen=True, slots=True)
class Tour:
    """`worked_s`, `paused_s`: of services that began on that day; `forgotten`: one whose end nobody told."""

    day: date
    stops: list[Stop]
    running: Service | None
    worked_s: int
    paused_s: int
    forgotten: Service | None
    first_at: datetime | None = None
    last_at: datetime | None = None

    @property
    def left(self) -> list[Stop]:
        return [stop for stop in self.stops if stop.is_open]

    @property
    def over(self) -> list[Stop]:
        return [stop for stop in self.stops if not stop.is_open]

    @property
    def counts(self) -> dict[str, int]:
        states = [stop.task.state for stop in self.stops]
        done = [stop for stop in self.stops if stop.task.state == "DONE"]
        return {
            "done": len(done), "failed": states.count("FAILED"), "left": len(self.left),
            "parcels": sum(stop.parcels for stop in done if stop.task.type == "DROPOFF"),
            "incidents": sum(stop.task.has_incident for stop in self.stops),
        }  # fmt: skip


def services_since(*, courier_id: int, now: datetime) -> list[Service]:
    """Give a courier's services of the last two days."""
    rows = DutyEntry.objects.across_scopes(reason="the service of somebody who rides")
    rows = rows.filter(courier_id=courier_id, at__gte=now - _LOOKED_BACK).order_by("at", "pk")
    return services_of(rows.values_list("at", "word"))


def tour_of(*, rider: Rider, now: datetime) -> Tour:
    """Read a courier's day in a fixed number of queries: that of the service which goes on, else today's.

    Over midnight both days are there, so that nothing is lost at twelve; without a service that was said, what the day before
    left for the night is there too.
    """
    courier_id = rider.courier.pk
    services = services_since(courier_id=courier_id, now=now)
    day = day_of_service(services, now=now, zone=rider.zone)
    today = now.astimezone(rider.zone).date()
    midnight = day_bounds(day=today, zone=rider.service.time_zone)[0]
    night = Q(assigned_on=today - timedelta(days=1), before__gt=max(midnight, now - _LATEST))
    rows = whole(visible_tasks(actor=rider.actor)).filter(
        Q(assigned_on__in={day, today}) | Q(night, state__in=_OPEN), courier_id=courier_id
    )
    tasks = list(rows.exclude(state="CANCELLED").order_by("assigned_on", "rank", "before", "-type", "number"))
    reasons = _reasons(rider)
    stops = [Stop(task, _reasons_of(task, reasons)) for task in tasks]
    _join_doors(stops)
    on_day = [one for one in services if one.began.astimezone(rider.zone).date() == day]
    counted = [one for one in on_day if not one.is_forgotten(now=now)]
    ends = sorted(stop.task.completed_at for stop in stops if stop.task.completed_at)
    return Tour(
        day=day, stops=stops, running=running_service(services, now=now),
        worked_s=round(sum(one.worked(until=now).total_seconds() for one in counted)),
        paused_s=round(sum(one.paused_until(now).total_seconds() for one in counted)),
        forgotten=next((one for one in services if one.is_forgotten(now=now)), None),
        first_at=ends[0] if ends else None, last_at=ends[-1] if ends else None,
    )  # fmt: skip


def _reasons(rider: Rider) -> dict[int | None, list[FailureReason]]:
    found: dict[int | None, list[FailureReason]] = {}
    for row in FailureReason.objects.within(rider.actor.scope).order_by("position", "pk"):
        found.setdefault(row.store_id, []).append(row)
    return found


def _reasons_of(task: Task, reasons: dict[int | None, list[FailureReason]]) -> list[FailureReason]:
    store_id = task.delivery.store_id if task.delivery else None
    return reasons.get(store_id) or reasons.get(None, [])


def _join_doors(stops: Iterable[Stop]) -> None:
    doors: dict[tuple[Any, ...], list[Task]] = {}
    for stop in stops:
        if stop.is_open and not stop.asks_code:  # each code is given by its own recipient
            doors.setdefault(_door(stop.task), []).append(stop.task)
    for stop in stops:
        if stop.is_open and not stop.asks_code:
            stop.beside = [task for task in doors[_door(stop.task)] if task.pk != stop.task.pk]


def _door(task: Task) -> tuple[Any, ...]:
    address = task.address
    return task.type, round(address.latitude, 5), round(address.longitude, 5), address.street_address


@dataclass(frozen=True, slots=True)
class Failure:
    number: int
    name: str
    words: str


def failures_of(*, tour: Tour) -> list[Failure]:
    """Give what could not be done, with the words that were said."""
    failed = {stop.task.pk: stop for stop in tour.stops if stop.task.state == "FAILED"}
    rows = TaskEvent.objects.across_scopes(reason="events of one's own tasks")
    rows = rows.filter(task_id__in=list(failed), name=TaskEventName.FAILED.value).order_by("id")
    said: dict[UUID, dict[str, Any]] = {row.task_id: row.data for row in rows}
    return [_failure(stop, said.get(key, {})) for key, stop in failed.items()]


def _failure(stop: Stop, data: dict[str, Any]) -> Failure:
    code, address = data.get("reason", ""), stop.task.address
    words = next((reason_words(code=code, written=row.description) for row in stop.reasons if row.code == code), "")
    notes = data.get("notes", "")
    parts = [words, notes if notes != code else ""]
    return Failure(stop.task.number, address.name or address.street_address, " · ".join(part for part in parts if part))
