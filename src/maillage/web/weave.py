"""Draw who works with whom as threads between knots, for the home page. Pure Python."""

from collections.abc import Iterable
from dataclasses import dataclass

WIDTH, HEIGHT = 480, 430
LEAST_TIES = 3
_COLOURS = "bac"
_LONGEST_NAME = 22
# Places chosen by eye: neighbours in the list are neighbours in the picture.
_PLACES = (
    (118, 92),
    (250, 62),
    (384, 112),
    (92, 214),
    (222, 178),
    (340, 226),
    (136, 330),
    (262, 300),
    (400, 338),
    (226, 402),
)


@dataclass(frozen=True, slots=True)
class Knot:
    x: int
    y: int
    radius: int
    name: str


@dataclass(frozen=True, slots=True)
class Thread:
    path: str
    colour: str


@dataclass(frozen=True, slots=True)
class Weave:
    """Knots and the threads between them, in a picture of `WIDTH` by `HEIGHT`."""

    knots: tuple[Knot, ...]
    threads: tuple[Thread, ...]


def weave(*, ties: Iterable[tuple[str, str]]) -> Weave | None:
    """Place the first ten names of the ties and draw a thread for each tie among them.

    Gives None when there are too few ties to make a picture.
    """
    pairs = list(dict.fromkeys((min(tie), max(tie)) for tie in ties if tie[0] != tie[1]))
    names = _closest(pairs)
    place = {name: _PLACES[number] for number, name in enumerate(names)}
    drawn = [pair for pair in pairs if pair[0] in place and pair[1] in place]
    if len(drawn) < LEAST_TIES:
        return None
    names = [name for name in names if any(name in pair for pair in drawn)]
    degree = {name: sum(name in pair for pair in drawn) for name in names}
    return Weave(
        knots=tuple(
            Knot(x=place[name][0], y=place[name][1], radius=min(6 + 2 * degree[name], 13), name=_short(name))
            for name in names
        ),
        threads=tuple(
            Thread(path=_bowed(place[one], place[other], bow=40 if number % 2 else -34), colour=_COLOURS[number % 3])
            for number, (one, other) in enumerate(drawn)
        ),
    )


def _closest(pairs: list[tuple[str, str]]) -> list[str]:
    """Choose as many names as there are places, each tied to one before it as long as there is one."""
    neighbours: dict[str, list[str]] = {}
    for one, other in pairs:
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    by_degree = sorted(neighbours, key=lambda name: -len(neighbours[name]))
    chosen: dict[str, None] = {}
    for start in by_degree:
        waiting = [start]
        while waiting and len(chosen) < len(_PLACES):
            name = waiting.pop(0)
            if name not in chosen:
                chosen[name] = None
                waiting += neighbours[name]
    return list(chosen)


def _bowed(start: tuple[int, int], end: tuple[int, int], *, bow: int) -> str:
    # An S: the two handles stand on opposite sides of the straight line.
    length = ((end[0] - start[0]) ** 2 + (end[1] - start[1]) ** 2) ** 0.5
    across = (-(end[1] - start[1]) / length * bow, (end[0] - start[0]) / length * bow)
    third = ((end[0] - start[0]) / 3, (end[1] - start[1]) / 3)
    first = (start[0] + third[0] + across[0], start[1] + third[1] + across[1])
    second = (end[0] - third[0] - across[0], end[1] - third[1] - across[1])
    return f"M{start[0]} {start[1]}C{first[0]:.0f} {first[1]:.0f} {second[0]:.0f} {second[1]:.0f} {end[0]} {end[1]}"


def _short(name: str) -> str:
    return name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1].rstrip()}…"
