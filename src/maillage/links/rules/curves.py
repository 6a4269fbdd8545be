"""Small line charts over months, computed here and drawn as SVG by a template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 170
_LEFT, _RIGHT, _TOP, _BASE = 8, 472, 20, 132


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    title: str


@dataclass(frozen=True, slots=True)
class Mark:
    x: float
    label: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Curve:
    """A line through the months that have a value; `area` closes it on the axis. `high`: where the ceiling's line is."""

    line: str
    area: str
    dots: tuple[Dot, ...]
    marks: tuple[Mark, ...]
    ceiling: float
    high: float = _TOP
    base: float = _BASE


def curve_of(
    *, values: Sequence[float | None], titles: Sequence[str], labels: Sequence[str], ceiling: float | None = None
) -> Curve:
    """Draw values from zero to a round ceiling. `titles`: what each dot says; `labels`: those of the axis, or empty."""
    known = [value for value in values if value is not None]
    top = ceiling if ceiling is not None else round_ceiling(max(known, default=0.0))
    step = (_RIGHT - _LEFT) / max(1, len(values) - 1)
    dots = [
        Dot(round(_LEFT + place * step, 1), round(_BASE - (_BASE - _TOP) * min(1.0, value / top), 1), titles[place])
        for place, value in enumerate(values)
        if value is not None
    ]
    line = "L".join(f"{dot.x} {dot.y}" for dot in dots)
    marks = tuple(
        Mark(
            round(_LEFT + place * step, 1),
            label,
            "start" if place == 0 else "end" if place > len(labels) - 3 else "middle",
        )
        for place, label in enumerate(labels)
        if label
    )
    return Curve(
        line=f"M{line}" if line else "",
        area=f"M{dots[0].x} {_BASE}L{line}L{dots[-1].x} {_BASE}Z" if dots else "",
        dots=tuple(dots), marks=marks, ceiling=top,
    )  # fmt: skip


def round_ceiling(value: float, /) -> float:
    """Give the round number at or above a value: 0.1, 0.2, 0.5, 1, 2, 5, 10…"""
    if value <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(round(power * step, 10) for step in (1, 2, 5, 10) if power * step >= value - 1e-12)
