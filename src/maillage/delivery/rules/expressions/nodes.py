"""The tree of an expression. `at`, `until`: the characters of the text that it was read from; they do not count in comparisons."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal

type Scalar = bool | int | Decimal | str | None


def _place() -> int:
    return field(default=0, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Constant:
    value: Scalar
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Variable:
    name: str
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Listed:
    """`["a", "b"]`."""

    items: "tuple[Node, ...]"
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Call:
    """`name(…)`; `at` and `until` are those of the name."""

    name: str
    arguments: "tuple[Node, ...]"
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Attribute:
    """`owner.name`; `at` and `until` are those of the name."""

    owner: "Node"
    name: str
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Method:
    """`owner.name(…)`; `at` and `until` are those of the name."""

    owner: "Node"
    name: str
    arguments: "tuple[Node, ...]"
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Unary:
    """`at` and `until` are those of the operator."""

    operator: str
    operand: "Node"
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Binary:
    """`at` and `until` are those of the operator."""

    operator: str
    left: "Node"
    right: "Node"
    at: int = _place()
    until: int = _place()


@dataclass(frozen=True, slots=True)
class Conditional:
    """`condition ? then : otherwise`, or `condition ?: otherwise` when `then` is None; `at` is the place of the question mark."""

    condition: "Node"
    then: "Node | None"
    otherwise: "Node"
    at: int = _place()
    until: int = _place()


type Node = Constant | Variable | Listed | Call | Attribute | Method | Unary | Binary | Conditional


def children_of(node: Node, /) -> Iterator[Node]:
    """Give what a node is made of, in the order of the text."""
    match node:
        case Listed(items=nodes) | Call(arguments=nodes):
            yield from nodes
        case Attribute(owner=owner):
            yield owner
        case Method(owner=owner, arguments=nodes):
            yield owner
            yield from nodes
        case Unary(operand=operand):
            yield operand
        case Binary(left=left, right=right):
            yield left
            yield right
        case Conditional(condition=condition, then=then, otherwise=otherwise):
            yield condition
            if then is not None:
                yield then
            yield otherwise
        case _:
            return


def depth_of(node: Node, /) -> int:
    """Count the levels, without recursion: the tree of a hostile text may be too deep for it."""
    deepest, waiting = 0, [(node, 1)]
    while waiting:
        current, depth = waiting.pop()
        deepest = max(deepest, depth)
        waiting += [(child, depth + 1) for child in children_of(current)]
    return deepest
