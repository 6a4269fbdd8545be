"""The reject file of a run, written from the refused rows that were kept."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.db import connection

from maillage.directory.importing import RejectFile
from maillage.directory.importing.types import Reason
from maillage.directory.models import ImportRun
from maillage.directory.services.imports.files import folder_of

_PAGE = 2_000
_NEXT = """
select row, cells, reasons from directory_importreject where run_id = %s and row > %s order by row limit %s
"""


def write_reject_file(run: ImportRun, /) -> Path | None:
    """Write the file and forget the rows, None when none was refused; an import that goes on later writes it anew."""
    path = folder_of(run.pk) / f"{Path(run.file_name).stem[:80]}-rejets.csv"
    with RejectFile(path) as target:
        for number, cells, reasons in _rejects(run):
            target.add_cells(cells=cells, number=number, reasons=reasons)
        count = target.count
    return path if count else None


def _rejects(run: ImportRun) -> Iterator[tuple[int, dict[str, str], list[Reason]]]:
    last = -1
    while True:
        with connection.cursor() as cursor:
            cursor.execute(_NEXT, [run.pk, last, _PAGE])
            page = cursor.fetchall()
        if not page:
            return
        for number, cells, reasons in page:
            yield number, dict(json.loads(cells)), [_reason(*said) for said in json.loads(reasons)]
        last = page[-1][0]


def _reason(code: str, said_of: str, value: str, parameters: list[list[Any]]) -> Reason:
    return Reason(code, said_of, value, tuple((str(name), str(text)) for name, text in parameters))


def forget_rejects(run: ImportRun, /) -> None:
    """Forget the rows: the file holds them."""
    with connection.cursor() as cursor:
        cursor.execute("delete from directory_importreject where run_id = %s", [run.pk])
