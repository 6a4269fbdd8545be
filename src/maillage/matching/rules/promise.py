"""The network's promise: how many working hours have passed, holidays apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
OPENS, CLOSES = time(9), time(18)
_SATURDAY = 5
_DAY_HOURS = CLOSES.hour - OPENS.hour


@dataclass(frozen=True, slots=True)
class Promise:
    """What is promised for a step, in working hours, and how much of it is gone."""

    hours: float
    spent_hours: float

    @property
    def is_broken(self) -> bool:
        return self.spent_hours > self.hours

    @property
    def left_hours(self) -> float:
        return self.hours - self.spent_hours


def is_working_day(day: date, *, holidays: Collection[date]) -> bool:
    """Say whether the office works: Monday to Friday, holidays apart."""
    return day.weekday() < _SATURDAY and day not in holidays


def working_hours_between(start: datetime, end: datetime, *, holidays: Collection[date]) -> float:
    """Count the hours between two instants in which the office is open (9–18 h, Paris time); 0 when `end` is earlier.

    Complexity: one step for each holiday known, however long the time between.
    """
    here, until = start.astimezone(PARIS), end.astimezone(PARIS)
    first, last = here.date(), until.date()
    if first > last:
        return 0.0
    ends = {first, last}
    whole_days = _working_days(first + timedelta(days=1), last, holidays=holidays)
    return whole_days * _DAY_HOURS + sum(_open_hours(day, here, until, holidays=holidays) for day in ends)


def _working_days(first: date, end: date, *, holidays: Collection[date]) -> int:
    """Count the working days from `first` until the day before `end`."""
    days = (end - first).days
    if days <= 0:
        return 0
    weeks, rest = divmod(days, 7)
    weekdays = weeks * _SATURDAY + sum((first.weekday() + day) % 7 < _SATURDAY for day in range(rest))
    return weekdays - sum(first <= day < end and day.weekday() < _SATURDAY for day in holidays)


def _open_hours(day: date, here: datetime, until: datetime, *, holidays: Collection[date]) -> float:
    if not is_working_day(day, holidays=holidays):
        return 0.0
    opened = max(here, datetime.combine(day, OPENS, PARIS))
    closed = min(until, datetime.combine(day, CLOSES, PARIS))
    return max(0.0, (closed - opened).total_seconds()) / 3600


def add_working_hours(start: datetime, hours: float, *, holidays: Collection[date]) -> datetime:
    """Give the instant (Paris time) at which so many working hours have passed."""
    here = start.astimezone(PARIS)
    left = timedelta(hours=hours)
    day = here.date()
    while True:
        if is_working_day(day, holidays=holidays):
            opened = max(here, datetime.combine(day, OPENS, PARIS))
            closed = datetime.combine(day, CLOSES, PARIS)
            if closed > opened:
                if closed - opened >= left:
                    return opened + left
                left -= closed - opened
        day += timedelta(days=1)


def working_hours_ago(end: datetime, hours: float, *, holidays: Collection[date]) -> datetime:
    """Give the instant (Paris time) from which so many working hours have passed at `end`."""
    here = end.astimezone(PARIS)
    left = timedelta(hours=hours)
    day = here.date()
    while True:
        if is_working_day(day, holidays=holidays):
            opened = datetime.combine(day, OPENS, PARIS)
            closed = min(here, datetime.combine(day, CLOSES, PARIS))
            if closed > opened:
                if closed - opened >= left:
                    return closed - left
                left -= closed - opened
        day -= timedelta(days=1)
