"""The way from one organization to another: through the strongest links, or through the fewest.

A chain of introductions works when each of its links does: its strength is the product of theirs. Minus the logarithm
turns the strongest chain into the shortest way.
Source: E. W. Dijkstra, "A note on two problems in connexion with graphs", Numerische Mathematik 1, 1959, with a binary
heap: O((n + m) log n). Fewest links: breadth first, O(n + m); among equals, the strongest.
"""

import heapq
import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from uuid import UUID

from maillage.links.rules.network import Neighbours


@dataclass(frozen=True, slots=True)
class Chain:
    """Knots from one end to the other; `strength` is the product of the links between them, 1 for a knot alone."""

    knots: Sequence[UUID]
    strength: float

    @property
    def steps(self) -> int:
        return len(self.knots) - 1


def strongest_chain(neighbours: Neighbours, /, *, start: UUID, end: UUID) -> Chain | None:
    """Give the chain whose links' strengths have the largest product; None when no chain leads there."""
    return _cheapest(neighbours, start=start, end=end, step=0.0)


def shortest_chain(neighbours: Neighbours, /, *, start: UUID, end: UUID) -> Chain | None:
    """Give the chain with the fewest links, the strongest among those; None when no chain leads there."""
    # A step costs more than all the doubt that a chain can gather, so the count decides and strength breaks ties.
    heaviest = max((-math.log(weight) for row in neighbours.values() for weight in row.values()), default=0.0)
    return _cheapest(neighbours, start=start, end=end, step=heaviest * len(neighbours) + 1.0)


def _cheapest(neighbours: Neighbours, *, start: UUID, end: UUID, step: float) -> Chain | None:
    if start not in neighbours or end not in neighbours:
        return None
    cost, came_from = {start: 0.0}, dict[UUID, UUID]()
    done: set[UUID] = set()
    waiting = [(0.0, start)]
    while waiting:
        so_far, knot = heapq.heappop(waiting)
        if knot == end:
            return _chain(neighbours, came_from, end)
        if knot in done:
            continue
        done.add(knot)
        for other, weight in neighbours[knot].items():
            told = so_far - math.log(weight) + step
            if other not in done and told < cost.get(other, math.inf):
                cost[other], came_from[other] = told, knot
                heapq.heappush(waiting, (told, other))
    return None


def _chain(neighbours: Neighbours, came_from: dict[UUID, UUID], end: UUID) -> Chain:
    knots = [end]
    while knots[-1] in came_from:
        knots.append(came_from[knots[-1]])
    knots.reverse()
    strength = math.prod(neighbours[one][other] for one, other in pairwise(knots))
    return Chain(tuple(knots), strength)
