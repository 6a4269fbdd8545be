"""Where the knots of the graph stand: a force layout that gives the same picture for the same links, and moves little.

Linked knots attract one another in proportion to their strength, all repel one another; the parts that hold together are
laid out one by one and packed side by side, so that what has no link to the rest does not drift away from it.
Source: T. Fruchterman and E. Reingold, "Graph drawing by force-directed placement", Software 21(11), 1991, as igraph
computes it: O(n²) a round, some seconds for 2,000 knots and 10,000 links, a second from the night before.
"""

import math
import random
from collections.abc import Mapping, Sequence
from uuid import UUID

import igraph

from maillage.links.rules.network import Neighbours, components_of

type Points = dict[UUID, tuple[float, float]]
_SEED = 1959
_GOLDEN = math.pi * (3 - math.sqrt(5))
_ROUNDS, _ROUNDS_AGAIN = 600, 120
_OPENING = 0.7


def place_knots(neighbours: Neighbours, /, *, before: Mapping[UUID, tuple[float, float]] | None = None) -> Points:
    """Give each knot a point; the whole fits in the square from (−1, −1) to (1, 1), isolated knots around it.

    `before`: where they stood; known knots start there, so that a reader finds them again.
    """
    known = before or {}
    parts = components_of({knot: neighbours[knot] for knot in sorted(neighbours)})
    together = [part for part in parts if len(part) > 1]
    alone = sorted(part[0] for part in parts if len(part) == 1)
    placed: Points = {}
    discs: list[tuple[float, Points]] = []
    for part in together:
        drawn = _drawn(neighbours, sorted(part), known)
        discs.append((max(math.hypot(x, y) for x, y in drawn.values()) + 0.6, drawn))
    for (radius, drawn), (left, top) in zip(discs, _packed([radius for radius, _drawn in discs]), strict=True):
        placed |= {knot: (x + left, y + top) for knot, (x, y) in drawn.items()}
        del radius
    outer = max((math.hypot(x, y) for x, y in placed.values()), default=1.0)
    for number, knot in enumerate(alone):
        ring, seat = divmod(number, 120)
        angle = 2 * math.pi * seat / min(120, len(alone) - 120 * ring)
        distance = outer * (1.06 + 0.05 * ring)
        placed[knot] = (distance * math.cos(angle), distance * math.sin(angle))
    return _fitted(placed)


def _drawn(neighbours: Neighbours, part: Sequence[UUID], known: Mapping[UUID, tuple[float, float]]) -> Points:
    number_of = {knot: number for number, knot in enumerate(part)}
    edges, weights = [], []
    for knot in part:
        for other, weight in sorted(neighbours[knot].items()):
            if knot < other:
                edges.append((number_of[knot], number_of[other]))
                weights.append(0.1 + 0.5 * weight)
    is_known = sum(knot in known for knot in part) >= 0.8 * len(part)
    scale = math.sqrt(len(part))
    start = [
        [known[knot][0] * scale, known[knot][1] * scale] if is_known and knot in known else _sunflower(number, scale)
        for number, knot in enumerate(part)
    ]
    state = random.getstate()
    random.seed(_SEED)
    try:
        igraph.set_random_number_generator(random)
        graph = igraph.Graph(n=len(part), edges=edges)
        layout = graph.layout_fruchterman_reingold(
            weights=weights, seed=start, niter=_ROUNDS_AGAIN if is_known else _ROUNDS,
            start_temp=scale / (20 if is_known else 4), grid=False,
        )  # fmt: skip
    finally:
        random.setstate(state)
    drawn = _centred({knot: complex(x, y) for knot, (x, y) in zip(part, layout, strict=True)})
    if is_known:
        drawn = _turned(drawn, _centred({knot: complex(*known[knot]) for knot in part if knot in known}))
    # The middle is opened and stragglers are drawn in: distance keeps its order and direction, not its scale.
    reach = max(abs(point) for point in drawn.values()) or 1.0
    opened = {knot: point * (abs(point) / reach + 1e-9) ** (_OPENING - 1) for knot, point in drawn.items()}
    return {knot: (point.real, point.imag) for knot, point in opened.items()}


def _centred(points: Mapping[UUID, complex]) -> dict[UUID, complex]:
    middle = sum(points[knot] for knot in sorted(points)) / len(points)
    return {knot: point - middle for knot, point in points.items()}


def _turned(points: Mapping[UUID, complex], before: Mapping[UUID, complex]) -> dict[UUID, complex]:
    """Turn a drawing, or its mirror image, so that it lies as closely as it can on the one before (Procrustes)."""
    mirrored = {knot: point.conjugate() for knot, point in points.items()}
    turns = []
    for image in (points, mirrored):
        turn = sum(before[knot] * image[knot].conjugate() for knot in sorted(before))
        turns.append((abs(turn), turn / abs(turn) if turn else complex(1), image))
    _fit, turn, image = max(turns, key=lambda each: each[0])
    return {knot: point * turn for knot, point in image.items()}


def _sunflower(number: int, scale: float) -> list[float]:
    """Give evenly spread points on a disc."""
    radius = 0.6 * math.sqrt(number + 0.5)
    return [radius * math.cos(number * _GOLDEN), radius * math.sin(number * _GOLDEN)]


def _packed(radii: Sequence[float]) -> list[tuple[float, float]]:
    """Put discs beside the first, the largest, turning around it at the nearest free distance."""
    placed: list[tuple[float, float, float]] = []
    for radius in radii:
        spot = (0.0, 0.0)
        for step in range(4_000 if placed else 0):
            distance = placed[0][2] + radius + step // 48 * 0.5
            angle = step % 48 * 2 * math.pi / 48
            spot = (distance * math.cos(angle), distance * math.sin(angle))
            if all(math.hypot(spot[0] - x, spot[1] - y) >= radius + other for x, y, other in placed):
                break
        placed.append((*spot, radius))
    return [(x, y) for x, y, _radius in placed]


def _fitted(points: Points) -> Points:
    """Fit the picture in its square; pages are wider than they are high, and stretch it."""
    reach = max((max(abs(x), abs(y)) for x, y in points.values()), default=0.0) or 1.0
    return {knot: (round(x / reach, 4), round(y / reach, 4)) for knot, (x, y) in points.items()}
