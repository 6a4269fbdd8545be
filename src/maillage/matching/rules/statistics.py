"""Figures of a network's year: delays, rates, and how evenly opportunities fall."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maillage.kit.evenness import gini_of, lorenz_of

__all__ = ["Spread", "gini_of", "lorenz_of", "percent", "shared_out", "spread_of"]


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


def shared_out(amount_cents: int, among: Sequence[str]) -> Mapping[str, int]:
    """Give an amount to several in equal parts, to the cent: the first ones take what is left."""
    if not among:
        return {}
    each, left = divmod(amount_cents, len(among))
    return {name: each + (place < left) for place, name in enumerate(among)}
