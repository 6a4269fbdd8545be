"""A slot's ranges written in OpenStreetMap's syntax: `Mo-Fr 10:00-11:00,11:00-12:00; Sa 09:00-10:00`.

The library checks the text. Its intervals join ranges that touch, and to choose from they must stay apart: so ranges are read here,
of the part of the syntax that repeats each week. Source: OpenStreetMap, "Key:opening_hours/specification".
"""

import re

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]  # missing in its stubs

from maillage.delivery.rules.time_slots.types import (
    DAYS,
    MOST_RANGES,
    SlotError,
    SlotFault,
    WeeklyRange,
    clock_min,
    clock_text,
)

_SHORT = tuple(day[:2] for day in DAYS)
_DAY = f"(?:{'|'.join(_SHORT)})"
_SPAN = r"[0-9]{1,2}:[0-9]{2}\s*-\s*[0-9]{1,2}:[0-9]{2}"
_RULE = re.compile(
    rf"\s*(?P<days>{_DAY}(?:\s*-\s*{_DAY})?(?:\s*,\s*{_DAY}(?:\s*-\s*{_DAY})?)*)?:?\s*"
    rf"(?P<hours>{_SPAN}(?:\s*,\s*{_SPAN})*|off|closed|24/7)\s*(?:open)?\s*",
    re.IGNORECASE,
)
_AT = re.compile(r"-->\s*\d+:(\d+)")
_LONGEST = 2_000


def ranges_of_hours(text: str, /) -> tuple[WeeklyRange, ...]:
    """Read weekly ranges. A rule after `;` replaces those before it on its days; rules on lines of their own add up.

    What does not repeat each week (months, weeks, holidays, the sun) and ranges over midnight are refused. Raises: SlotError, with the
    character at fault.
    """
    if len(text) > _LONGEST:
        raise SlotError(SlotFault.HOURS_TEXT, text[:40], at=_LONGEST)
    found: list[WeeklyRange] = []
    start = 0
    for line in text.split("\n"):
        if line.strip():
            found += _of_line(line, start)
        start += len(line) + 1
    if not found:
        raise SlotError(SlotFault.NO_RANGE, text[:40])
    if len(found) > MOST_RANGES:
        raise SlotError(SlotFault.TOO_MANY_RANGES, str(len(found)))
    return tuple(found)


def hours_text(ranges: tuple[WeeklyRange, ...], /) -> str:
    """Write weekly ranges, those of the same days on one line."""
    by_days: dict[tuple[int, ...], list[str]] = {}
    for one in ranges:
        span = f"{clock_text(one.opens_min)}-{clock_text(one.closes_min)}"
        by_days.setdefault(tuple(sorted(set(one.days))), []).append(span)
    return "\n".join(f"{_days_text(days)} {','.join(spans)}" for days, spans in by_days.items())


def _of_line(line: str, start: int) -> list[WeeklyRange]:
    _check(line, start)
    per_day: dict[int, tuple[tuple[int, int], ...]] = {}
    for rule in line.split(";"):
        if rule.strip():
            match = _RULE.fullmatch(rule)
            if match is None:
                raise SlotError(SlotFault.HOURS_TEXT, rule.strip()[:40], at=start + len(rule) - len(rule.lstrip()))
            per_day |= dict.fromkeys(_days_of(match["days"]), _spans(match["hours"]))
        start += len(rule) + 1
    by_span: dict[tuple[int, int], list[int]] = {}
    for day in sorted(per_day):
        for span in per_day[day]:
            by_span.setdefault(span, []).append(day)
    return [WeeklyRange(opens, closes, tuple(days)) for (opens, closes), days in by_span.items()]


def _check(line: str, start: int) -> None:
    try:
        OpeningHours(line.strip(), auto_country=False, auto_timezone=False)
    except ParserError as fault:
        place = _AT.search(str(fault))
        at = start + len(line) - len(line.lstrip()) + (int(place[1]) - 1 if place else 0)
        raise SlotError(SlotFault.HOURS_TEXT, line.strip()[:40], at=at) from None


def _days_of(text: str | None) -> list[int]:
    if not text:
        return list(range(len(DAYS)))
    found: list[int] = []
    for part in text.split(","):
        first, *rest = (_SHORT.index(name.strip().capitalize()) for name in part.split("-"))
        last = rest[0] if rest else first
        found += [(first + step) % len(DAYS) for step in range((last - first) % len(DAYS) + 1)]
    return found


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    if text.lower() in ("off", "closed"):
        return ()
    if text == "24/7":
        return ((0, clock_min("24:00")),)
    spans = []
    for span in text.split(","):
        opens, closes = span.split("-")
        spans.append((clock_min(opens), clock_min(closes)))
    return tuple(dict.fromkeys(spans))


def _days_text(days: tuple[int, ...]) -> str:
    if days == tuple(range(len(DAYS))):
        return f"{_SHORT[0]}-{_SHORT[-1]}"
    if len(days) > 2 and days == tuple(range(days[0], days[-1] + 1)):
        return f"{_SHORT[days[0]]}-{_SHORT[days[-1]]}"
    return ",".join(_SHORT[day] for day in days)
