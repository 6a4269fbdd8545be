"""How evenly something is shared out among several."""

import math
from collections.abc import Iterable


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
