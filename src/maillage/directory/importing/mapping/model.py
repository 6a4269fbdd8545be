"""A mapping: the meaning of each column, checked, and kept as JSON."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.directory.importing.mapping.fields import IDENTIFYING, REPEATABLE, TargetField, normalized_header
from maillage.directory.importing.types import Reason, reason

_VERSION = 1


class MappingError(Exception):
    """A mapping cannot be used; each reason names the column, what is wrong and what to do."""

    def __init__(self, reasons: Sequence[Reason]) -> None:
        super().__init__(", ".join(found.code for found in reasons))
        self.reasons = tuple(reasons)

    def __reduce__(self) -> tuple[type[MappingError], tuple[tuple[Reason, ...]]]:
        return type(self), (self.reasons,)


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """The meaning of a column (None: left out) and how sure it is, from 0 to 1; 1 when a person chose."""

    column: str
    target: TargetField | None
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Mapping:
    """The meaning of every column, in the order of the file."""

    columns: tuple[ColumnGuess, ...]
    signature: str = ""

    def target_of(self, column: str, /) -> TargetField | None:
        """Give the meaning of a column, by its name."""
        return next((guess.target for guess in self.columns if guess.column == column), None)

    def columns_of(self, target: TargetField, /) -> tuple[str, ...]:
        """Give the columns that fill a field."""
        return tuple(guess.column for guess in self.columns if guess.target is target)

    def problems(self) -> tuple[Reason, ...]:
        """Give what prevents the mapping from being used: nothing that names a row, a field filled twice, half a point."""
        used = Counter(guess.target for guess in self.columns if guess.target)
        found = [
            reason("mapping.filled_twice", field=target, value=", ".join(self.columns_of(target)))
            for target, count in used.items()
            if count > 1 and target not in REPEATABLE
        ]
        if not used.keys() & IDENTIFYING:
            found.append(reason("mapping.nothing_identifies", field="mapping"))
        pairs = ((TargetField.LATITUDE, TargetField.LONGITUDE), (TargetField.LAMBERT_X, TargetField.LAMBERT_Y))
        for one, other in pairs:
            if (one in used) != (other in used):
                present, missing = (one, other) if one in used else (other, one)
                found.append(reason("mapping.half_a_point", field=present, value=present, missing=missing))
        return tuple(found)

    def checked(self) -> Mapping:
        """Give the mapping itself. Raises: MappingError."""
        if problems := self.problems():
            raise MappingError(problems)
        return self

    def answered_as(self, before: Mapping, /) -> Mapping:
        """Give this file's columns with the answer given for one of the same shape.

        Columns are the same however they are written; what is new here (the reasons of a reject file) keeps its guess.
        """
        answers = {normalized_header(guess.column): guess for guess in before.columns}
        columns = []
        for guess in self.columns:
            answer = answers.get(normalized_header(guess.column), guess)
            columns.append(ColumnGuess(guess.column, answer.target, answer.confidence))
        answered = Mapping(tuple(columns), self.signature)
        return self if answered.problems() else answered

    def to_json(self) -> str:
        """Give the text to remember, or the file of `--mapping`."""
        columns = [
            {"column": guess.column, "field": guess.target, "confidence": guess.confidence} for guess in self.columns
        ]
        return json.dumps(
            {"version": _VERSION, "signature": self.signature, "columns": columns}, ensure_ascii=False, indent=1
        )


def mapping_from_json(text: str, /) -> Mapping:
    """Read a mapping; `{"column": "field", …}` written by hand is understood too.

    Raises: MappingError naming the field that does not exist or the place where the JSON breaks.
    """
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise MappingError([reason("mapping.not_json", field="mapping", value=str(error))]) from error
    entries = _entries(document)
    known = {target.value for target in TargetField}
    wrong = [
        reason("mapping.unknown_field", field=column, value=str(field), known=", ".join(sorted(known)))
        for column, field, _ in entries
        if field is not None and field not in known
    ]
    if wrong:
        raise MappingError(wrong)
    guesses = tuple(
        ColumnGuess(column, TargetField(field) if field else None, confidence) for column, field, confidence in entries
    )
    return Mapping(guesses, str(document.get("signature", "")) if "columns" in document else "")


def _entries(document: object) -> list[tuple[str, str | None, float]]:
    if isinstance(document, dict) and isinstance(document.get("columns"), list):
        entries = []
        for item in document["columns"]:
            if not isinstance(item, dict) or not isinstance(item.get("column"), str):
                raise MappingError([reason("mapping.not_json", field="mapping", value=str(item))])
            confidence = item.get("confidence", 1.0)
            entries.append(
                (
                    item["column"],
                    item.get("field") or None,
                    float(confidence) if isinstance(confidence, (int, float)) else 1.0,
                )
            )
        return entries
    if isinstance(document, dict) and all(value is None or isinstance(value, str) for value in document.values()):
        return [(str(column), field or None, 1.0) for column, field in document.items()]
    raise MappingError([reason("mapping.not_json", field="mapping", value=str(document))])
