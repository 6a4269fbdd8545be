"""Figures of a network's year: delays, rates, and how evenly opportunities fall."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Spread:
    """Of a list of numbers: how many, the median and the ninth decile, both 0 when there are none."""

    count: int
    median: float
    ninth_decile: float


def spread_of(values: Iterable[float], /) -> Spread:
    """Give the spread of some numbers, by the nearest rank (the least value that so many do not pass)."""
    ordered = sorted(values)
    return Spread(len(ordered), _at(ordered, 0.5), _at(ordered, 0.9))


def _at(ordered: Sequence[float], share: float) -> float:
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)] if ordered else 0.0


def percent(part: float, whole: float) -> int:
    """Give a share in percent, rounded; 0 of nothing."""
    return round(100 * part / whole) if whole else 0


def gini_of(values: Iterable[float], /) -> float:
    """Give the Gini coefficient of shares (Gini 1912): 0 when all have as much, near 1 when one has all.

    Complexity: that of sorting.
    """
    ordered = sorted(values)
    total, size = math.fsum(ordered), len(ordered)
    if not total:
        return 0.0
    weighted = math.fsum(place * value for place, value in enumerate(ordered, start=1))
    return 2 * weighted / (size * total) - (size + 1) / size


def lorenz_of(values: Iterable[float], /, *, steps: int = 40) -> tuple[tuple[float, float], ...]:
    """Give points of the Lorenz curve (Lorenz 1905), from (0, 0) to (1, 1): the share of the whole that the least served have."""
    ordered = sorted(values)
    total, size = math.fsum(ordered), len(ordered)
    if not total:
        return ((0.0, 0.0), (1.0, 1.0))
    points, sum_so_far = [(0.0, 0.0)], 0.0
    every = max(1, size // steps)
    for place, value in enumerate(ordered, start=1):
        sum_so_far += value
        if place % every == 0 or place == size:
            points.append((place / size, min(1.0, sum_so_far / total)))
    return tuple(points)


def shared_out(amount_cents: int, among: Sequence[str]) -> Mapping[str, int]:
    """Give an amount to several in equal parts, to the cent: the first ones take what is left."""
    if not among:
        return {}
    each, left = divmod(amount_cents, len(among))
    return {name: each + (place < left) for place, name in enumerate(among)}
