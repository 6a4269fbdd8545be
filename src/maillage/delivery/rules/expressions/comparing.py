"""Truth, equality and order of values as existing rule sets know them: those of PHP 8, where nothing counts as zero.

So `weight < 5000` holds for a delivery whose weight nobody gave, as it always did. What PHP compares by accident (a text with an
object, lists by length) is refused. Source: PHP manual, "Comparison operators" and "Numeric strings".
"""

import operator
import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from decimal import Decimal, DecimalException
from typing import Any

from maillage.delivery.rules.expressions.parsing import LARGEST, NUMBERS
from maillage.delivery.rules.expressions.values import UNKNOWN, Span, Value

type Number = int | Decimal

_NUMERIC = re.compile(r"\s*[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?\s*")
_LONGEST_NUMERAL = 40
_ORDERS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt, ">": operator.gt, "<=": operator.le, ">=": operator.ge,
}  # fmt: skip


class NotComparable(Exception):
    """The two values have no order, or the value is no number."""


def is_true(value: Value, /) -> bool:
    """Say whether a value counts as true: not null, zero, nothing, "0", an empty list or something unknown."""
    return value is not UNKNOWN and value not in (None, False, 0, "", "0", ())


def equal(left: Value, right: Value, /) -> bool:
    """Compare as `==`. What is unknown equals nothing."""
    if UNKNOWN in (left, right):
        return False
    if isinstance(left, bool) or isinstance(right, bool) or (left is None) != (right is None):
        return _equals_truth(left, right)
    if isinstance(left, str) != isinstance(right, str):
        pair = _numbers(left, right)
        return pair is not None and pair[0] == pair[1]
    if isinstance(left, str) and isinstance(right, str):
        pair = _numbers(left, right)
        return left == right or (pair is not None and pair[0] == pair[1])
    if isinstance(left, tuple) and isinstance(right, tuple):
        return len(left) == len(right) and all(map(equal, left, right))
    return left == right


def _equals_truth(left: Value, right: Value) -> bool:
    if None in (left, right) and isinstance(other := right if left is None else left, str):
        return other == ""
    return is_true(left) == is_true(right)


def identical(left: Value, right: Value, /) -> bool:
    """Compare as `===`: of one type, numbers being one."""
    if isinstance(left, int | Decimal) and isinstance(right, int | Decimal):
        return isinstance(left, bool) == isinstance(right, bool) and left == right
    return type(left) is type(right) and left is not UNKNOWN and left == right


def is_in(value: Value, among: Value, /) -> bool:
    """Tell `value in among`: one of a list, or between the ends of a range. Raises: NotComparable (`among` is neither)."""
    match among:
        case tuple():
            return any(equal(value, one) for one in among)
        case Span():
            number = None if value is UNKNOWN else number_or_none(value)
            return number is not None and number in among
        case _:
            raise NotComparable


def ordered(sign: str, left: Value, right: Value, /) -> bool:
    """Compare as `<`, `>`, `<=` or `>=`. Raises: NotComparable."""
    compare = _ORDERS[sign]
    if UNKNOWN in (left, right):
        return False
    if isinstance(left, datetime) and isinstance(right, datetime):
        return compare(left.astimezone(UTC), right.astimezone(UTC))
    if isinstance(left, str) and isinstance(right, str):
        pair = _numbers(left, right)
        return compare(*pair) if pair else compare(left, right)
    pair = _numbers(left, right)
    if pair is None:
        raise NotComparable
    return compare(*pair)


def number_or_none(value: Value, /) -> Number | None:
    """Give a value as a number: null is zero, true is one, a numeral what it says."""
    match value:
        case None:
            return 0
        case bool():
            return int(value)
        case int() | Decimal():
            return value
        case str():
            return _numeral(value)
        case _:
            return None


def _numeral(text: str) -> Number | None:
    if len(text) > _LONGEST_NUMERAL or not _NUMERIC.fullmatch(text):
        return None
    try:
        number = NUMBERS.create_decimal(text.strip())
    except DecimalException:
        return None
    if abs(number) > LARGEST:
        return None
    return int(number) if number == int(number) else number


def _numbers(left: Value, right: Value) -> tuple[Number, Number] | None:
    first, second = number_or_none(left), number_or_none(right)
    return None if first is None or second is None else (first, second)
