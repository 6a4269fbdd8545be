"""What differs between two documents of a section, so that people can read it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

_WORDS = re.compile(r"\d+(?:[.,]\d+)+|[^\W_]+|[\W_]")  # a number with its decimals is one word
_NAMES = ("title", "name", "slug", "value", "street", "file")


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text: `kept`, `removed` or `added`."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Difference:
    """One field that changed. `item` names the row of a list that it belongs to, empty otherwise."""

    field: str
    item: str
    before: str
    after: str

    @property
    def pieces(self) -> tuple[Piece, ...]:
        """The change word by word."""
        return pieces_between(self.before, self.after)


def differences(*, before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Difference]:
    """Give the fields that differ, in the order of the documents; rows of lists are matched by their id or name."""
    found: list[Difference] = []
    for field in dict.fromkeys([*before, *after]):
        old, new = before.get(field), after.get(field)
        if old == new:
            continue
        if _holds_rows(old) or _holds_rows(new):
            found += _row_differences(field, old or [], new or [])
        elif isinstance(old, dict) and isinstance(new, dict):
            found += [
                Difference(f"{field}.{key}", "", text_of(old.get(key)), text_of(new.get(key)))
                for key in dict.fromkeys([*old, *new])
                if old.get(key) != new.get(key)
            ]
        else:
            found.append(Difference(field, "", text_of(old), text_of(new)))
    return found


def _holds_rows(value: Any) -> bool:
    return isinstance(value, list) and any(isinstance(row, dict) for row in value)


def _row_differences(field: str, before: list[Any], after: list[Any]) -> list[Difference]:
    old = {_key(row): row for row in before}
    new = {_key(row): row for row in after}
    found: list[Difference] = []
    for key in dict.fromkeys([*old, *new]):
        left, right = old.get(key), new.get(key)
        if left is None or right is None:
            found.append(Difference(field, _name(right or left), text_of(left), text_of(right)))
            continue
        found += [
            Difference(f"{field}.{name}", _name(right), text_of(left.get(name)), text_of(right.get(name)))
            for name in dict.fromkeys([*left, *right])
            if left.get(name) != right.get(name)
        ]
    if not found and [_key(row) for row in before] != [_key(row) for row in after]:
        found.append(Difference(f"{field}.order", "", _names(before), _names(after)))
    return found


def _key(row: Any) -> str:
    return str(row.get("id") or _name(row)) if isinstance(row, dict) else str(row)


def _name(row: Any) -> str:
    return next((str(row[name]) for name in _NAMES if row.get(name)), "") if isinstance(row, dict) else str(row)


def _names(rows: list[Any]) -> str:
    return ", ".join(_name(row) for row in rows)


def text_of(value: Any) -> str:
    """Write a value of a document for reading."""
    if value is None or value is False or value == [] or value == {}:
        return ""
    if value is True:
        return "✓"
    if isinstance(value, list):
        return ", ".join(text_of(item) for item in value)
    if isinstance(value, dict):
        return " · ".join(
            text
            for key, item in value.items()
            if key not in {"id", "file", "width", "height"}
            if (text := text_of(item))
        )
    return str(value)


def pieces_between(before: str, after: str) -> tuple[Piece, ...]:
    """Compare two texts word by word."""
    old, new = _words(before), _words(after)
    pieces: list[Piece] = []
    for kind, old_from, old_to, new_from, new_to in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece("kept", "".join(old[old_from:old_to])))
            continue
        if old_from < old_to:
            pieces.append(Piece("removed", "".join(old[old_from:old_to])))
        if new_from < new_to:
            pieces.append(Piece("added", "".join(new[new_from:new_to])))
    return tuple(pieces)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text)


def merged(*, current: Mapping[str, Any], before: Mapping[str, Any], after: Mapping[str, Any]) -> dict[str, Any]:
    """Carry onto `current` only the fields that changed from `before` to `after`."""
    changed = {key: value for key, value in after.items() if before.get(key) != value}
    return {**current, **changed}
