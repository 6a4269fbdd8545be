"""A table as an Excel workbook."""

import tempfile
from collections.abc import Iterable, Iterator
from itertools import batched
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from maillage.directory.exports.columns import Cell, header, values
from maillage.directory.exports.types import ExportedFile, ExportedOrganization

MOST_ROWS = 1_000_000  # a sheet holds 1,048,576
_LONGEST_CELL = 32_767
_PIECE = 256 * 1024


def workbook_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write a workbook in constant memory: its sheets grow on disk, then the file is read in pieces.

    Texts are texts: none becomes a number or a formula.
    """
    book = Workbook(write_only=True)
    for rows in _sheets(organizations):
        sheet = book.create_sheet(title=f"{len(book.sheetnames) + 1}")
        sheet.freeze_panes = "C2"
        sheet.append([_bold(sheet, name) for name in header(for_people=True)])
        for one in rows:
            sheet.append([_cell(sheet, value) for value in values(one, about=about)])
    with tempfile.TemporaryFile() as file:
        book.save(file)
        yield from _pieces(file)


def _sheets(organizations: Iterable[ExportedOrganization]) -> Iterator[Iterator[ExportedOrganization]]:
    """Cut the rows into sheets without keeping any of them; there is one sheet at least."""
    source = iter(organizations)
    first: list[ExportedOrganization] = list(next(batched(source, 1), ()))
    while True:
        yield _sheet_rows(first, source)
        first = list(next(batched(source, 1), ()))
        if not first:
            return


def _sheet_rows(
    first: list[ExportedOrganization], source: Iterator[ExportedOrganization]
) -> Iterator[ExportedOrganization]:
    yield from first
    for _count in range(MOST_ROWS - 1):
        one = next(source, None)
        if one is None:
            return
        yield one


def _bold(sheet: object, text: str) -> Any:
    cell = WriteOnlyCell(sheet, value=text)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: object, value: Cell) -> Any:
    if not isinstance(value, str):
        return value
    cell = WriteOnlyCell(sheet, value=ILLEGAL_CHARACTERS_RE.sub(" ", value)[:_LONGEST_CELL])
    cell.data_type = "s"
    return cell


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    file.seek(0)
    while piece := file.read(_PIECE):
        yield piece
