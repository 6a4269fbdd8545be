"""How far an import is, told where others can read it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Protocol

from django.db import connections

from maillage.directory.models import ImportRun


class Board(Protocol):
    """Where an import's progress is written and a wish to stop is read."""

    def write(self, run: ImportRun, **columns: Any) -> None:
        """Set columns of the run, here and in the database."""

    def is_cancelled(self, run: ImportRun) -> bool:
        """Say whether somebody asked to stop."""


class TransactionBoard:
    """Writes in the batch's transaction: the counts are those of what is committed."""

    def write(self, run: ImportRun, **columns: Any) -> None:
        """Set columns of the run, here and in the database."""
        for name, value in columns.items():
            setattr(run, name, value)
        run.save(update_fields=list(columns))

    def is_cancelled(self, run: ImportRun) -> bool:
        """Say whether somebody asked to stop."""
        rows = ImportRun.objects.across_scopes(reason="the import itself").filter(pk=run.pk)
        return bool(rows.values_list("is_cancel_requested", flat=True).first())


class _Beside:
    """Writes on a connection of its own: a dry run's transaction is never committed."""

    def __init__(self, alias: str) -> None:
        self._alias = alias

    def write(self, run: ImportRun, **columns: Any) -> None:
        """Set columns of the run, here and in the database."""
        for name, value in columns.items():
            setattr(run, name, value)
        self._rows(run).update(**columns)

    def is_cancelled(self, run: ImportRun) -> bool:
        """Say whether somebody asked to stop."""
        return bool(self._rows(run).values_list("is_cancel_requested", flat=True).first())

    def _rows(self, run: ImportRun) -> Any:
        return ImportRun.objects.using(self._alias).across_scopes(reason="the import itself").filter(pk=run.pk)


@contextmanager
def board_beside() -> Iterator[Board]:
    """Give a board on a second connection of this thread, closed at the end."""
    alias = "import_board"
    connections.settings[alias] = connections.settings["default"]
    connections[alias] = connections.create_connection("default")
    try:
        yield _Beside(alias)
    finally:
        connections[alias].close()
        del connections[alias]
        del connections.settings[alias]
