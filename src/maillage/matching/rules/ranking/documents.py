"""Rankings as plain JSON values, there and back, and their replay."""

import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from typing import Any

from maillage.matching.rules.ranking.order import FORMULA_VERSION, Ranking, rank

type Plain = Mapping[str, Any]


class UnknownFormula(ValueError):
    """The ranking was made by a formula that this version does not have."""


class BadDocument(ValueError):
    """The document is not one of a ranking; the message names the field."""


def to_document(*, ranking: Ranking) -> dict[str, Any]:
    """Give a ranking as JSON values: dictionaries, lists, strings, numbers, booleans and None."""
    document: dict[str, Any] = _plain(ranking)
    return document


def from_document(*, document: Plain) -> Ranking:
    """Build a ranking from its document, as it was stored.

    Raises: BadDocument (a field missing, unknown or of another kind, a value out of bounds).
    """
    return _built(Ranking, document, "ranking")


def replay(*, document: Plain) -> Ranking:
    """Make a stored ranking anew from its inputs; equal to the stored one, to the last bit, unless one was tampered with.

    Raises: UnknownFormula, BadDocument.
    """
    stored = from_document(document=document)
    if stored.formula_version not in _FORMULAS:
        raise UnknownFormula(f"Formula {stored.formula_version} is not among {sorted(_FORMULAS)}.")
    made = _FORMULAS[stored.formula_version](need=stored.need, candidates=stored.candidates, weights=stored.weights)
    return Ranking(
        stored.formula_version,
        made.need,
        made.weights,
        stored.considered,
        made.entries,
        made.excluded,
        stored.candidates,
    )


def plain(value: Any, /) -> Any:
    """Give any of our dataclasses as JSON values."""
    return _plain(value)


def built[Kind](kind: type[Kind], document: Any, /, *, where: str) -> Kind:
    """Build one of our dataclasses from its document; `where` names it in what is refused.

    Raises: BadDocument.
    """
    return _built(kind, document, where)


# When the formula changes, the former one stays here under its number: decisions already taken can still be explained.
# 1 and 2 compute alike: they differ in what facts say. In 1 a tie was a reference made together, and past amounts were unknown.
_FORMULAS = {1: rank, FORMULA_VERSION: rank}


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    return value.isoformat() if isinstance(value, date) else value


@cache
def _kinds_of(kind: type) -> dict[str, Any]:
    return typing.get_type_hints(kind)


def _built[Kind](kind: type[Kind], document: Any, where: str) -> Kind:
    if not isinstance(document, Mapping):
        raise BadDocument(f"{where} is not an object.")
    kinds = _kinds_of(typing.cast(Any, kind))
    if unknown := set(document) - set(kinds):
        raise BadDocument(f"{where} has an unknown field: {', '.join(sorted(map(str, unknown)))}.")
    given: dict[str, Any] = {}
    for field in fields(typing.cast(Any, kind)):
        if field.name in document:
            given[field.name] = _read(kinds[field.name], document[field.name], f"{where}.{field.name}")
        elif field.default is MISSING and field.default_factory is MISSING:
            raise BadDocument(f"{where}.{field.name} is missing.")
    try:
        return kind(**given)
    except ValueError as error:
        raise BadDocument(f"{where}: {error}") from error


def _read(kind: Any, value: Any, where: str) -> Any:
    if isinstance(kind, typing.TypeAliasType):
        kind = kind.__value__
    if isinstance(kind, types.UnionType):
        return _read_union(kind, value, where)
    if typing.get_origin(kind) is tuple:
        return _read_tuple(typing.get_args(kind), value, where)
    if is_dataclass(kind):
        return _built(typing.cast(type, kind), value, where)
    return _read_simple(kind, value, where)


def _read_union(kind: types.UnionType, value: Any, where: str) -> Any:
    for each in typing.get_args(kind):
        if (each is type(None) and value is None) or type(value) is each:
            return value
    options = [each for each in typing.get_args(kind) if each is not type(None)]
    if value is None or len(options) != 1:
        raise BadDocument(f"{where} is {value!r}, not {kind}.")
    return _read(options[0], value, where)


def _read_tuple(items: tuple[Any, ...], value: Any, where: str) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        raise BadDocument(f"{where} is not a list.")
    if len(items) == 2 and items[1] is Ellipsis:
        return tuple(_read(items[0], each, f"{where}[{place}]") for place, each in enumerate(value))
    if len(value) != len(items):
        raise BadDocument(f"{where} does not have {len(items)} items.")
    return tuple(_read(kind, each, where) for kind, each in zip(items, value, strict=True))


def _read_simple(kind: Any, value: Any, where: str) -> Any:
    # A number such as 30.0 comes back from some JSON stores as 30: a float may be written as an integer.
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is kind:
        return value
    try:
        if kind is date and isinstance(value, str):
            return date.fromisoformat(value)
        if isinstance(kind, type) and issubclass(kind, Enum):
            return kind(value)
    except ValueError as error:
        raise BadDocument(f"{where}: {error}") from error
    raise BadDocument(f"{where} is {value!r}, not {getattr(kind, '__name__', kind)}.")
