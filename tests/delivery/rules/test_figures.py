"""Figures of a courier co-operative: what is counted, and what holds whatever was ridden."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.figures import (
    Punctuality,
    Stop,
    Worked,
    co2_avoided_g,
    evenness_of,
    mark_of,
    punctuality_of,
    ride_of,
    worked_s,
)
from maillage.geodata import Point

NINE = datetime(2031, 5, 6, 9, tzinfo=UTC)
SHOP, HOME, FAR = Point(7.42, 43.73), Point(7.43, 43.73), Point(7.44, 43.73)


def stop(number, minutes, point, *, delivery="a", pickup=False, done=True, due=60, weight_g=0):
    return Stop(
        number,
        pickup,
        done,
        NINE + timedelta(minutes=minutes),
        NINE + timedelta(minutes=due),
        point,
        delivery,
        weight_g,
    )


@st.composite
def days(draw):
    """Draw a day of deliveries, each with a pick-up and some drop-offs, at any times."""
    minutes, found = st.integers(0, 600), []
    for delivery in range(draw(st.integers(0, 5))):
        found.append(stop(len(found), draw(minutes), SHOP, delivery=delivery, pickup=True))
        for _drop in range(draw(st.integers(1, 3))):
            point = Point(7.42 + draw(st.integers(0, 20)) / 1000, 43.73)
            is_done = draw(st.booleans())
            weight = draw(st.integers(0, 9000))
            found.append(stop(len(found), draw(minutes), point, delivery=delivery, done=is_done, weight_g=weight))
    return found


class TestPunctuality:
    def test_window_s_end_is_still_in_time(self):
        assert stop(1, 60, HOME).is_on_time
        assert not stop(1, 61, HOME).is_on_time

    def test_failed_is_neither_in_time_nor_late(self):
        told = punctuality_of([stop(1, 10, HOME), stop(2, 99, HOME), stop(3, 5, HOME, done=False)])

        assert told == Punctuality(on_time=1, late=1, failed=1)
        assert told.percent == 50

    def test_of_nothing_there_is_no_rate(self):
        assert punctuality_of([stop(1, 10, SHOP, pickup=True)]).percent is None

    @given(days(), days())
    def test_counts_add_up(self, some, others):
        assert punctuality_of([*some, *others]) == punctuality_of(some) + punctuality_of(others)


class TestRide:
    def test_back_to_the_shop_is_empty(self):
        back = ride_of(
            [
                stop(1, 0, SHOP, pickup=True), stop(2, 10, HOME, weight_g=500),
                stop(3, 20, SHOP, delivery="b", pickup=True), stop(4, 30, HOME, delivery="b", weight_g=700),
            ],
            detour_percent=100,
        )  # fmt: skip

        assert back.empty_m == pytest.approx(back.distance_m / 3, abs=1)
        assert (back.load_g, back.stops) == (1200, 4)

    def test_streets_count_where_they_are_known(self):
        stops = [stop(1, 0, SHOP, pickup=True), stop(2, 10, HOME), stop(3, 20, FAR, delivery="b")]

        ride = ride_of(stops, detour_percent=100, streets_m=[1500.4, None])

        assert (ride.distance_m - ride.straight_m, ride.straight_m) == (1500, pytest.approx(804, abs=3))
        assert mark_of(stops) == mark_of(stops[::-1]) != mark_of(stops[1:])

    def test_pick_up_of_another_day_was_on_board_from_the_start(self):
        assert ride_of([stop(1, 0, HOME), stop(2, 5, FAR)], detour_percent=100).empty_m == 0

    def test_failed_pick_up_puts_nothing_on_board(self):
        went = ride_of([stop(1, 0, SHOP, pickup=True, done=False), stop(2, 5, HOME)], detour_percent=100)

        assert went.empty_m == went.distance_m > 0

    @given(days(), st.randoms())
    def test_order_of_reading_does_not_matter_and_parts_stay_within_the_whole(self, stops, random):
        shuffled = list(stops)
        random.shuffle(shuffled)

        went = ride_of(stops, detour_percent=135)

        assert ride_of(shuffled, detour_percent=135) == went
        assert 0 <= went.empty_m <= went.distance_m
        assert went.stops == len(stops)

    @given(days())
    def test_nothing_alone_or_at_one_place_is_no_distance(self, stops):
        assert ride_of([replace(one, point=SHOP) for one in stops], detour_percent=135).distance_m == 0


def test_day_lasts_from_first_to_last_or_as_the_shift_says():
    day = {"first": NINE, "last": NINE + timedelta(hours=3), "stop_s": 180}

    assert worked_s(**day, stops=4, shift_s=None) == 3 * 3600
    assert worked_s(**day, stops=4, shift_s=5 * 3600) == 5 * 3600
    assert worked_s(first=NINE, last=NINE, stops=2, stop_s=180, shift_s=None) == 360


def test_co2_is_the_difference_to_a_van_and_may_be_a_loss():
    assert co2_avoided_g([(10_000, 0), (1_000, 47)], van_g_per_km=147) == 1570
    assert co2_avoided_g([(1_000, 200)], van_g_per_km=147) == -53


class TestEvenness:
    def test_half_time_is_no_inequality(self):
        even = evenness_of([Worked(20, 2, 20_000, 400_000), Worked(10, 2, 10_000, 200_000), Worked(0, 0, 0, 0)])

        assert (even.load, even.distance, even.weekends) == pytest.approx((0, 0, 0))

    def test_one_who_has_all_the_weekends_shows(self):
        assert evenness_of([Worked(9, 4, 1, 1), *[Worked(9, 0, 1, 1)] * 3]).weekends == pytest.approx(0.75)
