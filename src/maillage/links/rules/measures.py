"""What the mesh is worth, in a handful of numbers that mean the same from month to month.

- strong share: members with at least three links of strength 0.5 or more;
- mean path: links between two members that reach one another, averaged over all such pairs (breadth first from all
  members at once); reach share: the pairs that do;
- clustering: how often two partners of the same member are partners themselves, averaged over the members with two or
  more (D. Watts and S. Strogatz, "Collective dynamics of small-world networks", Nature 393, 1998);
- inter-sector share: links whose two ends have no sector in common;
- Gini of opportunities: 0 when each member was asked as often as the others, towards 1 when one was asked always
  (C. Gini, "Variabilità e mutabilità", 1912).
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations
from uuid import UUID

from maillage.links.rules.network import Neighbours
from maillage.links.rules.strength import STRONG
from maillage.links.types import Measures, Member

STRONG_LINKS_WANTED = 3


def measure(neighbours: Neighbours, /, *, members: Mapping[UUID, Member], gini: float | None = None) -> Measures:
    """Measure the graph among `members`; links to others are left out."""
    among = {
        knot: {other: weight for other, weight in neighbours.get(knot, {}).items() if other in members}
        for knot in members
    }
    count = len(among)
    links = sum(len(others) for others in among.values()) // 2
    strong = sum(
        sum(weight >= STRONG for weight in others.values()) >= STRONG_LINKS_WANTED for others in among.values()
    )
    mean, reach = _paths(among)
    return Measures(
        members=count, links=links, isolated=sum(not others for others in among.values()),
        strong_share=strong / count if count else None, mean_path=mean, reach_share=reach,
        clustering=_clustering(among), inter_sector_share=_inter_sector(among, members), opportunity_gini=gini,
    )  # fmt: skip


def _paths(among: Neighbours) -> tuple[float | None, float | None]:
    """Walk from all members at once: each knot holds, as the bits of a number, those who have reached it.

    Source: M. Then et al., "The More the Merrier: Efficient Multi-Source Graph Traversal", VLDB 2014. O(depth · m · n/64).
    """
    seen = {knot: 1 << place for place, knot in enumerate(among)}
    edge, steps, total, pairs = dict(seen), 0, 0, 0
    while edge:
        steps += 1
        coming: dict[UUID, int] = {}
        for knot, who in edge.items():
            for other in among[knot]:
                coming[other] = coming.get(other, 0) | who
        edge = {}
        for knot, who in coming.items():
            new = who & ~seen[knot]
            if new:
                edge[knot] = new
                seen[knot] |= new
                pairs += new.bit_count()
                total += steps * new.bit_count()
    possible = len(among) * (len(among) - 1)
    return (total / pairs if pairs else None), (pairs / possible if possible else None)


def _clustering(among: Neighbours) -> float | None:
    shares = []
    for others in among.values():
        if len(others) >= 2:
            closed = sum(other in among[one] for one, other in combinations(others, 2))
            shares.append(2 * closed / (len(others) * (len(others) - 1)))
    return math.fsum(shares) / len(shares) if shares else None


def _inter_sector(among: Neighbours, members: Mapping[UUID, Member]) -> float | None:
    told = apart = 0
    for knot, others in among.items():
        for other in others:
            one, two = set(members[knot].sectors), set(members[other].sectors)
            if knot < other and one and two:
                told += 1
                apart += not one & two
    return apart / told if told else None


def gini(counts: Iterable[int], /) -> float | None:
    """Give the Gini coefficient of counts, in [0, 1[; None when there is nothing to share out."""
    ordered: Sequence[int] = sorted(counts)
    total = sum(ordered)
    if total == 0:
        return None
    size = len(ordered)
    weighted = sum(place * count for place, count in enumerate(ordered, start=1))
    return (2 * weighted) / (size * total) - (size + 1) / size
