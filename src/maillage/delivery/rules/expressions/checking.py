"""Find what a parsed expression asks for that does not exist, before anything is priced with it."""

from collections.abc import Mapping

from maillage.delivery.rules.expressions.errors import ExpressionError, Problem
from maillage.delivery.rules.expressions.functions import CONDITION_FUNCTIONS, FUNCTIONS, fault_of_constant
from maillage.delivery.rules.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Constant,
    Method,
    Node,
    Variable,
    children_of,
)
from maillage.delivery.rules.expressions.values import ATTRIBUTES, METHODS

# Name of a variable → the shape of what it holds.
VARIABLES: Mapping[str, str] = {
    "distance": "number",
    "weight": "number",
    "vehicle": "text",
    "pickup": "task",
    "dropoff": "task",
    "task": "task",
    "packages": "packages",
    "order": "order",
    "time_slot": "text",
}
_OWN_SHAPES = frozenset({"task", "address", "packages"})


def check(tree: Node, /, *, is_price: bool, zones: frozenset[str] | None) -> None:
    """Refuse unknown names and wrong arguments, the first of the text first. `zones`: the known names, None to let any pass.

    Functions of prices are unknown to conditions. Raises: ExpressionError.
    """
    faults: list[ExpressionError] = []
    waiting = [tree]
    while waiting:
        node = waiting.pop()
        fault = _fault(node, is_price=is_price, zones=zones)
        if fault:
            faults.append(fault)
        waiting += children_of(node)
    if faults:
        raise min(faults, key=lambda fault: fault.at)


def _fault(node: Node, *, is_price: bool, zones: frozenset[str] | None) -> ExpressionError | None:
    match node:
        case Variable(name=name) if name not in VARIABLES:
            return _unknown(Problem.UNKNOWN_VARIABLE, node, VARIABLES)
        case Binary(operator="/" | "%", right=Constant(value=0)):
            return ExpressionError(Problem.DIVISION_BY_ZERO, at=node.at, until=node.until, found=node.operator)
        case Call():
            return _fault_of_call(node, is_price=is_price, zones=zones)
        case Attribute(owner=owner, name=name):
            shape = shape_of(owner)
            if shape and name not in ATTRIBUTES.get(shape, {}):
                return _unknown(Problem.UNKNOWN_ATTRIBUTE, node, ATTRIBUTES.get(shape, {}))
        case Method(owner=owner, name=name, arguments=arguments):
            shape = shape_of(owner)
            known = METHODS.get(shape, {}) if shape else {name: len(arguments)}
            if name not in known:
                return _unknown(Problem.UNKNOWN_METHOD, node, known)
            if len(arguments) != known[name]:
                return _count(node, known[name], known[name])
    return None


def _fault_of_call(call: Call, *, is_price: bool, zones: frozenset[str] | None) -> ExpressionError | None:
    functions = FUNCTIONS if is_price else CONDITION_FUNCTIONS
    function = functions.get(call.name)
    if function is None:
        return _unknown(Problem.UNKNOWN_FUNCTION, call, functions)
    if not function.least <= len(call.arguments) <= len(function.kinds):
        return _count(call, function.least, len(function.kinds))
    for argument, kind in zip(call.arguments, function.kinds, strict=False):
        if isinstance(argument, Constant):
            fault = fault_of_constant(argument.value, kind, zones=zones)
            if fault:
                return ExpressionError(
                    fault.problem,
                    at=argument.at,
                    until=argument.until,
                    found=str(argument.value),
                    expected=fault.expected,
                )
        elif kind in _OWN_SHAPES and shape_of(argument) not in ("", kind):
            return ExpressionError(
                Problem.ARGUMENT, at=argument.at, until=argument.until, found=call.name, expected=(kind,)
            )
    return None


def shape_of(node: Node, /) -> str:
    """Tell the shape of what a node gives, nothing when that shows only with the facts."""
    match node:
        case Variable(name=name):
            return VARIABLES.get(name, "")
        case Attribute(owner=owner, name=name):
            return ATTRIBUTES.get(shape_of(owner), {}).get(name, "")
        case _:
            return ""


def _unknown(
    problem: Problem, node: Variable | Call | Attribute | Method, known: Mapping[str, object]
) -> ExpressionError:
    return ExpressionError(problem, at=node.at, until=node.until, found=node.name, expected=tuple(known))


def _count(node: Call | Method, least: int, most: int) -> ExpressionError:
    expected = (str(least),) if least == most else (str(least), str(most))
    return ExpressionError(Problem.ARGUMENT_COUNT, at=node.at, until=node.until, found=node.name, expected=expected)
