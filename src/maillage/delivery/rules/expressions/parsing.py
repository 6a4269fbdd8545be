"""Read the text of an expression into its tree.

Lark reads operands and operators in a row; precedence is then climbed as Symfony's parser does, because its prefix operators
of low precedence (`a * not b`) do not fit a grammar of levels.
"""

import re
from collections.abc import Sequence
from decimal import Context, Decimal, DecimalException
from typing import Any, cast

from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from maillage.delivery.rules.expressions.errors import ExpressionError, Problem
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
    depth_of,
)
from maillage.delivery.rules.expressions.operators import BINARY, RIGHT_TO_LEFT, SPELLINGS, UNARY

LONGEST_TEXT = 8_000
DEEPEST = 120
LARGEST = 10**15
NUMBERS = Context(prec=28, Emax=40, Emin=-40)

# A word is an operator when it stands alone: `contains` is one, `containsAtLeastOne` is a name.
_GRAMMAR = r"""
start: expression
?expression: chain
    | chain QUESTION expression COLON expression -> ternary
    | chain QUESTION COLON expression            -> elvis
    | chain QUESTION expression                  -> half
chain: operand (binary operand)*
operand: unary* postfix
!unary: NOT | "!" | "-" | "+"
!binary: OR | "||" | AND | "&&" | "==" | "===" | "!=" | "!==" | "<" | ">" | "<=" | ">=" | IN | NOT_IN | CONTAINS
    | STARTS_WITH | ENDS_WITH | MATCHES | ".." | "+" | "-" | "~" | "*" | "/" | "%" | "**"
?postfix: primary
    | postfix "." NAME                     -> attribute
    | postfix "." NAME "(" arguments ")"   -> method
?primary: NAME                             -> name
    | NAME "(" arguments ")"               -> call
    | NUMBER                               -> number
    | TEXT                                 -> text
    | "[" "]"                              -> listed
    | "[" expression ("," expression)* ","? "]" -> listed
    | "(" expression ")"
arguments: (expression ("," expression)*)?

QUESTION: "?"
COLON: ":"
NOT.3: /\bnot\b/
NOT_IN.4: /\bnot\s+in\b/
IN.3: /\bin\b/
AND.3: /\band\b/
OR.3: /\bor\b/
CONTAINS.3: /\bcontains\b/
STARTS_WITH.3: /\bstarts\s+with\b/
ENDS_WITH.3: /\bends\s+with\b/
MATCHES.3: /\bmatches\b/
NUMBER: /(?:[0-9]+(?:_[0-9]+)*(?:\.(?!\.)(?:[0-9]+(?:_[0-9]+)*)?)?|\.[0-9]+(?:_[0-9]+)*)(?:[eE][+-]?[0-9]+)?/
TEXT: /"[^"\\]*(?:\\.[^"\\]*)*"|'[^'\\]*(?:\\.[^'\\]*)*'/s
NAME: /[^\W\d]\w*/
%ignore /[ \t\n\r\v\f\u00a0\u202f]+/
"""
_CONSTANTS = {"true": True, "TRUE": True, "false": False, "FALSE": False, "null": None, "NULL": None}
_ESCAPED = re.compile(r"\\(x[0-9a-fA-F]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {"n": "\n", "t": "\t", "r": "\r", "a": "\a", "v": "\v", "b": "\b", "f": "\f"}
_SIGNS = {"RPAR": ")", "RSQB": "]", "COMMA": ",", "COLON": ":", "$END": "end"}
_QUOTES = "\"'"


def parse(text: str, /) -> Node:
    """Read an expression.

    Raises: ExpressionError (empty, too long, too deep, a character, a word or an end that is not expected there).
    Source: Symfony ExpressionLanguage 6.4, "The expression syntax".
    """
    if not text.strip():
        raise ExpressionError(Problem.EMPTY, at=0, expected=("value",))
    if len(text) > LONGEST_TEXT:
        raise ExpressionError(Problem.TOO_LONG, at=LONGEST_TEXT, until=len(text))
    try:
        tree = cast(Node, _PARSER.parse(text))  # built by `_Builder`, not Lark's own tree
    except UnexpectedInput as fault:
        raise _told(fault, text) from None
    if depth_of(tree) > DEEPEST:
        raise ExpressionError(Problem.TOO_DEEP, at=0, until=len(text))
    return tree


def _told(fault: UnexpectedInput, text: str) -> ExpressionError:
    if isinstance(fault, UnexpectedCharacters):
        at = fault.pos_in_stream or 0
        sign = text[at]
        expected = tuple(one for one in _expected(fault.allowed) if one.isalpha() and one != "end")
        if sign in _QUOTES:
            return ExpressionError(Problem.UNFINISHED_TEXT, at=at, until=len(text), found=text[at:], expected=(sign,))
        if sign == "=":
            return ExpressionError(Problem.SINGLE_EQUALS, at=at, found=sign, expected=("==",))
        return ExpressionError(Problem.UNKNOWN_CHARACTER, at=at, found=sign, expected=expected)
    if isinstance(fault, UnexpectedToken) and fault.token.type != "$END":
        at, until = fault.token.start_pos or 0, fault.token.end_pos
        return ExpressionError(
            Problem.UNEXPECTED, at=at, until=until, found=str(fault.token), expected=_expected(fault.accepts)
        )
    expected = _expected(fault.accepts) if isinstance(fault, UnexpectedToken) else ()
    return ExpressionError(Problem.UNEXPECTED_END, at=len(text), until=len(text), expected=expected)


def _expected(terminals: Any) -> tuple[str, ...]:
    """Tell terminals as people would: a value, an operator, a name, or the sign itself."""
    names = set(terminals or ())
    found = [_SIGNS[name] for name in sorted(names) if name in _SIGNS]
    if "NUMBER" in names:
        found.insert(0, "value")
    elif "NAME" in names:
        found.insert(0, "name")
    if names & {"AND", "OR"}:
        found.insert(0, "operator")
    return tuple(found)


class _Builder(Transformer[Token, Node]):
    """Make nodes from the bottom up, while Lark parses: nothing here recurses."""

    def start(self, parts: list[Node]) -> Node:
        return parts[0]

    def chain(self, parts: list[Any]) -> Node:
        return _climbed(parts, 0, 0, 0)[0]

    def operand(self, parts: list[Any]) -> list[Any]:
        return parts

    def unary(self, parts: list[Token]) -> Token:
        return parts[0]

    def binary(self, parts: list[Token]) -> Token:
        token = parts[0]
        if token.type == "MATCHES":
            raise ExpressionError(
                Problem.REGEX_REFUSED, at=_at(token), until=token.end_pos, found="matches",
                expected=("contains", "starts with", "ends with", "in"),
            )  # fmt: skip
        return token

    def ternary(self, parts: list[Any]) -> Node:
        condition, mark, then, _colon, otherwise = parts
        return Conditional(condition, then, otherwise, at=_at(mark), until=mark.end_pos)

    def elvis(self, parts: list[Any]) -> Node:
        condition, mark, _colon, otherwise = parts
        return Conditional(condition, None, otherwise, at=_at(mark), until=mark.end_pos)

    def half(self, parts: list[Any]) -> Node:
        condition, mark, then = parts
        return Conditional(condition, then, Constant(None), at=_at(mark), until=mark.end_pos)

    def attribute(self, parts: list[Any]) -> Node:
        owner, name = parts
        return Attribute(owner, str(name), at=_at(name), until=name.end_pos)

    def method(self, parts: list[Any]) -> Node:
        owner, name, arguments = parts
        return Method(owner, str(name), arguments, at=_at(name), until=name.end_pos)

    def name(self, parts: list[Token]) -> Node:
        name = parts[0]
        if name in _CONSTANTS:
            return Constant(_CONSTANTS[name], at=_at(name), until=name.end_pos or 0)
        return Variable(str(name), at=_at(name), until=name.end_pos or 0)

    def call(self, parts: list[Any]) -> Node:
        name, arguments = parts
        return Call(str(name), arguments, at=_at(name), until=name.end_pos)

    def number(self, parts: list[Token]) -> Node:
        return Constant(_number(parts[0]), at=_at(parts[0]), until=parts[0].end_pos or 0)

    def text(self, parts: list[Token]) -> Node:
        return Constant(_ESCAPED.sub(_unescaped, parts[0][1:-1]), at=_at(parts[0]), until=parts[0].end_pos or 0)

    def listed(self, parts: list[Any]) -> Node:
        return Listed(tuple(parts), at=parts[0].at if parts else 0, until=parts[-1].until if parts else 0)

    def arguments(self, parts: list[Any]) -> tuple[Node, ...]:
        return tuple(parts)


def _climbed(parts: Sequence[Any], place: int, least: int, level: int) -> tuple[Node, int]:
    """Climb precedence from one operand of the row on; give the tree and the place of what was not taken."""
    if level > DEEPEST:
        raise ExpressionError(Problem.TOO_DEEP, at=_start_of(parts[place]))
    tree, place = _operand(parts, place, 0, level)
    return _joined(tree, parts, place, least, level)


def _joined(tree: Node, parts: Sequence[Any], place: int, least: int, level: int) -> tuple[Node, int]:
    while place < len(parts):
        token = parts[place]
        operator = _spelled(token)
        if BINARY[operator] < least:
            break
        tighter = BINARY[operator] + (operator not in RIGHT_TO_LEFT)
        right, place = _climbed(parts, place + 1, tighter, level + 1)
        tree = Binary(operator, tree, right, at=_at(token), until=token.end_pos)
    return tree, place


def _operand(parts: Sequence[Any], place: int, prefix: int, level: int) -> tuple[Node, int]:
    """Read an operand whose first prefix operators are taken; a prefix takes all that binds tighter on its right."""
    *prefixes, postfix = parts[place]
    if prefix == len(prefixes):
        return postfix, place + 1
    if level > DEEPEST:
        raise ExpressionError(Problem.TOO_DEEP, at=_start_of(parts[place]))
    token = prefixes[prefix]
    operator = _spelled(token)
    operand, place = _operand(parts, place, prefix + 1, level + 1)
    operand, place = _joined(operand, parts, place, UNARY[operator], level)
    return Unary(operator, operand, at=_at(token), until=token.end_pos), place


def _start_of(operand: Sequence[Any]) -> int:
    first = operand[0]
    return _at(first) if isinstance(first, Token) else int(first.at)


def _spelled(token: Token) -> str:
    word = " ".join(token.split())
    return SPELLINGS.get(word, word)


def _number(token: Token) -> Scalar:
    text = token.replace("_", "")
    try:
        value: int | Decimal = int(text) if text.isdigit() and len(text) <= 18 else NUMBERS.create_decimal(text)
    except DecimalException:
        value = Decimal(LARGEST * 10)
    if not -LARGEST <= value <= LARGEST:
        raise ExpressionError(Problem.NUMBER_TOO_LARGE, at=_at(token), until=token.end_pos, found=str(token)[:40])
    return int(value) if value == int(value) else value


def _unescaped(match: re.Match[str]) -> str:
    escape = match[1]
    if escape[0] == "x" and len(escape) > 1:
        return chr(int(escape[1:], 16))
    if escape[0] in "01234567":
        return chr(int(escape, 8) % 256)
    return _CONTROLS.get(escape, escape)


def _at(token: Token) -> int:
    return token.start_pos or 0


_PARSER = Lark(_GRAMMAR, parser="lalr", lexer="contextual", transformer=_Builder(), maybe_placeholders=False)
