from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.arrival import Pace, arrival, metres_between, rounded, seconds_to

NOW = datetime(2031, 5, 6, 7, 2, tzinfo=UTC)
PACE = Pace(speed_m_per_h=15_000, detour_percent=150, stop_s=120)


def test_way_counts_streets_and_the_stops_before():
    degree = metres_between((7.0, 43.0), (7.0, 44.0))

    assert round(degree) == 111_195
    assert round(seconds_to([(7.0, 43.0), (7.0, 43.01)], pace=PACE), 6) == round(degree / 100 * 1.5 / 15_000 * 3600, 6)
    assert seconds_to([(7.0, 43.0)] * 4, pace=PACE) == 240


@given(st.floats(0, 20_000), st.integers(0, 600))
def test_range_holds_the_ride_and_is_in_steps_of_five_minutes(seconds, ago):
    found = arrival(seconds=seconds, now=NOW, seen_at=NOW - timedelta(seconds=ago))

    assert found.earliest <= NOW + timedelta(seconds=max(0, seconds - ago)) <= found.latest
    assert {found.earliest.minute % 5, found.latest.minute % 5, found.latest.second} == {0}


def test_bike_is_shown_to_a_hundred_metres():
    assert rounded((7.424612, 43.738449)) == (7.425, 43.738)
