"""Weekly ranges written as OpenStreetMap writes opening hours."""

from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from opening_hours import OpeningHours, State

from maillage.delivery.rules.time_slots import SlotError, WeeklyRange, hours_text, ranges_of_hours

MONDAY = datetime(2031, 3, 3)
WEEK = (0, 1, 2, 3, 4, 5, 6)


@pytest.mark.parametrize(
    ("text", "ranges"),
    [
        ("Mo-Fr 10:00-11:00", [(600, 660, (0, 1, 2, 3, 4))]),
        ("Mo-Fr 10:00-11:00,11:00-12:00", [(600, 660, (0, 1, 2, 3, 4)), (660, 720, (0, 1, 2, 3, 4))]),
        ("Mo,We 10:00-11:00; Sa 9:00-10:00", [(600, 660, (0, 2)), (540, 600, (5,))]),
        ("Mo-Fr 10:00-11:00; We off", [(600, 660, (0, 1, 3, 4))]),
        ("Mo-Fr 10:00-11:00; We 14:00-15:00", [(600, 660, (0, 1, 3, 4)), (840, 900, (2,))]),
        ("Sa-Mo 10:00-11:00", [(600, 660, (0, 5, 6))]),
        ("10:00-24:00", [(600, 1_440, WEEK)]),
        ("24/7", [(0, 1_440, WEEK)]),
        ("Mo-Fr 10:00-11:00\n\nMo-Fr 11:00-12:00\n", [(600, 660, (0, 1, 2, 3, 4)), (660, 720, (0, 1, 2, 3, 4))]),
        ("mo 10:00-11:00", [(600, 660, (0,))]),
    ],
)
def test_weekly_ranges_are_read(text, ranges):
    assert ranges_of_hours(text) == tuple(WeeklyRange(*one) for one in ranges)


@pytest.mark.parametrize(
    ("text", "fault", "at"),
    [
        ("Mo-Fx 10:00-11:00", "hours_text", 3), ("Mo 10:00-11:00\n  Tu 10h", "hours_text", 20), ("Mo-Fr 10:00", "hours_text", 11),
        ("Jan 10:00-11:00", "hours_text", 0), ("Mo 10:00-11:00; PH off", "hours_text", 16), ("sunrise-sunset", "hours_text", 0),
        ("Mo 10:00-11:00;", "hours_text", 15), ("Mo off", "no_range", 0), ("", "no_range", 0), (" \n ", "no_range", 0),
        ("Mo 22:00-02:00", "range", 0), ("Mo 22:00-26:00", "clock", 0), ("x" * 2_001, "hours_text", 2_000),
    ],
)  # fmt: skip
def test_what_does_not_repeat_each_week_is_refused_with_its_place(text, fault, at):
    with pytest.raises(SlotError) as caught:
        ranges_of_hours(text)

    assert (caught.value.fault, caught.value.at) == (fault, at)


SPANS = (
    st.tuples(st.integers(0, 95), st.integers(1, 96))
    .filter(lambda one: one[0] < one[1])
    .map(lambda one: (15 * one[0], 15 * one[1]))
)
DAYS = st.sampled_from(["Mo", "Tu-Fr", "Sa,Su", "Mo-Su", "Fr-Tu", "We,Fr-Sa"])


def clock(minutes):
    return f"{minutes // 60:02}:{minutes % 60:02}"


@given(st.lists(st.tuples(DAYS, st.lists(SPANS, min_size=1, max_size=3)), min_size=1, max_size=4))
def test_together_the_ranges_are_what_the_library_says_is_open(rules):
    text = "; ".join(
        f"{days} {','.join(f'{clock(opens)}-{clock(closes)}' for opens, closes in spans)}" for days, spans in rules
    )
    ours = {
        (day, minute)
        for one in ranges_of_hours(text)
        for day in one.days
        for minute in range(one.opens_min, one.closes_min, 15)
    }  # fmt: skip

    hours = OpeningHours(text, auto_country=False, auto_timezone=False)
    theirs = set()
    for start, end, state, _comment in hours.intervals(MONDAY, MONDAY + timedelta(days=7)):
        moment = start
        while state == State.OPEN and moment < end:
            theirs.add((moment.weekday(), moment.hour * 60 + moment.minute))
            moment += timedelta(minutes=15)

    assert ours == theirs, text


@given(
    st.lists(
        st.builds(
            lambda span, days: WeeklyRange(*span, tuple(sorted(days))), SPANS, st.sets(st.integers(0, 6), min_size=1)
        ),
        min_size=1,
        max_size=5,
        unique=True,
    )
)
def test_ranges_read_as_they_were_written(ranges):
    def flat(some):
        return {(one.opens_min, one.closes_min, day) for one in some for day in one.days}

    assert flat(ranges_of_hours(hours_text(tuple(ranges)))) == flat(ranges)


@given(st.text(max_size=40) | st.text(alphabet="MoTuWeFr0123456789:-,; offPHJan/24\n", max_size=40))
def test_any_text_is_ranges_or_our_error(text):
    try:
        assert ranges_of_hours(text)
    except SlotError as fault:
        assert fault.fault
