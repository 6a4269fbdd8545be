"""Where couriers are, while they ride."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from maillage.delivery.models import CourierPosition
from maillage.delivery.queries.positions import POSITION_LIFE
from maillage.delivery.queries.tour import services_since
from maillage.delivery.rules.duty import running_service
from maillage.delivery.types import DeliveryActor
from maillage.kit.errors import NotAllowed
from maillage.stream.live import say_moved

PLACE = "courier_position"
_AHEAD = timedelta(minutes=2)  # a phone whose clock is a little fast


@dataclass(frozen=True, slots=True)
class PositionGiven:
    latitude: float
    longitude: float
    at: datetime


def keep_position(*, actor: DeliveryActor, given: Sequence[PositionGiven], now: datetime) -> None:
    """Keep the latest of the points that a courier's phone sent; one that is older than what is known changes nothing.

    A phone whose clock runs ahead is taken at the time of hearing. Raises: NotAllowed (nobody who rides).
    """
    if actor.courier_id is None:
        raise NotAllowed
    if not given:
        return
    latest = max(given, key=lambda each: each.at)
    at = now if latest.at > now + _AHEAD else latest.at
    rows = CourierPosition.objects.within(actor.scope)
    place = {"latitude": latest.latitude, "longitude": latest.longitude, "at": at}
    row, is_new = rows.get_or_create(
        courier_id=actor.courier_id, defaults={"organization_id": actor.organization_id, **place}
    )
    if is_new or rows.filter(pk=row.pk, at__lt=at).update(**place):
        say_moved(organization_id=actor.organization_id, object_type=PLACE)


def forget_old_positions(*, now: datetime) -> int:
    """Delete the points that are of no use any more; gives how many."""
    rows = CourierPosition.objects.across_scopes(reason="positions that have had their time")
    deleted, _by_model = rows.filter(at__lt=now - POSITION_LIFE).delete()
    return int(deleted)


def forget_position(*, actor: DeliveryActor) -> None:
    """Forget where a courier is: off duty, or hidden."""
    if actor.courier_id is not None:
        gone, _by_model = CourierPosition.objects.within(actor.scope).filter(courier_id=actor.courier_id).delete()
        if gone:
            say_moved(organization_id=actor.organization_id, object_type=PLACE)


def share_position(*, actor: DeliveryActor, given: Sequence[PositionGiven], now: datetime) -> bool:
    """Keep where a courier is who is on duty and shares it; gives whether that is so. Otherwise nothing is kept.

    Raises: NotAllowed (nobody who rides).
    """
    if actor.courier_id is None:
        raise NotAllowed
    running = running_service(services_since(courier_id=actor.courier_id, now=now), now=now)
    if running is None or not running.is_sharing:
        forget_position(actor=actor)
        return False
    keep_position(actor=actor, given=given, now=now)
    return True
