"""Understand the places named inside a free query."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from maillage.geodata.gazetteer import KIND_COMMUNE, KIND_DEPARTMENT, Gazetteer, gazetteer
from maillage.geodata.mention_evidence import LEADS, LONGEST_LEAD, Lead, Signs, confidence_of, is_ordinary
from maillage.geodata.mention_typos import corrected_entry
from maillage.geodata.names import fold
from maillage.geodata.place_aliases import ALIASES, ALIASES_THAT_ARE_WORDS
from maillage.geodata.types import Place, PlaceKind, PlaceMention

# Longer texts are not queries; a limit keeps the work per request small whatever is pasted.
_LONGEST_TEXT = 500
_LONGEST_NAME = 8
_WORD = re.compile(r"[^\W_]+")
_ABBREVIATIONS = {"st": "saint", "ste": "sainte", "sts": "saints", "stes": "saintes"}
_ARTICLE_OF = {"au": "le", "du": "le", "aux": "les", "des": "les"}
_ORDINAL = re.compile(r"(\d{1,2})(?:er|ere|e|eme|ieme|nd)?")
_CITIES = {"75056": "751", "69123": "6938", "13055": "132"}
type _IsWord = Callable[[str], bool]


@dataclass(frozen=True, slots=True)
class _Word:
    key: str
    start: int
    end: int
    is_capital: bool


@dataclass(frozen=True, slots=True)
class _Found:
    """A place over the words `[first, last)`; the lead is struck out with it but not quoted."""

    place: Place
    lead_first: int
    first: int
    last: int
    confidence: float
    is_corrected: bool = False
    postal_code: str | None = None


def places_in_text(*, text: str, is_known_word: _IsWord | None = None) -> list[PlaceMention]:
    """Return the places that a query names, in the order of the text.

    Forgives accents, hyphens, capitals, abbreviations, and a typo or two in names of larger towns; takes postal codes
    and département numbers; leaves alone ordinary words that happen to name a village.
    `is_known_word`: tells that a folded word means something else to the caller (a skill, say): it is never corrected.
    """
    known = gazetteer()
    words = _words(text[:_LONGEST_TEXT])
    mentions: list[PlaceMention] = []
    position = 0
    while position < len(words):
        found = _exact(known, words, position) or _misspelt(known, words, position, is_known_word)
        if found is None:
            position += 1
            continue
        found = _with_arrondissement(known, words, _with_number_beside(known, words, found))
        mentions.append(_mention(text, words, found))
        position = found.last
    return mentions


def _words(text: str) -> list[_Word]:
    letters = [character for character in text if character.isalpha()]
    # All in capitals (or but for an accident): capitals then say nothing.
    shouts = sum(letter.isupper() for letter in letters) > len(letters) / 2
    words: list[_Word] = []
    for match in _WORD.finditer(text):
        key = fold(match[0])
        # The first word of a sentence has its capital anyway.
        is_capital = match[0][0].isupper() and not shouts and bool(words)
        words.append(_Word(_ABBREVIATIONS.get(key, key), match.start(), match.end(), is_capital))
    return words


def _mention(text: str, words: list[_Word], found: _Found) -> PlaceMention:
    start, end = words[found.first].start, words[found.last - 1].end
    lead_start = words[found.lead_first].start
    if text[end : end + 1] == ")" and "(" in text[start:end]:
        end += 1
    quoted = text[start:end]
    if text[lead_start - 1 : lead_start] == "(" and text[end : end + 1] == ")":
        lead_start, end = lead_start - 1, end + 1
    return PlaceMention(
        place=found.place,
        start=lead_start,
        end=end,
        text=quoted,
        confidence=found.confidence,
        is_corrected=found.is_corrected,
        postal_code=found.postal_code,
    )


def _exact(known: Gazetteer, words: list[_Word], first: int) -> _Found | None:
    number = _number(known, words, first)
    if number is not None:
        return number
    for last in range(min(len(words), first + _LONGEST_NAME), first, -1):
        key = " ".join(word.key for word in words[first:last])
        found = _named(known, words, first, last, key)
        if found is not None:
            return found
    return None


def _named(known: Gazetteer, words: list[_Word], first: int, last: int, key: str) -> _Found | None:
    lead_first, lead, lead_words = _lead(words, first)
    is_capital = any(word.is_capital for word in words[first:last])
    article = _ARTICLE_OF.get(words[first - 1].key) if first else None
    spellings = [(key, False)] + ([(f"{article} {key}", True)] if article else [])
    for spelling, had_article in spellings:
        signs = Signs(Lead.IN_A_TOWN if had_article and not lead else lead, lead_words, is_capital, had_article)
        alias = ALIASES.get(spelling)
        if alias is not None and (spelling not in ALIASES_THAT_ARE_WORDS or is_capital or lead == Lead.IN_A_LAND):
            return _Found(known.territory_place(kind=alias[0], code=alias[1]), lead_first, first, last, 0.9)
        entry = _entry_meant(known, entries_named(known, spelling), signs.lead)
        if entry is None:
            continue
        confidence = confidence_of(known, entry=entry, key=spelling, signs=signs)
        if confidence is None and _is_pinned(known, words, last, entry):
            confidence = 0.9
        if confidence is not None:
            lead_shown = lead_first if lead != Lead.OF or had_article or confidence >= 0.9 else first
            return _Found(known.place(entry=entry), lead_shown, first, last, confidence)
    return None


def entries_named(known: Gazetteer, key: str) -> list[int]:
    """Return the entries that bear exactly this normalised name, what is most often meant first."""
    names, entries = known.name_starts
    low = bisect_left(names, key)
    found = sorted(entries[low : bisect_right(names, key, low)])
    if found or (" " not in key and is_ordinary(known, key)):
        return found
    # "Sables d'Olonne", "rochelle": the article is often left out.
    bearers = [entry for article in ("la", "le", "les", "l") for entry in _with_article(known, article, key)]
    return sorted(bearers)


def _with_article(known: Gazetteer, article: str, key: str) -> list[int]:
    names, entries = known.name_starts
    low = bisect_left(names, f"{article} {key}")
    found = entries[low : bisect_right(names, f"{article} {key}", low)]
    return [
        entry for entry in found if known.entry_kinds[entry] == KIND_COMMUNE and (_is_town(known, entry) or " " in key)
    ]


def _is_town(known: Gazetteer, entry: int) -> bool:
    return known.populations[known.entry_rows[entry]] >= 5_000


def _entry_meant(known: Gazetteer, entries: list[int], lead: Lead) -> int | None:
    """Choose among a town, a département and a région of one name: one is "à Vienne" and "dans la Vienne"."""
    if lead == Lead.IN_A_TOWN:
        entries = [entry for entry in entries if known.entry_kinds[entry] == KIND_COMMUNE] or entries
    if lead == Lead.IN_A_LAND:
        entries = [entry for entry in entries if known.entry_kinds[entry] >= KIND_DEPARTMENT] or entries
    return entries[0] if entries else None


def _lead(words: list[_Word], first: int) -> tuple[int, Lead, tuple[str, ...]]:
    for length in range(min(LONGEST_LEAD, first), 0, -1):
        before = tuple(word.key for word in words[first - length : first])
        if before in LEADS:
            return first - length, LEADS[before], before
    return first, Lead.NONE, ()


def _number(known: Gazetteer, words: list[_Word], position: int) -> _Found | None:
    """Understand a postal code, or a département's number where nothing but a place can be meant."""
    digits = words[position].key.upper()
    lead_first, lead, lead_words = _lead(words, position)
    if len(digits) == 5 and digits in known.rows_of_postal_code:
        after = _exact_name_after(known, words, position + 1)
        place = _place_of_postal_code(known, digits, after)
        last = position + 1 if after is None or place.code != after.place.code else after.last
        first = lead_first if lead else position
        return _Found(place, first, position, last, 0.97, postal_code=digits)
    if digits not in known.departments or len(words) == 1:
        return None
    is_led = lead == Lead.IN_A_LAND and lead_words != ("en",)
    is_last = position == len(words) - 1 and len(words[position - 1].key) > 3 and lead == Lead.NONE
    if not is_led and not is_last:
        return None
    place = known.territory_place(kind=PlaceKind.DEPARTMENT, code=digits)
    return _Found(place, lead_first, position, position + 1, 0.9 if is_led else 0.6)


def _exact_name_after(known: Gazetteer, words: list[_Word], first: int) -> _Found | None:
    for last in range(min(len(words), first + _LONGEST_NAME), first, -1):
        key = " ".join(word.key for word in words[first:last])
        entries = [entry for entry in entries_named(known, key) if known.entry_kinds[entry] == KIND_COMMUNE]
        postal = words[first - 1].key
        for entry in entries:
            row = known.entry_rows[entry]
            if row in known.rows_of_postal_code[postal]:
                refined = _place_of_postal_code(known, postal, None)
                is_city = known.parents[known.row(code=refined.code) or 0] == known.codes[row]
                return _Found(refined if is_city else known.place(entry=entry), first, first, last, 0.99)
    return None


def _place_of_postal_code(known: Gazetteer, digits: str, named: _Found | None) -> Place:
    if named is not None:
        return named.place
    rows = known.rows_of_postal_code[digits]
    row = min(rows, key=lambda row: (known.codes[row] in known.cities, -known.populations[row]))
    return known.commune_place(row=row)


def _is_pinned(known: Gazetteer, words: list[_Word], last: int, entry: int) -> bool:
    """Tell whether a number right after an ordinary word makes it a town: "Bois 17", "Sens (89)"."""
    if last >= len(words):
        return False
    return _namesake_at(known, known.entry_keys[entry], words[last].key.upper()) is not None


def _namesake_at(known: Gazetteer, key: str, digits: str) -> int | None:
    """Return the commune row of this name in the département or postal code of the digits."""
    served = known.rows_of_postal_code.get(digits, ())
    for entry in entries_named(known, key):
        row = known.entry_rows[entry]
        if known.entry_kinds[entry] != KIND_COMMUNE:
            continue
        if row in served or (len(digits) < 4 and known.department_code(row=row) == digits):
            return row
    return None


def _with_number_beside(known: Gazetteer, words: list[_Word], found: _Found) -> _Found:
    """Take in a département number or postal code that follows a town, and the namesake that it points to."""
    if found.place.kind is not PlaceKind.COMMUNE or found.last >= len(words) or found.postal_code:
        return found
    digits = words[found.last].key.upper()
    row = _namesake_at(known, fold(found.place.alternate_name or found.place.name), digits)
    if row is None:
        return found
    postal = digits if len(digits) == 5 else None
    place = known.commune_place(row=row)
    if postal and known.codes[row] in known.cities:
        place = _place_of_postal_code(known, postal, None)
    return _Found(place, found.lead_first, found.first, found.last + 1, 0.99, found.is_corrected, postal)


def _with_arrondissement(known: Gazetteer, words: list[_Word], found: _Found) -> _Found:
    prefix = _CITIES.get(found.place.code)
    if prefix is None or found.last >= len(words):
        return found
    last = found.last
    number = _ORDINAL.fullmatch(words[last].key)
    row = known.row(code=prefix + number[1].zfill(5 - len(prefix))) if number else None
    if row is None:
        return found
    last += 1
    if last < len(words) and words[last].key in ("e", "er", "eme", "ieme"):
        last += 1
    if last < len(words) and words[last].key.startswith("arr"):
        last += 1
    return _Found(known.commune_place(row=row), found.lead_first, found.first, last, 0.97, found.is_corrected)


def _misspelt(known: Gazetteer, words: list[_Word], first: int, is_known_word: _IsWord | None) -> _Found | None:
    for last in range(min(len(words), first + 5), first, -1):
        keys = [word.key for word in words[first:last]]
        if is_known_word is not None and any(len(key) > 3 and is_known_word(key) for key in keys):
            continue
        lead_first, lead, _ = _lead(words, first)
        entry = corrected_entry(known, keys, is_led=lead >= Lead.IN_A_LAND)
        if entry is not None:
            place = known.place(entry=entry)
            sure = 0.8 if lead >= Lead.IN_A_LAND else 0.65
            return _Found(place, lead_first if lead > Lead.OF else first, first, last, sure, is_corrected=True)
    return None
