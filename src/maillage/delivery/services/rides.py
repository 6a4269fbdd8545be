"""How far and how long a ride is: on streets where they are known, else in a straight line, and then said to be."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate, pairwise

from maillage.delivery.models import DeliveryService
from maillage.delivery.models.service import USUAL_SPEED_M_PER_H
from maillage.delivery.services.streets import known_streets
from maillage.geodata import Point, distance_m
from maillage.routing.network import Network, Riding
from maillage.routing.polyline import decode, encode


@dataclass(frozen=True, slots=True)
class Ride:
    """`arrivals_s`: seconds from the first point to each. `polyline`: Google's encoding, precision 5.

    `is_estimate`: some of it is a straight line. `off_streets`: positions of the points to which no street of the map
    leads, when there is a map.
    """

    distance_m: int
    duration_s: int
    arrivals_s: tuple[int, ...]
    polyline: str = ""
    is_estimate: bool = True
    off_streets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Leg:
    distance_m: float
    duration_s: float
    line: tuple[tuple[float, float], ...]
    is_estimate: bool


def ride_along(*, points: Sequence[Point], service: DeliveryService) -> Ride:
    """Measure a ride from point to point, without the time at doors."""
    network = known_streets()
    off = () if network.is_estimate else _off_streets(network, tuple(points))
    legs: list[_Leg] = []
    cut: list[int] = []
    for place, (first, second) in enumerate(pairwise(points)):
        leg = None
        if not network.is_estimate and place not in off and place + 1 not in off:
            leg = _on_streets(network, first, second, USUAL_SPEED_M_PER_H / service.speed_m_per_h)
            if leg is None:
                cut += [place, place + 1]
        legs.append(leg or _straight(first, second, service))
    arrivals = tuple(round(each) for each in accumulate((leg.duration_s for leg in legs), initial=0.0))
    line = encode(_joined(legs) if legs else [(point.longitude, point.latitude) for point in points])
    metres = round(sum(leg.distance_m for leg in legs))
    is_estimate = network.is_estimate or any(leg.is_estimate for leg in legs)
    return Ride(metres, arrivals[-1], arrivals, line, is_estimate, tuple(sorted({*off, *cut})))


def line_along(*, points: Sequence[Point], riding: Riding) -> str:
    """Give the line from point to point, encoded: on streets where there are any."""
    network = known_streets()
    legs = []
    for first, second in pairwise(points):
        straight = ((first.longitude, first.latitude), (second.longitude, second.latitude))
        way = None if network.is_estimate else _way(network, first, second, riding)
        legs.append(way or _Leg(0.0, 0.0, straight, True))
    return encode(_joined(legs))


def street_metres(*, points: Sequence[Point], riding: Riding) -> list[float | None]:
    """Give how far it is from each point to the next one on streets; None where no street leads, or none are installed."""
    network = known_streets()
    if network.is_estimate:
        return [None] * max(0, len(points) - 1)
    off = set(_off_streets(network, tuple(points)))
    found: list[float | None] = []
    for place, (first, second) in enumerate(pairwise(points)):
        way = None if {place, place + 1} & off else _way(network, first, second, riding)
        found.append(None if way is None else way.distance_m)
    return found


def _straight(first: Point, second: Point, service: DeliveryService) -> _Leg:
    metres = distance_m(first, second) * service.detour_percent / 100
    line = ((first.longitude, first.latitude), (second.longitude, second.latitude))
    return _Leg(metres, metres * 3600 / service.speed_m_per_h, line, True)


def _on_streets(network: Network, first: Point, second: Point, slowness: float) -> _Leg | None:
    # The usual speed of the settings is that of a straight line with its detour; on streets it counts against the usual one.
    way = _way(network, first, second, Riding.BIKE)
    return None if way is None else _Leg(way.distance_m, way.duration_s * slowness, way.line, False)


# A courier's day is asked for again and again: by its page, by phones, by the board.
@lru_cache(maxsize=4096)
def _way(network: Network, first: Point, second: Point, riding: Riding) -> _Leg | None:
    if first == second:
        return _Leg(0.0, 0.0, ((first.longitude, first.latitude),) * 2, False)
    way = network.way(points=[first, second], riding=riding)
    return None if way is None else _Leg(way.distance_m, way.duration_s, tuple(decode(way.shape)), False)


@lru_cache(maxsize=1024)
def _off_streets(network: Network, points: tuple[Point, ...]) -> tuple[int, ...]:
    return tuple(sorted(network.troubles(points=points, riding=Riding.BIKE)))


def _joined(legs: Sequence[_Leg]) -> list[tuple[float, float]]:
    line: list[tuple[float, float]] = []
    for leg in legs:
        line += leg.line[1:] if line and line[-1] == leg.line[0] else leg.line
    return line
