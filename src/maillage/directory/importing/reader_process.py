"""Read a large file in a process of its own: Python runs one thread at a time, and reading takes as long as deciding.

`python -m maillage.directory.importing.reader_process` takes a pickled `ReadingOrder` on its standard input and gives pickled
batches on its standard output, then `None`, or the reason why the file breaks. The pipe holds little: it reads no further
ahead than it is heard. Whoever asked being gone, it ends at its next batch.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import NamedTuple

from maillage.directory.importing.batching import ReadBatch, collect_garbage_rarely, read_batches
from maillage.directory.importing.candidates import CandidateMaker
from maillage.directory.importing.mapping import Mapping, MappingError
from maillage.directory.importing.reading import Reading, read
from maillage.directory.importing.types import Format, ImportFileError, ReadOptions

_COMMAND = [sys.executable, "-m", "maillage.directory.importing.reader_process"]


class ReadingOrder(NamedTuple):
    """What to read and how."""

    path: Path
    form: Format
    mapping: Mapping | None
    options: ReadOptions
    maker: CandidateMaker
    batch_rows: int


class ReaderDied(RuntimeError):
    """The process that reads ended before the file did: killed, or out of memory."""


def read_in_process(reading: Reading, maker: CandidateMaker, *, batch_rows: int) -> Generator[ReadBatch]:
    """Give what `read_batches` would, read by another process.

    Raises: ImportFileError, MappingError, after the rows that came before; ReaderDied.
    """
    order = ReadingOrder(reading.path, reading.format, reading.mapping, reading.options, maker, batch_rows)
    # In a session of its own: Ctrl-C is for whoever asked, who then ends it.
    with subprocess.Popen(_COMMAND, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True) as process:
        try:
            yield from _heard(process, order)
        finally:
            process.kill()


def _heard(process: "subprocess.Popen[bytes]", order: ReadingOrder) -> Generator[ReadBatch]:
    assert process.stdin is not None  # noqa: S101 - both are pipes
    assert process.stdout is not None  # noqa: S101 - as above
    try:
        with process.stdin as orders:
            pickle.dump(order, orders, pickle.HIGHEST_PROTOCOL)
        while (found := pickle.load(process.stdout)) is not None:  # noqa: S301 - said by our own process
            if isinstance(found, Exception):
                raise found
            yield found
    except (EOFError, BrokenPipeError, pickle.UnpicklingError) as error:
        process.kill()  # where it lives and has said something else, it would wait to be heard
        raise ReaderDied(f"reading {order.path.name} ended with code {process.wait()}") from error


def main() -> None:
    """Read as ordered."""
    order: ReadingOrder = pickle.load(sys.stdin.buffer)  # noqa: S301 - said by whoever started us
    collect_garbage_rarely()
    said = sys.stdout.buffer
    try:
        reading = read(order.path, form=order.form, mapping=order.mapping, options=order.options)
        for batch in read_batches(reading, order.maker, batch_rows=order.batch_rows):
            pickle.dump(batch, said, pickle.HIGHEST_PROTOCOL)
            said.flush()
        pickle.dump(None, said)
    except (ImportFileError, MappingError) as error:
        pickle.dump(error, said)
    said.flush()


if __name__ == "__main__":
    try:
        main()
    except BrokenPipeError:  # nobody hears any more
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
