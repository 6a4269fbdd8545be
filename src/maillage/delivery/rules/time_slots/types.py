"""A time slot: weekly ranges, and what limits them. A slot that is made is valid: shops' plug-ins loop over it until they find days.

Source: `coopcycle_api.md`, section 7; schema.org, OpeningHoursSpecification.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MINUTES_A_DAY = 24 * 60
MOST_DAYS = 90
MOST_RANGES = 200
_LONGEST_NOTICE = timedelta(days=90)
_CLOCK = re.compile(r"([0-9]{1,2}):([0-9]{2})(?::([0-9]{2}))?")
_INTERVAL = re.compile(r"\s*([0-9]{1,3})\s*(day|week)s?\s*", re.IGNORECASE)
_NOTICE = re.compile(r"\s*([0-9]{1,5})\s*(min|minute|hour|day)s?\s*", re.IGNORECASE)
_PREFIX = re.compile(r"https?://schema\.org/")


class SlotFault(StrEnum):
    """Keys of the messages."""

    INTERVAL = "interval"
    NOTICE = "notice"
    NO_RANGE = "no_range"
    TOO_MANY_RANGES = "too_many_ranges"
    RANGE = "range"  # closes before it opens, or at once
    CLOCK = "clock"
    DAY = "day"
    CLOSED_DAYS = "closed_days"
    SUBDIVISION = "subdivision"
    HOURS_TEXT = "hours_text"


class SlotError(ValueError):
    """What a slot cannot have. `text`: what was given; `at`: the character at fault, in a text of opening hours."""

    def __init__(self, fault: SlotFault, text: str = "", *, at: int = 0) -> None:
        self.fault = fault
        self.text = text
        self.at = at
        super().__init__(fault, text, at)


@dataclass(frozen=True, slots=True)
class WeeklyRange:
    """A range offered on some days of each week, in minutes of the local day. `days`: 0 is Monday. Raises: SlotError."""

    opens_min: int
    closes_min: int
    days: tuple[int, ...]

    def __post_init__(self) -> None:
        if not 0 <= self.opens_min < self.closes_min <= MINUTES_A_DAY:
            raise SlotError(SlotFault.RANGE, f"{clock_text(self.opens_min)}-{clock_text(self.closes_min)}")
        if not self.days or not set(self.days) <= set(range(len(DAYS))):
            raise SlotError(SlotFault.DAY, str(self.days))

    def specification(self) -> dict[str, Any]:
        """Give the range as programs read it."""
        return {
            "@type": "OpeningHoursSpecification",
            "opens": clock_text(self.opens_min),
            "closes": clock_text(self.closes_min),
            "dayOfWeek": [DAYS[day] for day in sorted(set(self.days))],
        }


@dataclass(frozen=True, slots=True)
class SlotRule:
    """What a slot offers. Raises: SlotError.

    `days`: on how many days that have choices it lets choose; `notice`: how long before its start a range is still offered;
    `same_day_cutoff_min`: the minute of the day from which nothing is offered for the same day; `closed`: first and last days;
    `working_days_only`: Monday to Friday, without the public holidays of France, those of `subdivision` included.
    """

    days: int
    ranges: tuple[WeeklyRange, ...]
    notice: timedelta = timedelta(0)
    same_day_cutoff_min: int | None = None
    closed: tuple[tuple[date, date], ...] = ()
    working_days_only: bool = False
    subdivision: str = ""

    def __post_init__(self) -> None:
        if not 1 <= self.days <= MOST_DAYS:
            raise SlotError(SlotFault.INTERVAL, str(self.days))
        if not timedelta(0) <= self.notice <= _LONGEST_NOTICE:
            raise SlotError(SlotFault.NOTICE, str(self.notice))
        if not self.ranges or (self.working_days_only and not any(min(one.days) < 5 for one in self.ranges)):
            raise SlotError(SlotFault.NO_RANGE)
        if len(self.ranges) > MOST_RANGES:
            raise SlotError(SlotFault.TOO_MANY_RANGES, str(len(self.ranges)))
        if self.same_day_cutoff_min is not None and not 0 <= self.same_day_cutoff_min <= MINUTES_A_DAY:
            raise SlotError(SlotFault.CLOCK, str(self.same_day_cutoff_min))
        for first, last in self.closed:
            if last < first:
                raise SlotError(SlotFault.CLOSED_DAYS, f"{first}/{last}")


@dataclass(frozen=True, slots=True)
class Choice:
    """A range of a day, in UTC; `zone` is where it is offered."""

    start: datetime
    end: datetime
    zone: ZoneInfo

    @property
    def value(self) -> str:
        """Give the text that clients send back: `2031-04-02T10:00:00Z/2031-04-02T12:00:00Z`."""
        return f"{self.start.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}/{self.end.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"

    @property
    def local(self) -> tuple[datetime, datetime]:
        """Give both ends as clocks there show them, for a label."""
        return self.start.astimezone(self.zone), self.end.astimezone(self.zone)

    def days_ahead(self, now: datetime, /) -> int:
        """Count the days of the calendar until it: 0 is today, 1 is tomorrow."""
        return (self.local[0].date() - now.astimezone(self.zone).date()).days


def days_of_interval(text: str, /) -> int:
    """Read `"2 days"`, or weeks as days. Raises: SlotError (what plug-ins could not parse, none, or more than 90 days)."""
    found = _INTERVAL.fullmatch(text)
    days = int(found[1]) * (7 if found[2].lower() == "week" else 1) if found else 0
    if not 1 <= days <= MOST_DAYS:
        raise SlotError(SlotFault.INTERVAL, text[:40])
    return days


def interval_text(days: int, /) -> str:
    """Write an interval as every plug-in parses it: in days."""
    return "1 day" if days == 1 else f"{days} days"


def notice_of(text: str | None, /) -> timedelta:
    """Read `"2 hours"`, minutes or days; nothing is no notice. Raises: SlotError."""
    if not text or not text.strip():
        return timedelta(0)
    found = _NOTICE.fullmatch(text)
    if found is None:
        raise SlotError(SlotFault.NOTICE, text[:40])
    unit = {"h": "hours", "d": "days", "m": "minutes"}[found[2][0].lower()]
    notice = timedelta(**{unit: int(found[1])})
    if notice > _LONGEST_NOTICE:
        raise SlotError(SlotFault.NOTICE, text[:40])
    return notice


def notice_text(notice: timedelta, /) -> str | None:
    """Write a notice as plug-ins parse it, in the largest unit that holds it; None when there is none."""
    minutes = int(notice / timedelta(minutes=1))
    for unit, length in (("day", MINUTES_A_DAY), ("hour", 60), ("minute", 1)):
        if minutes and minutes % length == 0:
            count = minutes // length
            return f"{count} {unit}{'' if count == 1 else 's'}"
    return None


def clock_min(text: str, /) -> int:
    """Read `HH:MM[:SS]` as a minute of the day, up to 24:00. Raises: SlotError (no such time, or broken minutes)."""
    found = _CLOCK.fullmatch(text.strip())
    hour, minute, second = (int(part or 0) for part in found.groups()) if found else (0, 99, 0)
    if minute > 59 or second or hour * 60 + minute > MINUTES_A_DAY:
        raise SlotError(SlotFault.CLOCK, text[:20])
    return hour * 60 + minute


def clock_text(minutes: int, /) -> str:
    """Write a minute of the day as `HH:MM`."""
    return f"{minutes // 60:02}:{minutes % 60:02}"


def ranges_of_specifications(specifications: Iterable[Mapping[str, Any]], /) -> tuple[WeeklyRange, ...]:
    """Read schema.org's OpeningHoursSpecifications. Raises: SlotError (a day or a time that is none)."""
    return tuple(
        WeeklyRange(
            clock_min(str(one.get("opens", ""))), clock_min(str(one.get("closes", ""))), _days(one.get("dayOfWeek"))
        )
        for one in specifications
    )


def _days(names: Any) -> tuple[int, ...]:
    found = []
    for name in [names] if isinstance(names, str) else names or ():
        plain = _PREFIX.sub("", str(name))
        if plain not in DAYS:
            raise SlotError(SlotFault.DAY, str(name)[:40])
        found.append(DAYS.index(plain))
    return tuple(sorted(set(found)))
