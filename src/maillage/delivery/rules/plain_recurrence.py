"""Rules of recurrence as people choose them: weekdays, every so many weeks, until a day. Source: RFC 5545, section 3.3.10."""

import re
from dataclasses import dataclass
from datetime import date

CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
MOST_WEEKS = 52
_PLAIN = re.compile(
    r"FREQ=WEEKLY(?:;INTERVAL=(?P<every>[1-9][0-9]?))?;BYDAY=(?P<days>(?:MO|TU|WE|TH|FR|SA|SU)(?:,(?:MO|TU|WE|TH|FR|SA|SU))*)"
    r"(?:;UNTIL=(?P<until>[0-9]{8}))?"
)


@dataclass(frozen=True, slots=True)
class PlainRule:
    """`weekdays`: 0 is Monday; `until`: its last day."""

    weekdays: tuple[int, ...]
    every: int = 1
    until: date | None = None


def rule_text(plain: PlainRule, /) -> str:
    """Write a rule as programs do. Raises: ValueError (no weekday)."""
    if not plain.weekdays:
        raise ValueError("weekdays")
    interval = f";INTERVAL={plain.every}" if plain.every > 1 else ""
    until = f";UNTIL={plain.until:%Y%m%d}" if plain.until else ""
    days = ",".join(CODES[day] for day in sorted(set(plain.weekdays)))
    return f"FREQ=WEEKLY{interval};BYDAY={days}{until}"


def plain_rule(text: str, /) -> PlainRule | None:
    """Read a rule that people could have chosen; None for any other."""
    found = _PLAIN.fullmatch(text.strip().upper())
    if found is None:
        return None
    try:
        until = (
            date(*(int(found["until"][place]) for place in (slice(4), slice(4, 6), slice(6, 8))))
            if found["until"]
            else None
        )
    except ValueError:
        return None
    days = tuple(sorted({CODES.index(code) for code in found["days"].split(",")}))
    return PlainRule(days, int(found["every"] or 1), until)
