"""Statements sum to what is charged, whatever is changed and closed in between."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.pricing import with_vat
from maillage.delivery.rules.statements import (
    Charge,
    Line,
    charged_cents,
    lines_of,
    month_to_close_first,
    next_month,
    shares_of,
    totals_of,
)

MONTHS = [date(2031, 11, 1), date(2031, 12, 1), date(2032, 1, 1), date(2032, 2, 1)]
NOVEMBER, DECEMBER, JANUARY, FEBRUARY = MONTHS


def charge(order, month, cents, rate=2000):
    return Charge(order, month, cents, rate)


class TestLines:
    def test_month_tells_its_own_orders(self):
        charges = [charge("a", NOVEMBER, 500), charge("b", DECEMBER, 700), charge("c", None, 900)]

        assert lines_of(charges, stated={}, month=NOVEMBER, closed=None) == (Line("a", 500, 2000),)

    def test_cancelled_order_is_told_and_costs_nothing(self):
        assert lines_of([charge("a", NOVEMBER, 0)], stated={}, month=NOVEMBER, closed=None) == (Line("a", 0, 2000),)
        assert charged_cents(state="cancelled", total_cents=500) == charged_cents(state="new", total_cents=None) == 0

    def test_later_change_stands_in_the_next_month_once(self):
        charges, stated = [charge("a", NOVEMBER, 400), charge("b", JANUARY, 100)], {"a": 500}

        assert lines_of(charges, stated=stated, month=DECEMBER, closed=NOVEMBER) == (
            Line("a", -100, 2000, is_correction=True),
        )
        assert lines_of(charges, stated=stated, month=JANUARY, closed=NOVEMBER) == (Line("b", 100, 2000),)

    def test_order_heard_of_after_its_month_was_closed_stands_in_the_next_one(self):
        late = [charge("a", NOVEMBER, 400)]

        assert lines_of(late, stated={}, month=DECEMBER, closed=NOVEMBER) == (Line("a", 400, 2000, is_correction=True),)

    def test_months_are_closed_in_their_order(self):
        charges = [charge("a", NOVEMBER, 400), charge("b", JANUARY, 100)]

        assert month_to_close_first(charges, stated={}, month=JANUARY, closed=None) == NOVEMBER
        assert month_to_close_first(charges, stated={"a": 400}, month=JANUARY, closed=NOVEMBER) is None
        assert month_to_close_first(charges, stated={"a": 300}, month=JANUARY, closed=NOVEMBER) == DECEMBER

    @given(st.data())
    def test_closed_and_open_statements_sum_to_what_is_charged(self, data):
        charges, stated, closed = {}, {}, None
        for _step in range(data.draw(st.integers(1, 12))):
            match data.draw(st.sampled_from(("order", "change", "close"))):
                case "order":
                    charges[len(charges)] = charge(
                        len(charges), data.draw(st.sampled_from(MONTHS)), data.draw(st.integers(0, 9999))
                    )
                case "change" if charges:
                    key = data.draw(st.sampled_from(sorted(charges)))
                    charges[key] = charge(key, charges[key].month, data.draw(st.integers(0, 9999)))
                case "close":
                    month = data.draw(st.sampled_from(MONTHS))
                    known = list(charges.values())
                    if (closed is None or month > closed) and not month_to_close_first(
                        known, stated=stated, month=month, closed=closed
                    ):
                        for line in lines_of(known, stated=stated, month=month, closed=closed):
                            stated[line.order] = stated.get(line.order, 0) + line.cents
                        closed = month

        open_lines = [
            line
            for month in [*MONTHS, next_month(FEBRUARY)]
            for line in lines_of(charges.values(), stated=stated, month=month, closed=closed)
        ]

        assert sum(stated.values()) + sum(line.cents for line in open_lines) == sum(
            one.cents for one in charges.values()
        )


class TestTotals:
    @given(st.lists(st.tuples(st.integers(-5000, 99_999), st.sampled_from((0, 550, 1000, 2000))), max_size=40))
    def test_tax_and_net_make_the_sum_of_the_lines(self, drawn):
        totals = totals_of([Line(number, cents, rate) for number, (cents, rate) in enumerate(drawn)])

        assert sum(one.gross_cents for one in totals) == sum(cents for cents, _rate in drawn)
        for one in totals:
            assert one.net_cents + one.vat_cents == one.gross_cents
            prices = [cents for cents, rate in drawn if rate == one.rate_bp]
            apart = sum(with_vat(cents, rate_bp=one.rate_bp, is_included=True).tax_cents for cents in prices)
            assert abs(one.vat_cents - apart) <= (len(prices) + 1) / 2

    def test_tax_is_rounded_once(self):
        # Three times 1 cent of tax one by one, 3.33 together.
        totals = totals_of([Line(number, 7, 2000) for number in range(3)])

        assert [(one.net_cents, one.vat_cents) for one in totals] == [(17, 4)]


@given(st.integers(-999, 99_999), st.lists(st.sampled_from("abc"), min_size=1, max_size=9))
def test_shares_sum_to_the_amount(cents, among):
    shares = shares_of(cents, among)

    assert sum(shares.values()) == cents
    assert set(shares) == set(among)
