"""Search the addresses of the installed OpenStreetMap extract."""

import math
from array import array
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import cast

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maillage.geodata import exact_points
from maillage.geodata.address_index import ADDRESS_FILE, KINDS
from maillage.geodata.columns import BadColumnsFile, read_columns
from maillage.geodata.gazetteer import STORED_PER_DEGREE
from maillage.geodata.names import normalise
from maillage.geodata.space import distance_m
from maillage.geodata.types import Address, AddressKind, Point
from maillage.geodata.typos import allowed_typos

_LONGEST_TEXT = 200
_CELLS_PER_DEGREE = 500
_STREET_WORDS = {
    "av": "avenue", "ave": "avenue", "bd": "boulevard", "bld": "boulevard", "bvd": "boulevard", "boul": "boulevard",
    "r": "rue", "pl": "place", "ch": "chemin", "che": "chemin", "imp": "impasse", "rte": "route", "all": "allee",
    "sq": "square", "esc": "escalier", "pass": "passage", "fg": "faubourg", "fbg": "faubourg", "res": "residence",
}  # fmt: skip
_TEXT_COLUMNS = ("name", "house_number", "street", "postal_code", "city")
_STREETS_FIRST = (AddressKind.STREET, AddressKind.POINT_OF_INTEREST, AddressKind.HOUSE)
_DOORS_FIRST = (AddressKind.HOUSE, AddressKind.POINT_OF_INTEREST, AddressKind.STREET)
# Words that nearly every address holds: they narrow nothing when they are the only ones that fail.
_LINKS = frozenset({"de", "du", "des", "la", "le", "les", "l", "d", "et"})


class AddressBook:
    """The columns of an index, its words, and a grid of its points."""

    def __init__(self, *, path: Path) -> None:
        _, columns = read_columns(path=path)
        self._kinds = cast("array[int]", columns["kind"])
        self._texts = {name: cast(list[str], columns[name]) for name in _TEXT_COLUMNS}
        self._longitudes = cast("array[int]", columns["longitude"])
        self._latitudes = cast("array[int]", columns["latitude"])
        rows: dict[str, list[int]] = defaultdict(list)
        self._cells: dict[tuple[int, int], list[int]] = defaultdict(list)
        for row in range(len(self._kinds)):
            for word in self._words_of(row):
                rows[word].append(row)
            self._cells[_cell(self._longitudes[row]), _cell(self._latitudes[row])].append(row)
        self._rows = dict(rows)
        self._vocabulary = sorted(self._rows)

    def _words_of(self, row: int) -> set[str]:
        return set(_words(" ".join(self._texts[name][row] for name in _TEXT_COLUMNS)))

    def address(self, *, row: int) -> Address:
        name, house_number, street, postal_code, city = (self._texts[name][row] for name in _TEXT_COLUMNS)
        kind, point = KINDS[self._kinds[row]], self._point(row)
        return Address(kind, name, house_number, street, postal_code, city, point)

    def _point(self, row: int) -> Point:
        return Point(self._longitudes[row] / STORED_PER_DEGREE, self._latitudes[row] / STORED_PER_DEGREE)

    def search(self, *, text: str, near: Point | None, limit: int) -> list[Address]:
        words = _words(text[:_LONGEST_TEXT])
        numbers = [word for word in words if word[0].isdigit()]
        found = self._with_words(words)
        is_approximate = False
        if not found and numbers:
            # The map knows the street and not every door: better the street than nothing.
            found = self._with_words([word for word in words if word not in numbers])
            found = {row for row in found if KINDS[self._kinds[row]] is AddressKind.STREET}
            is_approximate = True
        order = sorted(found, key=lambda row: self._rank(row, words, near))
        return [replace(self.address(row=row), is_approximate=is_approximate) for row in order[:limit]]

    def _rank(self, row: int, words: list[str], near: Point | None) -> tuple[bool, int, int, float, int]:
        """Order by what was asked for: the door of that number, else the street or place that bears the words."""
        numbers = [word for word in words if word[0].isdigit()]
        meaningful = [word for word in words if word not in numbers]
        name = _words(self._texts["name"][row] or self._texts["street"][row])
        missing = sum(not any(own.startswith(word) for own in name) for word in meaningful)
        has_number = bool(numbers) and _words(self._texts["house_number"][row])[:1] == numbers[:1]
        kind = KINDS[self._kinds[row]]
        order = _DOORS_FIRST if numbers else _STREETS_FIRST
        distance = distance_m(near, self._point(row)) if near else 0.0
        return (bool(numbers) and not has_number, missing, order.index(kind), distance, len(name))

    def _with_words(self, words: list[str]) -> set[int]:
        found: set[int] | None = None
        for position, word in enumerate(words):
            here = self._rows_of_word(word, is_last=position == len(words) - 1)
            if not here and word in _LINKS:
                continue
            found = here if found is None else found & here
            if not found:
                return set()
        return found or set()

    def _rows_of_word(self, word: str, *, is_last: bool) -> set[int]:
        """Return the rows of a word, of the words that it begins when it is still being typed, or of its neighbours."""
        rows = set(self._rows.get(word, ()))
        if is_last or (not rows and not word[0].isdigit()):
            low, high = bisect_left(self._vocabulary, word), bisect_left(self._vocabulary, word + "~")
            rows.update(row for longer in self._vocabulary[low:high] for row in self._rows[longer])
        if not rows and not word[0].isdigit():
            typos = allowed_typos(length=len(word))
            near = process.extract(word, self._vocabulary, scorer=OSA.distance, score_cutoff=typos, limit=8)
            rows.update(row for meant, distance, _ in near if distance for row in self._rows[meant])
        return rows

    def nearest(self, *, point: Point, within_m: float) -> Address | None:
        reach = within_m / 111_195.0
        reach_lon = reach / max(0.01, math.cos(math.radians(point.latitude)))
        columns = range(_degree_cell(point.longitude - reach_lon), _degree_cell(point.longitude + reach_lon) + 1)
        lines = range(_degree_cell(point.latitude - reach), _degree_cell(point.latitude + reach) + 1)
        rows = [row for column in columns for line in lines for row in self._cells.get((column, line), ())]
        # The nearest door tells where one is; a shop or bus stop only where none is drawn.
        doors = [row for row in rows if KINDS[self._kinds[row]] is not AddressKind.POINT_OF_INTEREST]
        return self._nearest_of(doors, point, within_m) or self._nearest_of(rows, point, within_m)

    def _nearest_of(self, rows: Iterable[int], point: Point, within_m: float) -> Address | None:
        distance, row = min(((distance_m(point, self._point(row)), row) for row in rows), default=(math.inf, -1))
        return self.address(row=row) if distance <= within_m else None


def search_addresses(*, text: str, near: Point | None = None, limit: int = 8) -> list[Address]:
    """Return addresses, streets and named places of the installed extract that hold all the words.

    Understands abbreviations ("bd", "av."), the beginning of the last word, a typo; nothing when no extract is installed.
    `near`: puts the closer first among equals.
    """
    book = _book()
    if book is None or limit < 1 or not _words(text[:_LONGEST_TEXT]):
        return []
    return book.search(text=text, near=near, limit=limit)


def reverse_address(*, point: Point, within_m: float = 150.0) -> Address | None:
    """Return the nearest address of the installed extract, or None when there is none within reach (metres)."""
    book = _book()
    return None if book is None else book.nearest(point=point, within_m=min(within_m, 2_000.0))


def _book() -> AddressBook | None:
    path = exact_points.home() / ADDRESS_FILE
    try:
        return _loaded(path, path.stat().st_mtime_ns)
    except (OSError, BadColumnsFile):
        return None


@lru_cache(maxsize=1)
def _loaded(path: Path, stamp: int) -> AddressBook:
    del stamp  # part of the key only: a new extract makes a new book
    return AddressBook(path=path)


def _words(text: str) -> list[str]:
    return [_STREET_WORDS.get(word, word) for word in normalise(text).split()]


def _cell(stored: int) -> int:
    return stored * _CELLS_PER_DEGREE // STORED_PER_DEGREE


def _degree_cell(degrees: float) -> int:
    return math.floor(degrees * _CELLS_PER_DEGREE)
