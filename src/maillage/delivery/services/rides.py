"""How far and how long a ride is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from maillage.delivery.models import DeliveryService
from maillage.geodata import Point, distance_m


@dataclass(frozen=True, slots=True)
class Ride:
    """`polyline`: Google's encoding, precision 5. `is_estimate`: straight lines, no street network was there."""

    distance_m: int
    duration_s: int
    polyline: str = ""
    is_estimate: bool = True


def ride_along(*, points: Sequence[Point], service: DeliveryService) -> Ride:
    """Measure a ride from point to point, without the time at doors."""
    straight = sum(distance_m(first, second) for first, second in pairwise(points))
    metres = straight * service.detour_percent / 100
    return Ride(round(metres), round(metres * 3600 / service.speed_m_per_h))
