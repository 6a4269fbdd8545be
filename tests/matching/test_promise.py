from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.matching.queries.office_days import public_holidays
from maillage.matching.rules.promise import PARIS, add_working_hours, working_hours_between

ARMISTICE = frozenset({date(2026, 11, 11)})
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))


def paris(day, hour, minute=0):
    return datetime(2026, 11, day, hour, minute, tzinfo=PARIS)


@pytest.mark.parametrize(
    ("start", "end", "hours"),
    [
        (paris(24, 9), paris(24, 13), 4),
        (paris(24, 7), paris(24, 9, 30), 0.5),
        (paris(20, 17), paris(23, 10), 2),
        (paris(10, 17), paris(12, 10), 2),
        (paris(21, 10), paris(22, 20), 0),
        (paris(24, 13), paris(24, 9), 0),
    ],
)
def test_hours_count_while_the_office_is_open(start, end, hours):
    assert working_hours_between(start, end, holidays=ARMISTICE) == hours


@given(INSTANTS, st.floats(0.01, 60))
def test_adding_hours_and_counting_them_agree(start, hours):
    end = add_working_hours(start, hours, holidays=ARMISTICE)

    assert working_hours_between(start, end, holidays=ARMISTICE) == pytest.approx(hours, abs=1e-5)


@given(INSTANTS, INSTANTS, st.frozensets(st.dates(date(2025, 12, 25), date(2027, 1, 5)), max_size=20))
def test_hours_are_the_sum_of_those_of_each_day(start, end, holidays):
    days = [date.fromordinal(day) for day in range(date(2025, 12, 31).toordinal(), date(2027, 1, 2).toordinal())]
    midnights = [datetime(day.year, day.month, day.day, tzinfo=PARIS) for day in days]
    within = [(max(start, one), min(end, then)) for one, then in pairwise(midnights)]

    hours = sum(working_hours_between(one, then, holidays=holidays) for one, then in within if one < then)

    assert working_hours_between(start, end, holidays=holidays) == pytest.approx(hours, abs=1e-6)


def test_french_holidays_are_known():
    assert {date(2026, 5, 1), date(2026, 7, 14), date(2026, 4, 6)} <= public_holidays(years=(2026,))
