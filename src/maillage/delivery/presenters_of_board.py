"""Which columns of a day differ from those that a page shows already: only these are drawn again."""

import hashlib
from collections.abc import Mapping
from datetime import datetime

from maillage.delivery.queries.day import Column, DayBoard
from maillage.delivery.services.forecasts import Expected

HEADER = "X-Seen-Columns"


def mark_columns(board: DayBoard, /, *, expected: Mapping[int, Expected], seen: str, now: datetime) -> None:
    """Give each column a mark of all that it shows, and say which of them the page has. `seen`: `key:mark,key:mark`."""
    known = dict(pair.partition(":")[::2] for pair in seen[:8000].split(",") if ":" in pair)
    for column in (board.nobodys, *board.columns):
        key = str(column.courier.pk) if column.courier else ""
        column.mark = _mark(column, expected, now)
        column.is_same = known.get(key) == column.mark


def _mark(column: Column, expected: Mapping[int, Expected], now: datetime) -> str:
    said = [str(column.courier.user.display_name if column.courier else ""), column.stamp, str(column.done_count)]
    for task in column.shown:
        then = expected.get(task.number)
        soon = f"{then.at:%H%M}{then.late_min}" if then else ""
        said.append(f"{task.number}:{task.version}:{task.state}:{task.before < now}:{soon}")
    return hashlib.blake2s("|".join(said).encode(), digest_size=8).hexdigest()
