"""Small bar charts, computed here and drawn as SVG by a template."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 140
_BASE, _TOP, _GAP = 108, 12, 4


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar in units of the drawing, its value, and the text of its column (`label` may be empty)."""

    x: float
    y: float
    width: float
    height: float
    value: int
    label: str
    title: str


def bars_of(*, values: Sequence[int], labels: Sequence[str], titles: Sequence[str], label_every: int = 1) -> list[Bar]:
    """Place one bar a value; a value of zero has no height. Heights are in proportion to a round maximum."""
    ceiling = ceiling_of(max(values, default=0))
    step = WIDTH / max(1, len(values))
    return [
        Bar(
            x=round(place * step + _GAP / 2, 1),
            y=round(_BASE - (_BASE - _TOP) * value / ceiling, 1),
            width=round(step - _GAP, 1),
            height=round((_BASE - _TOP) * value / ceiling, 1),
            value=value,
            label=labels[place] if place % label_every == 0 else "",
            title=titles[place],
        )
        for place, value in enumerate(values)
    ]


def ceiling_of(value: int) -> int:
    """Give the round number at or above a value: 5, 10, 20, 50, 100…"""
    if value <= 5:
        return 5
    power = 10 ** math.floor(math.log10(value))
    return next(int(power * step) for step in (1, 2, 5, 10) if power * step >= value)
