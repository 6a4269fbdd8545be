"""Suggest places while a person types."""

import re
from bisect import bisect_left, bisect_right
from functools import lru_cache
from heapq import nsmallest

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maillage.geodata.gazetteer import Gazetteer, gazetteer
from maillage.geodata.names import fold, normalise
from maillage.geodata.place_aliases import ALIASES
from maillage.geodata.types import Place, PlaceKind
from maillage.geodata.typos import allowed_typos

_DIGITS = re.compile(r"(\d{2,5}|2[ab]\d{0,3})(?:\s+(.*))?")
_LONGEST_TEXT = 80
# Follows every letter, digit and space: the end of the range of keys that begin with a prefix.
_AFTER = "~"
_CORRECTED_PLACES = 6_000


def suggest_places(*, text: str, limit: int = 8) -> list[Place]:
    """Return places that begin like the text, the most likely meant first.

    Understands names from any of their words, abbreviations, missing accents and hyphens, postal codes (also begun),
    département numbers, a postal code with a name, and, when nothing begins so, one or two wrong letters.
    """
    folded = fold(text[:_LONGEST_TEXT])
    if not folded or limit < 1:
        return []
    known = gazetteer()
    digits = _DIGITS.fullmatch(folded)
    if digits:
        return _by_number(known, digits[1], digits[2] or "", limit)
    # "st" may begin Strasbourg as well as abbreviate "saint": both spellings are looked up.
    keys = list(dict.fromkeys([folded, normalise(text[:_LONGEST_TEXT])]))
    ranked = _ranked(known, tuple(keys), limit)
    aliases = _aliases(keys, begun=not ranked)
    if not ranked and not aliases and len(folded) >= 5:
        ranked = _corrected(known, keys[-1], limit)
    named = [known.territory_place(kind=kind, code=code) for kind, code in aliases]
    places = [place for place in _distinct(known, ranked, limit) if place not in named]
    return (named + places)[:limit]


def _aliases(keys: list[str], *, begun: bool) -> list[tuple[PlaceKind, str]]:
    """Return the territories known under an everyday name: the whole of it, or one `begun`."""
    names = [
        name for name in ALIASES for key in keys if name == key or (begun and len(key) > 2 and name.startswith(key))
    ]
    return list(dict.fromkeys(ALIASES[name] for name in names))


def _by_number(known: Gazetteer, digits: str, words: str, limit: int) -> list[Place]:
    rows: list[int] = []
    for code in known.postal_codes_starting(digits=digits.upper()):
        rows += known.rows_of_postal_code[code]
    row = known.row(code=digits.upper())
    rows += [] if row is None else [row]
    wanted = normalise(words).split()
    places: list[Place] = []
    if len(digits) in (2, 3) and digits.upper() in known.departments and not wanted:
        places.append(known.territory_place(kind=PlaceKind.DEPARTMENT, code=digits.upper()))
    # A whole code of an arrondissement means that arrondissement rather than the city that lists all its codes.
    is_whole = len(digits) == 5
    order = nsmallest(
        limit + len(wanted) * 50,
        set(rows),
        key=lambda row: (is_whole and not known.parents[row], -known.populations[row], row),
    )
    for row in order:
        words_of_name = normalise(known.names[row]).split()
        if all(any(name.startswith(word) for name in words_of_name) for word in wanted):
            places.append(known.commune_place(row=row))
    return places[:limit]


# Everybody's first letters are the same few thousand, and they begin the longest lists.
@lru_cache(maxsize=4_096)
def _ranked(known: Gazetteer, keys: tuple[str, ...], limit: int) -> tuple[int, ...]:
    """Return entries: those that bear the whole name, then those that begin with it or have a word that does."""
    names, name_entries = known.name_starts
    inner, inner_entries = known.inner_starts
    exact: list[int] = []
    weighted: list[tuple[int, int]] = []
    for key in keys:
        low, high = _range(names, key)
        whole = bisect_right(names, key, low, high)
        exact += nsmallest(limit, name_entries[low:whole])
        weighted += [(entry, entry) for entry in nsmallest(limit, name_entries[whole:high])]
        low, high = _range(inner, key)
        # A name that begins so is meant before a place of its size that contains it, yet "rochelle" is La Rochelle.
        weighted += [(entry * 2, entry) for entry in nsmallest(limit, inner_entries[low:high])]
    ordered = sorted(exact) + [entry for _, entry in sorted(weighted)]
    return tuple(dict.fromkeys(ordered or _with_all_words(known, keys[-1], limit)))


def _range(keys: list[str], prefix: str) -> tuple[int, int]:
    low = bisect_left(keys, prefix)
    return low, bisect_left(keys, prefix + _AFTER, low)


def _with_all_words(known: Gazetteer, key: str, limit: int) -> list[int]:
    """Return entries that have a word beginning like each word of the key, in any order."""
    found: set[int] | None = None
    for word in key.split():
        here: set[int] = set()
        for keys, entries in (known.name_starts, known.inner_starts):
            low, high = _range(keys, word)
            here.update(entries[low:high])
        found = here if found is None else found & here
    return nsmallest(limit, found or ())


def _corrected(known: Gazetteer, key: str, limit: int) -> tuple[int, ...]:
    """Return entries among the larger places whose name, or its beginning, is a typo away."""
    typos = allowed_typos(length=len(key))
    names = _large_places(known)
    found = process.extract(key, names, scorer=OSA.distance, score_cutoff=typos, limit=None)
    if not found:
        beginnings = {entry: name[: len(key)] for entry, name in names.items() if len(name) > len(key)}
        found = process.extract(key, beginnings, scorer=OSA.distance, score_cutoff=typos, limit=None)
    return tuple(entry for _, _, entry in sorted(found, key=lambda match: (match[1], match[2])))[:limit]


@lru_cache(maxsize=2)
def _large_places(known: Gazetteer) -> dict[int, str]:
    return dict(enumerate(known.entry_keys[:_CORRECTED_PLACES]))


def _distinct(known: Gazetteer, ranked: tuple[int, ...], limit: int) -> list[Place]:
    """Make the places; land that is département and région, or département and city, under one name comes once."""
    places: list[Place] = []
    seen: set[str] = set()
    for entry in ranked:
        place = known.place(entry=entry)
        if place.kind in (PlaceKind.DEPARTMENT, PlaceKind.REGION):
            land = known.rows_in(kind=place.kind, code=place.code)
            key = f"{place.name}/{len(land)}"
            if key in seen or len(land) == 1:
                continue
            seen.add(key)
        places.append(place)
    return places[:limit]
