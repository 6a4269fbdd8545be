"""Nearness: the territory that a candidate serves, else a decay with distance."""

import math

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason, Served

# At this distance the decay is one half; the perimeter that a buyer named takes its place.
DEFAULT_SCALE_KM = 50
# What a territory is worth however far its organization stands; the rest is earned by being near.
FLOOR = {Served.YES: 0.7, Served.NATIONAL: 0.4, Served.UNSAID: 0.0, Served.NO: 0.0}
# Somebody who names the territory it serves, and this place is outside of it, comes less willingly.
UNSERVED_FACTOR = 0.6
# An unknown place is taken for one at twice the scale.
UNKNOWN_DECAY = 0.2
# An organization that names no territory is thrown out past twice the perimeter: places and perimeters are said roughly.
TOLERANCE = 2.0


def scale_m(*, need: Need) -> float:
    """Give the distance, in metres, at which nearness is worth one half."""
    return 1000.0 * (need.radius_km or DEFAULT_SCALE_KM)


def value_at(*, need: Need, distance_m: float | None, served: Served) -> float:
    """Give the nearness of a place at a distance: floor + (1 − floor) / (1 + (distance / scale)²); it never grows with distance."""
    if distance_m is None:
        decay = UNKNOWN_DECAY
    else:
        ratio = distance_m / scale_m(need=need)
        decay = 1.0 / (1.0 + ratio * ratio)
    if served is Served.NO:
        return UNSERVED_FACTOR * decay
    return FLOOR[served] + (1.0 - FLOOR[served]) * decay


def slope_of(*, served: Served) -> tuple[float, float]:
    """Give what nearness is worth for a territory served, at the end of the world and in addition to it on the spot."""
    return (0.0, UNSERVED_FACTOR) if served is Served.NO else (FLOOR[served], 1.0 - FLOOR[served])


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give the nearness of a candidate; 1 when the place does not matter."""
    return value_at(need=need, distance_m=facts.distance_m, served=facts.served) if need.has_place else 1.0


def reach_m(*, need: Need, least: float, served: Served) -> float:
    """Give a distance beyond which nearness is surely under `least`; infinite when it never is, −1 when it always is."""
    if least > value_at(need=need, distance_m=0, served=served):
        return -1.0
    decay = least / UNSERVED_FACTOR if served is Served.NO else (least - FLOOR[served]) / (1.0 - FLOOR[served])
    if decay <= 0:
        return math.inf
    # A metre and a millionth more: the inverse is rounded, the promise is not.
    return scale_m(need=need) * math.sqrt(max(0.0, 1.0 / decay - 1.0)) * (1 + 1e-6) + 1.0


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say how far the candidate is and whether it serves the place."""
    numbers = {} if facts.distance_m is None else {"km": round(facts.distance_m / 1000)}
    if not need.has_place:
        return ()
    if facts.served is Served.NATIONAL:
        return (because(Reason.NATIONAL, **numbers),)
    if facts.served is Served.YES:
        return (because(Reason.NEAR, **numbers),)
    return (because(Reason.AT_DISTANCE, **numbers) if numbers else because(Reason.PLACE_UNKNOWN),)
