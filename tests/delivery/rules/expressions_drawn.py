"""Expressions drawn at random: trees, and texts that resemble expressions."""

from decimal import Decimal

from hypothesis import strategies as st

from maillage.delivery.rules.expressions.checking import VARIABLES
from maillage.delivery.rules.expressions.functions import FUNCTIONS
from maillage.delivery.rules.expressions.nodes import (
    Attribute,
    Binary,
    Call,
    Conditional,
    Constant,
    Listed,
    Method,
    Unary,
    Variable,
)
from maillage.delivery.rules.expressions.operators import BINARY, UNARY

_NAMES = st.sampled_from(sorted(VARIABLES))
_MEMBERS = st.sampled_from(
    ["address", "before", "weight", "quantity", "totalVolumeUnits", "itemsTotal", "postalCode", "in", "type"]
)
_NUMBERS = st.integers(0, 10**15) | st.decimals(0, 10**6, places=3, allow_nan=False).map(
    lambda number: int(number) if number == int(number) else Decimal(number)
)
CONSTANTS = st.builds(
    Constant,
    st.none() | st.booleans() | _NUMBERS | st.text(max_size=8) | st.sampled_from(["XL", "centre", "< 2", "hours"]),
)
_OPERATORS = st.sampled_from(sorted(set(BINARY) - {"matches"}))


def _grown(nodes):
    rows = st.lists(nodes, max_size=4).map(tuple)
    return (
        st.builds(Listed, rows)
        | st.builds(Call, st.sampled_from(sorted(FUNCTIONS)), rows)
        | st.builds(Attribute, nodes, _MEMBERS)
        | st.builds(Method, nodes, _MEMBERS, rows)
        | st.builds(Unary, st.sampled_from(sorted(UNARY)), nodes)
        | st.builds(Binary, _OPERATORS, nodes, nodes)
        | st.builds(Conditional, nodes, nodes | st.none(), nodes)
    )


TREES = st.recursive(CONSTANTS | st.builds(Variable, _NAMES), _grown, max_leaves=25)
_WORDS = st.sampled_from(
    [*VARIABLES, *FUNCTIONS, *BINARY, *UNARY, "(", ")", "[", "]", ",", ".", "?", ":", '"', "'", "\\", "0", "3000", "1e9", ".5", "null",
     "true", '"XL"', '"centre"', '"< 2"', "quantity", "address", "=", "&&", "||", "!", "\x00", "é", " "]
)  # fmt: skip
TEXTS = st.lists(_WORDS, max_size=30).map(" ".join) | st.lists(_WORDS, max_size=30).map("".join) | st.text(max_size=60)
