"""Write the tree of an expression as text again, with no more brackets than it needs."""

from decimal import Decimal

from maillage.delivery.rules.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Constant,
    Listed,
    Method,
    Node,
    Scalar,
    Unary,
    Variable,
)
from maillage.delivery.rules.expressions.operators import BINARY, RIGHT_TO_LEFT, UNARY

_TIGHTEST = 1_000
_LOOSEST = -1
_NO_SPACE = frozenset({"..", "**"})


def printed(node: Node, /) -> str:
    """Give the text of an expression; read again, it is the same tree."""
    match node:
        case Constant(value=value):
            return _constant(value)
        case Variable(name=name):
            return name
        case Listed(items=items):
            return f"[{_row(items)}]"
        case Call(name=name, arguments=arguments):
            return f"{name}({_row(arguments)})"
        case Attribute(owner=owner, name=name):
            return f"{_owner(owner)}.{name}"
        case Method(owner=owner, name=name, arguments=arguments):
            return f"{_owner(owner)}.{name}({_row(arguments)})"
        case Unary():
            return _unary(node)
        case Binary():
            return _binary(node)
        case Conditional(condition=condition, then=None, otherwise=otherwise):
            return f"{_bracketed(condition, 0)} ?: {printed(otherwise)}"
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            return f"{_bracketed(condition, 0)} ? {printed(then) if then else ''} : {printed(otherwise)}"


def _unary(node: Unary) -> str:
    sign = "not " if node.operator == "not" else node.operator
    return f"{sign}{_bracketed(node.operand, UNARY[node.operator])}"


def _binary(node: Binary) -> str:
    level = BINARY[node.operator]
    is_right_to_left = node.operator in RIGHT_TO_LEFT
    left = _bracketed(node.left, level + is_right_to_left, beside=level)
    right = _bracketed(node.right, level + (not is_right_to_left), beside=level)
    space = "" if node.operator in _NO_SPACE else " "
    return f"{left}{space}{node.operator}{space}{right}"


def _bracketed(node: Node, least: int, *, beside: int = _LOOSEST) -> str:
    """Put brackets around what binds looser than its place asks; a loose prefix would swallow what follows it."""
    text = printed(node)
    match node:
        case Binary(operator=operator):
            level = BINARY[operator]
        case Unary(operator=operator):
            level = _LOOSEST if beside > UNARY[operator] else UNARY[operator]
        case Conditional():
            level = _LOOSEST
        case _:
            level = _TIGHTEST
    return text if level >= least else f"({text})"


def _owner(node: Node) -> str:
    text = printed(node)
    is_plain = isinstance(node, Variable | Call | Attribute | Method)
    return text if is_plain else f"({text})"


def _row(nodes: tuple[Node, ...]) -> str:
    return ", ".join(map(printed, nodes))


def _constant(value: Scalar) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            escaped = value.replace("\\", "\\\\").replace('"', '\\"')
            return f'"{escaped}"'
        case Decimal():
            return format(value, "f")
        case _:
            return str(value)
