"""Find where the work is wanted, and how far around."""

import re
from collections.abc import Callable, Iterator

from maillage import geodata
from maillage.matching.rules.reading.types import PlaceRead, Quote
from maillage.matching.rules.reading.words import folded

_LONGEST_PIECE = 480
_READ_WHOLE = 700
_MOST_WINDOWS = 10
_WINDOW = 40
_LEAST_SURE = 0.6
_READABLE = re.compile(r"[^\W_]+")
_SPLIT = re.compile(r"(?<=[.!?;\n])\s")
_LED = re.compile(r"\b(?:à|en|in|near|around|autour de|près de|d['’]|de)\s?(?=[A-ZÉÈÎ])|\b(?=\d{5}\s[A-ZÉÈ])")
_RADIUS = re.compile(
    r"(?:rayon|p[ée]rim[èe]tre|moins|within|radius|[àa]|max(?:imum|i)?)\W{0,3}(?:de |of |"
    r"d['’]environ |about )?(\d{1,3})\s?(?:km|kilom[èe]tres?|kms|kilometers?|kilometres?)\b|"
    r"\b(\d{1,3})\s?(?:km|kms|kilom[èe]tres?)\s(?:autour|alentour|maxi?|[àa] la ronde|around|"
    r"radius|de rayon)",
    re.IGNORECASE,
)
_ANYWHERE = re.compile(
    r"partout en france|toute la france|france enti[èe]re|anywhere(?: in france)?|n['’]importe "
    r"o[ùu]|au niveau national|sur tout le territoire(?: national)?|across france|nationwide|"
    r"peu importe (?:le lieu|o[ùu])|all over france",
    re.IGNORECASE,
)
_REMOTE = re.compile(
    r"[àa] distance|en distanciel|en visio\b|t[ée]l[ée]travail|remote(?:ly)?\b|\bonline only\b|full remote",
    re.IGNORECASE,
)
_NOT_HERE = re.compile(
    r"(?:bas[ée]\w* [àa]|si[èe]ge (?:est )?[àa]|rcs(?: de)?|venant de|quitter|except|sauf(?: "
    r"[àa])?|hors(?: de)?)\W{0,2}$",
    re.IGNORECASE,
)
_HERE = re.compile(
    r"(?:autour de|around|rayon de .{1,12}|proche de|pr[èe]s de|near|livr\w+ [àa]|int[ée]rieur de)\W{0,3}$",
    re.IGNORECASE,
)


def place_in(text: str, /, *, is_known_word: Callable[[str], bool]) -> PlaceRead | None:
    """Give the place of the need with its perimeter, None when nothing is said of either."""
    mentions = list(_mentions(_READABLE.sub(_kept_if_latin, text), is_known_word))
    radius = _RADIUS.search(text)
    anywhere, remote = _ANYWHERE.search(text), _REMOTE.search(text)
    chosen = _main(text, mentions)
    if chosen is None and not (anywhere or remote):
        return None
    radius_km = int(radius[1] or radius[2]) if radius and chosen else None
    quotes = [_quote(text, *match.span()) for match in (anywhere, remote) if match]
    if chosen is not None:
        mention, offset = chosen
        quotes.insert(0, _quote(text, offset + mention.start, offset + mention.end))
        if radius:
            quotes.append(_quote(text, *radius.span()))
    return PlaceRead(
        place=chosen[0].place if chosen else None,
        radius_km=radius_km or None,
        is_anywhere=anywhere is not None,
        is_remote=remote is not None,
        because=tuple(quotes),
    )


def _kept_if_latin(match: re.Match[str]) -> str:
    # The gazetteer compares Latin letters and digits; other scripts fold to nothing.
    return match[0] if folded(match[0]) else " " * len(match[0])


def _quote(text: str, start: int, end: int) -> Quote:
    return Quote(text[start:end], start, end)


def _mentions(text: str, is_known_word: Callable[[str], bool]) -> Iterator[tuple[geodata.PlaceMention, int]]:
    for start, piece in _pieces(text):
        for mention in geodata.places_in_text(text=piece, is_known_word=is_known_word):
            yield mention, start


def _pieces(text: str) -> Iterator[tuple[int, str]]:
    """Give what the gazetteer shall read: the beginning whole, then only what is written like a place."""
    start = 0
    while start < min(len(text), _READ_WHOLE):
        end = min(len(text), start + _LONGEST_PIECE)
        if end < len(text):
            breaks = [match.end() for match in _SPLIT.finditer(text, start, end)]
            end = breaks[-1] if breaks else text.rfind(" ", start + 1, end) + 1 or end
        yield start, text[start:end]
        start = end
    for _, led in zip(range(_MOST_WINDOWS), _LED.finditer(text, start), strict=False):
        yield led.start(), text[led.start() : led.end() + _WINDOW]


def _main(text: str, mentions: list[tuple[geodata.PlaceMention, int]]) -> tuple[geodata.PlaceMention, int] | None:
    """Choose the surest mention, the first among equals; where the writer is based counts when nothing else is said."""
    best: tuple[float, tuple[geodata.PlaceMention, int]] | None = None
    for mention, offset in mentions:
        name_start = text.find(mention.text, offset + mention.start)
        before = text[max(0, name_start - 30) : name_start]
        sure = mention.confidence - 0.3 * mention.is_corrected
        if mention.confidence < _LEAST_SURE:
            continue
        sure += 0.5 * bool(_HERE.search(before)) - 0.4 * bool(_NOT_HERE.search(before))
        if best is None or sure > best[0] + 0.05:
            best = sure, (mention, offset)
    return best[1] if best else None
