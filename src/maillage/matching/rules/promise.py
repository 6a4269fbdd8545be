"""The network's promise: how many working hours have passed, holidays apart."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
OPENS, CLOSES = time(9), time(18)
_SATURDAY = 5


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

    Complexity: one step a day.
    """
    here, until = start.astimezone(PARIS), end.astimezone(PARIS)
    seconds = 0.0
    day = here.date()
    while day <= until.date():
        if is_working_day(day, holidays=holidays):
            opened = max(here, datetime.combine(day, OPENS, PARIS))
            closed = min(until, datetime.combine(day, CLOSES, PARIS))
            seconds += max(0.0, (closed - opened).total_seconds())
        day += timedelta(days=1)
    return seconds / 3600


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
