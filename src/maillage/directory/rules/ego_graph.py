"""The small drawing of those an organization works with: itself in the middle, its partners around."""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 660, 400
LARGEST = 12
_ACROSS, _DOWN = 180, 138
_LINE_LENGTH = 18


@dataclass(frozen=True, slots=True)
class Partner:
    """`key` names it in links; `url` is empty for one that is not in the directory; `count`: common references."""

    key: str
    name: str
    url: str
    count: int


@dataclass(frozen=True, slots=True)
class Node:
    partner: Partner
    x: float
    y: float
    radius: float
    label_x: float
    label_y: float
    anchor: str
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Edge:
    """A line of the drawing; `path` is SVG path data, `weight` goes from 1 to 3."""

    path: str
    weight: int
    is_between_partners: bool


@dataclass(frozen=True, slots=True)
class EgoGraph:
    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]
    more: int


def draw_ego_graph(*, partners: Sequence[Partner], links: Collection[tuple[str, str]]) -> EgoGraph:
    """Place the partners on an oval, those linked to one another side by side.

    `links`: pairs of keys of partners that also work together.
    """
    kept = sorted(partners, key=lambda each: (-each.count, each.name))[:LARGEST]
    order = _neighbours_together(kept, links)
    middle = (WIDTH / 2, HEIGHT / 2)
    nodes = tuple(_node(partner, place=place, of=len(order)) for place, partner in enumerate(order))
    by_key = {node.partner.key: node for node in nodes}
    spokes = [
        Edge(_line(middle, (node.x, node.y)), min(3, node.partner.count), is_between_partners=False) for node in nodes
    ]
    between = [
        Edge(
            _curve((by_key[first].x, by_key[first].y), (by_key[second].x, by_key[second].y)),
            1,
            is_between_partners=True,
        )
        for first, second in sorted({(min(pair), max(pair)) for pair in links})
        if first in by_key and second in by_key and first != second
    ]
    return EgoGraph(nodes=nodes, edges=tuple(between + spokes), more=len(partners) - len(kept))


def _neighbours_together(partners: Sequence[Partner], links: Collection[tuple[str, str]]) -> list[Partner]:
    friends: Mapping[str, set[str]] = {partner.key: set() for partner in partners}
    for first, second in links:
        if first in friends and second in friends:
            friends[first].add(second)
            friends[second].add(first)
    left = list(partners)
    order: list[Partner] = []
    while left:
        last = order[-1].key if order else ""
        following = next((each for each in left if each.key in friends.get(last, ())), left[0])
        left.remove(following)
        order.append(following)
    return order


def _node(partner: Partner, *, place: int, of: int) -> Node:
    angle = -math.pi / 2 + 2 * math.pi * place / max(of, 1) + (math.pi / max(of, 1) if of == 2 else 0)
    x, y = WIDTH / 2 + _ACROSS * math.cos(angle), HEIGHT / 2 + _DOWN * math.sin(angle)
    radius = min(14.0, 7 + 1.5 * partner.count)
    lines = _wrapped(partner.name)
    if abs(math.cos(angle)) < 0.35:
        anchor, label_x = "middle", x
        label_y = y - radius - 6 - 15 * (len(lines) - 1) if math.sin(angle) < 0 else y + radius + 16
    else:
        anchor = "start" if math.cos(angle) > 0 else "end"
        label_x = x + (radius + 6) * (1 if anchor == "start" else -1)
        label_y = y + 4 - 7.5 * (len(lines) - 1)
    return Node(partner, round(x, 1), round(y, 1), radius, round(label_x, 1), round(label_y, 1), anchor, lines)


def _wrapped(name: str) -> tuple[str, ...]:
    lines = [""]
    for word in name.split():
        if lines[-1] and len(lines[-1]) + 1 + len(word) > _LINE_LENGTH:
            if len(lines) == 2:
                return (lines[0], f"{lines[1][: _LINE_LENGTH - 1]}…")
            lines.append(word)
        else:
            lines[-1] = f"{lines[-1]} {word}".strip()
    return tuple(line if len(line) <= _LINE_LENGTH + 2 else f"{line[: _LINE_LENGTH + 1]}…" for line in lines)


def _line(start: tuple[float, float], end: tuple[float, float]) -> str:
    return f"M{start[0]:.1f} {start[1]:.1f}L{end[0]:.1f} {end[1]:.1f}"


def _curve(start: tuple[float, float], end: tuple[float, float]) -> str:
    # Bent away from the middle, so that it does not hide behind the spokes.
    middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
    bend_x = middle_x + (middle_x - WIDTH / 2) * 0.25
    bend_y = middle_y + (middle_y - HEIGHT / 2) * 0.25
    return f"M{start[0]:.1f} {start[1]:.1f}Q{bend_x:.1f} {bend_y:.1f} {end[0]:.1f} {end[1]:.1f}"
