"""Rules of recurrence and the hours of their templates.

Days are days of the calendar where the co-operative is: a rule knows no hours, a template's hours are those that clocks show on the day.
Source: RFC 5545, section 3.3.10; `coopcycle_api.md`, section 6.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from itertools import takewhile
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from maillage.delivery.rules.times import at_clock

LONGEST_SPAN = timedelta(days=3 * 366)
_LONGEST_TEXT = 500
_CYCLE = 400
# Within it a rule has to occur once: 29 February of every third year needs twelve years, a rule that never does is a mistake.
_PATIENCE = timedelta(days=40 * 366)
_DAY = "(?:MO|TU|WE|TH|FR|SA|SU)"
_PARTS = {
    "FREQ": "DAILY|WEEKLY|MONTHLY|YEARLY",
    "INTERVAL": "[1-9][0-9]{0,2}",
    "COUNT": "[1-9][0-9]{0,3}",
    "UNTIL": "[0-9]{8}(?:T[0-9]{6}Z?)?",
    "WKST": _DAY,
    "BYDAY": rf"[+-]?[1-5]?[0-9]?{_DAY}(?:,[+-]?[1-5]?[0-9]?{_DAY})*",
    "BYMONTHDAY": r"[+-]?(?:[1-9]|[12][0-9]|3[01])(?:,[+-]?(?:[1-9]|[12][0-9]|3[01]))*",
    "BYMONTH": "(?:[1-9]|1[0-2])(?:,(?:[1-9]|1[0-2]))*",
    "BYYEARDAY": r"[+-]?[1-9][0-9]{0,2}(?:,[+-]?[1-9][0-9]{0,2})*",
    "BYWEEKNO": r"[+-]?[1-9][0-9]?(?:,[+-]?[1-9][0-9]?)*",
    "BYSETPOS": r"[+-]?[1-9][0-9]{0,2}(?:,[+-]?[1-9][0-9]{0,2})*",
}
_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])(?::00)?")


class RecurrenceFault(StrEnum):
    """Keys of the messages."""

    PART = "part"  # a part that is unknown, written twice, or has a value that it cannot have
    NO_FREQUENCY = "no_frequency"
    BOTH_ENDS = "both_ends"  # COUNT and UNTIL
    NEVER = "never"
    TOO_LONG = "too_long"
    CLOCK = "clock"
    WINDOW = "window"  # ends before it starts, or on another day


class RecurrenceError(ValueError):
    """`text`: the part at fault; `at`: its first character in the rule."""

    def __init__(self, fault: RecurrenceFault, text: str = "", *, at: int = 0) -> None:
        self.fault = fault
        self.text = text
        self.at = at
        super().__init__(fault, text, at)


@dataclass(frozen=True, slots=True)
class Recurrence:
    """A rule that repeats by days. `text`: without what ends it by date; `starts_on`: counted from it; `until`: its last day."""

    text: str
    starts_on: date
    until: date | None = None

    def days(self, *, first: date, last: date) -> tuple[date, ...]:
        """Give the days of the rule from `first` to `last`, both included. Raises: ValueError (a span of more than three years)."""
        if last - first > LONGEST_SPAN:
            raise ValueError("span")
        end = last if self.until is None else min(last, self.until)
        return tuple(day for day in self._days_to(end) if day >= first)

    def is_on(self, day: date, /) -> bool:
        """Say whether the rule falls on a day."""
        return bool(self.days(first=day, last=day))

    def _days_to(self, end: date) -> Iterator[date]:
        rule, years = _rule(self.text, self.starts_on)
        late_end = _later(end, years)
        if "COUNT=" not in self.text:
            rule = rule.replace(until=datetime.combine(late_end, time()))
        late_days = takewhile(lambda day: day <= late_end, (moment.date() for moment in rule))
        return (day.replace(year=day.year - years) for day in late_days)


def recurrence_of(text: str, /, *, starts_on: date, zone: ZoneInfo) -> Recurrence:
    """Read a rule such as `FREQ=WEEKLY;BYDAY=MO,TH`. `zone`: an end given in UTC is a day there.

    Rules finer than days, of dates of their own, or that never occur are refused. Raises: RecurrenceError.
    """
    if len(text) > _LONGEST_TEXT:
        raise RecurrenceError(RecurrenceFault.TOO_LONG, at=_LONGEST_TEXT)
    parts = _parts(text)
    if "FREQ" not in parts:
        raise RecurrenceError(RecurrenceFault.NO_FREQUENCY)
    if "COUNT" in parts and "UNTIL" in parts:
        raise RecurrenceError(RecurrenceFault.BOTH_ENDS, "UNTIL", at=text.upper().index("UNTIL"))
    until = _last_day(parts.pop("UNTIL"), text, zone) if "UNTIL" in parts else None
    recurrence = Recurrence(";".join(f"{key}={value}" for key, value in parts.items()), starts_on, until)
    _check_occurs(recurrence)
    return recurrence


def window_on(day: date, /, *, after: str, before: str, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """Give a template's window on a day, in UTC. `after`, `before`: `HH:MM`, on the same day.

    In the night in which clocks go forward, a window that lies in the skipped hour is the hour after it. Raises: RecurrenceError.
    """
    opens, closes = _clock(after), _clock(before)
    if closes <= opens:
        raise RecurrenceError(RecurrenceFault.WINDOW, f"{after}-{before}"[:40])
    start, end = at_clock(day, opens, zone=zone), at_clock(day, closes, zone=zone)
    if end <= start:
        end = start + timedelta(minutes=(closes.hour - opens.hour) * 60 + closes.minute - opens.minute)
    return start, end


def _parts(text: str) -> dict[str, str]:
    plain = text.upper()
    start = len("RRULE:") if plain.startswith("RRULE:") else 0
    found: dict[str, str] = {}
    for part in plain[start:].split(";"):
        key, _equals, value = part.strip().partition("=")
        if part.strip():
            if key in found or key not in _PARTS or not re.fullmatch(_PARTS[key], value):
                raise RecurrenceError(RecurrenceFault.PART, part.strip()[:40], at=start)
            found[key] = value
        start += len(part) + 1
    return found


def _last_day(value: str, text: str, zone: ZoneInfo) -> date:
    try:
        if value.endswith("Z"):
            return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC).astimezone(zone).date()
        return date(int(value[:4]), int(value[4:6]), int(value[6:8]))
    except OverflowError:
        return date.max
    except ValueError:
        at = text.upper().index("UNTIL")
        raise RecurrenceError(RecurrenceFault.PART, f"UNTIL={value}", at=at) from None


def _check_occurs(recurrence: Recurrence) -> None:
    rule, years = _rule(recurrence.text, recurrence.starts_on)
    patience = recurrence.starts_on + _PATIENCE
    end = patience if recurrence.until is None else min(patience, recurrence.until)
    if next(iter(rule.replace(count=None, until=datetime.combine(_later(end, years), time()))), None) is None:
        raise RecurrenceError(RecurrenceFault.NEVER, recurrence.text[:40])


def _rule(text: str, starts_on: date) -> tuple[rrule, int]:
    """Give the rule as it would be some centuries later, and how many years: the calendar repeats every 400.

    dateutil looks for a day that matches up to the year 9999, whatever the end that it was given: so that is never far.
    """
    years = (MAXYEAR - starts_on.year) // _CYCLE * _CYCLE
    try:
        rule = rrulestr(text, dtstart=datetime.combine(_later(starts_on, years), time()))
    except (ValueError, TypeError, IndexError):
        raise RecurrenceError(RecurrenceFault.PART, text[:40]) from None
    if not isinstance(rule, rrule):
        raise RecurrenceError(RecurrenceFault.PART, text[:40])
    return rule, years


def _later(day: date, years: int) -> date:
    return day.replace(year=day.year + years) if day.year + years <= MAXYEAR else date.max


def _clock(text: str) -> time:
    found = _CLOCK.fullmatch(text.strip())
    if found is None:
        raise RecurrenceError(RecurrenceFault.CLOCK, text[:20])
    return time(int(found[1]), int(found[2]))
