"""Turn the words of a date into days, both ends included."""

import calendar
import re
from datetime import date, timedelta

_MONTHS = (
    ("janvier", "janv", "january", "jan"), ("fevrier", "fevr", "fev", "february", "feb"), ("mars", "march", "mar"),
    ("avril", "avr", "april", "apr"), ("mai", "may"), ("juin", "june", "jun"), ("juillet", "juil", "july", "jul"),
    ("aout", "august", "aug"), ("septembre", "sept", "september", "sep"), ("octobre", "oct", "october"),
    ("novembre", "nov", "november"), ("decembre", "dec", "december"),
)  # fmt: skip
MONTHS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
_SEASONS = {
    "printemps": (3, 5), "spring": (3, 5), "ete": (6, 8), "summer": (6, 8), "automne": (9, 11), "autumn": (9, 11),
    "fall": (9, 11), "hiver": (12, 2), "winter": (12, 2), "rentree": (9, 9), "noel": (12, 12), "christmas": (12, 12),
}  # fmt: skip
_NUMBERS = {
    word: number
    for number, words in enumerate(
        "un une a an one|deux two couple|trois three|quatre four|cinq five|six|sept seven|huit eight|neuf nine|dix ten".split(
            "|"
        ),
        start=1,
    )
    for word in words.split()
} | {"douze": 12, "twelve": 12, "quinze": 15, "quinzaine": 15, "vingt": 20, "trente": 30}
_UNITS = {"j": 1, "s": 7, "w": 7, "d": 1}

_MONTH = "|".join(sorted(MONTHS, key=len, reverse=True))
_YEAR = r"(?:,? (?:de )?(?P<{0}>20\d\d))?"
_COUNT = r"\d{1,3}|" + "|".join(sorted(_NUMBERS, key=len, reverse=True))
# Written on text that is folded letter by letter: lower case, no accents.
PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (name, re.compile(pattern))
    for name, pattern in (
        ("iso", r"\b(?P<y>20\d\d)-(?P<m>\d\d)-(?P<d>\d\d)\b"),
        (
            "digits",
            r"(?<![\d./])(?P<d>[0-3]?\d)/(?P<m>[01]?\d)(?:/(?P<y>20\d\d|\d\d))?(?![\d/€]|[.,]\d| ?(?:€|euro|k|%))",
        ),
        # With points the year must stand: "12.5 km" is no date.
        ("digits", r"(?<![\d./])(?P<d>[0-3]?\d)\.(?P<m>[01]?\d)\.(?P<y>20\d\d)(?!\d)"),
        (
            "span",
            r"\b(?:du|from|from the) (?P<f>[0-3]?\d)(?:er|st|nd|rd|th)? (?:au|to|to the|until) (?P<d>[0-3]?\d)(?:er|st|nd|rd|th)? "
            rf"(?:of )?(?P<m>{_MONTH})\b" + _YEAR.format("y"),
        ),
        ("day", rf"\b(?P<d>[0-3]?\d)(?:er|st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\b\.?" + _YEAR.format("y")),
        (
            "english",
            rf"\b(?P<m>{_MONTH})\.? (?P<d>[0-3]?\d)(?:st|nd|rd|th)?\b(?! ?(?:€|euro|k|h\b))" + _YEAR.format("y"),
        ),
        (
            "month",
            rf"\b(?:(?P<part>fin|debut|mi|mid|late|early|(?:the )?end of|(?:the )?start of|(?:the "
            rf")?beginning of|courant)[ -](?:de |du mois de |d['’]|of )?)?(?P<m>{_MONTH})\b(?! "
            rf"\d{{1,2}}\b)" + _YEAR.format("y"),
        ),
        ("season", rf"\b(?P<s>{'|'.join(_SEASONS)})\b" + _YEAR.format("y")),
        ("yearend", r"\bfin (?:de l['’]|d['’])annee\b|\bend of (?:the )?year\b"),
        ("monthend", r"\bfin (?:du|de) mois\b|\bend of (?:the|this) month\b"),
        (
            "relative",
            rf"\b(?:d['’]ici|dans|sous|within|in|in the next|d['’]ici a) (?:un delai de )?(?:les "
            rf")?(?P<n>{_COUNT})(?: prochaine?s)?(?: of)? (?P<u>jours?|semaines?|mois|ans?|days?|weeks?|"
            rf"months?|years?)(?![a-z])",
        ),
        ("next", r"\b(?:(?P<u>semaine|mois|annee|an) prochaine?|next (?P<v>week|month|year))\b"),
        ("thisyear", r"\b(?:en|in|for|pour|courant) (?P<y>20\d\d)\b"),
    )
)


def period(name: str, match: re.Match[str], *, today: date) -> tuple[date, date] | None:
    """Give the days that a match of a pattern means, None when they are no date."""
    try:
        return _period(name, match.groupdict(), today)
    except (ValueError, OverflowError):
        return None


def _period(name: str, said: dict[str, str | None], today: date) -> tuple[date, date] | None:
    year = said.get("y")
    if name in {"iso", "digits", "day", "english"}:
        month = said["m"] or ""
        return _day(int(said["d"] or 0), MONTHS.get(month) or int(month), year, today)
    if name == "span":
        _, last = _day(int(said["d"] or 0), MONTHS[said["m"] or ""], year, today)
        first = last.replace(day=int(said["f"] or 0))
        return (first, last) if first <= last else None
    if name == "month":
        part = said["part"] or ""
        month_number = MONTHS[said["m"] or ""]
        ambiguous = said["m"] in {"mars", "may", "mar", "mai", "sept", "dec", "jan", "oct", "nov", "avr", "fev", "jun"}
        return (
            None if ambiguous and said["m"] in {"mar", "sept"} and not year else _month(part, month_number, year, today)
        )
    if name == "season":
        return _season(_SEASONS[said["s"] or ""], year, today)
    if name == "yearend":
        return date(today.year, 12, 1), date(today.year, 12, 31)
    if name == "monthend":
        return today.replace(day=20), _end_of_month(today.year, today.month)
    if name == "relative":
        day = _later(today, _number(said["n"] or "1"), said["u"] or "")
        return day, day
    if name == "next":
        return _next(said["u"] or said["v"] or "", today)
    return (date(int(year), 1, 1), date(int(year), 12, 31)) if year and int(year) >= today.year else None


def _day(day: int, month: int, year: str | None, today: date) -> tuple[date, date]:
    if year:
        found = date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    else:
        found = date(today.year, month, day)
        if found < today:
            found = date(today.year + 1, month, day)
    return found, found


def _month(part: str, month: int, year: str | None, today: date) -> tuple[date, date]:
    chosen = int(year) if year else today.year + (month < today.month)
    last = _end_of_month(chosen, month)
    if part.startswith(("fin", "late", "end", "the end")):
        return date(chosen, month, 21), last
    if part.startswith(("debut", "early", "start", "beginning", "the start", "the beginning")):
        return date(chosen, month, 1), date(chosen, month, 10)
    if part in {"mi", "mid"}:
        return date(chosen, month, 10), date(chosen, month, 20)
    return date(chosen, month, 1), last


def _season(months: tuple[int, int], year: str | None, today: date) -> tuple[date, date]:
    first, last = months
    chosen = int(year) if year else today.year
    over = first > last
    if not year and _end_of_month(chosen + over, last) < today:
        chosen += 1
    end = date(chosen, 12, 25) if months == (12, 12) else _end_of_month(chosen + over, last)
    return date(chosen, first, 1), end


def _next(unit: str, today: date) -> tuple[date, date]:
    if unit in {"semaine", "week"}:
        monday = today + timedelta(days=7 - today.weekday())
        return monday, monday + timedelta(days=6)
    if unit in {"mois", "month"}:
        first = _end_of_month(today.year, today.month) + timedelta(days=1)
        return first, _end_of_month(first.year, first.month)
    return date(today.year + 1, 1, 1), date(today.year + 1, 12, 31)


def _number(said: str) -> int:
    return int(said) if said.isdigit() else _NUMBERS[said]


def _later(today: date, count: int, unit: str) -> date:
    if unit.startswith(("mo", "an", "y")):
        months = today.month - 1 + count * (1 if unit.startswith("mo") else 12)
        year, month = today.year + months // 12, months % 12 + 1
        return date(year, month, min(today.day, calendar.monthrange(year, month)[1]))
    return today + timedelta(days=count * _UNITS[unit[0]])


def _end_of_month(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])
