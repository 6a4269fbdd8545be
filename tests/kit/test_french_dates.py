"""Dates as each language writes them."""

from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.formats import date_format


@pytest.mark.parametrize(
    ("language", "day", "words"),
    [
        ("fr", date(2026, 12, 1), "1er décembre 2026"),
        ("fr", date(2026, 12, 11), "11 décembre 2026"),
        ("en", date(2026, 12, 1), "1 December 2026"),
    ],
)
def test_the_first_of_a_month(language, day, words):
    with translation.override(language):
        assert date_format(day, "DATE_FORMAT") == words


def test_figures_alone_stay_figures():
    with translation.override("fr"):
        assert date_format(datetime(2026, 1, 1, 9, 5), "SHORT_DATETIME_FORMAT").startswith("01/01/2026")
