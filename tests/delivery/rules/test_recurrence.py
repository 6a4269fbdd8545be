"""Rules over leap days and nights of clock change; those that never end or never occur are refused."""

import calendar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.recurrence import RecurrenceError, recurrence_of, window_on

PARIS = ZoneInfo("Europe/Paris")
START = date(2031, 1, 1)  # a Wednesday


def of(text, starts_on=START):
    return recurrence_of(text, starts_on=starts_on, zone=PARIS)


def days(text, first, last, starts_on=START):
    return [f"{day:%m-%d}" for day in of(text, starts_on).days(first=first, last=last)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("FREQ=WEEKLY;BYDAY=MO", ["01-06", "01-13", "01-20", "01-27"]),
        ("RRULE:FREQ=WEEKLY;BYDAY=MO,TH;INTERVAL=2", ["01-02", "01-13", "01-16", "01-27", "01-30"]),
        ("freq=weekly;wkst=mo;byday=we;count=2", ["01-01", "01-08"]),
        ("FREQ=DAILY;UNTIL=20310103", ["01-01", "01-02", "01-03"]),
        ("FREQ=DAILY;UNTIL=20310103T235959", ["01-01", "01-02", "01-03"]),
        ("FREQ=DAILY;UNTIL=20310102T230000Z", ["01-01", "01-02", "01-03"]),  # midnight of the 3rd in Paris
        ("FREQ=MONTHLY;BYDAY=-1FR", ["01-31"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", ["01-31"]),
        ("FREQ=MONTHLY;BYMONTHDAY=31,-31", ["01-01", "01-31"]),
        ("FREQ=YEARLY;BYMONTH=1;BYMONTHDAY=6;", ["01-06"]),
        ("FREQ=YEARLY;BYWEEKNO=3;BYDAY=MO", ["01-13"]),
        ("FREQ=YEARLY;BYYEARDAY=10", ["01-10"]),
    ],
)
def test_a_rule_falls_on_its_days(text, expected):
    assert days(text, START, date(2031, 1, 31)) == expected


def test_leap_days():
    yearly, monthly = of("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29"), of("FREQ=MONTHLY;BYMONTHDAY=29")

    assert [yearly.is_on(date(year, 2, 28)) for year in (2031, 2032)] == [False, False]
    assert [year for year in range(2031, 2045) if calendar.isleap(year) and yearly.is_on(date(year, 2, 29))] == [
        2032,
        2036,
        2040,
        2044,
    ]
    assert [f"{day:%m-%d}" for day in monthly.days(first=date(2031, 1, 30), last=date(2031, 3, 31))] == ["03-29"]
    assert [f"{day:%m-%d}" for day in monthly.days(first=date(2032, 1, 30), last=date(2032, 3, 31))] == [
        "02-29",
        "03-29",
    ]


def test_a_rule_starts_when_it_starts_and_every_other_week_is_counted_from_there():
    assert days("FREQ=DAILY", date(2030, 12, 1), date(2031, 1, 2)) == ["01-01", "01-02"]
    assert of("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE").is_on(date(2031, 1, 15))
    assert not of("FREQ=WEEKLY;INTERVAL=2;BYDAY=WE", date(2031, 1, 8)).is_on(date(2031, 1, 15))


def test_a_rule_that_has_run_out_falls_on_no_day():
    assert days("FREQ=DAILY;COUNT=3", date(2031, 2, 1), date(2031, 2, 28)) == []
    assert days("FREQ=DAILY;UNTIL=20310103", date(2031, 2, 1), date(2031, 2, 28)) == []


@pytest.mark.parametrize(
    ("text", "fault", "at"),
    [
        ("", "no_frequency", 0), ("BYDAY=MO", "no_frequency", 0), ("FREQ=HOURLY", "part", 0), ("FREQ=SECONDLY", "part", 0),
        ("FREQ=DAILY;INTERVAL=0", "part", 11), ("FREQ=DAILY;INTERVAL=-1", "part", 11), ("FREQ=DAILY;COUNT=0", "part", 11),
        ("RRULE:FREQ=DAILY;BYHOUR=8", "part", 17), ("FREQ=WEEKLY;BYDAY=LU", "part", 12), ("FREQ=DAILY;FREQ=DAILY", "part", 11),
        ("FREQ=DAILY;UNTIL=20310230", "part", 11), ("FREQ=DAILY;UNTIL=99991231T235959Z", None, 0), ("FREQ=DAILY;BYMONTH=13", "part", 11),
        ("FREQ=DAILY\nRDATE:20310101", "part", 0), ("DTSTART:20310101\nRRULE:FREQ=DAILY", "part", 0), ("every day", "part", 0),
        ("FREQ=DAILY;COUNT=3;UNTIL=20310301", "both_ends", 19), ("FREQ=DAILY;" + "BYDAY=MO;" * 60, "too_long", 500),
        ("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "never", 0), ("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3", "never", 0),
        ("FREQ=DAILY;UNTIL=20301231", "never", 0), ("FREQ=YEARLY;INTERVAL=4;BYMONTH=2;BYMONTHDAY=29", "never", 0),
        ("FREQ=MONTHLY;BYSETPOS=999;BYDAY=MO", "part", 0),
    ],
)  # fmt: skip
def test_a_rule_that_is_none_or_never_occurs_is_refused(text, fault, at):
    if fault is None:
        assert of(text).is_on(START)
        return
    with pytest.raises(RecurrenceError) as caught:
        of(text)

    assert (caught.value.fault, caught.value.at) == (fault, at)


def test_a_long_rule_may_have_500_characters():
    assert of("FREQ=DAILY" + " " * 490).is_on(START)


def test_a_span_has_an_end():
    with pytest.raises(ValueError, match="span"):
        of("FREQ=DAILY").days(first=START, last=date(2035, 1, 1))


def test_a_template_has_the_hours_that_clocks_show_on_the_day():
    def window(*day, after="08:00", before="08:30"):
        return window_on(date(*day), after=after, before=before, zone=PARIS)

    assert window(2031, 1, 6) == (datetime(2031, 1, 6, 7, 0, tzinfo=UTC), datetime(2031, 1, 6, 7, 30, tzinfo=UTC))
    assert window(2031, 7, 7) == (datetime(2031, 7, 7, 6, 0, tzinfo=UTC), datetime(2031, 7, 7, 6, 30, tzinfo=UTC))
    # The skipped hour, and one that ends where it ends.
    assert window(2031, 3, 30, after="02:00", before="02:30") == (
        datetime(2031, 3, 30, 1, 0, tzinfo=UTC), datetime(2031, 3, 30, 1, 30, tzinfo=UTC),
    )  # fmt: skip
    assert window(2031, 3, 30, after="2:30", before="3:00:00") == (
        datetime(2031, 3, 30, 1, 30, tzinfo=UTC), datetime(2031, 3, 30, 2, 0, tzinfo=UTC),
    )  # fmt: skip
    assert window(2031, 10, 26, after="02:00", before="03:00")[1] == datetime(2031, 10, 26, 2, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "before", "fault"),
    [
        ("08:30", "08:30", "window"),
        ("22:00", "02:00", "window"),
        ("8h", "09:00", "clock"),
        ("08:00", "24:00", "clock"),
        ("", "09:00", "clock"),
    ],
)
def test_a_template_ends_after_it_starts_on_the_same_day(after, before, fault):
    with pytest.raises(RecurrenceError) as caught:
        window_on(START, after=after, before=before, zone=PARIS)

    assert caught.value.fault == fault


WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


@given(st.sets(st.sampled_from(range(7)), min_size=1), st.integers(1, 4), st.integers(0, 700))
def test_weekly_rules_fall_on_their_weekdays_in_their_weeks(weekdays, interval, offset):
    rule = of(f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={','.join(WEEKDAYS[day] for day in sorted(weekdays))}")
    day = START + timedelta(days=offset)
    weeks = (day - timedelta(days=day.weekday()) - (START - timedelta(days=START.weekday()))).days // 7

    assert rule.is_on(day) is (day.weekday() in weekdays and weeks % interval == 0)


@given(st.text(max_size=40) | st.lists(st.sampled_from(
    ["FREQ=DAILY", "FREQ=MONTHLY", "FREQ=YEARLY", "INTERVAL=7", "COUNT=5", "UNTIL=20320101", "BYDAY=2MO", "BYDAY=MO,-1FR", "BYMONTHDAY=31",
     "BYMONTH=2", "BYSETPOS=-1", "BYWEEKNO=53", "BYYEARDAY=366", "WKST=SU", "BYYEARDAY=999", "BYDAY=99MO"]
), max_size=5).map(";".join))  # fmt: skip
def test_any_text_is_a_rule_or_our_error(text):
    try:
        found = of(text).days(first=date(2031, 6, 1), last=date(2033, 6, 1))
    except RecurrenceError as fault:
        assert fault.fault
    else:
        assert list(found) == sorted(set(found))
