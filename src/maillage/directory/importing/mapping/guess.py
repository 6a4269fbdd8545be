"""Guess the meaning of columns from their headers, then from what they hold; find where the header is."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from maillage.directory.importing.cleaning.values import number_of
from maillage.directory.importing.mapping.contents import agreement, field_of_content
from maillage.directory.importing.mapping.fields import REPEATABLE, TargetField, field_of_header, normalized_header
from maillage.directory.importing.mapping.model import ColumnGuess, Mapping

HEADER_ROWS = 20
REJECT_COLUMNS = ("maillage_motif", "maillage_reason", "maillage_row")
"""Columns that a reject file adds, ignored when it comes back."""

_CONTRADICTED, _UNSURE = 0.3, 0.25


def signature(header: Sequence[str], /) -> str:
    """Give what tells apart the shapes of tables: the same headers in any order, case or accents give the same text."""
    names = sorted(normalized_header(column) for column in header if column not in REJECT_COLUMNS)
    return hashlib.sha256("\n".join(names).encode()).hexdigest()[:32]


def guess_mapping(header: Sequence[str], sample: Sequence[Sequence[str]] = ()) -> Mapping:
    """Guess the meaning of every column; `sample` holds some rows, whose cells stand in the order of the header."""
    guesses = [
        _guess_column(column, [row[place] for row in sample if place < len(row)]) for place, column in enumerate(header)
    ]
    return Mapping(tuple(_each_field_once(_without_half_points(guesses))), signature(header))


def _guess_column(column: str, values: Sequence[str]) -> ColumnGuess:
    if column in REJECT_COLUMNS:
        return ColumnGuess(column, None, 1.0)
    by_name, confidence = field_of_header(column)
    by_content, content_confidence = field_of_content(values=values)
    if by_name is None:
        return ColumnGuess(column, by_content, content_confidence)
    share = agreement(target=by_name, values=values)
    if share is None or share >= 0.5:
        if by_name is TargetField.WEBSITE and by_content is TargetField.SOCIAL_LINK:
            return ColumnGuess(column, by_name, confidence)
        certainty = confidence if share is None else confidence * (0.7 + 0.3 * share)
        return _more_telling(column, by_name, certainty, by_content, content_confidence)
    if by_content:
        return ColumnGuess(column, by_content, content_confidence)
    if share < _UNSURE and by_name in (
        TargetField.LATITUDE,
        TargetField.LONGITUDE,
        TargetField.LAMBERT_X,
        TargetField.LAMBERT_Y,
    ):
        return ColumnGuess(column, None, 0.0)
    return ColumnGuess(column, by_name, round(confidence * _CONTRADICTED, 3))


def _more_telling(
    column: str, by_name: TargetField, certainty: float, by_content: TargetField | None, content_confidence: float
) -> ColumnGuess:
    """A column called `id` that holds SIRET numbers is the SIRET column."""
    tells_more = by_name in (TargetField.SOURCE_ID, TargetField.NAME, TargetField.TAGS, TargetField.ACRONYM)
    if tells_more and by_content in (TargetField.SIRET, TargetField.SIREN, TargetField.EMAIL):
        return ColumnGuess(column, by_content, content_confidence)
    return ColumnGuess(column, by_name, round(certainty, 3))


def _without_half_points(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """Leave out `x` without `y`, and a lone latitude: half a point is none."""
    present = {guess.target for guess in guesses}
    half = {
        one
        for one, other in (
            (TargetField.LAMBERT_X, TargetField.LAMBERT_Y),
            (TargetField.LAMBERT_Y, TargetField.LAMBERT_X),
            (TargetField.LATITUDE, TargetField.LONGITUDE),
            (TargetField.LONGITUDE, TargetField.LATITUDE),
        )
        if one in present and other not in present
    }
    return [ColumnGuess(guess.column, None, 0.0) if guess.target in half else guess for guess in guesses]


def _each_field_once(guesses: list[ColumnGuess]) -> list[ColumnGuess]:
    """Keep the surest column of each field, the first when they are equal; another telephone or site is left out."""
    best: dict[TargetField, ColumnGuess] = {}
    for guess in guesses:
        if guess.target and (guess.target not in best or guess.confidence > best[guess.target].confidence):
            best[guess.target] = guess
    has_name = TargetField.NAME in best
    kept = []
    for guess in guesses:
        if guess.target is None or guess.target in REPEATABLE or best[guess.target] is guess:
            kept.append(guess)
        elif guess.target is TargetField.NAME and has_name:
            kept.append(ColumnGuess(guess.column, TargetField.TRADE_NAME, round(guess.confidence * 0.6, 3)))
        else:
            kept.append(ColumnGuess(guess.column, None, 0.0))
    return kept


def known_names(cells: Sequence[str], /) -> float:
    """Give how many cells look like column names that we know, misspelt ones counting less."""
    return sum(field_of_header(cell)[1] for cell in cells if 1 < len(cell) < 80)


def header_position(rows: Sequence[Sequence[str]], /) -> int:
    """Give the place of the header among the first 20 rows: the one with the most known names, else the first full one."""
    scores = [known_names(row) for row in rows[:HEADER_ROWS]]
    if scores and max(scores) >= 1:
        return scores.index(max(scores))
    shapes = [sum(1 for cell in row if cell.strip() and number_of(cell) is None) for row in rows[:HEADER_ROWS]]
    widest = max(shapes, default=0)
    return next((place for place, shape in enumerate(shapes) if shape and shape >= 0.8 * widest), 0)
