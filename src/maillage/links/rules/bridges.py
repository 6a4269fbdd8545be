"""What the mesh would fall apart without: organizations and links on which others depend to be reached at all.

Source: J. Hopcroft and R. Tarjan, "Algorithm 447: efficient algorithms for graph manipulation", CACM 16(6), 1973: one
walk in depth, O(n + m). Written without recursion: a chain of two thousand members is deeper than Python's stack.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from maillage.links.rules.network import Neighbours
from maillage.links.types import Pair, pair_of


@dataclass(frozen=True, slots=True)
class Fragile:
    """`holders`: knots whose loss parts others, with how many would be cut off from the largest part left.

    `bridges`: links whose loss parts their two ends.
    """

    holders: dict[UUID, int]
    bridges: frozenset[Pair]


def fragile_parts(neighbours: Neighbours, /) -> Fragile:
    """Find the articulation points and the bridges."""
    order: dict[UUID, int] = {}
    low: dict[UUID, int] = {}
    size: dict[UUID, int] = {}
    cut: dict[UUID, list[int]] = {}
    bridges: set[Pair] = set()
    holders: dict[UUID, int] = {}
    for root in neighbours:
        if root in order:
            continue
        walked = _walk(neighbours, root, order=order, low=low, size=size, cut=cut, bridges=bridges)
        for knot in walked:
            # At the root each branch is a part by itself; elsewhere what lies above it is one more part.
            parts = cut.get(knot, [])
            if knot != root:
                parts = [*parts, len(walked) - 1 - sum(parts)] if parts else []
            if len(parts) > 1:
                holders[knot] = sum(parts) - max(parts)
    return Fragile(holders, frozenset(bridges))


def _walk(
    neighbours: Neighbours, root: UUID, *, order: dict[UUID, int], low: dict[UUID, int], size: dict[UUID, int],
    cut: dict[UUID, list[int]], bridges: set[Pair],
) -> list[UUID]:  # fmt: skip
    order[root] = low[root] = len(order)
    size[root] = 1
    walked = [root]
    stack: list[tuple[UUID, UUID | None, Iterator[UUID]]] = [(root, None, iter(neighbours[root]))]
    while stack:
        knot, above, others = stack[-1]
        other = next(others, None)
        if other is None:
            stack.pop()
            if above is None:
                continue
            low[above] = min(low[above], low[knot])
            size[above] += size[knot]
            if low[knot] >= order[above]:
                cut.setdefault(above, []).append(size[knot])
            if low[knot] > order[above]:
                bridges.add(pair_of(above, knot))
        elif other not in order:
            order[other] = low[other] = len(order)
            size[other] = 1
            walked.append(other)
            stack.append((other, knot, iter(neighbours[other])))
        elif other != above:
            low[knot] = min(low[knot], order[other])
    return walked
