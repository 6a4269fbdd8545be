"""Opening hours in OpenStreetMap's syntax, read as a week and written from one."""

import re
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from itertools import pairwise

from opening_hours import OpeningHours, ParserError, State  # type: ignore[attr-defined]  # the stubs lack one

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SPAN = re.compile(r"(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)?\s*(?:-|–|—|à|to)\s*(\d{1,2})\s*(?:[hH:]\s*(\d{2})?)?")
_BETWEEN = re.compile(r"(?:\s|,|;|et|and|puis)*")

type Span = tuple[time, time]
type Week = tuple[tuple[Span, ...], ...]


class UnreadableHours(ValueError):
    """The text does not say opening hours."""


def is_readable(text: str) -> bool:
    return _parsed(text) is not None


def week_of(text: str, *, monday: date) -> Week | None:
    """Give the seven days of the week that begins on `monday`, each as its spans; nothing when the text is not understood.

    Source: OpenStreetMap's opening_hours specification, by opening-hours-py.
    """
    parsed = _parsed(text)
    if parsed is None:
        return None
    start = datetime.combine(monday, time())
    days: list[list[Span]] = [[] for _ in DAYS]
    for begin, end, state, *_comment in parsed.intervals(start, start + timedelta(days=7)):
        if state != State.OPEN:
            continue
        last = min(end or start + timedelta(days=7), start + timedelta(days=7))
        for number in range(7):
            midnight = start + timedelta(days=number)
            opens, closes = max(begin, midnight), min(last, midnight + timedelta(days=1))
            if opens < closes:
                days[number].append((opens.time(), closes.time()))
    return tuple(tuple(spans) for spans in days)


def is_open_at(text: str, *, moment: datetime) -> bool | None:
    """Say whether it is open at a local time; nothing when the text is not understood."""
    parsed = _parsed(text)
    return None if parsed is None else bool(parsed.is_open(moment.replace(tzinfo=None)))


def spans_of(text: str) -> tuple[Span, ...]:
    """Read a day as people write it: `9h-12h30, 14h-18h`; an empty text is a closed day.

    Raises: UnreadableHours.
    """
    spans: list[Span] = []
    position = _skip(text, 0)
    while position < len(text):
        found = _SPAN.match(text, position)
        if found is None:
            raise UnreadableHours(text)
        spans.append((_time(found[1], found[2]), _time(found[3], found[4])))
        position = _skip(text, found.end())
    for span, following in pairwise(spans):
        if span[1] == time() or following[0] < span[1]:
            raise UnreadableHours(text)
    if any(closes != time() and closes <= opens for opens, closes in spans):
        raise UnreadableHours(text)
    return tuple(spans)


def _skip(text: str, position: int) -> int:
    between = _BETWEEN.match(text, position)
    return between.end() if between else position


def _time(hours: str, minutes: str | None) -> time:
    hour = int(hours)
    if hour > 24 or int(minutes or 0) > 59 or (hour == 24 and int(minutes or 0)):
        raise UnreadableHours(f"{hours}:{minutes}")
    return time(hour % 24, int(minutes or 0))


def written(spans: Sequence[Span]) -> str:
    """Write a day as it is typed: `09:00-12:30, 14:00-18:00`."""
    return ", ".join(f"{opens:%H:%M}-{_end(closes)}" for opens, closes in spans)


def text_of_week(week: Week) -> str:
    """Write a week in OpenStreetMap's syntax, days alike joined: `Mo-Fr 09:00-18:00; Sa 10:00-12:00`."""
    groups: list[tuple[int, int]] = []
    for number, spans in enumerate(week):
        if not spans:
            continue
        if groups and groups[-1][1] == number - 1 and week[groups[-1][0]] == spans:
            groups[-1] = (groups[-1][0], number)
        else:
            groups.append((number, number))
    return "; ".join(f"{_days(first, last)} {_times(week[first])}" for first, last in groups)


def _days(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _times(spans: Sequence[Span]) -> str:
    return ",".join(f"{opens:%H:%M}-{_end(closes)}" for opens, closes in spans)


def _end(closes: time) -> str:
    return "24:00" if closes == time() else f"{closes:%H:%M}"


def _parsed(text: str) -> OpeningHours | None:
    if not text.strip():
        return None
    try:
        return OpeningHours(text)
    except ParserError:
        return None
