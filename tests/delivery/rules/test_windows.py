"""What clients leave out of a window is derived; what cannot be delivered is told."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from maillage.delivery.rules.windows import Stop, Violation, WindowFault, is_over, settled, violations

NINE = datetime(2031, 5, 6, 9, 0, tzinfo=UTC)


def at(minutes):
    return None if minutes is None else NINE + timedelta(minutes=minutes)


def pickup(after=None, before=None):
    return Stop("PICKUP", at(after), at(before))


def dropoff(after=None, before=None):
    return Stop("DROPOFF", at(after), at(before))


@pytest.mark.parametrize(
    ("stops", "arrivals_s", "expected"),
    [
        # The dropoff alone; the road takes nine minutes.
        ([pickup(), dropoff(before=60)], [0, 540], [pickup(36, 51), dropoff(45, 60)]),
        ([pickup(), dropoff(after=0, before=60)], [], [pickup(45, 60), dropoff(0, 60)]),
        ([pickup(before=10), dropoff(before=60)], [0, 540], [pickup(-5, 10), dropoff(45, 60)]),
        ([pickup(after=5), dropoff(before=60)], [0, 540], [pickup(5, 51), dropoff(45, 60)]),
        # One pickup for several: the tightest drop-off counts, at its own distance.
        (
            [pickup(), dropoff(before=90), dropoff(before=60)],
            [0, 600, 1_800],
            [pickup(15, 30), dropoff(75, 90), dropoff(45, 60)],
        ),
        # Several pickups for one.
        ([pickup(), pickup(), dropoff(before=60)], [0, 600, 1_200], [pickup(25, 40), pickup(35, 50), dropoff(45, 60)]),
        ([pickup(before=10), dropoff()], [0, 540], [pickup(-5, 10), dropoff()]),
        ([pickup(), dropoff()], [0, 540], [pickup(), dropoff()]),
        ([], [], []),
    ],
)
def test_windows_are_completed(stops, arrivals_s, expected):
    assert settled(stops, arrivals_s=arrivals_s) == tuple(expected)


def test_a_quarter_of_an_hour_is_one_in_the_night_of_clock_change_too():
    three = datetime(2031, 3, 30, 3, 5, tzinfo=ZoneInfo("Europe/Paris"))  # clocks have just gone from 02:00 to 03:00

    (_pickup, stop) = settled([pickup(), Stop("DROPOFF", before=three)])

    assert (stop.after, stop.before) == (
        datetime(2031, 3, 30, 0, 50, tzinfo=UTC),
        datetime(2031, 3, 30, 1, 5, tzinfo=UTC),
    )


def broken(*stops):
    return [(violation.path, violation.fault.value) for violation in violations(settled(stops))]


def test_a_delivery_that_can_be_made_has_no_violation():
    assert broken(pickup(), dropoff(before=60)) == []
    assert broken(pickup(0, 120), dropoff(60, 90)) == []  # the pickup may end later: it need not


def test_what_is_missing_or_empty_is_told_for_each_task():
    assert broken(pickup(), dropoff()) == [
        ("items[0].task.doneBefore", "missing"),
        ("items[1].task.doneBefore", "missing"),
    ]
    assert broken(pickup(before=5), dropoff(after=9)) == [("items[1].task.doneBefore", "missing")]
    assert broken(pickup(9, 9), dropoff(60, 30)) == [
        ("items[0].task.doneBefore", "empty"),
        ("items[1].task.doneBefore", "empty"),
    ]


def test_a_dropoff_before_its_pickup_is_refused():
    assert broken(pickup(before=60), dropoff(before=30)) == [("items", "order")]
    assert broken(pickup(60, 90), dropoff(30, 60)) == [("items", "order")]
    assert broken(pickup(0, 30), dropoff(30, 60), dropoff(-60, -30)) == [("items", "order")]
    assert broken(pickup(0, 30), pickup(90, 120), dropoff(30, 60)) == [("items", "order")]
    assert broken(pickup(0, 30), pickup(90, 120), dropoff(30, 60), dropoff(100, 130)) == []
    assert broken(pickup(50, 80), pickup(90, 120), dropoff(30, 40), dropoff(100, 130)) == [("items", "order")]


def test_a_delivery_has_two_tasks_at_least():
    assert broken(dropoff(before=30)) == [("items", "too_few")]
    assert violations(()) == (Violation(WindowFault.TOO_FEW),)


def test_a_window_is_over_at_its_end():
    assert [is_over(dropoff(0, 30), now=at(minute)) for minute in (29, 30, 31)] == [False, True, True]
    assert not is_over(dropoff(), now=NINE)
