"""Tables as files that a spreadsheet opens by a double click: UTF-8 with its mark, semicolons."""

import csv
from collections.abc import Iterable, Sequence
from typing import Any

from django.http import HttpResponse

_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def table_file(rows: Iterable[Sequence[Any]], *, name: str) -> HttpResponse:
    """Answer with a CSV file; nobody's text becomes a formula."""
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    writer = csv.writer(response, delimiter=";", lineterminator="\r\n")
    writer.writerows([_cell(value) for value in row] for row in rows)
    return response


def comma(value: float, /, *, places: int = 2) -> str:
    """Write a number with the comma that spreadsheets of the country read."""
    return f"{value:.{places}f}".replace(".", ",")


def _cell(value: Any) -> Any:
    if not isinstance(value, str) or not value.startswith(_FORMULA_STARTS):
        return value
    # An amount below zero is a number, not a formula.
    is_number = value[1:].replace(",", "", 1).isdigit() and value[0] == "-"
    return value if is_number else f"'{value}"
