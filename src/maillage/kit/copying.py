"""Many new rows at once, by PostgreSQL's COPY."""

from collections.abc import Collection, Sequence
from typing import Any

from django.db.backends.utils import CursorWrapper


def copy_rows(cursor: CursorWrapper, table: str, columns: Sequence[str], rows: Collection[Sequence[Any]]) -> None:
    """Add rows to a table; names are ours, values are escaped."""
    if not rows:
        return
    with cursor.copy(f"copy {table} ({', '.join(columns)}) from stdin") as copy:
        for row in rows:
            copy.write_row(row)
