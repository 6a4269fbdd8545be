"""Read a file of any known format: one outcome per row, in the order of the file, in constant memory."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import closing
from itertools import islice
from pathlib import Path
from typing import Any

from maillage.directory.importing import detection
from maillage.directory.importing.adapters import boundary, geojson, gogocarto, murmurations, recherche, sirene, table
from maillage.directory.importing.detection import FormatGuess, MemberGuess
from maillage.directory.importing.mapping import Mapping, guess_mapping, signature
from maillage.directory.importing.records import mended_record
from maillage.directory.importing.sources.delimited import read_rows
from maillage.directory.importing.sources.documents import read_records
from maillage.directory.importing.sources.encoding import text_lines
from maillage.directory.importing.sources.opening import Progress, counted_reads, reading_errors
from maillage.directory.importing.sources.workbooks import opened_workbook, sheet_rows
from maillage.directory.importing.types import (
    Format,
    ImportFileError,
    OriginalRow,
    Outcome,
    ReadOptions,
    Reason,
    reason,
)

type Converter = Callable[[OriginalRow], Outcome]

_RECORD_CONVERTERS: dict[Format, Callable[[ReadOptions], Converter]] = {
    Format.RECHERCHE_ENTREPRISES: recherche.converter,
    Format.GOGOCARTO: gogocarto.converter,
    Format.GEOJSON: geojson.converter,
    Format.MURMURATIONS: murmurations.converter,
}
_ELSEWHERE = {Format.COMMUNES: "file.communes_elsewhere", Format.BOAMP: "file.boamp_elsewhere"}


class Reading:
    """An opened import: iterate over it to get every row's outcome.

    `rows` counts the rows handed over or skipped so far; `progress` tells the bytes read and their total. Blank lines and
    the lines above the header are no rows; a row of empty cells is one, and is rejected.
    Iterating raises ImportFileError where the file itself breaks: what came before stays good.
    """

    def __init__(
        self,
        *,
        path: Path,
        form: Format | None = None,
        mapping: Mapping | None = None,
        options: ReadOptions | None = None,
    ) -> None:
        self.path = path
        self.options = options or ReadOptions()
        self.guess: FormatGuess = detection.detect(path, sheet=self.options.sheet)
        self.format = form or self.guess.format
        if self.format in _ELSEWHERE:
            raise ImportFileError(reason(_ELSEWHERE[self.format], field=path.name))
        self.mapping = self._mapping(mapping)
        self.progress = Progress(sum(guess.member.size for guess in self.guess.members))
        self.rows = 0

    def _mapping(self, given: Mapping | None) -> Mapping | None:
        first = self.guess.first
        if self.format is not Format.TABLE:
            return None
        return (given or guess_mapping(first.columns, first.sample)).checked()

    def __iter__(self) -> Iterator[Outcome]:
        for guess in self.guess.members:
            yield from self._member_outcomes(guess)

    def _member_outcomes(self, guess: MemberGuess) -> Iterator[Outcome]:
        convert = self._converter(guess)
        for original in self._originals(guess):
            self.rows += 1
            if self.rows > self.options.after_row:
                yield convert(original)

    def _originals(self, guess: MemberGuess) -> Iterator[OriginalRow]:
        if guess.container == "document":
            return self._document_originals(guess)
        rows = self._delimited_rows(guess) if guess.container == "delimited" else self._workbook_rows(guess)
        return self._table_originals(guess, rows)

    def _converter(self, guess: MemberGuess) -> Converter:
        is_table_of_cells = guess.container != "document"
        if self.format is Format.SIRENE and is_table_of_cells:
            return sirene.converter(guess.columns, self.options)
        if self.format is Format.GOGOCARTO and is_table_of_cells:
            return table.converter(gogocarto.csv_mapping(guess.columns, guess.sample), guess.columns, self.options)
        if self.format is Format.TABLE:
            mapping = self.mapping or guess_mapping(guess.columns, guess.sample)
            if guess is not self.guess.first and signature(guess.columns) != signature(self.guess.first.columns):
                mapping = guess_mapping(guess.columns, guess.sample).checked()
            return table.converter(mapping, guess.columns, self.options)
        if self.format in _RECORD_CONVERTERS and not is_table_of_cells:
            return boundary.guarded(_RECORD_CONVERTERS[self.format](self.options))
        raise ImportFileError(
            reason("file.not_this_format", field=guess.member.name, value=self.format, found=guess.format)
        )

    def _delimited_rows(self, guess: MemberGuess) -> Iterator[tuple[list[str], Reason | None]]:
        with reading_errors(guess.member.name), closing(guess.member.open()) as stream:
            chunks = counted_reads(stream=stream, progress=self.progress)
            lines = text_lines(chunks=chunks, encoding=guess.encoding, name=guess.member.name)
            rows = read_rows(lines=lines, separator=guess.separator, width=len(guess.columns))
            yield from islice(rows, guess.header_row + 1, None)

    def _workbook_rows(self, guess: MemberGuess) -> Iterator[tuple[list[str], Reason | None]]:
        with opened_workbook(guess.member) as workbook:
            rows = (row for row in sheet_rows(workbook=workbook, sheet=guess.sheet) if any(map(str.strip, row)))
            yield from ((row, None) for row in islice(rows, guess.header_row + 1, None))
        self.progress.done_bytes += guess.member.size

    def _table_originals(
        self, guess: MemberGuess, rows: Iterator[tuple[list[str], Reason | None]]
    ) -> Iterator[OriginalRow]:
        columns, name = guess.columns, guess.member.name
        width = len(columns)
        for number, (cells, broken) in enumerate(rows, start=self.rows + 1):
            notes: tuple[Reason, ...] = (broken,) if broken else ()
            if not broken and len(cells) != width:
                notes = _width_notes(cells, width)
            yield OriginalRow(number, columns, cells, None, name, notes)

    def _document_originals(self, guess: MemberGuess) -> Iterator[OriginalRow]:
        records = read_records(
            member=guess.member, encoding=guess.encoding, layout=guess.layout, progress=self.progress
        )
        for number, (record, broken) in enumerate(records, start=self.rows + 1):
            mended: Any = mended_record(record) if guess.encoding.is_mojibake else record
            yield OriginalRow(number, (), (), mended, guess.member.name, (broken,) if broken else ())


def _width_notes(cells: list[str], width: int) -> tuple[Reason, ...]:
    """Pad short rows; a row with filled cells beyond the header has shifted columns."""
    if len(cells) < width:
        cells.extend([""] * (width - len(cells)))
        return ()
    surplus = [cell for cell in cells[width:] if cell.strip()]
    return (reason("row.too_many_cells", value=" | ".join(surplus), expected=width),) if surplus else ()


def read(
    path: Path, /, *, form: Format | None = None, mapping: Mapping | None = None, options: ReadOptions | None = None
) -> Reading:
    """Open a file for import, guessing what is not given.

    Raises: ImportFileError, MappingError.
    """
    return Reading(path=path, form=form, mapping=mapping, options=options)
