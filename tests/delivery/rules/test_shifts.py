"""Hours on a clock become instants, nights of clock change included; hours that overlap are joined."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest

from maillage.delivery.rules.shifts import Hours, Ridden, has_break_within, joined, ridden_on

PARIS = ZoneInfo("Europe/Paris")
FORWARD, BACK, PLAIN = date(2031, 3, 30), date(2031, 10, 26), date(2031, 5, 6)


def at(hour, minute=0, *, day=PLAIN):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "hours", "seconds"),
    [
        (PLAIN, Hours(time(9), time(17)), 8 * 3600),
        (PLAIN, Hours(time(18), time(0, 30)), 6.5 * 3600),
        (PLAIN, Hours(time(18), time(18)), 24 * 3600),
        (FORWARD, Hours(time(1), time(5)), 3 * 3600),
        (BACK, Hours(time(1), time(5)), 5 * 3600),
    ],
)
def test_length_of_a_shift(day, hours, seconds):
    ridden = ridden_on(day, hours, zone=PARIS)

    assert (ridden.end - ridden.start).total_seconds() == seconds


def test_hours_in_the_skipped_hour_alone_keep_their_length():
    ridden = ridden_on(FORWARD, Hours(time(2, 10), time(2, 50)), zone=PARIS)

    assert (ridden.end - ridden.start).total_seconds() == 40 * 60


def test_hours_that_a_night_leaves_nothing_of_are_none():
    assert ridden_on(FORWARD, Hours(time(2, 30), time(3, 15)), zone=PARIS) is None


def test_break_after_midnight_is_of_the_night():
    ridden = ridden_on(PLAIN, Hours(time(20), time(3), time(0, 30), time(1)), zone=PARIS)

    assert ridden.breaks == ((at(22, 30), at(23)),)


@pytest.mark.parametrize(
    ("hours", "is_within"),
    [
        (Hours(time(9), time(17)), True),
        (Hours(time(9), time(17), time(12), time(13)), True),
        (Hours(time(9), time(17), time(16), time(18)), False),
        (Hours(time(9), time(17), time(8), time(10)), False),
        (Hours(time(9), time(17), time(13), time(12)), False),
        (Hours(time(20), time(3), time(23, 45), time(0, 15)), True),
    ],
)
def test_break_lies_within_its_hours(hours, is_within):
    assert has_break_within(hours) is is_within


def test_overlapping_hours_are_joined_and_a_break_ridden_through_is_none():
    morning = Ridden(at(7), at(12), ((at(10), at(11)),))
    more = Ridden(at(9), at(14), ((at(13), at(13, 30)),))

    assert joined([more, morning, Ridden(at(16), at(18))]) == (
        Ridden(at(7), at(14), ((at(13), at(13, 30)),)),
        Ridden(at(16), at(18)),
    )
