"""When a bike will be there, as a range: what is not known exactly is not told exactly."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from math import asin, cos, floor, radians, sin, sqrt

type Place = tuple[float, float]  # longitude, latitude

EARTH_M = 6_371_000
_STEP_S = 300
_EARLY, _LATE, _DOOR_S = 0.8, 1.4, 180
ROUNDED_TO = 3  # decimals of a degree: about a hundred metres


@dataclass(frozen=True, slots=True)
class Pace:
    """How a co-operative rides: `stop_s` is the time that each stop before takes."""

    speed_m_per_h: int
    detour_percent: int
    stop_s: int


@dataclass(frozen=True, slots=True)
class Arrival:
    earliest: datetime
    latest: datetime


def metres_between(one: Place, other: Place, /) -> float:
    """Give the distance on the sphere, in metres."""
    (west, south), (east, north) = ((radians(x), radians(y)) for x, y in (one, other))
    half = sin((north - south) / 2) ** 2 + cos(south) * cos(north) * sin((east - west) / 2) ** 2
    return 2 * EARTH_M * asin(min(1.0, sqrt(half)))


def seconds_to(places: Sequence[Place], /, *, pace: Pace) -> float:
    """Give how long the way through places takes, stopping at each but the first and the last."""
    metres = sum(metres_between(one, other) for one, other in pairwise(places))
    riding = metres * pace.detour_percent / 100 * 3600 / pace.speed_m_per_h
    return riding + max(0, len(places) - 2) * pace.stop_s


def arrival(*, seconds: float, now: datetime, seen_at: datetime) -> Arrival:
    """Give between what times of the clock, in steps of five minutes, a bike comes that was `seconds` away at `seen_at`."""
    left = max(0.0, seconds - (now - seen_at).total_seconds())
    return Arrival(_stepped(now, left * _EARLY, up=False), _stepped(now, left * _LATE + _DOOR_S, up=True))


def _stepped(now: datetime, seconds: float, *, up: bool) -> datetime:
    at = (now + timedelta(seconds=seconds)).timestamp()
    steps = -floor(-at / _STEP_S) if up else floor(at / _STEP_S)
    return datetime.fromtimestamp(steps * _STEP_S, UTC)


def rounded(place: Place, /) -> Place:
    """Give a place to about a hundred metres: where a bike is, not at whose door."""
    return round(place[0], ROUNDED_TO), round(place[1], ROUNDED_TO)
