from datetime import UTC, date, datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.duty import DutyWord, day_of_service, running_service, services_of
from maillage.delivery.rules.phone_clock import OLDEST, true_time

PARIS = ZoneInfo("Europe/Paris")
NOON = datetime(2031, 5, 6, 12, tzinfo=UTC)


def local(*parts):
    return datetime(*parts, tzinfo=PARIS).astimezone(UTC)


class TestPhoneClock:
    @given(offset_s=st.integers(-90_000, 90_000), ago_s=st.integers(0, 80_000))
    def test_true_time_whatever_the_clock(self, offset_s, ago_s):
        off, ago = timedelta(seconds=offset_s), timedelta(seconds=ago_s)
        found = true_time(said=NOON - ago + off, sent=NOON + off, heard=NOON)

        tolerated = timedelta() if abs(offset_s) > 120 else abs(off)
        assert abs(found.at - (NOON - ago)) <= tolerated
        assert found.at <= NOON

    def test_slow_network_is_no_wrong_clock(self):
        found = true_time(said=NOON - timedelta(hours=1), sent=NOON - timedelta(seconds=100), heard=NOON)

        assert (found.at, found.offset_s) == (NOON - timedelta(hours=1), 0)

    def test_nothing_is_older_than_a_fortnight(self):
        assert true_time(said=NOON - timedelta(days=400), sent=NOON, heard=NOON).at == NOON - OLDEST


class TestDuty:
    WORDS = (
        (local(2031, 5, 6, 8), "on"), (local(2031, 5, 6, 12), "break"), (local(2031, 5, 6, 12, 40), "resume"),
        (local(2031, 5, 6, 17), "off"),
    )  # fmt: skip

    def test_same_hours_in_whatever_order_they_are_heard(self):
        for order in permutations(self.WORDS):
            service = services_of(order)[0]
            assert service.worked(until=NOON) == timedelta(hours=8, minutes=20)

    def test_clocks_change_in_the_night(self):
        spring = services_of([(local(2031, 3, 29, 22), "on"), (local(2031, 3, 30, 6), "off")])[0]
        autumn = services_of([(local(2031, 10, 25, 22), "on"), (local(2031, 10, 26, 6), "off")])[0]

        assert [one.worked(until=NOON) for one in (spring, autumn)] == [timedelta(hours=7), timedelta(hours=9)]

    def test_day_goes_on_over_midnight_while_one_rides(self):
        services = services_of([(local(2031, 10, 25, 22), "on")])
        past = local(2031, 10, 26, 1, 30)

        assert day_of_service(services, now=past, zone=PARIS) == date(2031, 10, 25)
        assert day_of_service([], now=past, zone=PARIS) == date(2031, 10, 26)

    def test_end_that_nobody_told_is_no_service_for_ever(self):
        services = services_of([(local(2031, 5, 5, 8), "on"), (local(2031, 5, 6, 8), "on")])

        assert [one.began for one in services] == [local(2031, 5, 5, 8), local(2031, 5, 6, 8)]
        assert services[0].is_forgotten(now=NOON)
        assert running_service(services, now=NOON).began == local(2031, 5, 6, 8)

    def test_break_without_end_counts_no_work(self):
        service = services_of([(NOON, "on"), (NOON + timedelta(hours=2), "break"), (NOON + timedelta(hours=5), "off")])[
            0
        ]

        assert (service.worked(until=NOON), service.paused) == (timedelta(hours=2), timedelta(hours=3))

    @given(st.lists(st.tuples(st.integers(0, 3000), st.sampled_from([word.value for word in DutyWord])), max_size=12))
    def test_hours_are_never_below_nothing_nor_above_the_clock(self, drawn):
        entries = [(NOON + timedelta(minutes=minute), word) for minute, word in drawn]
        for service in services_of(entries):
            end = service.ended or NOON + timedelta(minutes=3000)
            total = service.worked(until=end) + service.paused_until(end)
            assert timedelta() <= total == end - service.began
