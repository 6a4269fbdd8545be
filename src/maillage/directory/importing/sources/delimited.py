"""Rows of a delimited text, none lost: an unclosed quote costs its own line and not the rest of the file."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from itertools import islice

from maillage.directory.importing.sources.encoding import LINE_BYTES_MAX
from maillage.directory.importing.types import Reason, reason

SEPARATORS = (";", "\t", ",", "|")
RECORD_LINES_MAX = 500

csv.field_size_limit(LINE_BYTES_MAX)

type Cells = list[str]
type ReadRow = tuple[Cells, Reason | None]
"""The cells of a row, and why they are not to be trusted, if so."""


def read_rows(*, lines: Iterator[str], separator: str, width: int = 0) -> Iterator[ReadRow]:
    """Give every row of a delimited text; blank lines are no rows.

    `width`: number of columns of the header; a quoted cell over several lines that breaks it is taken for an unclosed
    quote, whose first line is given alone with its reason, the others being read again.
    """
    feed = _Feed(lines)
    while True:
        reader = csv.reader(feed, delimiter=separator)
        try:
            for cells in reader:
                if len(feed.record) > 1 and _is_broken(feed, cells, separator, width):
                    break
                feed.record.clear()
                if cells:
                    yield cells, None
            else:
                return
        except csv.Error:
            pass
        yield _first_line_alone(feed, separator)


class _Feed:
    """Hands lines to a csv reader, remembering those of the record being read so that they can be read again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.record: list[str] = []
        self.is_ended = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if len(self.record) >= RECORD_LINES_MAX:
            raise csv.Error("record too long")
        line = self._again.popleft() if self._again else next(self._lines, "")
        if not line:
            self.is_ended = True
            raise StopIteration
        self.record.append(line)
        return line

    def give_back(self, lines: list[str]) -> None:
        """Put lines back in front of those to come."""
        self._again.extendleft(reversed(lines))


def _is_broken(feed: _Feed, cells: Cells, separator: str, width: int) -> bool:
    has_odd_quotes = sum(line.count('"') for line in feed.record) % 2 == 1
    if feed.is_ended and has_odd_quotes:
        return True
    if not width or len(cells) == width:
        return False
    alone = list(islice(csv.reader(feed.record[:1], delimiter=separator), 1))
    return has_odd_quotes or (bool(alone) and len(alone[0]) >= width)


def _first_line_alone(feed: _Feed, separator: str) -> ReadRow:
    first, *others = feed.record
    feed.record.clear()
    feed.give_back(others)
    line = first.rstrip("\n")
    try:
        cells = next(csv.reader([line], delimiter=separator, quoting=csv.QUOTE_NONE))
    except (csv.Error, StopIteration):
        cells = [line]
    return cells, reason("row.unclosed_quote", value=line)


def separators_of(*, line: str) -> list[tuple[str, Cells]]:
    """Give the cells of a header line under each candidate separator that occurs in it, the most cells first."""
    found: list[tuple[str, Cells]] = []
    for separator in SEPARATORS:
        if separator in line:
            try:
                found.append((separator, next(csv.reader([line], delimiter=separator))))
            except (csv.Error, StopIteration):
                continue
    return sorted(found, key=lambda candidate: -len(candidate[1])) or [(",", [line.strip().strip('"')])]
