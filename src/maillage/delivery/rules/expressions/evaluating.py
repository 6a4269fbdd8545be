"""Work an expression out. Everything is bounded: steps, depth (by the parser), the size of numbers and of texts."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal, DecimalException

from maillage.delivery.rules.expressions.comparing import (
    NotComparable,
    Number,
    equal,
    identical,
    is_in,
    is_true,
    number_or_none,
    ordered,
)
from maillage.delivery.rules.expressions.errors import ExpressionError, Problem
from maillage.delivery.rules.expressions.functions import FUNCTIONS, ArgumentFault, Surroundings
from maillage.delivery.rules.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Constant,
    Listed,
    Method,
    Node,
    Unary,
    Variable,
)
from maillage.delivery.rules.expressions.parsing import LARGEST, NUMBERS
from maillage.delivery.rules.expressions.values import (
    ATTRIBUTES,
    METHODS,
    SHAPES,
    UNKNOWN,
    OrderFacts,
    Packages,
    Place,
    Span,
    TaskFacts,
    Value,
    read_attribute,
)

MOST_STEPS = 10_000
LONGEST_RESULT = 10_000
_LARGEST_POWER_BITS = 50


@dataclass(slots=True)
class Evaluation:
    """One expression worked out once. `variables`: by name; `steps`: how many nodes were visited."""

    variables: Mapping[str, Value]
    around: Surroundings
    steps: int = 0

    def value_of(self, node: Node) -> Value:
        """Give the value of a node. Raises: ExpressionError."""
        self.steps += 1
        if self.steps > MOST_STEPS:
            raise _error(Problem.TOO_MANY_STEPS, node)
        match node:
            case Constant(value=value):
                return value
            case Variable():
                return self._variable(node)
            case Listed(items=items):
                return tuple(map(self.value_of, items))
            case Call():
                return self._called(node)
            case Attribute():
                return self._attribute(node)
            case Method():
                return self._method(node)
            case Unary():
                return self._unary(node)
            case Binary():
                return self._binary(node)
            case Conditional():
                return self._chosen(node)

    def _variable(self, node: Variable) -> Value:
        if node.name not in self.variables:
            raise _error(Problem.UNKNOWN_VARIABLE, node, found=node.name, expected=tuple(self.variables))
        return self.variables[node.name]

    def _chosen(self, node: Conditional) -> Value:
        found = self.value_of(node.condition)
        if not is_true(found):
            return self.value_of(node.otherwise)
        return found if node.then is None else self.value_of(node.then)

    def _unary(self, node: Unary) -> Value:
        value = self.value_of(node.operand)
        return not is_true(value) if node.operator == "not" else self._arithmetic(node, node.operator, 0, value)

    def _binary(self, node: Binary) -> Value:
        if node.operator in ("and", "or"):
            return self._logic(node)
        left, right = self.value_of(node.left), self.value_of(node.right)
        try:
            return self._compared(node, left, right)
        except NotComparable:
            raise _error(Problem.WRONG_TYPE, node, found=node.operator) from None

    def _logic(self, node: Binary) -> bool:
        left = is_true(self.value_of(node.left))
        if left == (node.operator == "or"):
            return left
        return is_true(self.value_of(node.right))

    def _called(self, call: Call) -> Value:
        function = FUNCTIONS.get(call.name)
        if function is None:
            raise _error(Problem.UNKNOWN_FUNCTION, call, found=call.name, expected=tuple(FUNCTIONS))
        if not function.least <= len(call.arguments) <= len(function.kinds):
            raise _error(Problem.ARGUMENT_COUNT, call, found=call.name)
        values = [self.value_of(one) for one in call.arguments]
        try:
            return self._bounded(function.run(self.around, *values), call)
        except ArgumentFault as fault:
            place = call.arguments[fault.place] if fault.place < len(call.arguments) else call
            found = values[fault.place] if fault.place < len(values) else ""
            raise _error(fault.problem, place, found=str(found)[:80], expected=fault.expected) from None
        except DecimalException:
            raise _error(Problem.NUMBER_TOO_LARGE, call, found=call.name) from None

    def _attribute(self, node: Attribute) -> Value:
        owner = self.value_of(node.owner)
        if owner is None or owner is UNKNOWN:
            return owner
        known = ATTRIBUTES.get(SHAPES.get(type(owner), ""), {})
        if node.name not in known or not isinstance(owner, TaskFacts | Place | OrderFacts):
            raise _error(Problem.UNKNOWN_ATTRIBUTE, node, found=node.name, expected=tuple(known))
        return read_attribute(owner, node.name)

    def _method(self, node: Method) -> Value:
        owner = self.value_of(node.owner)
        known = METHODS.get(SHAPES.get(type(owner), ""), {})
        if node.name not in known or not isinstance(owner, Packages):
            raise _error(Problem.UNKNOWN_METHOD, node, found=node.name, expected=tuple(known))
        if len(node.arguments) != known[node.name]:
            raise _error(Problem.ARGUMENT_COUNT, node, found=node.name, expected=(str(known[node.name]),))
        if node.name == "totalVolumeUnits":
            return self._bounded(owner.total_volume_units(), node)
        name = self.value_of(node.arguments[0])
        if not isinstance(name, str):
            raise _error(Problem.ARGUMENT, node.arguments[0], found=str(name)[:80], expected=("text",))
        quantity = owner.quantity(name)
        return quantity > 0 if node.name == "containsAtLeastOne" else self._bounded(quantity, node)

    def _compared(self, node: Binary, left: Value, right: Value) -> Value:
        match node.operator:
            case "==" | "!=":
                return UNKNOWN not in (left, right) and equal(left, right) == (node.operator == "==")
            case "===" | "!==":
                return identical(left, right) == (node.operator == "===")
            case "<" | ">" | "<=" | ">=":
                return ordered(node.operator, left, right)
            case "in":
                return is_in(left, right)
            case "not in":
                return left is not UNKNOWN and not is_in(left, right)
            case "contains" | "starts with" | "ends with":
                return _text_test(node, left, right)
            case "~":
                return self._joined(node, left, right)
            case "..":
                return Span(self._number(node, left), self._number(node, right))
            case _:
                return self._arithmetic(node, node.operator, left, right)

    def _arithmetic(self, node: Unary | Binary, sign: str, left: Value, right: Value) -> Value:
        if left is UNKNOWN or right is UNKNOWN:
            return UNKNOWN
        first, second = self._number(node, left), self._number(node, right)
        if second == 0 and sign in ("/", "%"):
            raise _error(Problem.DIVISION_BY_ZERO, node, found=sign)
        try:
            return self._bounded(_calculated(node, sign, first, second), node)
        except DecimalException:
            raise _error(Problem.NUMBER_TOO_LARGE, node, found=sign) from None

    def _number(self, node: Unary | Binary, value: Value) -> Number:
        number = number_or_none(value)
        if number is None:
            raise _error(Problem.WRONG_TYPE, node, found=node.operator, expected=("number",))
        return number

    def _joined(self, node: Binary, left: Value, right: Value) -> str:
        text = _text_of(node, left) + _text_of(node, right)
        if len(text) > LONGEST_RESULT:
            raise _error(Problem.TEXT_TOO_LONG, node, found=node.operator)
        return text

    def _bounded(self, value: Value, node: Node) -> Value:
        if isinstance(value, bool) or not isinstance(value, int | Decimal):
            return value
        if not -LARGEST <= value <= LARGEST:
            raise _error(Problem.NUMBER_TOO_LARGE, node)
        return int(value) if value == int(value) else value


def _calculated(node: Unary | Binary, sign: str, first: Number, second: Number) -> Number:
    match sign:
        case "+":
            return first + second if _are_whole(first, second) else NUMBERS.add(Decimal(first), Decimal(second))
        case "-":
            return first - second if _are_whole(first, second) else NUMBERS.subtract(Decimal(first), Decimal(second))
        case "*":
            return first * second if _are_whole(first, second) else NUMBERS.multiply(Decimal(first), Decimal(second))
        case "/":
            return NUMBERS.divide(Decimal(first), Decimal(second))
        case "%":
            return _remainder(node, first, second)
        case _:
            return _power(node, first, second)


def _are_whole(first: Number, second: Number) -> bool:
    return isinstance(first, int) and isinstance(second, int)


def _remainder(node: Unary | Binary, first: Number, second: Number) -> int:
    """Give the remainder of the whole parts, of the sign of the first. Source: PHP manual, "Arithmetic operators"."""
    divisor = abs(int(second))
    if not divisor:
        raise _error(Problem.DIVISION_BY_ZERO, node, found="%")
    rest = abs(int(first)) % divisor
    return -rest if first < 0 else rest


def _power(node: Unary | Binary, base: Number, exponent: Number) -> Number:
    if base == 0 and exponent < 0:
        raise _error(Problem.DIVISION_BY_ZERO, node, found="**")
    if base < 0 and exponent != int(exponent):
        raise _error(Problem.WRONG_TYPE, node, found="**", expected=("number",))
    if base == 0 or exponent == 0:
        return int(exponent == 0)
    if math.log2(abs(float(base))) * float(exponent) > _LARGEST_POWER_BITS:
        raise _error(Problem.NUMBER_TOO_LARGE, node, found="**")
    if isinstance(base, int) and isinstance(exponent, int) and exponent > 0:
        short = exponent if abs(base) > 1 else 2 - exponent % 2
        return int(base**short)
    return NUMBERS.power(Decimal(base), Decimal(exponent))


def _text_test(node: Binary, left: Value, right: Value) -> bool:
    text, part = _text_of(node, left), _text_of(node, right)
    match node.operator:
        case "contains":
            return part in text
        case "starts with":
            return text.startswith(part)
        case _:
            return text.endswith(part)


def _text_of(node: Binary, value: Value) -> str:
    match value:
        case None | False:
            return ""
        case True:
            return "1"
        case str():
            return value
        case int() | Decimal():
            return str(value) if isinstance(value, int) else format(value, "f")
        case datetime():
            return value.isoformat()
        case _:
            raise _error(Problem.WRONG_TYPE, node, found=node.operator, expected=("text",))


def _error(problem: Problem, node: Node, *, found: str = "", expected: tuple[str, ...] = ()) -> ExpressionError:
    return ExpressionError(problem, at=node.at, until=max(node.until, node.at + 1), found=found, expected=expected)
