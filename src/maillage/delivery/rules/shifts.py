"""Hours that people ride: weekly ones by the clocks of the place, joined with those of one day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from maillage.delivery.rules.times import at_clock

type Span = tuple[datetime, datetime]


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours on a clock. Ends at or before the start are of the day after; a break is within, or there is none."""

    starts: time
    ends: time
    break_starts: time | None = None
    break_ends: time | None = None


@dataclass(frozen=True, slots=True)
class Ridden:
    """When somebody rides, `[start, end)`, and the breaks in it, in order; aware instants in UTC."""

    start: datetime
    end: datetime
    breaks: tuple[Span, ...] = ()


def ridden_on(day: date, hours: Hours, /, *, zone: ZoneInfo) -> Ridden | None:
    """Give the instants of hours that start on a day; none when a night of clock change leaves nothing of them."""
    start = at_clock(day, hours.starts, zone=zone)
    end = at_clock(_day_of(day, hours.ends, hours.starts), hours.ends, zone=zone)
    if end <= start:
        return None
    if hours.break_starts is None or hours.break_ends is None:
        return Ridden(start, end)
    # A break after midnight belongs to hours that began the day before.
    pause_day = day + timedelta(days=1) if hours.break_starts < hours.starts else day
    pause_start = at_clock(pause_day, hours.break_starts, zone=zone)
    pause_end = at_clock(_day_of(pause_day, hours.break_ends, hours.break_starts), hours.break_ends, zone=zone)
    pause = (max(start, pause_start), min(end, pause_end))
    return Ridden(start, end, (pause,) if pause[0] < pause[1] else ())


def has_break_within(hours: Hours, /) -> bool:
    """Say whether the break, if there is one, lies within the hours."""
    if hours.break_starts is None or hours.break_ends is None:
        return True
    length = _minutes_from(hours.starts, hours.ends) or 24 * 60
    start, end = _minutes_from(hours.starts, hours.break_starts), _minutes_from(hours.starts, hours.break_ends)
    return start < end <= length


def joined(found: Iterable[Ridden], /) -> tuple[Ridden, ...]:
    """Join hours that overlap or touch, in order; a break stays one only where nothing else was ridden through it."""
    result: list[Ridden] = []
    for one in sorted(found, key=lambda each: (each.start, each.end)):
        if result and one.start <= result[-1].end:
            last = result[-1]
            pauses = _without(last.breaks, one) + _without(one.breaks, last)
            result[-1] = Ridden(last.start, max(last.end, one.end), tuple(sorted(set(pauses))))
        else:
            result.append(one)
    return tuple(result)


def _without(pauses: Iterable[Span], other: Ridden) -> tuple[Span, ...]:
    return tuple(pause for pause in pauses if pause in other.breaks or pause[1] <= other.start or pause[0] >= other.end)


def _day_of(day: date, ends: time, starts: time) -> date:
    return day + timedelta(days=1) if ends <= starts else day


def _minutes_from(start: time, end: time) -> int:
    minutes = (end.hour - start.hour) * 60 + end.minute - start.minute
    return minutes % (24 * 60)
