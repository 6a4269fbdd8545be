"""Read a file ahead of the database: a thread fetches what is read and cleaned while the other decides and writes."""

import queue
import threading
from collections.abc import Iterator

from maillage.directory.importing import Reading
from maillage.directory.importing.batching import ReadBatch, read_batches
from maillage.directory.importing.candidates import CandidateMaker
from maillage.directory.importing.reader_process import read_in_process

BATCH_ROWS = 4_000
# A process takes half a second to start.
WORTH_A_PROCESS_BYTES = 3_000_000
_AHEAD = 2
_PATIENCE_S = 0.2


class ReadAhead:
    """Gives batches of rows; a thread stays at most two batches ahead, so that memory stays constant.

    Iterating raises what reading raised (ImportFileError), after the rows that came before.
    """

    def __init__(self, reading: Reading, maker: CandidateMaker, *, batch_rows: int = BATCH_ROWS) -> None:
        is_large = reading.progress.total_bytes >= WORTH_A_PROCESS_BYTES
        self._batches = (read_in_process if is_large else read_batches)(reading, maker, batch_rows=batch_rows)
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
        try:
            for batch in self._batches:
                if not self._give(batch):
                    return
            self._give(None)
        except BaseException as error:
            self._give(error)
        finally:
            self._batches.close()

    def _give(self, found: ReadBatch | BaseException | None) -> bool:
        while not self._is_over.is_set():
            try:
                self._queue.put(found, timeout=_PATIENCE_S)
            except queue.Full:
                continue
            return True
        return False
