"""A quiet woven picture for those who have given none: the same id always gives the same weave. Pure Python."""

import hashlib
from dataclasses import dataclass

PALETTES = ("thread", "wheat", "madder", "leaf", "ink")
SIDE = 56
_LEVELS = (9, 18, 28, 38, 47)

type Point = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Pattern:
    """Paths of two kinds of thread and the points where they are tied, in a square of `SIDE` units."""

    palette: str
    across: tuple[str, ...]
    down: tuple[str, ...]
    points: tuple[Point, ...]


def pattern_of(*, identifier: str) -> Pattern:
    """Weave the pattern of an identifier: two threads across, two down, tied where they turn."""
    draw = iter(hashlib.sha256(identifier.encode()).digest())
    palette = PALETTES[next(draw) % len(PALETTES)]
    across = [_course(levels=[_LEVELS[next(draw) % 5] for _ in range(4)]) for _ in range(2)]
    down = [[(y, x) for x, y in _course(levels=[_LEVELS[next(draw) % 5] for _ in range(4)])] for _ in range(2)]
    ties = tuple(dict.fromkeys(point for course in (*across, down[0]) for point in course[1:3]))
    return Pattern(
        palette=palette,
        across=tuple(_smooth(course) for course in across),
        down=tuple(_smooth(course) for course in down),
        points=ties,
    )


def _course(*, levels: list[int]) -> list[Point]:
    return list(zip((-4, 18, 38, 60), levels, strict=True))


def _smooth(course: list[Point]) -> str:
    # Catmull-Rom through every point, written as cubic Béziers.
    padded = [course[0], *course, course[-1]]
    path = f"M{course[0][0]} {course[0][1]}"
    for before, start, end, after in zip(padded, padded[1:], padded[2:], padded[3:], strict=False):
        first = (start[0] + (end[0] - before[0]) / 6, start[1] + (end[1] - before[1]) / 6)
        second = (end[0] - (after[0] - start[0]) / 6, end[1] - (after[1] - start[1]) / 6)
        path += f"C{first[0]:.1f} {first[1]:.1f} {second[0]:.1f} {second[1]:.1f} {end[0]} {end[1]}"
    return path
