"""What a time slot lets choose at an instant."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import holidays

from maillage.delivery.rules.time_slots.types import MINUTES_A_DAY, Choice, SlotError, SlotFault, SlotRule, WeeklyRange

# A slot may be closed for a season; what opens later is nothing to choose yet.
HORIZON_DAYS = 366
_SATURDAY = 5


def choices(rule: SlotRule, /, *, now: datetime, zone: ZoneInfo) -> tuple[Choice, ...]:
    """Give the ranges to choose from, soonest first, up to as many days with choices as the slot has.

    A range is offered while its start is farther than the notice. In a night of clock change a range keeps its local times: it may last
    an hour more or less, and one that the night skips is not offered. Raises: SlotError (an unknown subdivision).
    Source: `coopcycle_api.md`, section 7.
    """
    here = now.astimezone(zone)
    found: list[Choice] = []
    days_left = rule.days
    for offset in range(HORIZON_DAYS):
        day = here.date() + timedelta(days=offset)
        if (offset == 0 and _is_past_cutoff(rule, here)) or not _is_open(rule, day):
            continue
        of_day = sorted(_of_day(rule, day, now, zone), key=lambda choice: (choice.start, choice.end))
        found += of_day
        days_left -= bool(of_day)
        if not days_left:
            break
    return tuple(found)


def is_offered(rule: SlotRule, /, *, start: datetime, end: datetime, now: datetime, zone: ZoneInfo) -> bool:
    """Say whether a range is one of the choices. Raises: SlotError (an unknown subdivision)."""
    return any(choice.start == start and choice.end == end for choice in choices(rule, now=now, zone=zone))


def _is_past_cutoff(rule: SlotRule, here: datetime) -> bool:
    return rule.same_day_cutoff_min is not None and here.hour * 60 + here.minute >= rule.same_day_cutoff_min


def _is_open(rule: SlotRule, day: date) -> bool:
    if any(first <= day <= last for first, last in rule.closed):
        return False
    if not rule.working_days_only:
        return True
    return day.weekday() < _SATURDAY and day not in public_holidays(day.year, rule.subdivision)


def _of_day(rule: SlotRule, day: date, now: datetime, zone: ZoneInfo) -> Iterator[Choice]:
    seen = set()
    for weekly in rule.ranges:
        if day.weekday() not in weekly.days:
            continue
        start, end = _ends(weekly, day, zone)
        if start < end and start - rule.notice > now and (start, end) not in seen:
            seen.add((start, end))
            yield Choice(start, end, zone)


def _ends(weekly: WeeklyRange, day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    return _instant(day, weekly.opens_min, zone), _instant(day, weekly.closes_min, zone)


def _instant(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    days, minute = divmod(minutes, MINUTES_A_DAY)
    local = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), tzinfo=zone)
    return local.astimezone(UTC)


@lru_cache(maxsize=64)
def public_holidays(year: int, subdivision: str = "", /) -> frozenset[date]:
    """Give the public holidays of France; `subdivision` adds those of a department (57, 67 and 68 as `6AE`, 974…).

    Raises: SlotError (unknown subdivision).
    """
    try:
        return frozenset(holidays.country_holidays("FR", subdiv=subdivision or None, years=year))
    except NotImplementedError:
        raise SlotError(SlotFault.SUBDIVISION, subdivision[:20]) from None
