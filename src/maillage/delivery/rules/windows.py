"""The time windows of a delivery's tasks: what clients may leave out, and what cannot be.

Source: `coopcycle_api.md`, sections 0 (rule 6) and 4.1.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum

USUAL_LENGTH = timedelta(minutes=15)
FEWEST_TASKS = 2


class WindowFault(StrEnum):
    """Keys of the messages."""

    MISSING = "missing"  # no end, and nothing to derive it from
    EMPTY = "empty"  # it ends before it starts
    ORDER = "order"  # nothing could be dropped off: it is picked up later
    TOO_FEW = "too_few"


@dataclass(frozen=True, slots=True)
class Stop:
    """A task's kind (PICKUP or DROPOFF) and what its sender said of its window; aware times."""

    kind: str
    after: datetime | None = None
    before: datetime | None = None

    @property
    def is_pickup(self) -> bool:
        return self.kind == "PICKUP"


@dataclass(frozen=True, slots=True)
class Violation:
    """What is wrong with the delivery (`place` None) or with the window of the task at `place`."""

    fault: WindowFault
    place: int | None = None

    @property
    def path(self) -> str:
        """Give the path by which programs know it."""
        return "items" if self.place is None else f"items[{self.place}].task.doneBefore"


def settled(stops: Sequence[Stop], /, *, arrivals_s: Sequence[int] = ()) -> tuple[Stop, ...]:
    """Complete windows with what follows from the others; times come out in UTC.

    A pickup without an end ends early enough for the drop-offs after it; a window without a start starts 15 minutes before its
    end. `arrivals_s`: seconds from the first stop to each along the route; zeros when the route is not known.
    """
    arrivals = list(arrivals_s) or [0] * len(stops)
    known = [replace(stop, after=_utc(stop.after), before=_utc(stop.before)) for stop in stops]
    ended = [_ended(known, place, arrivals) for place in range(len(known))]
    return tuple(replace(stop, after=_started(stop)) for stop in ended)


def violations(stops: Sequence[Stop], /) -> tuple[Violation, ...]:
    """Tell what is wrong with settled windows, for all stops at once; nothing when the delivery can be made."""
    found = [Violation(WindowFault.TOO_FEW)] if len(stops) < FEWEST_TASKS else []
    for place, stop in enumerate(stops):
        if stop.before is None:
            found.append(Violation(WindowFault.MISSING, place))
        elif stop.after is not None and stop.after >= stop.before:
            found.append(Violation(WindowFault.EMPTY, place))
    if not found and any(_is_impossible(stops)):
        found.append(Violation(WindowFault.ORDER))
    return tuple(found)


def is_over(stop: Stop, /, *, now: datetime) -> bool:
    """Say whether a window has passed."""
    return stop.before is not None and stop.before <= now


def _ended(stops: Sequence[Stop], place: int, arrivals: Sequence[int]) -> Stop:
    stop = stops[place]
    if stop.before is not None or not stop.is_pickup:
        return stop
    ends = [
        later.before - timedelta(seconds=max(0, arrivals[there] - arrivals[place]))
        for there, later in enumerate(stops)
        if not later.is_pickup and later.before is not None
    ]
    return replace(stop, before=min(ends)) if ends else stop


def _started(stop: Stop) -> datetime | None:
    return stop.before - USUAL_LENGTH if stop.after is None and stop.before is not None else stop.after


def _is_impossible(stops: Sequence[Stop]) -> Iterator[bool]:
    """Ask of each drop-off whether it ends before what it brings can be picked up.

    With one drop-off, or one pickup, it is known what belongs together; with several of both, one pickup in time is enough.
    """
    starts = [stop.after for stop in stops if stop.is_pickup and stop.after is not None]
    ends = [stop.before for stop in stops if not stop.is_pickup and stop.before is not None]
    if not starts:
        return
    needed = max(starts) if len(ends) == 1 else min(starts)
    for end in ends:
        yield end <= needed


def _utc(instant: datetime | None) -> datetime | None:
    return None if instant is None else instant.astimezone(UTC)
