"""How long papers are good, which are needed, when their owner is reminded."""

import io
import zipfile
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.matching.rules.document_box import (
    Order,
    Orderliness,
    PaperKind,
    PaperState,
    is_bomb,
    months_after,
    orderliness,
    reminder_step,
    required_papers,
    state_on,
    suggested_end,
)

K = PaperKind


@pytest.mark.parametrize(
    ("day", "months", "end"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 15)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),  # no 31 February
        (date(2027, 8, 31), 6, date(2028, 2, 29)),  # a leap year has one day more
        (date(2026, 12, 31), 3, date(2027, 3, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2028, 2, 29), 12, date(2029, 2, 28)),  # an anniversary that does not exist
        (date(2028, 2, 29), 48, date(2032, 2, 29)),
        (date(2099, 12, 1), 3, date(2100, 3, 1)),
    ],
)
def test_months_end_on_the_day_of_the_same_number(day, months, end):
    assert months_after(day, months) == end


@given(st.dates(date(1990, 1, 1), date(2090, 1, 1)), st.integers(1, 60))
def test_months_after_keep_the_order_of_days(day, months):
    end = months_after(day, months)

    assert day < end <= months_after(day + timedelta(days=1), months)
    assert end.day <= day.day


@pytest.mark.parametrize(
    ("kind", "end"),
    [
        (K.VIGILANCE, date(2028, 8, 29)),
        (K.REGISTRATION, date(2028, 5, 29)),
        (K.LIABILITY, date(2029, 2, 28)),
        (K.DECENNIAL, date(2029, 2, 28)),
        (K.TAX, date(2028, 12, 31)),
        (K.BANK, None),
        (K.LABEL, None),
        (K.OTHER, None),
    ],
)
def test_each_kind_has_its_usual_end(kind, end):
    assert suggested_end(kind, date(2028, 2, 29)) == end


@pytest.mark.parametrize(
    ("left", "state", "step"),
    [
        (31, PaperState.CURRENT, None),
        (30, PaperState.SOON, 30),
        (8, PaperState.SOON, 30),
        (7, PaperState.SOON, 7),
        (0, PaperState.SOON, 7),  # good on its last day
        (-1, PaperState.EXPIRED, None),
    ],
)
def test_a_paper_stands_where_its_days_say(left, state, step):
    today = date(2028, 2, 29)
    end = today + timedelta(days=left)

    assert (state_on(today, expires_on=end), reminder_step(today, expires_on=end)) == (state, step)


def test_a_paper_without_end_stays_current_and_a_replaced_one_is_not():
    today = date(2026, 11, 24)

    assert (state_on(today, expires_on=None), reminder_step(today, expires_on=None)) == (PaperState.CURRENT, None)
    assert state_on(today, expires_on=None, is_replaced=True) is PaperState.REPLACED
    assert state_on(today, expires_on=None, is_replaced=True, is_removed=True) is PaperState.REMOVED


@pytest.mark.parametrize(
    ("amount", "options", "needed"),
    [
        (4_999_99, {}, ()),
        (5_000_00, {}, (K.VIGILANCE, K.REGISTRATION, K.LIABILITY)),
        (None, {}, (K.VIGILANCE, K.REGISTRATION, K.LIABILITY)),
        (900_00, {"is_works": True}, (K.LIABILITY, K.DECENNIAL)),
        (900_00, {"is_public_buyer": True}, (K.VIGILANCE, K.REGISTRATION, K.LIABILITY, K.TAX, K.BANK)),
        (
            90_000_00,
            {"is_public_buyer": True, "is_works": True},
            (K.VIGILANCE, K.REGISTRATION, K.LIABILITY, K.DECENNIAL, K.TAX, K.BANK),
        ),
    ],
)
def test_an_answer_needs_what_the_law_says(amount, options, needed):
    assert required_papers(amount_cents=amount, **options) == needed


def test_who_is_in_order_holds_the_three_that_everybody_asks_for():
    known = orderliness({"a": ["vigilance", "registration", "liability", "tax"], "b": ["vigilance", "tax"], "c": []})

    assert known == {"a": Orderliness(3), "b": Orderliness(1), "c": Orderliness(0)}
    assert [one.order for one in known.values()] == [Order.IN_ORDER, Order.PARTLY, Order.NOTHING]


def zipped(size):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<x/>")
        archive.writestr("word/document.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(("size", "is_trap"), [(10_000, False), (10 * 2**20, False), (64 * 2**20, True)])
def test_a_file_that_grows_beyond_reason_is_a_trap(size, is_trap):
    assert is_bomb(zipped(size)) is is_trap


def test_what_is_no_archive_is_no_trap():
    assert not is_bomb(b"%PDF-1.7 ")
