"""The page about expressions names all that there is, and its examples can be pasted in."""

import re
from pathlib import Path

import pytest

from maillage.delivery.rules.expressions import (
    CONDITION_FUNCTIONS,
    DEEPEST,
    LONGEST_TEXT,
    PRICE_FUNCTIONS,
    VARIABLES,
    check_condition,
    check_price,
)
from maillage.delivery.rules.expressions.operators import BINARY, SPELLINGS, UNARY
from maillage.delivery.rules.expressions.values import ATTRIBUTES, METHODS

PAGE = (Path(__file__).parents[3] / "docs/reference/price-expressions.md").read_text(encoding="utf-8")
CONDITIONS, PRICES = (
    block.strip().splitlines() for block in re.findall(r"^```\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)
)


@pytest.mark.parametrize("text", CONDITIONS)
def test_a_condition_of_the_page_can_be_pasted_in(text):
    check_condition(text)


@pytest.mark.parametrize("text", PRICES)
def test_a_price_of_the_page_can_be_pasted_in(text):
    check_price(text)


def test_the_page_names_all_that_there_is():
    named = set(re.findall(r"`([^`\n]+)`", PAGE))
    words = {word for code in named for word in re.findall(r"\w+", code)}
    members = {name for table in (*ATTRIBUTES.values(), *METHODS.values()) for name in table}

    assert {*VARIABLES, *CONDITION_FUNCTIONS, *PRICE_FUNCTIONS, *members} - words == set()
    assert {*BINARY, *SPELLINGS, *UNARY} - named == set()
    assert f"{LONGEST_TEXT:,} characters and {DEEPEST} levels" in PAGE
