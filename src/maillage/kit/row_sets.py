"""Rows of a table as JSON, kept to be put back later as they were. Tables and columns are named by our code, never by people."""

import json
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import connection

type Row = dict[str, Any]


def rows_where(*, table: str, column: str, values: Collection[Any]) -> list[Row]:
    """Give the rows whose `column` is one of `values`, every column by name."""
    quoted = connection.ops.quote_name
    with connection.cursor() as cursor:
        cursor.execute(
            f"select to_jsonb(held)::text from {quoted(table)} held where {quoted(column)} = any(%s)",  # noqa: S608 - our names
            [list(values)],
        )
        return [json.loads(text) for (text,) in cursor.fetchall()]


def put_back(*, table: str, rows: Sequence[Mapping[str, Any]], key: str = "id", columns: Collection[str] = ()) -> None:
    """Insert rows again; of those still there, set `columns` (all of them when none is named) as they were."""
    if not rows:
        return
    quoted = connection.ops.quote_name
    changed = [name for name in (columns or rows[0]) if name != key]
    sets = ", ".join(f"{quoted(name)} = excluded.{quoted(name)}" for name in changed)
    with connection.cursor() as cursor:
        cursor.execute(
            f"insert into {quoted(table)} select * from jsonb_populate_recordset(null::{quoted(table)}, %s::jsonb) "  # noqa: S608 - quoted names
            f"on conflict ({quoted(key)}) do update set {sets}",
            [json.dumps(list(rows))],
        )
