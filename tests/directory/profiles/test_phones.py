"""Telephone numbers and websites, as a page writes them."""

import pytest

from maillage.directory.rules.phones import spoken_number
from maillage.directory.templatetags.directory_tags import site_name


@pytest.mark.parametrize(
    ("given", "spoken"),
    [
        ("+33465718501", "04 65 71 85 01"),
        ("04.65.71.85.01", "04 65 71 85 01"),
        ("0033 4 65 71 85 01", "04 65 71 85 01"),
        ("+262262123456", "02 62 12 34 56"),
        ("+596696123456", "06 96 12 34 56"),
        ("+3222345678", "+3222345678"),
        ("3949", "3949"),
        ("04 65 71 85", "04 65 71 85"),
        ("", ""),
    ],
)
def test_french_numbers_are_written_in_pairs_and_others_as_given(given, spoken):
    assert spoken_number(given).replace("\N{NARROW NO-BREAK SPACE}", " ") == spoken


def test_a_website_is_named_without_what_nobody_says():
    assert site_name("https://www.la-bobine.example/") == "la-bobine.example"
    assert site_name("http://example.org/chez-nous/") == "example.org/chez-nous"
