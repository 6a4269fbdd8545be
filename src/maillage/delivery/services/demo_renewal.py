"""The demonstration's day rolls on: whoever starts the program two days later finds a day under way."""

from contextlib import suppress
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import translation

from maillage.accounts.queries import network
from maillage.delivery import demo
from maillage.delivery.demo import neighbours
from maillage.delivery.models import Courier, Delivery, DeliveryService, HandOver, Store, Task
from maillage.delivery.services.demo_day import Ground, day_of, end_days_before, make_day
from maillage.delivery.services.demo_riding import ride_on, show_bikes, take_pictures
from maillage.delivery.services.demo_sharing import propose_to_neighbour
from maillage.delivery.services.demo_tours import gather_tours
from maillage.delivery.services.ridden_days import measure_days
from maillage.delivery.types import DeliveryActor, HandOverState
from maillage.kit.errors import DomainError
from maillage.kit.time import day_bounds
from maillage.stream.jobs_queue import defer_job
from maillage.stream.services import quietly

RENEW_TASK = "maillage.delivery.demo_jobs.renew_day"
LOCK = "delivery-demo-day"
_REASON = "the demonstration's day is made anew"
_ENOUGH = 90
_MEASURED = timedelta(days=30)


def ask_for_day() -> None:
    """Have the worker make the demonstration's day, where there is a demonstration."""
    if _demo_service() is not None:
        defer_job(task=RENEW_TASK, lock=LOCK)


def renew_day(*, now: datetime) -> int:
    """Make the day of the demonstration's co-operative when it has none, and end those before; gives how many deliveries.

    Nothing happens in a network of real people, nor without that co-operative. Two workers at once make one day. Nobody is told.
    """
    if _demo_service() is None:
        return 0
    with transaction.atomic(), translation.override("fr"), quietly():
        service = _demo_service(is_locked=True)
        if service is None or _has_day(service, now=now):
            return 0
        ground = _ground(service)
        if ground is None:
            return 0
        end_days_before(dispatcher=ground.dispatcher, couriers=ground.couriers, now=now)
        made = make_day(ground=ground, orders=demo.day_of_orders(seed=demo.SEED + day_of(now).toordinal()), now=now)
        gather_tours(ground=ground, now=now)
        show_bikes(ground=ground, now=now)
        take_pictures(ground=ground, now=now)
        _share(ground, now=now)
        measure_days(now=now, back=_MEASURED)
        return made


def ride_day_on(*, now: datetime) -> int:
    """Have the demonstration's couriers ride on, where there is a demonstration; gives how many stops ended. Nobody is told."""
    if _demo_service() is None:
        return 0
    with transaction.atomic(), translation.override("fr"), quietly():
        service = _demo_service(is_locked=True)
        ground = _ground(service) if service is not None else None
        return ride_on(ground=ground, now=now) if ground is not None else 0


def _demo_service(*, is_locked: bool = False, name: str = demo.NAME) -> DeliveryService | None:
    if not network().is_fictional:
        return None
    rows = DeliveryService.objects.across_scopes(reason=_REASON).filter(
        organization__name=name, organization__is_fictional=True, closed_at=None
    )
    found: DeliveryService | None = (rows.select_for_update(of=("self",)) if is_locked else rows).first()
    return found


def _has_day(service: DeliveryService, *, now: datetime) -> bool:
    """Say whether the day was made, or was written with the demonstration itself, before days had names."""
    day = day_of(now)
    ours = {"organization_id": service.organization_id}
    made = Delivery.objects.across_scopes(reason=_REASON).filter(**ours, once_key__startswith=f"demo-{day}-")
    start, end = day_bounds(day=day, zone=service.time_zone)
    tasks = Task.objects.across_scopes(reason=_REASON).filter(**ours, before__gte=start, before__lt=end)
    return made.exists() or tasks.count() >= _ENOUGH


def _ground(service: DeliveryService) -> Ground | None:
    """Find the demonstration's stores and couriers again; None when somebody has taken them away."""
    dispatcher = DeliveryActor(
        organization_id=service.organization_id, is_dispatcher=True, name=demo.NAME, client="maillage"
    )
    by_name = {one.name: one for one in Store.objects.within(dispatcher.scope).order_by("-pk")}
    stores = [by_name[one.name] for one in demo.STORES if one.name in by_name]
    mailboxes = [f"{one.mailbox}@maillage.example" for one in demo.COURIERS]
    riding = Courier.objects.within(dispatcher.scope).filter(left_at=None, user__email__in=mailboxes)
    couriers = sorted(riding.select_related("user"), key=lambda one: mailboxes.index(one.user.email))
    return Ground(dispatcher, stores, couriers) if couriers and len(stores) == len(demo.STORES) else None


def _share(ground: Ground, *, now: datetime) -> None:
    """Have the neighbour end what it took on, take on one delivery more, and be asked for another."""
    theirs = _demo_service(name=neighbours.NAME)
    if theirs is None:
        return
    neighbour = DeliveryActor(
        organization_id=theirs.organization_id, is_dispatcher=True, name=neighbours.NAME, client="maillage"
    )
    riders = list(Courier.objects.within(neighbour.scope).filter(left_at=None).order_by("pk"))
    if riders:
        end_days_before(dispatcher=neighbour, couriers=riders, now=now)
    waiting = HandOver.objects.within(ground.dispatcher.scope).filter(
        state=HandOverState.PROPOSED.value, expires_at__gt=now
    )
    if not waiting.exists():
        with suppress(DomainError), transaction.atomic():
            propose_to_neighbour(ground=ground, neighbour=neighbour, now=now)
