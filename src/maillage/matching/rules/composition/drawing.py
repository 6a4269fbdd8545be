"""The small drawing of a team: partners on a ring around the place, threads between those who have worked together."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

from maillage.matching.rules.composition.teams import Team

WIDTH, HEIGHT = 320, 250
_MIDDLE = (160.0, 122.0)
# One or two partners stand above the place.
_BELOW = (160.0, 196.0)
_FEW = {1: ((160.0, 84.0),), 2: ((66.0, 84.0), (254.0, 84.0))}
_ACROSS, _DOWN = 92.0, 72.0
_LINE_LENGTH = 16
# With more partners their names would stand on one another: the numbers of the list beside say who is who.
_NAMED = 4


@dataclass(frozen=True, slots=True)
class Knot:
    """A partner on the drawing; `number`: its place in the list. `label_y`: of the first line."""

    organization_id: str
    number: int
    x: float
    y: float
    radius: float
    is_lead: bool
    label_y: float
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Strand:
    """A line between two partners, or from one to the place; `width` 0 for strangers, who are drawn apart."""

    x1: float
    y1: float
    x2: float
    y2: float
    width: float
    is_spoke: bool


@dataclass(frozen=True, slots=True)
class Drawing:
    knots: tuple[Knot, ...]
    strands: tuple[Strand, ...]
    place: tuple[float, float] | None


def draw_team(team: Team, /, *, names: Mapping[str, str], has_place: bool) -> Drawing:
    """Place a team's partners on an oval, the lead on top, the larger the more work they take on."""
    count = len(team.members)
    spots = {member.organization_id: _spot(place, count) for place, member in enumerate(team.members)}
    knots = tuple(
        _knot(member.organization_id, place, spots, share=member.share, is_lead=member.is_lead and count > 1,
              name=names[member.organization_id] if count <= _NAMED else "")
        for place, member in enumerate(team.members)
    )  # fmt: skip
    strands = [
        _strand(
            spots[thread.one],
            spots[thread.other],
            width=round(1.5 + 4.5 * thread.strength, 1) if thread.strength else 0,
        )
        for thread in team.threads
    ]
    middle = _BELOW if count in _FEW else _MIDDLE
    spokes = [_strand(spot, middle, width=1, is_spoke=True) for spot in spots.values()] if has_place else []
    return Drawing(knots, (*spokes, *sorted(strands, key=lambda strand: strand.width)), middle if has_place else None)


def _spot(place: int, count: int) -> tuple[float, float]:
    if count in _FEW:
        return _FEW[count][place]
    angle = -math.pi / 2 + 2 * math.pi * place / count
    return round(_MIDDLE[0] + _ACROSS * math.cos(angle), 1), round(_MIDDLE[1] + _DOWN * math.sin(angle), 1)


def _knot(
    organization_id: str,
    place: int,
    spots: Mapping[str, tuple[float, float]],
    *,
    share: float,
    is_lead: bool,
    name: str,
) -> Knot:
    x, y = spots[organization_id]
    radius = round(12 + 14 * share, 1)
    lines = wrapped(name)
    is_above = y < _MIDDLE[1] - 1
    label_y = y - radius - 6 - 14 * (len(lines) - 1) if is_above else y + radius + 15
    return Knot(organization_id, place + 1, x, y, radius, is_lead, round(label_y, 1), lines)


def _strand(start: tuple[float, float], end: tuple[float, float], *, width: float, is_spoke: bool = False) -> Strand:
    return Strand(start[0], start[1], end[0], end[1], width, is_spoke)


def wrapped(name: str, /) -> tuple[str, ...]:
    """Give a name in at most two lines; nothing when it is empty."""
    lines: list[str] = []
    for word in name.split():
        if lines and len(lines[-1]) + 1 + len(word) <= _LINE_LENGTH:
            lines[-1] = f"{lines[-1]} {word}"
        elif len(lines) == 2:
            lines[1] = f"{lines[1][: _LINE_LENGTH - 1]}…"
            break
        else:
            lines.append(word)
    return tuple(_cut(line) for line in lines)


def _cut(line: str) -> str:
    return line if len(line) <= _LINE_LENGTH + 1 else f"{line[:_LINE_LENGTH]}…"
