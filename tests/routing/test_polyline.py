"""Lines read as they were written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.routing.polyline import decode, encode

HUNDRED_THOUSANDTHS = st.tuples(st.integers(-180 * 10**5, 180 * 10**5), st.integers(-90 * 10**5, 90 * 10**5))


def test_the_example_of_the_format():
    points = [(-120.2, 38.5), (-120.95, 40.7), (-126.453, 43.252)]

    assert encode(points) == "_p~iF~ps|U_ulLnnqC_mqNvxq`@"
    assert decode("_p~iF~ps|U_ulLnnqC_mqNvxq`@") == points
    assert (encode([]), decode("")) == ("", [])


@given(st.lists(HUNDRED_THOUSANDTHS, max_size=20))
def test_a_line_reads_as_it_was_written(places):
    points = [(longitude / 10**5, latitude / 10**5) for longitude, latitude in places]

    assert decode(encode(points)) == points


@pytest.mark.parametrize("text", ["_", "_p~iF", "a b", "é", "\x7f\x7f", "~~~~~~~~~~~~"])
def test_what_is_no_line_is_refused(text):
    with pytest.raises(ValueError, match="polyline"):
        decode(text)
