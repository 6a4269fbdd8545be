"""Find when answers, start and end are wanted."""

import re
import unicodedata
from datetime import date

from maillage.matching.rules.reading.periods import PATTERNS, period
from maillage.matching.rules.reading.types import DateRead, DateRole, Quote

_URGENT = re.compile(
    r"\burgen(?:t|te|ts|tes|ce|tly|cy)\b|\bau plus vite\b|\bdes que possible\b|\ble plus "
    r"(?:vite|tot|rapidement) possible\b|\basap\b|\bas soon as possible\b|\btres rapidement\b|"
    r"\bright away\b"
)
_ANSWERS = re.compile(
    r"repon[sd]\w*|\boffres?\b|devis|candidature|remise|depot|date limite|\bplis\b|"
    r"propositions?|quotes?\b|\bbids?\b|deadline|repl(?:y|ies)|answers?\b|proposals?\b|cloture"
)
_START = re.compile(
    r"(?:a partir (?:de|du|d['’])|\bdes(?: le)?|\bdebut(?:er|ant|e)?(?: des travaux| de mission|"
    r" du chantier)?(?: le| en| au)?|demarr\w+(?: des travaux)?(?: le| en| au| prevu\w*)*|"
    r"commenc\w+(?: le| en| au| des)*|\bfrom|start\w*(?: on| in| from)?|\bdu|\bentre(?: "
    r"le)?)\W{0,3}(?:the |le )?$"
)
_UNTIL = re.compile(
    r"(?:avant(?: le| la| l['’])?|d['’]ici(?: a)?(?: le| la| au)?|jusqu['’]?(?:au|en|a)(?: le)?|"
    r"au plus tard(?: le)?|\bby(?: the)?|before(?: the)?|no later than|until|pour(?: le| la| "
    r"cet| ce)?|deadline\W{0,3}|date limite\W{0,3}|limite(?: le)?|pour l['’]|sous)\s?$"
)
_STRICT = re.compile(r"(?:avant(?: le| la| l['’])?|before(?: the)?)\s?$")
_FOR = re.compile(r"pour(?: le| la| cet| ce| l['’])?\s?$")
_VAGUE = frozenset({"season", "thisyear"})
_PLACES_OF_ROLE = 70
_MOST_DATES = 8


def dates_in(text: str, /, *, today: date) -> tuple[DateRead, ...]:
    """Give the dates said, in order, each span of the text once."""
    plain = _folded_in_place(text)
    found: dict[int, tuple[str, DateRead]] = {}
    taken = bytearray(len(plain))
    for name, pattern in PATTERNS:
        for match in pattern.finditer(plain):
            if any(taken[match.start() : match.end()]):
                continue
            days = period(name, match, today=today)
            if days is None or days[1] < today:
                continue
            taken[match.start() : match.end()] = b"\1" * (match.end() - match.start())
            found[match.start()] = name, _read(text, plain, match, days, name)
    dates = _exact_first([found[start] for start in sorted(found)])[:_MOST_DATES]
    urgent = _URGENT.search(plain)
    if urgent:
        quote = Quote(text[urgent.start() : urgent.end()], urgent.start(), urgent.end())
        dates.append(DateRead(DateRole.END, None, None, quote, is_urgent=True))
    return tuple(dates)


def _exact_first(found: list[tuple[str, DateRead]]) -> list[DateRead]:
    """Forget the seasons where the work has a date said in full: “fête de printemps, tournage le 15 avril”."""
    exact = any(name not in _VAGUE and read.role is not DateRole.ANSWERS for name, read in found)
    return [read for name, read in found if not (exact and name in _VAGUE and read.role is DateRole.END)]


def _read(text: str, plain: str, match: re.Match[str], days: tuple[date, date], name: str) -> DateRead:
    quote = Quote(text[match.start() : match.end()], match.start(), match.end())
    before = re.split(r"[.;!?\n](?:\s|$)", plain[max(0, match.start() - _PLACES_OF_ROLE) : match.start()])[-1]
    first, last = days
    until = bool(_UNTIL.search(before)) or (name == "relative" and not match[0].startswith(("dans ", "in ")))
    if _ANSWERS.search(before[-50:]) and not _START.search(before):
        return DateRead(DateRole.ANSWERS, None, last, quote)
    if _START.search(before):
        return DateRead(DateRole.START, first, None if first == last else last, quote)
    if not until:
        return DateRead(DateRole.END, first, last, quote)
    if name == "month" and _STRICT.search(before) and not match["part"]:
        last = date.fromordinal(first.toordinal() - 1)  # "avant mai" ends with April
    elif name == "month" and match["part"] in {"mi", "mid"}:
        last = last.replace(day=15)
    keeps_first = bool(_FOR.search(before)) and first != last
    return DateRead(DateRole.END, first if keeps_first else None, last, quote)


def _folded_in_place(text: str) -> str:
    """Take case and accents away, one character for one."""
    return "".join(map(_plain_letter, text))


def _plain_letter(letter: str) -> str:
    if letter < "\x80":
        return letter.lower()
    if letter in "\u00a0\u202f":
        return " "
    base = unicodedata.normalize("NFD", letter)[0].lower()
    return base if len(base) == 1 else letter
