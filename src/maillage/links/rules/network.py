"""The graph in memory: who is tied to whom, how strongly. Every other rule of the mesh reads this."""

from collections.abc import Iterable, Mapping
from uuid import UUID

from maillage.links.types import Tie

type Neighbours = Mapping[UUID, Mapping[UUID, float]]


def neighbours_of(ties: Iterable[Tie], /, *, knots: Iterable[UUID] = ()) -> dict[UUID, dict[UUID, float]]:
    """Give each knot's neighbours with the strength of the tie; `knots` without a tie have none. O(n + m)."""
    found: dict[UUID, dict[UUID, float]] = {knot: {} for knot in knots}
    for tie in ties:
        if tie.left != tie.right:
            found.setdefault(tie.left, {})[tie.right] = tie.strength
            found.setdefault(tie.right, {})[tie.left] = tie.strength
    return found


def components_of(neighbours: Neighbours, /) -> list[list[UUID]]:
    """Give the parts that hold together, the largest first. O(n + m)."""
    seen: set[UUID] = set()
    parts = []
    for start in neighbours:
        if start in seen:
            continue
        seen.add(start)
        part, waiting = [], [start]
        while waiting:
            knot = waiting.pop()
            part.append(knot)
            fresh = [other for other in neighbours[knot] if other not in seen]
            seen.update(fresh)
            waiting += fresh
        parts.append(part)
    return sorted(parts, key=len, reverse=True)
