"""The functions of conditions and prices.

Source: `coopcycle_api.md` and the co-operatives' rule sets. Where these leave a choice: hours are told to the second, days are whole
days of 24 hours, a window that is not there is unknown and matches nothing.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

from maillage.delivery.rules.expressions.comparing import equal, is_in, number_or_none, ordered
from maillage.delivery.rules.expressions.errors import Problem
from maillage.delivery.rules.expressions.parsing import NUMBERS
from maillage.delivery.rules.expressions.values import (
    UNKNOWN,
    Packages,
    Percentage,
    Place,
    Span,
    TaskFacts,
    Unknown,
    Value,
)
from maillage.delivery.rules.zones import Zone

WHOLE = 10_000
_MOST_PERCENT = 100 * WHOLE
_DAY_S = 86_400
UNITS = {"minutes": 60, "hours": 3_600, "days": _DAY_S}
_COMPARISON = re.compile(
    r"\s*(?:(?P<sign><=|>=|<|>|===|==|!==|!=)\s*(?P<value>-?[0-9]{1,12}(?:\.[0-9]{1,6})?)"
    r"|in\s+(?P<low>-?[0-9]{1,12}(?:\.[0-9]{1,6})?)\s*\.\.\s*(?P<high>-?[0-9]{1,12}(?:\.[0-9]{1,6})?))\s*"
)


class ArgumentFault(Exception):
    """Argument number `place` (from 0) is not what the function takes."""

    def __init__(self, place: int, problem: Problem = Problem.ARGUMENT, expected: tuple[str, ...] = ()) -> None:
        self.place = place
        self.problem = problem
        self.expected = expected
        super().__init__(place, problem)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What functions may ask for beside their arguments: zones by name, and the instant at which the price is asked."""

    zones: Mapping[str, Zone]
    now: datetime


@dataclass(frozen=True, slots=True)
class Function:
    """`kinds`: of its arguments, in order; the first `least` are needed."""

    run: Callable[..., Value]
    kinds: tuple[str, ...]
    least: int


def compare_text(value: int | Decimal, text: str, /) -> bool | None:
    """Tell whether a number is as a comparison written in quotes says (`"< 12"`, `"in 2..4"`); None when it says nothing."""
    found = _COMPARISON.fullmatch(text)
    if found is None:
        return None
    if found["sign"] is None:
        return is_in(value, Span(Decimal(found["low"]), Decimal(found["high"])))
    sign, other = found["sign"], Decimal(found["value"])
    if sign[0] in "=!":
        return equal(value, other) == (sign[0] == "=")
    return ordered(sign, value, other)


def _in_zone(around: Surroundings, place: Value, name: Value) -> Value:
    point, zone = _point(place), _zone(around, name)
    return point is not None and point in zone


def _out_zone(around: Surroundings, place: Value, name: Value) -> Value:
    """Say whether an address lies outside; one that was not found is nowhere, and makes nothing dearer."""
    point, zone = _point(place), _zone(around, name)
    return point is not None and point not in zone


def _point(place: Value) -> tuple[float, float] | None:
    if place is None or place is UNKNOWN:
        return None
    if not isinstance(place, Place):
        raise ArgumentFault(0, expected=("address",))
    return place.point


def _zone(around: Surroundings, name: Value) -> Zone:
    if not isinstance(name, str) or name not in around.zones:
        raise ArgumentFault(1, Problem.UNKNOWN_ZONE, tuple(around.zones))
    return around.zones[name]


def _diff_hours(around: Surroundings, task: Value, comparison: Value = None) -> Value:
    delay = _delay(around, task)
    hours = delay if isinstance(delay, Unknown) else _divided(delay, timedelta(hours=1))
    return _compared(hours, comparison, place=1)


def _diff_days(around: Surroundings, task: Value, comparison: Value = None) -> Value:
    delay = _delay(around, task)
    days = delay if isinstance(delay, Unknown) else int(delay / timedelta(days=1))
    return _compared(days, comparison, place=1)


def _delay(around: Surroundings, task: Value) -> timedelta | Unknown:
    before = _task(task).before
    return UNKNOWN if before is None else _elapsed(around.now, before)


def _time_range_length(around: Surroundings, task: Value, unit: Value, comparison: Value = None) -> Value:
    asked = _task(task)
    if not isinstance(unit, str) or unit not in UNITS:
        raise ArgumentFault(1, expected=tuple(UNITS))
    if asked.after is None or asked.before is None:
        return _compared(UNKNOWN, comparison, place=2)
    return _compared(_divided(_elapsed(asked.after, asked.before), timedelta(seconds=UNITS[unit])), comparison, place=2)


def _task(task: Value) -> TaskFacts:
    if task is None or task is UNKNOWN:
        return TaskFacts()
    if not isinstance(task, TaskFacts):
        raise ArgumentFault(0, expected=("task",))
    return task


def _elapsed(start: datetime, end: datetime) -> timedelta:
    """Give the time that passes; between two times of one zone Python would only compare what their clocks show."""
    return end.astimezone(UTC) - start.astimezone(UTC)


def _divided(length: timedelta, unit: timedelta) -> int | Decimal:
    quotient = NUMBERS.divide(Decimal(length // timedelta(microseconds=1)), Decimal(unit // timedelta(microseconds=1)))
    return int(quotient) if quotient == int(quotient) else quotient


def _compared(value: int | Decimal | Unknown, comparison: Value, *, place: int) -> Value:
    if comparison is None:
        return value
    result = (
        compare_text(0 if isinstance(value, Unknown) else value, comparison) if isinstance(comparison, str) else None
    )
    if result is None:
        raise ArgumentFault(place, Problem.COMPARISON_TEXT, ("<", "<=", ">", ">=", "==", "in"))
    return False if isinstance(value, Unknown) else result


def _price_range(_around: Surroundings, measure: Value, price: Value, step: Value, threshold: Value) -> Value:
    """Price every started step above the threshold."""
    if measure is UNKNOWN:
        return UNKNOWN
    value, cents, width, start = (_number(one, place) for place, one in enumerate((measure, price, step, threshold)))
    if width <= 0:
        raise ArgumentFault(2, expected=("> 0",))
    if value <= start:
        return 0
    exact = NUMBERS.divide(NUMBERS.subtract(Decimal(value), Decimal(start)), Decimal(width))
    steps = int(exact) + (exact != int(exact))
    return steps * cents


def _price_percentage(_around: Surroundings, parts: Value) -> Value:
    number = _number(parts, 0)
    if number != int(number) or not 0 <= number <= _MOST_PERCENT:
        raise ArgumentFault(0, expected=("number",))
    return Percentage(int(number))


def _price_per_package(
    _around: Surroundings, packages: Value, name: Value, unit: Value, offset: Value = 0, reduced: Value = 0
) -> Value:
    """Price packages of a type one by one, those after the first `offset` at another price; without an offset all cost the same."""
    if not isinstance(packages, Packages):
        raise ArgumentFault(0, expected=("packages",))
    if not isinstance(name, str):
        raise ArgumentFault(1, expected=("text",))
    quantity, unit_cents, reduced_cents = packages.quantity(name), _number(unit, 2), _number(reduced, 4)
    full = int(_number(offset, 3))
    if full <= 0 or quantity <= full:
        return quantity * unit_cents
    return full * unit_cents + (quantity - full) * reduced_cents


def _number(value: Value, place: int) -> int | Decimal:
    number = None if isinstance(value, str) else number_or_none(value)
    if number is None:
        raise ArgumentFault(place, expected=("number",))
    return number


CONDITION_FUNCTIONS: Mapping[str, Function] = {
    "in_zone": Function(_in_zone, ("address", "zone"), 2),
    "out_zone": Function(_out_zone, ("address", "zone"), 2),
    "diff_days": Function(_diff_days, ("task", "comparison"), 1),
    "diff_hours": Function(_diff_hours, ("task", "comparison"), 1),
    "time_range_length": Function(_time_range_length, ("task", "unit", "comparison"), 2),
}
PRICE_FUNCTIONS: Mapping[str, Function] = {
    "price_range": Function(_price_range, ("number", "number", "step", "number"), 4),
    "price_percentage": Function(_price_percentage, ("number",), 1),
    "price_per_package": Function(_price_per_package, ("packages", "text", "number", "number", "number"), 3),
}
FUNCTIONS: Mapping[str, Function] = {**CONDITION_FUNCTIONS, **PRICE_FUNCTIONS}


def fault_of_constant(value: Any, kind: str, *, zones: frozenset[str] | None) -> ArgumentFault | None:
    """Tell what is wrong with an argument that is written out, before anything is calculated."""
    is_number = isinstance(value, int | Decimal) and not isinstance(value, bool)
    match kind:
        case "zone" if not isinstance(value, str):
            return ArgumentFault(0, expected=("text",))
        case "zone" if zones is not None and value not in zones:
            return ArgumentFault(0, Problem.UNKNOWN_ZONE, tuple(sorted(zones)))
        case "comparison" if not isinstance(value, str) or compare_text(0, value) is None:
            return ArgumentFault(0, Problem.COMPARISON_TEXT, ("<", "<=", ">", ">=", "==", "in"))
        case "unit" if value not in UNITS:
            return ArgumentFault(0, expected=tuple(UNITS))
        case "text" if not isinstance(value, str):
            return ArgumentFault(0, expected=("text",))
        case "step" if not is_number or value <= 0:
            return ArgumentFault(0, expected=("> 0",))
        case "number" if not is_number:
            return ArgumentFault(0, expected=("number",))
        case "task" | "address" | "packages" if value is not None:
            return ArgumentFault(0, expected=(kind,))
        case _:
            return None
