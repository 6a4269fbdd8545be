"""Dates, booleans and numbers as spreadsheets and people write them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from maillage.directory.importing.cleaning.text import folded, is_null
from maillage.directory.importing.types import Cleaned, reason

_EXCEL_EPOCH = date(1899, 12, 30)
_UNKNOWN_DATE = date(1900, 1, 1)  # what SIRENE writes when the date is unknown
_SERIAL_MIN, _SERIAL_MAX = 10_000, 80_000  # 1927 to 2119
_YEAR_MIN, _YEAR_MAX = 1700, 2100

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.DOTALL)
_DAY_FIRST = re.compile(r"(\d{1,2})[-/. ](\d{1,2})[-/. ](\d{4}|\d{2})(?:[T ,].*)?", re.DOTALL)
_COMPACT = re.compile(r"((?:1[789]|20)\d\d)(0[1-9]|1[0-2])([0-3]\d)")
_SERIAL = re.compile(r"(\d{5})(?:[.,]\d+)?")
_YEAR = re.compile(r"(\d{4})(?:[.,]0+)?")
_WORDED = re.compile(r"(?:[a-z]+ )?(\d{1,2})(?:er|st|nd|rd|th)? ([a-z]+) (\d{4})")
_WORDED_MONTH_FIRST = re.compile(r"([a-z]+) (\d{1,2})(?:st|nd|rd|th)? (\d{4})")
_MONTHS = {
    name: month
    for month, names in enumerate(
        (
            "janvier january janv jan", "fevrier february fevr fev feb", "mars march mar", "avril april avr apr", "mai may",
            "juin june jun", "juillet july juil jul", "aout august aug", "septembre september sept sep", "octobre october oct",
            "novembre november nov", "decembre december dec",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip

_TRUE = frozenset("oui o yes y x 1 true vrai t v ok on si ja".split()) | {"1.0", "✓", "✔", "☑"}
_FALSE = frozenset("non n no 0 false faux f off nein".split()) | {"0.0", "✗", "✘", "☐"}

_NUMBER_SPACES = dict.fromkeys(map(ord, " \t\u00a0\u202f\u2009'’"), None)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,2})?")


@lru_cache(maxsize=16_384)
def clean_date(text: str, /) -> Cleaned[date | None]:
    """Give a date from ISO, day-first, worded or compact forms, an Excel serial or a year alone.

    `1900-01-01` means unknown and gives none.
    """
    stripped = text.strip()
    if is_null(stripped):
        return None, ()
    found = _read_date(stripped)
    if found is None or not _YEAR_MIN <= found.year <= _YEAR_MAX:
        return None, (reason("date.unreadable", field="date", value=text),)
    return (None if found == _UNKNOWN_DATE else found), ()


def _read_date(text: str) -> date | None:
    if not text.isascii() or not text[0].isdigit():
        return _worded_date(text)
    if iso := _ISO.fullmatch(text):
        return _date(iso[1], iso[2], iso[3])
    if day_first := _DAY_FIRST.fullmatch(text):
        year = day_first[3] if len(day_first[3]) == 4 else ("19" if day_first[3] >= "70" else "20") + day_first[3]
        return _date(year, day_first[2], day_first[1])
    if compact := _COMPACT.fullmatch(text):
        return _date(*compact.groups())
    if (serial := _SERIAL.fullmatch(text)) and _SERIAL_MIN <= int(serial[1]) <= _SERIAL_MAX:
        return _EXCEL_EPOCH + timedelta(days=int(serial[1]))
    if year_only := _YEAR.fullmatch(text):
        return _date(year_only[1], "1", "1")
    return _worded_date(text)


def _worded_date(text: str) -> date | None:
    words = folded(text[:60])
    if found := _WORDED.fullmatch(words):
        return _date(found[3], str(_MONTHS.get(found[2], 0)), found[1])
    if found := _WORDED_MONTH_FIRST.fullmatch(words):
        return _date(found[3], str(_MONTHS.get(found[1], 0)), found[2])
    return None


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None


@lru_cache(maxsize=1_024)
def clean_boolean(text: str, /) -> Cleaned[bool | None]:
    """Give a truth value from `oui`, `OUI`, `x`, `1`, `VRAI`… or none."""
    word = text.strip().casefold()
    if word in _TRUE:
        return True, ()
    if word in _FALSE:
        return False, ()
    if is_null(text):
        return None, ()
    return None, (reason("boolean.unknown", field="boolean", value=text),)


@lru_cache(maxsize=4_096)
def number_of(text: str, /) -> float | None:
    """Give a number with a decimal comma or point and any kind of space between thousands, or None."""
    compact = text.translate(_NUMBER_SPACES)
    if "," in compact:
        thousands = "." if compact.rfind(",") > compact.rfind(".") else ","
        compact = compact.replace(thousands, "") if thousands in compact else compact
        compact = compact.replace(",", ".", 1)
    return float(compact) if compact.isascii() and _NUMBER.fullmatch(compact) else None
