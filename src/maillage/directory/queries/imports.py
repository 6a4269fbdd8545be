"""Imports as the office sees them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from maillage.accounts.types import Scope
from maillage.directory.importing import Format, ImportFileError, Reason, detect, mapping_from_json
from maillage.directory.models import DuplicatePair, ImportRun
from maillage.directory.types import DuplicateState, ImportState
from maillage.kit.errors import NotFound
from maillage.kit.pages import KeyPage, page_by_key

OUTCOMES = ("created", "updated", "unchanged", "merged", "rejected")
_SAMPLES_OF_COLUMN = 3


@dataclass(frozen=True, slots=True)
class Column:
    """A column to give a meaning to, with some of its values and the meaning guessed."""

    name: str
    number: int
    target: str
    confidence: float
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Share:
    """How many rows ended one way; `start` and `width` are percents of the whole bar, written with a dot."""

    outcome: str
    count: int
    start: str
    width: str


def runs(*, scope: Scope, state: str = "", cursor: str = "") -> KeyPage[ImportRun]:
    """Give the imports, latest first; those of one state when it is given.

    Raises: BadCursor.
    """
    rows = ImportRun.objects.within(scope).select_related("started_by")
    if state in ImportState:
        rows = rows.filter(state=state)
    return page_by_key(rows, key=("-created_at", "-id"), cursor=cursor)


def run_by_id(*, scope: Scope, run_id: UUID) -> ImportRun:
    """Raises: NotFound."""
    run = ImportRun.objects.within(scope).select_related("started_by").filter(pk=run_id).first()
    if run is None:
        raise NotFound
    return run


def shares(run: ImportRun, /) -> list[Share]:
    """Give how the rows of an import ended, laid out as one bar."""
    start = 0.0
    found = []
    for outcome in OUTCOMES:
        count = getattr(run, outcome)
        width = 100 * count / run.rows if run.rows else 0.0
        found.append(Share(outcome, count, f"{start:.3f}", f"{width:.3f}"))
        start += width
    return found


def seconds_left(run: ImportRun, /, *, now: datetime) -> int | None:
    """Give how long an import should still take, by what it has read so far; None when nobody can tell."""
    if run.started_at is None or not run.total_bytes or not run.bytes_read:
        return None
    spent = (now - run.started_at).total_seconds()
    return max(0, round(spent * (run.total_bytes - run.bytes_read) / run.bytes_read))


def percent_done(run: ImportRun, /) -> int | None:
    """Give how much of the file has been read, None before the first rows."""
    return min(99, int(100 * run.bytes_read / run.total_bytes)) if run.total_bytes and run.bytes_read else None


def columns_of(run: ImportRun, /) -> list[Column]:
    """Give the columns of a table with their guessed meaning; none for formats that need no mapping, or a file that is gone."""
    if run.format != Format.TABLE or not run.mapping.get("text"):
        return []
    try:
        guess = detect(Path(run.file_path)).first
    except ImportFileError:
        return []
    mapping = mapping_from_json(run.mapping["text"])
    by_name = {one.column: one for one in mapping.columns}
    columns = []
    for number, name in enumerate(guess.columns):
        one = by_name.get(name)
        values = dict.fromkeys(
            row[number].strip()[:60] for row in guess.sample if number < len(row) and row[number].strip()
        )
        target = str(one.target or "") if one else ""
        columns.append(Column(name, number, target, one.confidence if one else 0.0, tuple(values)[:_SAMPLES_OF_COLUMN]))
    return columns


def sample_of(run: ImportRun, /, *, rows: int = 5) -> tuple[Sequence[str], list[Sequence[str]]]:
    """Give the header and the first rows of a file, as they were read; empty when the file is gone or is no table."""
    try:
        guess = detect(Path(run.file_path)).first
    except ImportFileError:
        return (), []
    return guess.columns, [[cell[:60] for cell in row] for row in guess.sample[:rows]]


def doubtful_pairs(run: ImportRun, /, *, limit: int = 6) -> list[DuplicatePair]:
    """Give the pairs that an import has left to a facilitator, likeliest first."""
    pairs = DuplicatePair.objects.across_scopes(reason="the caller sees the run").filter(
        run=run, state=DuplicateState.OPEN.value
    )
    return list(pairs.select_related("left", "right").order_by("-likeness")[:limit])


def reasons_of(run: ImportRun, /) -> list[Reason]:
    """Give why an import stopped."""
    return [
        Reason(code, said_of, value, tuple((name, text) for name, text in parameters))
        for code, said_of, value, parameters in run.error.get("reasons", [])
    ]
