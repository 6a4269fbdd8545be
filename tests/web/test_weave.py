from hypothesis import given
from hypothesis import strategies as st

from maillage.web.weave import HEIGHT, LEAST_TIES, WIDTH, weave

NAMES = st.sampled_from([f"Coopérative {letter}" for letter in "ABCDEFGHIJKLMNOP"])


@given(st.lists(st.tuples(NAMES, NAMES), max_size=40))
def test_every_thread_ends_on_two_knots_inside_the_picture(ties: list[tuple[str, str]]) -> None:
    drawn = weave(ties=ties)

    told = {frozenset(tie) for tie in ties if tie[0] != tie[1]}
    assert (drawn is None) == (len(told) < LEAST_TIES)
    if drawn is None:
        return
    ends = {f"{knot.x} {knot.y}" for knot in drawn.knots}
    assert len(drawn.threads) >= LEAST_TIES
    assert all(0 < knot.x < WIDTH and 0 < knot.y < HEIGHT for knot in drawn.knots)
    for thread in drawn.threads:
        assert thread.path[1:].partition("C")[0] in ends
        assert " ".join(thread.path.split()[-2:]) in ends


def test_a_tie_is_drawn_once_however_often_it_is_told() -> None:
    drawn = weave(ties=[("A", "B"), ("B", "A"), ("A", "C"), ("B", "C"), ("A", "A")])

    assert drawn is not None
    assert len(drawn.threads) == 3


def test_too_few_ties_make_no_picture() -> None:
    assert weave(ties=[("A", "B"), ("B", "A"), ("B", "C")]) is None
