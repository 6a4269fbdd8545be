"""Conditions and prices in the expression language of existing rule sets, evaluated safely.

Texts are those of Symfony's ExpressionLanguage with CoopCycle's variables and functions, pasted in unchanged; decision 51. Nothing of
Python is within reach, every size is bounded, and each fault is an `ExpressionError` with its place in the text.
"""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache

from maillage.delivery.rules.expressions.checking import VARIABLES, check
from maillage.delivery.rules.expressions.comparing import is_true
from maillage.delivery.rules.expressions.errors import ExpressionError, Problem
from maillage.delivery.rules.expressions.evaluating import Evaluation
from maillage.delivery.rules.expressions.functions import CONDITION_FUNCTIONS, PRICE_FUNCTIONS, WHOLE, Surroundings
from maillage.delivery.rules.expressions.nodes import Call, Constant, Node, children_of
from maillage.delivery.rules.expressions.parsing import DEEPEST, LONGEST_TEXT, parse
from maillage.delivery.rules.expressions.printing import printed
from maillage.delivery.rules.expressions.values import (
    NO_DISTANCE,
    NO_TASK,
    OrderFacts,
    PackageCount,
    Packages,
    Percentage,
    Place,
    TaskFacts,
    Value,
)

__all__ = [
    "CONDITION_FUNCTIONS",
    "DEEPEST",
    "LONGEST_TEXT",
    "NO_DISTANCE",
    "NO_TASK",
    "PRICE_FUNCTIONS",
    "VARIABLES",
    "WHOLE",
    "ExpressionError",
    "OrderFacts",
    "PackageCount",
    "Packages",
    "Percentage",
    "Place",
    "Problem",
    "Scope",
    "Surroundings",
    "TaskFacts",
    "check_condition",
    "check_price",
    "holds",
    "parse",
    "price_of",
    "printed",
    "zones_named",
]


@dataclass(frozen=True, slots=True)
class Scope:
    """What an expression is asked about."""

    variables: dict[str, Value]
    around: Surroundings


def check_condition(text: str, /, *, zones: frozenset[str] | None = None) -> None:
    """Refuse a condition that could never be evaluated. `zones`: the names that exist, None to let any pass.

    Raises: ExpressionError.
    """
    check(parse(text), is_price=False, zones=zones)


def check_price(text: str, /, *, zones: frozenset[str] | None = None) -> None:
    """Refuse a price that could never be evaluated; a whole number of cents is one. Raises: ExpressionError."""
    check(parse(text), is_price=True, zones=zones)


def holds(text: str, scope: Scope, /) -> bool:
    """Tell whether a condition holds. Raises: ExpressionError."""
    tree = _ready(text, is_price=False)
    return is_true(Evaluation(scope.variables, scope.around).value_of(tree))


def price_of(text: str, scope: Scope, /) -> int | Percentage:
    """Give a price in cents, half a cent rounded up, or a percentage of the running total. Raises: ExpressionError."""
    tree = _ready(text, is_price=True)
    match Evaluation(scope.variables, scope.around).value_of(tree):
        case Percentage() as percentage:
            return percentage
        case bool():
            pass
        case int() as cents:
            return cents
        case Decimal() as cents:
            return int(cents.quantize(Decimal(1), ROUND_HALF_UP))
    raise ExpressionError(Problem.NOT_A_PRICE, at=0, until=len(text), expected=("number",))


def zones_named(text: str, /) -> frozenset[str]:
    """Give the zones that an expression names, so that none is taken away from under it. Raises: ExpressionError."""
    found, waiting = set(), [parse(text)]
    while waiting:
        node = waiting.pop()
        waiting += children_of(node)
        if isinstance(node, Call) and node.name in ("in_zone", "out_zone") and len(node.arguments) == 2:
            zone = node.arguments[1]
            if isinstance(zone, Constant) and isinstance(zone.value, str):
                found.add(zone.value)
    return frozenset(found)


@lru_cache(maxsize=2_000)
def _ready(text: str, *, is_price: bool) -> Node:
    """Parse and check a text once for all the times that it is asked."""
    tree = parse(text)
    check(tree, is_price=is_price, zones=None)
    return tree
