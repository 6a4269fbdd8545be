"""When each stop of an order may be ridden, from what was given and what was left to be understood.

Source: CoopCycle API, creation of a delivery: a drop-off alone makes its pickup, whose end is the drop-off's less the ride;
a start that is missing is a quarter of an hour before the end.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from maillage.delivery.types import TaskType

USUAL_WINDOW = timedelta(minutes=15)


class WindowProblem(StrEnum):
    MISSING = "missing"  # no end, and none to be understood
    BACKWARDS = "backwards"  # the end is not after the start
    DROPPED_BEFORE_PICKED = "dropped-before-picked"
    TOO_FEW = "too-few"


@dataclass(frozen=True, slots=True)
class Stop:
    type: TaskType
    after: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Window:
    after: datetime
    before: datetime


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with the stop at `position`, or with the order when there is none."""

    problem: WindowProblem
    position: int | None = None


def windows_of(stops: Sequence[Stop], *, ride_s: int) -> tuple[list[Window], list[Violation]]:
    """Give the window of each stop, or what is wrong and no window at all.

    `ride_s`: seconds of the ride from the first stop to the last.
    """
    if len(stops) < 2:
        return [], [Violation(WindowProblem.TOO_FEW)]
    full = [_with_start(stop) for stop in _with_ends(stops, ride_s=ride_s)]
    wrong = [
        Violation(problem, position) for position, stop in enumerate(full) if (problem := _problem(stop)) is not None
    ]
    if not wrong and _drops_before_picking(full):
        wrong.append(Violation(WindowProblem.DROPPED_BEFORE_PICKED))
    if wrong:
        return [], wrong
    return [Window(stop.after, stop.before) for stop in full if stop.after and stop.before], []


def _with_ends(stops: Sequence[Stop], *, ride_s: int) -> list[Stop]:
    ends = [stop.before for stop in stops if stop.type is TaskType.DROPOFF and stop.before is not None]
    first_end = min(ends, default=None)
    if first_end is None:
        return list(stops)
    latest = first_end - timedelta(seconds=ride_s)
    return [
        replace(stop, before=max(latest, stop.after + USUAL_WINDOW) if stop.after else latest)
        if stop.before is None and stop.type is TaskType.PICKUP
        else stop
        for stop in stops
    ]


def _with_start(stop: Stop) -> Stop:
    if stop.after is not None or stop.before is None:
        return stop
    return replace(stop, after=stop.before - USUAL_WINDOW)


def _problem(stop: Stop) -> WindowProblem | None:
    if stop.before is None or stop.after is None:
        return WindowProblem.MISSING
    return WindowProblem.BACKWARDS if stop.before <= stop.after else None


def _drops_before_picking(stops: Sequence[Stop]) -> bool:
    """Say whether something must be given before the last thing could be taken."""
    taken = [stop.after for stop in stops if stop.type is TaskType.PICKUP and stop.after is not None]
    given = [stop.before for stop in stops if stop.type is TaskType.DROPOFF and stop.before is not None]
    return bool(taken and given) and min(given) < min(taken)
