"""Answers as tables: one row for each object, one column for each value, named by its path."""

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_FORMULA = re.compile(r"[=@\t\r]|[+-](?![0-9 .()/-]+$)")


def table_text(documents: Sequence[Mapping[str, Any]], /) -> str:
    """Write objects as CSV; what a spreadsheet would take for a formula stays a text."""
    rows = [dict(_cells(document, "")) for document in documents]
    columns = list(dict.fromkeys(name for row in rows for name in row))
    written = io.StringIO()
    writer = csv.DictWriter(written, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return written.getvalue()


def _cells(document: Mapping[str, Any], path: str) -> Iterator[tuple[str, str]]:
    for key, value in document.items():
        if key in ("@context", "@id", "@type") and path:
            continue
        name = f"{path}{key}"
        if isinstance(value, dict):
            yield from _cells(value, f"{name}.")
        else:
            yield name, _text(value)


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, list):
        if all(isinstance(one, str | int | float) for one in value):
            return _text(" ".join(str(one) for one in value))
        return json.dumps(value, ensure_ascii=False)
    text = str(value)
    return f"'{text}" if _FORMULA.match(text) else text
