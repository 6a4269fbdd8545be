"""Whatever the text: an answer or our error, soon; written and read again, the same tree."""

from hypothesis import example, given, settings
from hypothesis import strategies as st

from maillage.delivery.rules.expressions import ExpressionError, Percentage, holds, parse, price_of, printed
from maillage.delivery.rules.expressions.evaluating import Evaluation
from tests.delivery.rules.expressions_drawn import TEXTS, TREES
from tests.delivery.rules.facts import asked_about

THOROUGH = settings(max_examples=150)


@THOROUGH
@given(TREES)
def test_written_and_read_again_it_is_the_same_tree(tree):
    text = printed(tree)

    again = parse(text)

    assert (again, repr(again)) == (tree, repr(tree))
    assert printed(again) == text


@THOROUGH
@given(TEXTS)
@example("a.b(")
@example("1 ** 1 ** 1e15")
@example("0.9999999 ** 999999999999999")
@example('"\\')
@example("1.0000001 ** 0.0000001 % 5e-9")
def test_any_text_gives_an_answer_or_our_error(text):
    for ask in (holds, price_of):
        try:
            answer = ask(text, asked_about())
        except ExpressionError as fault:
            assert 0 <= fault.at <= fault.until, text
            assert fault.at <= len(text)
            assert str(fault)
        else:
            assert isinstance(answer, bool | int | Percentage)


@THOROUGH
@given(TREES)
def test_any_tree_gives_a_value_or_our_error(tree):
    scope = asked_about()
    try:
        Evaluation(scope.variables, scope.around).value_of(tree)
    except ExpressionError as fault:
        assert str(fault)


@given(st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6), st.integers(-(10**6), 10**6))
def test_a_range_holds_what_lies_between_its_ends(value, one, other):
    low, high = sorted((one, other))

    assert holds(f"distance in {low}..{high}", asked_about(distance=value)) is (low <= value <= high)


@given(st.integers(0, 10**6), st.integers(0, 10**4), st.integers(1, 10**4), st.integers(0, 10**5))
def test_every_started_step_above_the_threshold_is_priced(distance, price, step, threshold):
    steps = len(range(threshold, distance, step))

    assert (
        price_of(f"price_range(distance, {price}, {step}, {threshold})", asked_about(distance=distance))
        == steps * price
    )
