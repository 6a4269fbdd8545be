"""Texts of time, also on the nights when clocks change."""

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.delivery.rules.times import Interval, TimeTextError, at_clock, instant_of, interval_of, written

PARIS = ZoneInfo("Europe/Paris")
NOW = datetime(2031, 3, 2, 8, 15, 30, tzinfo=UTC)  # 09:15:30 in Paris


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def read(text, now=NOW, zone=PARIS):
    return instant_of(text, now=now, zone=zone)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("2031-03-02T11:30:00+01:00", utc(2031, 3, 2, 10, 30)),
        ("2031-03-02T11:30:00.123456+0100", utc(2031, 3, 2, 10, 30)),
        ("2031-03-02T11:30:00Z", utc(2031, 3, 2, 11, 30)),
        ("2031-03-02t11:30z", utc(2031, 3, 2, 11, 30)),
        ("2031-03-02T11:30:00-03", utc(2031, 3, 2, 14, 30)),
        ("2031-03-02 11:30", utc(2031, 3, 2, 10, 30)),
        ("2031-03-02 9:05:07", utc(2031, 3, 2, 8, 5, 7)),
        (" 2031-07-02T11:30 ", utc(2031, 7, 2, 9, 30)),
        ("2031-3-2", utc(2031, 3, 1, 23)),
        ("2031-03-02 24:00", utc(2031, 3, 2, 23)),
        ("2200-12-31T23:00Z", utc(2200, 12, 31, 23)),
        ("1970-01-01T00:00Z", utc(1970, 1, 1)),
        ("now", NOW),
        ("NOW", NOW),
        ("today", utc(2031, 3, 1, 23)),
        ("midnight", utc(2031, 3, 1, 23)),
        ("noon", utc(2031, 3, 2, 11)),
        ("today 13:00", utc(2031, 3, 2, 12)),
        ("tomorrow 13:00", utc(2031, 3, 3, 12)),
        ("Tomorrow at 9:00:01", utc(2031, 3, 3, 8, 0, 1)),
        ("yesterday", utc(2031, 2, 28, 23)),
        ("+2 hours", utc(2031, 3, 2, 10, 15, 30)),
        ("+ 1 hour", utc(2031, 3, 2, 9, 15, 30)),
        ("+90 min", utc(2031, 3, 2, 9, 45, 30)),
        ("-30 minutes", utc(2031, 3, 2, 7, 45, 30)),
        ("+1 day", utc(2031, 3, 3, 8, 15, 30)),
        ("+2 days 10:00", utc(2031, 3, 4, 9)),
        ("+1 week", utc(2031, 3, 9, 8, 15, 30)),
    ],
)
def test_a_text_is_an_instant(text, instant):
    assert read(text) == instant
    assert read(text).tzinfo is UTC


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "unreadable"), ("soon", "unreadable"), ("13:00", "unreadable"), ("02/03/2031", "unreadable"), ("now 13:00", "unreadable"),
        ("2031-03-02 11:30 tomorrow", "unreadable"), ("+2 fortnights", "unreadable"), ("2031-03-02T11", "unreadable"),
        ("2" * 200, "unreadable"), ("2031-02-29", "no_such_time"), ("2031-13-01 10:00", "no_such_time"),
        ("2031-03-02 25:00", "no_such_time"), ("2031-03-02 10:61", "no_such_time"), ("2031-03-02T10:00:00+99:00", "no_such_time"),
        ("tomorrow 24:01", "no_such_time"), ("0001-01-01", "out_of_range"), ("1969-12-31T23:59Z", "out_of_range"),
        ("2201-01-01T00:00Z", "out_of_range"),
        ("9999-12-31T23:59:59-12:00", "out_of_range"), ("+99999 weeks", "out_of_range"),
    ],
)  # fmt: skip
def test_a_text_that_tells_no_time_is_named(text, problem):
    with pytest.raises(TimeTextError) as caught:
        read(text)

    assert (caught.value.problem, caught.value.text) == (problem, text[:80])


def test_nights_of_clock_change():
    before_spring = utc(2031, 3, 29, 8)  # clocks go from 02:00 to 03:00 on 2031-03-30
    before_autumn = utc(2031, 10, 25, 7)  # and from 03:00 back to 02:00 on 2031-10-26

    assert read("2031-03-30 02:30") == utc(2031, 3, 30, 1, 30)
    assert written(read("2031-03-30 02:30"), zone=PARIS) == "2031-03-30T03:30:00+02:00"
    assert read("2031-10-26 02:30") == utc(2031, 10, 26, 0, 30)
    assert read("+1 day", now=before_spring) == utc(2031, 3, 30, 7)
    assert read("+24 hours", now=before_spring) == utc(2031, 3, 30, 8)
    assert read("tomorrow 09:00", now=before_autumn) == utc(2031, 10, 26, 8)
    assert at_clock(date(2031, 10, 26), time(4), zone=PARIS) == utc(2031, 10, 26, 3)


def test_today_is_the_day_of_the_zone():
    night = utc(2031, 5, 6, 22, 30)

    assert read("today", now=night) == utc(2031, 5, 6, 22)
    assert read("today", now=night, zone=ZoneInfo("Indian/Reunion")) == utc(2031, 5, 6, 20)
    assert read("today", now=night, zone=ZoneInfo("America/Martinique")) == utc(2031, 5, 6, 4)


MORNING = Interval(utc(2031, 8, 29, 8), utc(2031, 8, 29, 9))


@pytest.mark.parametrize(
    "text",
    [
        "2031-08-29 10:00-11:00", "2031-08-29 10:00 – 11:00", "2031-08-29T08:00:00Z/2031-08-29T09:00:00Z",
        "2031-08-29T10:00:00+02:00/2031-08-29T11:00:00+02:00", "2031-08-29 10:00 - 2031-08-29 11:00", "2031-08-29 10:00/2031-08-29 11:00",
        ["2031-08-29T08:00:00Z", "2031-08-29 11:00"], ("2031-08-29 10:00", "2031-08-29T11:00+02"),
    ],
)  # fmt: skip
def test_an_interval_is_read_in_each_of_its_forms(text):
    assert interval_of(text, now=NOW, zone=PARIS) == MORNING


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("2031-08-29", "unreadable"), ("2031-08-29 10:00", "unreadable"), ("a/b", "unreadable"), ("a/b/c", "unreadable"),
        ([], "unreadable"),
        (["now"], "unreadable"), ([1, 2], "unreadable"), ("2031-08-29 11:00-10:00", "order"), ("2031-08-29 10:00-10:00", "order"),
        (["tomorrow", "today"], "order"), ("2031-08-29 25:00-26:00", "no_such_time"),
        ("2031-03-30 02:30-03:30", "order"),  # both are half past three: the clocks have moved
    ],
)  # fmt: skip
def test_an_interval_that_is_none_is_refused(text, problem):
    with pytest.raises(TimeTextError) as caught:
        interval_of(text, now=NOW, zone=PARIS)

    assert caught.value.problem == problem


def test_an_hour_that_the_night_has_twice_lasts_two():
    twice = interval_of("2031-10-26 02:00-03:00", now=NOW, zone=PARIS)

    assert (twice.start, twice.end) == (utc(2031, 10, 26, 0), utc(2031, 10, 26, 2))


@given(
    st.datetimes(datetime(1970, 1, 2), datetime(2199, 12, 31)),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "Pacific/Noumea"]),
)
@example(datetime(2031, 10, 26, 0, 30), "Europe/Paris")
@example(datetime(2031, 10, 26, 1, 30), "Europe/Paris")
def test_what_is_written_is_read_as_the_same_instant(moment, name):
    instant = moment.replace(tzinfo=UTC, microsecond=0)
    zone = ZoneInfo(name)

    assert read(written(instant, zone=zone), zone=zone) == instant


@given(
    st.text(max_size=90)
    | st.from_regex(
        r"[0-9]{1,4}-[0-9]{1,2}-[0-9]{1,2}[ T][0-9]{1,2}:[0-9]{2}(Z|[+-][0-9]{2}:[0-9]{2})?", fullmatch=True
    )
)
def test_any_text_is_an_instant_or_our_error(text):
    for ask in (instant_of, interval_of):
        try:
            ask(text, now=NOW, zone=PARIS)
        except TimeTextError as fault:
            assert fault.problem in ("unreadable", "no_such_time", "out_of_range", "order")
