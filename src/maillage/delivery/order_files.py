"""Tables of orders in CSV and XLSX: read whole, bounded in size; and the file of refused rows."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _
from python_calamine import CalamineError, CalamineWorkbook

from maillage.kit.errors import Invalid

BYTES_MAX = 4 * 2**20
UNPACKED_MAX = 80 * 2**20
ROWS_MAX = 2_000
COLUMNS_MAX = 200
CELL_MAX = 4_000
_SEPARATORS = (";", ",", "\t", "|")
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f]")
_FIGURES = set("0123456789 .,()/+-")


class FileRefused(Invalid):
    """A file that is no table of orders."""

    code = "file_refused"

    def __init__(self, message: object, **parameters: object) -> None:
        super().__init__(message, field="file", **parameters)  # type: ignore[arg-type]  # Django has it, its types do not


@dataclass(frozen=True, slots=True)
class Table:
    """The names of the columns, and the rows that hold something with their numbers as spreadsheets count them."""

    columns: list[str]
    rows: list[tuple[int, list[str]]]


def table_of(content: bytes, /) -> Table:
    """Read a file. Raises: FileRefused (empty, too large, broken, no rows)."""
    if len(content) > BYTES_MAX:
        raise FileRefused(_("This file is larger than 4 MB: cut it in several."))
    if not content.strip():
        raise FileRefused(_("This file is empty."))
    lines = _of_workbook(content) if content.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _of_text(content)
    rows = [
        (number, [cell.replace("\x00", "").strip()[:CELL_MAX] for cell in cells])
        for number, cells in enumerate(lines, start=1)
        if any(cell.strip() for cell in cells)
    ]
    if len(rows) < 2:
        raise FileRefused(_("There is no row below the names of the columns."))
    if len(rows) - 1 > ROWS_MAX:
        raise FileRefused(_("There are more than 2,000 rows: cut the file in several."))
    if max(len(cells) for _number, cells in rows) > COLUMNS_MAX:
        raise FileRefused(_("There are more than 200 columns: this is no table of orders."))
    return Table(rows[0][1], rows[1:])


def _of_text(content: bytes) -> list[list[str]]:
    text = _decoded(content)
    header = text.lstrip().partition("\n")[0]
    separator = max(_SEPARATORS, key=header.count)
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:
        raise FileRefused(_("A quoted cell does not end: close its quotes and send the file again.")) from None


def _decoded(content: bytes) -> str:
    """Read UTF-8, UTF-16 with its mark, else what spreadsheets on Windows write in western Europe."""
    is_wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "cp1252"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if not _CONTROLS.search(text):
            return text
    raise FileRefused(_("This is no text and no workbook: save it as CSV or XLSX."))


def _of_workbook(content: bytes) -> list[list[str]]:
    _refuse_bomb(content)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            sheet = workbook.get_sheet_by_index(0)
            if sheet.total_height > 4 * ROWS_MAX or sheet.total_width > COLUMNS_MAX:
                raise FileRefused(_("There are more than 2,000 rows: cut the file in several."))
            return [[_cell_text(value) for value in row] for row in sheet.iter_rows()]
    except (CalamineError, ValueError, IndexError, OSError):
        raise FileRefused(_("This workbook is broken or has a password: save it again as XLSX.")) from None


def _refuse_bomb(content: bytes) -> None:
    """Unpack without keeping anything: what headers say of sizes proves nothing."""
    if not content.startswith(b"PK"):
        return
    size = 0
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for part in archive.infolist():
                with archive.open(part) as stream:
                    while chunk := stream.read(1 << 20):
                        size += len(chunk)
                        if size > UNPACKED_MAX:
                            raise FileRefused(_("This workbook unpacks to more than a table of orders holds."))
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError):
        raise FileRefused(_("This workbook is broken or has a password: save it again as XLSX.")) from None


def _cell_text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 2**53 else repr(value)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, (date, time, timedelta)):
        return str(value)
    return "" if value is None else str(value)


def csv_text(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Write a table for spreadsheets: none of its cells runs as a formula."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";", lineterminator="\r\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return "\ufeff" + stream.getvalue()


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_STARTS) and not set(text) <= _FIGURES else text
