"""Prepare an index beside a long import: one thread computes what was imported while the next rows are read and written."""

import logging
import queue
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from uuid import UUID

from django.db import connection

from maillage.directory.search.index import prepare

_log = logging.getLogger(__name__)
_MOST_WAITING = 16


class Preparer:
    """Takes organizations to prepare; what it does not come to, the rebuild will.

    Who offers never waits; who changes one of those being prepared waits for their batch, half a second.
    """

    def __init__(self) -> None:
        self._queue: queue.Queue[Collection[UUID] | None] = queue.Queue(_MOST_WAITING)
        self._is_over = threading.Event()

    def offer(self, ids: Collection[UUID]) -> None:
        """Have organizations prepared; their transaction must be over."""
        if ids:
            with suppress(queue.Full):
                self._queue.put_nowait(ids)

    def work(self) -> None:
        """Prepare what is offered until the end."""
        try:
            while (ids := self._queue.get()) is not None and not self._is_over.is_set():
                prepare(list(ids))
        except Exception:
            _log.exception("the index is not prepared any further: it will be built at the end")
        finally:
            connection.close()

    def end(self) -> None:
        """Take nothing more than what is under way."""
        self._is_over.set()
        with suppress(queue.Full):
            self._queue.put_nowait(None)


@contextmanager
def preparing_beside() -> Iterator[Preparer]:
    """Give a preparer at work in a thread of its own."""
    preparer = Preparer()
    thread = threading.Thread(target=preparer.work, name="search-preparer", daemon=True)
    thread.start()
    try:
        yield preparer
    finally:
        preparer.end()
        thread.join()
