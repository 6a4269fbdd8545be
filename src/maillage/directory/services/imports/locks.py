"""One import at a time, each by one process only: PostgreSQL's advisory locks, which die with their connection."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID

from django.db import connection

_RUN_CLASS = 7_302_001
_ALL_CLASS = 7_302_002
_PATIENCE_S = 0.5


@contextmanager
def only_worker_of(run_id: UUID, /) -> Iterator[bool]:
    """Give whether nobody else works on this import; it is ours until the end of the block."""
    is_ours = _try_lock(_RUN_CLASS, run_id.int % 2**31)
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock(_RUN_CLASS, run_id.int % 2**31)


def is_being_worked_on(run_id: UUID, /) -> bool:
    """Say whether a living process works on this import."""
    with only_worker_of(run_id) as is_free:
        return not is_free


@contextmanager
def only_import(*, while_waiting: Callable[[], bool]) -> Iterator[bool]:
    """Wait until no other import writes. `while_waiting` is called meanwhile and gives False to give up."""
    while not (is_ours := _try_lock(_ALL_CLASS, 0)):
        if not while_waiting():
            break
        time.sleep(_PATIENCE_S)
    try:
        yield is_ours
    finally:
        if is_ours:
            _unlock(_ALL_CLASS, 0)


def _try_lock(kind: int, number: int) -> bool:
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_lock(%s, %s)", [kind, number])
        return bool(cursor.fetchone()[0])


def _unlock(kind: int, number: int) -> None:
    if connection.connection is None or connection.connection.closed:
        return  # the lock died with it
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_unlock(%s, %s)", [kind, number])
