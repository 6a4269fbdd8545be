"""How far and how long a ride is."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from maillage.delivery.models import DeliveryService
from maillage.geodata import Point, distance_m
from maillage.routing.polyline import encode


@dataclass(frozen=True, slots=True)
class Ride:
    """`arrivals_s`: seconds from the first point to each. `polyline`: Google's encoding, precision 5.

    `is_estimate`: straight lines, no street network was there.
    """

    distance_m: int
    duration_s: int
    arrivals_s: tuple[int, ...]
    polyline: str = ""
    is_estimate: bool = True


def ride_along(*, points: Sequence[Point], service: DeliveryService) -> Ride:
    """Measure a ride from point to point, without the time at doors."""
    metres = [distance_m(first, second) * service.detour_percent / 100 for first, second in pairwise(points)]
    arrivals = accumulate((each * 3600 / service.speed_m_per_h for each in metres), initial=0.0)
    seconds = tuple(round(each) for each in arrivals)
    line = encode((point.longitude, point.latitude) for point in points)
    return Ride(round(sum(metres)), seconds[-1], seconds, line)
