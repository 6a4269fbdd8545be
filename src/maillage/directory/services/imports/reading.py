"""Read a file ahead of the database: one thread reads and cleans while the other writes."""

import queue
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from maillage.directory.importing import ImportedOrganization, Outcome, Reading
from maillage.directory.services.imports.batches import Row
from maillage.directory.services.imports.candidates import CandidateMaker

BATCH_ROWS = 4_000
_AHEAD = 2
_PATIENCE_S = 0.2


@dataclass(frozen=True, slots=True)
class ReadBatch:
    """Some rows, with how far in the file they end."""

    rows: list[Row]
    last_row: int
    bytes_read: int


class ReadAhead:
    """Gives batches of rows; a thread stays at most two batches ahead, so that memory stays constant.

    Iterating raises what reading raised (ImportFileError), after the rows that came before.
    """

    def __init__(self, reading: Reading, maker: CandidateMaker, *, batch_rows: int = BATCH_ROWS) -> None:
        self._reading = reading
        self._maker = maker
        self._batch_rows = batch_rows
        self._queue: queue.Queue[ReadBatch | BaseException | None] = queue.Queue(maxsize=_AHEAD)
        self._is_over = threading.Event()

    def __iter__(self) -> Iterator[ReadBatch]:
        thread = threading.Thread(target=self._read, name="import-reader", daemon=True)
        thread.start()
        try:
            while (found := self._queue.get()) is not None:
                if isinstance(found, BaseException):
                    raise found
                yield found
        finally:
            self._is_over.set()
            thread.join(timeout=30)

    def _read(self) -> None:
        rows: list[Row] = []
        try:
            for outcome in self._reading:
                rows.append(self._row(outcome))
                if len(rows) >= self._batch_rows:
                    if not self._give(self._batch(rows)):
                        return
                    rows = []
            if rows:
                self._give(self._batch(rows))
            self._give(None)
        except BaseException as error:
            if rows:
                self._give(self._batch(rows))
            self._give(error)

    def _row(self, outcome: Outcome) -> Row:
        return self._maker.make(outcome) if isinstance(outcome, ImportedOrganization) else outcome

    def _batch(self, rows: list[Row]) -> ReadBatch:
        return ReadBatch(rows, self._reading.rows, self._reading.progress.done_bytes)

    def _give(self, found: ReadBatch | BaseException | None) -> bool:
        while not self._is_over.is_set():
            try:
                self._queue.put(found, timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return True
        return False
