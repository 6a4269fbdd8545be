"""No cent is lost, no bar leaves the drawing."""

from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.matching.rules.coproductions import (
    Entry,
    Progress,
    Step,
    allocate,
    is_punctual,
    mean_hundredths,
    minutes_of,
    progress_of,
    spent_by,
)
from maillage.matching.rules.timelines import FOOT, ROW, TOP, Span, timeline_of

DAY = date(2026, 11, 24)


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
@example(100, [1, 1, 1])
def test_allocation_loses_no_cent_and_is_fair_to_one_cent(total, weights):
    parts = allocate(total, weights)

    even = weights if any(weights) else [1] * len(weights)
    assert sum(parts) == total
    assert all(abs(part * sum(even) - total * weight) < sum(even) for part, weight in zip(parts, even, strict=True))


@given(st.lists(st.integers(0, 10**9), min_size=1, max_size=30))
def test_amounts_that_sum_to_the_total_stay_as_they_are(amounts):
    assert allocate(sum(amounts), amounts) == (amounts if any(amounts) else [0] * len(amounts))


@pytest.mark.parametrize(("total", "weights"), [(10, []), (-1, [1]), (10, [1, -1])])
def test_nonsense_is_not_split(total, weights):
    with pytest.raises(ValueError, match="Nothing sensible"):
        allocate(total, weights)


def test_progress_counts_what_is_done_late_and_next():
    steps = [
        Step(DAY - timedelta(days=3), is_done=True), Step(DAY - timedelta(days=1), is_done=False),
        Step(DAY + timedelta(days=9), is_done=False), Step(DAY, is_done=False),
    ]  # fmt: skip

    assert progress_of(steps, today=DAY) == Progress(done=1, total=4, late=1, next_on=DAY)
    assert (progress_of(steps, today=DAY).percent, progress_of([], today=DAY).percent) == (25, 0)


def test_time_and_money_are_summed_with_their_corrections():
    entries = [Entry("a", 90, 0), Entry("a", -90, 0), Entry("a", 60, 0), Entry("b", 180, 0), Entry("b", 0, 250_00)]

    spent = spent_by(entries, shares={"a": 0, "b": 1_000_00})

    assert [(one.minutes, one.percent_of_time, one.percent_of_share) for one in spent.values()] == [
        (60, 25, None),
        (180, 75, 25),
    ]


@pytest.mark.parametrize(
    ("text", "minutes"),
    [("3h30", 210), ("3:05", 185), ("3 h", 180), ("3", 180), ("3,5", 210), ("0,25", 15), ("1.75", 105), ("24", 1440),
     ("25", None), ("0", None), ("2h75", None), ("-3", None), ("", None), ("trois", None)],
)  # fmt: skip
def test_time_is_read_as_people_write_it(text, minutes):
    assert minutes_of(text) == minutes


def test_punctual_is_on_the_day_or_before():
    assert [is_punctual(due_on=DAY, delivered_on=DAY + timedelta(days=late)) for late in (-1, 0, 1)] == [
        True,
        True,
        False,
    ]


def test_means_are_hundredths():
    assert [mean_hundredths([5, 5, 5, 5, 5]), mean_hundredths([1, 2, 2]), mean_hundredths([4, 5])] == [500, 167, 450]


spans = st.builds(
    lambda start, length, done: Span("k", "t", DAY + timedelta(days=start), DAY + timedelta(days=start + length), done),
    st.integers(-900, 900), st.integers(0, 500), st.booleans(),
)  # fmt: skip


@given(st.lists(spans, min_size=1, max_size=40), st.integers(-1200, 1200))
def test_bars_stand_inside_the_drawing_and_in_order(drawn, offset):
    line = timeline_of(drawn, today=DAY + timedelta(days=offset))

    assert all(bar.x >= 0 and bar.x + bar.width <= 100.01 and bar.width > 0 for bar in line.bars)
    assert [bar.y for bar in line.bars] == sorted({bar.y for bar in line.bars})
    assert [bar.span.first for bar in line.bars] == sorted(bar.span.first for bar in line.bars)
    assert line.height == TOP + ROW * len(drawn) + FOOT
    assert 1 <= len(line.ticks) <= 6
    assert line.today_x is None or 0 < line.today_x < 100


def test_a_timeline_runs_over_whole_months_with_today_in_its_place():
    line = timeline_of(
        [
            Span("a", "Tournage", date(2026, 11, 10), date(2026, 11, 19), is_done=True),
            Span("b", "Montage", date(2026, 11, 20), date(2026, 11, 30)),
            Span("c", "Copie", date(2026, 11, 12), date(2026, 11, 12), is_point=True),
            Span("d", "Sortie", date(2026, 11, 30), date(2026, 11, 30)),
        ],
        today=DAY,
    )

    assert [(bar.span.key, bar.x, bar.width, bar.tone) for bar in line.bars] == [
        ("a", 30.0, 33.33, "done"), ("c", 36.67, 3.33, "late"), ("b", 63.33, 36.67, "now"), ("d", 96.67, 3.33, "ahead"),
    ]  # fmt: skip
    assert (line.today_x, [tick.day for tick in line.ticks]) == (78.33, [date(2026, 11, 1)])


def test_nothing_is_drawn_of_nothing():
    assert timeline_of([], today=DAY) is None
