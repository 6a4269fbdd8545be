"""What a slot lets choose, across closed days, holidays and nights of clock change; a slot that is made can be looped over."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.time_slots import (
    Choice,
    SlotError,
    SlotFault,
    SlotRule,
    WeeklyRange,
    choices,
    clock_min,
    clock_text,
    days_of_interval,
    interval_text,
    is_offered,
    notice_of,
    notice_text,
    public_holidays,
    ranges_of_specifications,
)

PARIS = ZoneInfo("Europe/Paris")
ALL_WEEK = tuple(range(7))
MORNING, AFTERNOON = WeeklyRange(10 * 60, 11 * 60, ALL_WEEK), WeeklyRange(14 * 60, 16 * 60, ALL_WEEK)


def utc(*parts):
    return datetime(*parts, tzinfo=UTC)


def values(rule, now, zone=PARIS):
    return [choice.value for choice in choices(rule, now=now, zone=zone)]


def days(rule, now):
    return [choice.local[0].date().isoformat() for choice in choices(rule, now=now, zone=PARIS)]


def test_ranges_of_today_and_tomorrow_in_utc():
    rule = SlotRule(2, (AFTERNOON, MORNING))

    assert values(rule, utc(2031, 4, 2, 7)) == [
        "2031-04-02T08:00:00Z/2031-04-02T09:00:00Z",
        "2031-04-02T12:00:00Z/2031-04-02T14:00:00Z",
        "2031-04-03T08:00:00Z/2031-04-03T09:00:00Z",
        "2031-04-03T12:00:00Z/2031-04-03T14:00:00Z",
    ]


def test_a_label_has_local_times_and_how_far_the_day_is():
    now = utc(2031, 4, 2, 22, 30)  # half past midnight of 3 April in Paris
    first = choices(SlotRule(1, (MORNING,)), now=now, zone=PARIS)[0]

    assert [f"{end:%Y-%m-%d %H:%M}" for end in first.local] == ["2031-04-03 10:00", "2031-04-03 11:00"]
    assert (first.days_ahead(now), first.days_ahead(utc(2031, 4, 2, 12))) == (0, 1)


def test_a_range_is_offered_until_its_start_less_the_notice():
    rule = SlotRule(1, (MORNING,), notice=timedelta(hours=2))

    assert values(rule, utc(2031, 4, 2, 5, 59))[0].startswith("2031-04-02")
    assert values(rule, utc(2031, 4, 2, 6, 0))[0].startswith("2031-04-03")
    assert values(SlotRule(1, (MORNING,)), utc(2031, 4, 2, 8, 0))[0].startswith("2031-04-03")


def test_the_cutoff_takes_the_same_day_away_at_its_minute_in_the_zone():
    rule = SlotRule(1, (AFTERNOON,), same_day_cutoff_min=11 * 60)

    assert days(rule, utc(2031, 4, 2, 8, 59)) == ["2031-04-02"]
    assert days(rule, utc(2031, 4, 2, 9, 0)) == ["2031-04-03"]


def test_days_without_choices_do_not_count():
    tuesdays = WeeklyRange(600, 660, (1,))

    assert days(SlotRule(3, (tuesdays,)), utc(2031, 4, 2, 7)) == ["2031-04-08", "2031-04-15", "2031-04-22"]


def test_closed_days_are_left_out_first_and_last_included():
    rule = SlotRule(2, (MORNING,), closed=((date(2031, 4, 2), date(2031, 4, 4)), (date(2031, 4, 6), date(2031, 4, 6))))

    assert days(rule, utc(2031, 4, 1, 12)) == ["2031-04-05", "2031-04-07"]


def test_a_slot_that_is_closed_for_ever_ends():
    assert values(SlotRule(2, (MORNING,), closed=((date(2000, 1, 1), date(2100, 1, 1)),)), utc(2031, 4, 1, 12)) == []


def test_working_days_leave_out_weekends_and_public_holidays():
    rule = SlotRule(3, (MORNING,), working_days_only=True)

    # Wednesday 30 April 2031; Thursday is 1 May; the 8th is one too; Christmas is another year's beginning.
    assert days(rule, utc(2031, 4, 30, 5)) == ["2031-04-30", "2031-05-02", "2031-05-05"]
    assert days(rule, utc(2031, 12, 31, 12)) == ["2032-01-02", "2032-01-05", "2032-01-06"]


def test_departments_have_holidays_of_their_own():
    assert date(2031, 12, 26) not in public_holidays(2031)
    assert date(2031, 12, 26) in public_holidays(2031, "6AE")
    assert date(2031, 12, 20) in public_holidays(2031, "974")
    with pytest.raises(SlotError) as caught:
        public_holidays(2031, "99")
    assert caught.value.fault == SlotFault.SUBDIVISION


def test_nights_of_clock_change_keep_local_times():
    night = SlotRule(1, (WeeklyRange(2 * 60, 3 * 60, ALL_WEEK), WeeklyRange(60, 4 * 60, ALL_WEEK)))

    # 2031-03-30: there is no two o'clock, so nothing between two and three. 2031-10-26: it comes twice.
    assert values(night, utc(2031, 3, 29, 22, 30)) == ["2031-03-30T00:00:00Z/2031-03-30T02:00:00Z"]
    assert values(night, utc(2031, 10, 25, 22, 30)) == [
        "2031-10-25T23:00:00Z/2031-10-26T03:00:00Z", "2031-10-26T00:00:00Z/2031-10-26T02:00:00Z",
    ]  # fmt: skip


def test_a_range_may_end_at_midnight():
    assert values(SlotRule(1, (WeeklyRange(22 * 60, 24 * 60, ALL_WEEK),)), utc(2031, 4, 2, 7)) == [
        "2031-04-02T20:00:00Z/2031-04-02T22:00:00Z"
    ]


def test_the_same_range_twice_is_one_choice():
    assert len(choices(SlotRule(1, (MORNING, MORNING)), now=utc(2031, 4, 2, 7), zone=PARIS)) == 1


def test_only_a_whole_choice_is_offered():
    rule, now = SlotRule(2, (MORNING,)), utc(2031, 4, 2, 7)

    assert is_offered(rule, start=utc(2031, 4, 3, 8), end=utc(2031, 4, 3, 9), now=now, zone=PARIS)
    assert not is_offered(rule, start=utc(2031, 4, 3, 8), end=utc(2031, 4, 3, 8, 30), now=now, zone=PARIS)
    assert not is_offered(rule, start=utc(2031, 4, 4, 8), end=utc(2031, 4, 4, 9), now=now, zone=PARIS)


@pytest.mark.parametrize(
    ("options", "fault"),
    [
        ({"ranges": ()}, "no_range"), ({"days": 0}, "interval"), ({"days": 91}, "interval"), ({"notice": timedelta(-1)}, "notice"),
        ({"ranges": (WeeklyRange(1, 2, (5, 6)),), "working_days_only": True}, "no_range"),
        ({"ranges": (MORNING,) * 201}, "too_many_ranges"), ({"same_day_cutoff_min": 1_441}, "clock"),
        ({"closed": ((date(2031, 4, 2), date(2031, 4, 1)),)}, "closed_days"),
    ],
)  # fmt: skip
def test_a_slot_over_which_a_shop_would_loop_for_ever_is_never_made(options, fault):
    with pytest.raises(SlotError) as caught:
        SlotRule(**{"days": 2, "ranges": (MORNING,), **options})

    assert caught.value.fault == fault


@pytest.mark.parametrize(
    ("opens", "closes", "of", "fault"),
    [
        (660, 600, (0,), "range"),
        (600, 600, (0,), "range"),
        (-1, 600, (0,), "range"),
        (0, 1_441, (0,), "range"),
        (0, 60, (), "day"),
        (0, 60, (7,), "day"),
    ],
)
def test_a_range_opens_before_it_closes_on_some_day(opens, closes, of, fault):
    with pytest.raises(SlotError) as caught:
        WeeklyRange(opens, closes, of)

    assert caught.value.fault == fault


def test_specifications_are_read_and_written():
    specification = {
        "@type": "OpeningHoursSpecification",
        "opens": "10:00",
        "closes": "11:00",
        "dayOfWeek": ["Monday", "Friday"],
    }

    assert ranges_of_specifications([specification]) == (WeeklyRange(600, 660, (0, 4)),)
    assert WeeklyRange(600, 660, (4, 0)).specification() == specification
    assert ranges_of_specifications(
        [{"opens": "9:00:00", "closes": "24:00", "dayOfWeek": "https://schema.org/Sunday"}]
    ) == (WeeklyRange(540, 1_440, (6,)),)


@pytest.mark.parametrize(
    ("specification", "fault"),
    [
        ({}, "clock"), ({"opens": "10:00", "closes": "25:00"}, "clock"), ({"opens": "10:00", "closes": "11:00"}, "day"),
        ({"opens": "10:00", "closes": "11:00", "dayOfWeek": ["lundi"]}, "day"), ({"opens": "10:60", "closes": "11:00"}, "clock"),
        ({"opens": "10:00", "closes": "09:00", "dayOfWeek": ["Monday"]}, "range"), ({"opens": None, "closes": "9:00"}, "clock"),
    ],
)  # fmt: skip
def test_a_specification_that_is_none_is_refused(specification, fault):
    with pytest.raises(SlotError) as caught:
        ranges_of_specifications([specification])

    assert caught.value.fault == fault


def test_intervals_and_notices_are_those_that_plug_ins_parse():
    assert [days_of_interval(text) for text in ("2 days", "1 day", " 2  weeks ", "90 DAYS")] == [2, 1, 14, 90]
    assert [interval_text(days) for days in (1, 2, 14)] == ["1 day", "2 days", "14 days"]
    assert [notice_of(text) for text in ("2 hours", "1 hour", "30 min", "45 minutes", "1 day", "", None, " ")] == [
        timedelta(hours=2), timedelta(hours=1), timedelta(minutes=30), timedelta(minutes=45), timedelta(days=1), *[timedelta(0)] * 3,
    ]  # fmt: skip
    assert [notice_text(timedelta(minutes=minutes)) for minutes in (0, 1, 60, 90, 120, 1_440, 2_880)] == [
        None, "1 minute", "1 hour", "90 minutes", "2 hours", "1 day", "2 days",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text", ["", "days", "0 days", "91 days", "-1 days", "2 months", "two days", "13 weeks", "2 days\x00", "1.5 days"]
)
def test_an_interval_that_plug_ins_could_not_parse_is_refused(text):
    with pytest.raises(SlotError) as caught:
        days_of_interval(text)

    assert caught.value.fault == SlotFault.INTERVAL


@pytest.mark.parametrize("text", ["soon", "2", "-2 hours", "91 days", "2 hours ago", "99999 days"])
def test_a_notice_that_is_none_is_refused(text):
    with pytest.raises(SlotError) as caught:
        notice_of(text)

    assert caught.value.fault == SlotFault.NOTICE


@given(st.integers(0, 1_440))
def test_a_minute_of_the_day_reads_as_it_was_written(minutes):
    assert clock_min(clock_text(minutes)) == minutes


MINUTES = st.integers(0, 1_440)
RANGES = (
    st.tuples(MINUTES, MINUTES, st.sets(st.integers(0, 6), min_size=1))
    .filter(lambda one: one[0] != one[1])
    .map(lambda one: WeeklyRange(min(one[:2]), max(one[:2]), tuple(one[2])))
)


@given(
    st.lists(RANGES, min_size=1, max_size=4).map(tuple),
    st.integers(1, 10),
    st.datetimes(datetime(2031, 3, 1), datetime(2031, 11, 30)),
    st.integers(0, 3_000),
    st.sampled_from(["Europe/Paris", "Indian/Reunion", "America/Cayenne"]),
)
def test_every_slot_ends_with_as_many_days_as_it_has(ranges, days, moment, notice_min, name):
    now, zone = moment.replace(tzinfo=UTC), ZoneInfo(name)
    rule = SlotRule(days, ranges, notice=timedelta(minutes=notice_min))

    offered = choices(rule, now=now, zone=zone)

    assert len({choice.local[0].date() for choice in offered}) == days
    assert list(offered) == sorted(offered, key=lambda choice: (choice.start, choice.end))
    assert all(now < choice.start - rule.notice and choice.start < choice.end for choice in offered)
    assert all(isinstance(choice, Choice) and choice.value.count("Z") == 2 for choice in offered)
