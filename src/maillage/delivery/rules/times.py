"""Texts of time that clients of the API send, and the text that they get.

A text without an offset is of the instance's zone. An hour that a night of clock change skips is told as the hour it becomes; one that
it has twice is the first. Source: `coopcycle_api.md`, sections 0 (rules 4 and 7) and 4.1.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

_LONGEST = 80
_FIRST_YEAR, _LAST_YEAR = 1970, 2200
_CLOCK = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:[.,][0-9]{1,9})?)?"
_DATED = re.compile(
    r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})"
    rf"(?:(?:T|\s+){_CLOCK}\s*(?P<offset>Z|[+-][0-9]{{2}}(?::?[0-9]{{2}})?)?)?",
    re.IGNORECASE,
)
_NAMED = re.compile(rf"(?P<name>now|today|midnight|noon|tomorrow|yesterday)(?:\s+(?:at\s+)?{_CLOCK})?", re.IGNORECASE)
_SHIFTED = re.compile(
    r"(?P<sign>[+-])\s*(?P<count>[0-9]{1,5})\s*(?P<unit>min(?:ute)?|hour|day|week)s?" rf"(?:\s+{_CLOCK})?",
    re.IGNORECASE,
)
_HOUR = r"[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?"
_RANGE = re.compile(rf"(?P<day>[0-9]{{4}}-[0-9]{{1,2}}-[0-9]{{1,2}})\s+(?P<start>{_HOUR})\s*[-–]\s*(?P<end>{_HOUR})")
_DASH = re.compile(r"\s+[-–]\s+")
_DAYS = {"now": 0, "today": 0, "midnight": 0, "noon": 0, "tomorrow": 1, "yesterday": -1}


class TimeTextError(ValueError):
    """A text that tells no time. `text`: the text; `problem`: a key, `unreadable`, `no_such_time`, `out_of_range` or `order`."""

    def __init__(self, text: str, problem: str = "unreadable") -> None:
        self.text = text
        self.problem = problem
        super().__init__(problem, text)


@dataclass(frozen=True, slots=True)
class Interval:
    """From `start` to `end`, both UTC, `start` before `end`."""

    start: datetime
    end: datetime


def instant_of(text: str, /, *, now: datetime, zone: ZoneInfo) -> datetime:
    """Read a time as an instant in UTC.

    Read are ISO 8601, `YYYY-MM-DD HH:MM[:SS]`, a date alone (its midnight), `now`, `today|tomorrow|yesterday [HH:MM]`, `midnight`,
    `noon`, and `+N minutes|hours|days|weeks [HH:MM]`, whose days are those of the calendar. Raises: TimeTextError.
    """
    plain = text.strip()
    if len(plain) > _LONGEST:
        raise TimeTextError(plain[:_LONGEST])
    try:
        found = _read(plain, now.astimezone(zone), zone)
    except OverflowError:
        raise TimeTextError(plain, "out_of_range") from None
    except ValueError:
        raise TimeTextError(plain, "no_such_time") from None
    if found is None:
        raise TimeTextError(plain)
    return _in_range(found, plain)


def interval_of(text: str | Sequence[str], /, *, now: datetime, zone: ZoneInfo) -> Interval:
    """Read an interval: `YYYY-MM-DD HH:MM[:SS]-HH:MM[:SS]`, `start/end`, `start - end`, or a pair of times.

    Raises: TimeTextError (unreadable, or not ended after it starts).
    """
    if not isinstance(text, str):
        if len(text) != 2 or not all(isinstance(one, str) for one in text):
            raise TimeTextError(str(text)[:_LONGEST])
        return _ordered(*text, shown=" / ".join(text), now=now, zone=zone)
    plain = text.strip()
    of_one_day = _RANGE.fullmatch(plain)
    if of_one_day:
        start, end = (f"{of_one_day['day']} {of_one_day[name]}" for name in ("start", "end"))
        return _ordered(start, end, shown=plain, now=now, zone=zone)
    ends = plain.split("/") if "/" in plain else _DASH.split(plain)
    if len(ends) != 2:
        raise TimeTextError(plain[:_LONGEST])
    return _ordered(*ends, shown=plain, now=now, zone=zone)


def written(instant: datetime, /, *, zone: ZoneInfo) -> str:
    """Write an instant as clients read it, with the zone's offset: `2031-03-02T11:30:00+01:00`."""
    return instant.astimezone(zone).isoformat(timespec="seconds")


def at_clock(day: date, clock: time, /, *, zone: ZoneInfo) -> datetime:
    """Give the instant at which clocks of a zone show a time; in a skipped hour, as if they had not been moved yet."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def _ordered(first: str, last: str, *, shown: str, now: datetime, zone: ZoneInfo) -> Interval:
    start, end = instant_of(first, now=now, zone=zone), instant_of(last, now=now, zone=zone)
    if end <= start:
        raise TimeTextError(shown[:_LONGEST], "order")
    return Interval(start, end)


def _read(text: str, here: datetime, zone: ZoneInfo) -> datetime | None:
    if found := _DATED.fullmatch(text):
        day = date(int(found["year"]), int(found["month"]), int(found["day"]))
        if found["offset"] and found["hour"]:
            return datetime.fromisoformat(
                f"{_clocked(day, found):%Y-%m-%dT%H:%M:%S}{found['offset'].upper()}"
            ).astimezone(UTC)
        return _clocked(day, found).replace(tzinfo=zone).astimezone(UTC)
    if found := _NAMED.fullmatch(text):
        name = found["name"].lower()
        if name == "now":
            return here.astimezone(UTC) if found["hour"] is None else None
        day = here.date() + timedelta(days=_DAYS[name])
        if name == "noon" and found["hour"] is None:
            return at_clock(day, time(12), zone=zone)
        return _clocked(day, found).replace(tzinfo=zone).astimezone(UTC)
    if found := _SHIFTED.fullmatch(text):
        return _shifted(found, here, zone)
    return None


def _shifted(found: re.Match[str], here: datetime, zone: ZoneInfo) -> datetime:
    count, unit = int(found["sign"] + found["count"]), found["unit"].lower()
    if unit in ("day", "week"):
        moved = here.date() + timedelta(days=count * (7 if unit == "week" else 1))
        shifted = at_clock(moved, here.time(), zone=zone)
    else:
        shifted = here.astimezone(UTC) + (timedelta(hours=count) if unit == "hour" else timedelta(minutes=count))
    if found["hour"] is None:
        return shifted
    return _clocked(shifted.astimezone(zone).date(), found).replace(tzinfo=zone).astimezone(UTC)


def _clocked(day: date, found: re.Match[str]) -> datetime:
    """Give a day at the time that a match holds, at midnight without one; 24:00 is the next midnight."""
    hour, minute, second = (int(found[name] or 0) for name in ("hour", "minute", "second"))
    if (hour, minute, second) == (24, 0, 0):
        return datetime.combine(day + timedelta(days=1), time())
    return datetime.combine(day, time(hour, minute, second))


def _in_range(instant: datetime, text: str) -> datetime:
    if not _FIRST_YEAR <= instant.year <= _LAST_YEAR:
        raise TimeTextError(text, "out_of_range")
    return instant
