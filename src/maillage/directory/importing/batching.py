"""Rows of a file by the thousand, ready to be matched."""

import gc
from collections.abc import Generator
from typing import NamedTuple

from maillage.directory.importing.candidates import Candidate, CandidateMaker
from maillage.directory.importing.reading import Reading
from maillage.directory.importing.types import ImportedOrganization, Outcome, RejectedRow

type Row = Candidate | RejectedRow


class ReadBatch(NamedTuple):
    """Some rows, with how far in the file they end."""

    rows: list[Row]
    last_row: int
    bytes_read: int


def read_batches(reading: Reading, maker: CandidateMaker, *, batch_rows: int) -> Generator[ReadBatch]:
    """Give a file's rows in batches.

    Raises what reading raises (ImportFileError), after the rows that came before.
    """
    rows: list[Row] = []
    try:
        for outcome in reading:
            rows.append(_row(outcome, maker))
            if len(rows) >= batch_rows:
                yield ReadBatch(rows, reading.rows, reading.progress.done_bytes)
                rows = []
    except Exception:
        if rows:
            yield ReadBatch(rows, reading.rows, reading.progress.done_bytes)
        raise
    if rows:
        yield ReadBatch(rows, reading.rows, reading.progress.done_bytes)


def _row(outcome: Outcome, maker: CandidateMaker) -> Row:
    return maker.make(outcome) if isinstance(outcome, ImportedOrganization) else outcome


def collect_garbage_rarely() -> tuple[int, int, int]:
    """Look for reference cycles rarely: rows make none, and looking among so many objects costs a quarter of the time.

    Gives the thresholds that were.
    """
    usual = gc.get_threshold()
    gc.set_threshold(2_000_000, 20, 50)
    return usual
