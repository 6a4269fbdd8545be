"""Tables in CSV: one for spreadsheets, one for programs.

Source: RFC 4180; directory formats, "What our pages publish".
"""

import csv
from collections.abc import Iterable, Iterator
from datetime import date

from maillage.directory.exports.columns import COLUMNS, Cell, header, values
from maillage.directory.exports.types import ExportedFile, ExportedOrganization

_BYTE_ORDER_MARK = "\ufeff"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class LastLine:
    """What csv writes to: it keeps the line just written."""

    text = ""

    def write(self, text: str) -> None:
        self.text = text


def data_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write UTF-8 with commas, names of columns that never change, values as they are."""
    target = LastLine()
    writer = csv.writer(target, lineterminator="\n")
    writer.writerow(header(for_people=False))
    yield target.text.encode()
    for one in organizations:
        writer.writerow([_plain(value) for value in values(one, about=about)])
        yield target.text.encode()


def spreadsheet_file(organizations: Iterable[ExportedOrganization], *, about: ExportedFile) -> Iterator[bytes]:
    """Write what a spreadsheet opens by a double click: byte order mark, semicolons, decimal commas.

    Codes such as a SIRET stay text, and no text of anybody's becomes a formula.
    """
    target = LastLine()
    writer = csv.writer(target, delimiter=";", lineterminator="\r\n")
    writer.writerow(header(for_people=True))
    yield (_BYTE_ORDER_MARK + target.text).encode()
    codes = [column.is_code for column in COLUMNS] + [False]
    for one in organizations:
        cells = values(one, about=about)
        writer.writerow([_for_spreadsheet(value, is_code=code) for value, code in zip(cells, codes, strict=True)])
        yield target.text.encode()


def _plain(value: Cell) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else str(value)


def _for_spreadsheet(value: Cell, *, is_code: bool) -> str:
    if isinstance(value, float):
        return str(value).replace(".", ",")
    text = _plain(value)
    if is_code and text.isascii() and text.isalnum():
        return f'="{text}"'  # the one way to keep 01234 or fourteen digits as they are
    return f"'{text}" if text.startswith(_FORMULA_STARTS) else text
