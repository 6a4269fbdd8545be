"""Rows of a workbook (XLSX, XLS, ODS), after checking that it does not hide a bomb.

The reader keeps a whole sheet in memory, so its size is bounded first by really unpacking it, whatever its headers say.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import IO
from xml.sax import SAXException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl

from defusedxml.common import DefusedXmlException
from defusedxml.sax import make_parser
from python_calamine import CalamineError, CalamineWorkbook, PasswordError

from maillage.directory.importing.sources.opening import Member, reading_errors
from maillage.directory.importing.types import ImportFileError, reason

FILE_BYTES_MAX = 100 * 2**20
UNPACKED_BYTES_MAX = 600 * 2**20
RATIO_MAX = 250
RATIO_FLOOR_BYTES = 20 * 2**20
CELLS_MAX = 8_000_000
COLUMNS_MAX = 2_000
ROWS_MAX = 1_048_576

_CELL = re.compile(rb'<(?:\w+:)?c [^<>]*?r="([A-Z]{1,4})([0-9]{1,9})"')
_ROW = re.compile(rb'<(?:\w+:)?row [^<>]*?r="([0-9]{1,9})"')
_DOCTYPE = re.compile(rb"<!(?:DOCTYPE|ENTITY)")
_OVERLAP = 512


def is_workbook(head: bytes, /) -> bool:
    """Recognise XLSX and ODS (zip archives) and XLS (OLE) by their first bytes."""
    return head.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))


@contextmanager
def opened_workbook(member: Member) -> Iterator[CalamineWorkbook]:
    """Open a workbook checked for bombs.

    Raises: ImportFileError when it is too large, encrypted, broken or a bomb.
    """
    with _as_path(member) as path:
        check_workbook(path=path, name=member.name)
        try:
            workbook = CalamineWorkbook.from_path(str(path))
        except PasswordError as error:
            raise ImportFileError(reason("file.encrypted", field=member.name, value=str(error))) from error
        except CalamineError as error:
            code = "file.encrypted" if "password" in str(error).casefold() else "file.workbook_broken"
            raise ImportFileError(reason(code, field=member.name, value=str(error))) from error
        with workbook:
            yield workbook


@contextmanager
def _as_path(member: Member) -> Iterator[Path]:
    if member.size > FILE_BYTES_MAX:
        raise ImportFileError(reason("file.workbook_too_large", field=member.name, value=str(member.size)))
    if member.path:
        yield member.path
        return
    with tempfile.NamedTemporaryFile(suffix=Path(member.name).suffix or ".xlsx") as copy:
        with reading_errors(member.name), member.open() as stream:
            shutil.copyfileobj(stream, copy)
        copy.flush()
        yield Path(copy.name)


def check_workbook(*, path: Path, name: str) -> None:
    """Refuse a workbook whose parts unpack, or whose sheets spread, beyond what a table needs."""
    with path.open("rb") as stream:
        if not stream.read(4).startswith(b"PK"):
            return  # XLS is not compressed: its size bounds it
    with reading_errors(name), zipfile.ZipFile(path) as archive:
        packed, unpacked = path.stat().st_size, 0
        for part in archive.infolist():
            if part.flag_bits & 0x1:
                raise ImportFileError(reason("file.encrypted", field=name, value=part.filename))
            if not part.filename.endswith((".xml", ".rels")):
                continue
            with archive.open(part) as stream:
                unpacked += _checked_part(stream, part.filename, name, unpacked, packed)


def _checked_part(stream: IO[bytes], part: str, name: str, before: int, packed: int) -> int:
    if part == "content.xml":
        _check_opendocument(stream, name, before, packed)
        return 0
    is_sheet = "/worksheets/" in part
    size, last_row, last_column, tail = 0, 0, 0, b""
    while chunk := stream.read(1 << 20):
        size += len(chunk)
        _refuse_bomb(before + size, packed, name)
        window = tail + chunk
        if _DOCTYPE.search(window):
            raise ImportFileError(reason("file.bomb", field=name, value=part))
        if is_sheet:
            for column, row in _CELL.findall(window):
                last_row, last_column = max(last_row, int(row)), max(last_column, _column_number(column))
            last_row = max(last_row, *(int(row) for row in _ROW.findall(window)), 0)
            _refuse_spread(last_row, last_column, name)
        tail = window[-_OVERLAP:]
    return size


def _refuse_bomb(unpacked: int, packed: int, name: str) -> None:
    if unpacked > UNPACKED_BYTES_MAX or (unpacked > RATIO_FLOOR_BYTES and unpacked > RATIO_MAX * packed):
        raise ImportFileError(reason("file.bomb", field=name, megabytes=unpacked // 2**20))


def _refuse_spread(rows: int, columns: int, name: str) -> None:
    if rows > ROWS_MAX or columns > COLUMNS_MAX or rows * columns > CELLS_MAX:
        raise ImportFileError(reason("file.sheet_too_large", field=name, value=f"{rows} × {columns}", most=CELLS_MAX))


def _column_number(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


class _OpenDocumentCounter(ContentHandler):
    """Counts the cells that a reader would unfold from the repeated rows and columns of an ODS sheet."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self._rows = self._columns = self._row_columns = self._waiting = self._row_repeat = 0

    def startElement(self, name: str, attrs: AttributesImpl) -> None:
        if name == "table:table-cell":
            self._waiting += int(attrs.get("table:number-columns-repeated", "1"))
            if "office:value-type" in attrs or "calcext:value-type" in attrs:
                self._row_columns, self._waiting = self._row_columns + self._waiting, 0
        elif name == "table:table-row":
            self._row_repeat = int(attrs.get("table:number-rows-repeated", "1"))
            self._row_columns = self._waiting = 0
        elif name == "table:table":
            self._rows = self._columns = 0

    def endElement(self, name: str) -> None:
        if name == "table:table-row" and self._row_columns:
            self._rows += self._row_repeat
            self._columns = max(self._columns, self._row_columns)
            _refuse_spread(self._rows, self._columns, self._name)


def _check_opendocument(stream: IO[bytes], name: str, before: int, packed: int) -> None:
    parser = make_parser()
    parser.forbid_dtd = True
    parser.setContentHandler(_OpenDocumentCounter(name))
    size = before
    try:
        while chunk := stream.read(1 << 20):
            size += len(chunk)
            _refuse_bomb(size, packed, name)
            parser.feed(chunk)
        parser.close()
    except DefusedXmlException as error:
        raise ImportFileError(reason("file.bomb", field=name, value="content.xml")) from error
    except (SAXException, ValueError) as error:
        raise ImportFileError(reason("file.workbook_broken", field=name, value=str(error))) from error


def sheet_rows(*, workbook: CalamineWorkbook, sheet: str) -> Iterator[list[str]]:
    """Give the rows of a sheet as text, those without any value included (they are dropped by the caller)."""
    for row in workbook.get_sheet_by_name(sheet).iter_rows():
        yield [cell_text(value) for value in row]


def cell_text(value: object, /) -> str:
    """Give the text of a cell: whole numbers without `.0`, dates in ISO form, truth values as `true` and `false`."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return "" if value is None else str(value)
