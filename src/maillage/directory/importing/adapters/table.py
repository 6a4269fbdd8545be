"""Any table (CSV, workbook, array of flat JSON objects) through a mapping of its columns."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from maillage.directory.importing.adapters.boundary import nameless
from maillage.directory.importing.adapters.fields import organization_of
from maillage.directory.importing.mapping.fields import TargetField
from maillage.directory.importing.mapping.guess import REJECT_COLUMNS
from maillage.directory.importing.mapping.model import Mapping
from maillage.directory.importing.records import flat_record
from maillage.directory.importing.types import ImportFileError, OriginalRow, Outcome, ReadOptions, RejectedRow, reason


def converter(mapping: Mapping, columns: Sequence[str], options: ReadOptions) -> Callable[[OriginalRow], Outcome]:
    """Make the function that reads a row of a table with these columns.

    Raises: ImportFileError when the mapping fills nothing from this file's columns.
    """
    places = [(place, target) for place, column in enumerate(columns) if (target := mapping.target_of(column))]
    if not places:
        raise ImportFileError(reason("mapping.other_file", field="mapping", value=", ".join(columns[:8])))
    target_of = {guess.column: guess.target for guess in mapping.columns if guess.target}
    was_rejected = any(column in REJECT_COLUMNS for column in columns)

    def outcome(original: OriginalRow) -> Outcome:
        if original.notes:
            return RejectedRow(original, original.notes)
        if original.cells:
            texts = _texts_of_cells(original.cells, places, is_unprotected=was_rejected)
        elif isinstance(original.record, (dict, list)):
            texts = _texts_of_record(original, target_of)
        else:
            return RejectedRow(original, (reason("row.not_an_object"),))
        return (
            organization_of(original=original, texts=texts, options=options)
            if any(texts.values())
            else nameless(original)
        )

    return outcome


def _texts_of_cells(
    cells: Sequence[str], places: Sequence[tuple[int, TargetField]], *, is_unprotected: bool
) -> dict[TargetField, str]:
    texts: dict[TargetField, str] = {}
    for place, target in places:
        cell = cells[place]
        if is_unprotected and cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@"):
            cell = cell[1:]
        if cell:
            texts[target] = f"{texts[target]}\n{cell}" if target in texts else cell
    return texts


def _texts_of_record(original: OriginalRow, target_of: dict[str, TargetField]) -> dict[TargetField, str]:
    texts: dict[TargetField, str] = {}
    for column, text in flat_record(original.record).items():
        target = target_of.get(column)
        if target and text:
            texts[target] = f"{texts[target]}\n{text}" if target in texts else text
    return texts
