"""The reject file: the rows refused as they stood, with why, ready to be corrected and imported again."""

from __future__ import annotations

import csv
import json
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from maillage.directory.importing.mapping.guess import REJECT_COLUMNS
from maillage.directory.importing.reasons import sentences
from maillage.directory.importing.records import flat_record
from maillage.directory.importing.types import OriginalRow, Reason

_HARMLESS = re.compile(r"[+-]?[\d\s.,()/]+")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def original_cells(original: OriginalRow, /) -> dict[str, str]:
    """Give a row as it stood, column by column; a JSON record is flattened, surplus cells get columns of their own."""
    if original.record is not None or not original.columns:
        return flat_record(original.record)
    columns = list(original.columns)
    columns += [f"colonne {place}" for place in range(len(columns) + 1, len(original.cells) + 1)]
    return dict(zip(columns, original.cells, strict=False))


class RejectFile:
    """Gathers refused rows and writes the file at the end: the columns of JSON records are only known then.

    Rows wait in a temporary file, so memory stays constant. Nothing is written when no row was refused.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.count = 0
        self._columns: dict[str, None] = {}
        self._waiting: IO[str] | None = None

    def __enter__(self) -> Self:
        self._waiting = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogatepass")
        return self

    def add(self, *, original: OriginalRow, reasons: Iterable[Reason]) -> None:
        """Refuse a row."""
        self.add_cells(cells=original_cells(original), number=original.number, reasons=reasons)

    def add_cells(self, *, cells: Mapping[str, str], number: int, reasons: Iterable[Reason]) -> None:
        """Refuse a row given as texts by column."""
        if self._waiting is None:
            raise RuntimeError("the reject file is not open")
        kept = {column: text for column, text in cells.items() if column not in REJECT_COLUMNS}
        self._columns |= dict.fromkeys(kept)
        found = tuple(reasons)
        told = [sentences(found, language="fr"), sentences(found, language="en"), str(number)]
        self._waiting.write(json.dumps([kept, told], ensure_ascii=False) + "\n")
        self.count += 1

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._waiting is not None:
            try:
                if self.count:
                    self._write(self._waiting)
            finally:
                self._waiting.close()
                self._waiting = None

    def _write(self, waiting: IO[str]) -> None:
        waiting.seek(0)
        columns = list(self._columns)
        self.path.parent.mkdir(parents=True, exist_ok=True)
        with self.path.open("w", encoding="utf-8-sig", errors="replace", newline="") as target:
            writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
            writer.writerow([*columns, *REJECT_COLUMNS])
            writer.writerows(_lines(waiting, columns))


def _lines(waiting: Iterable[str], columns: list[str]) -> Iterator[list[str]]:
    for line in waiting:
        cells, told = json.loads(line)
        yield [*(protected(cells.get(column, "")) for column in columns), *told]


def protected(text: str, /) -> str:
    """Keep a spreadsheet from running a cell as a formula; numbers and telephones stay as they are."""
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not _HARMLESS.fullmatch(text) else text
