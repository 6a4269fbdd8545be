import re

from hypothesis import given
from hypothesis import strategies as st

from maillage.web.colours import contrast, readable_on
from maillage.web.patterns import PALETTES, SIDE, pattern_of


@given(st.text(max_size=40))
def test_pattern_is_the_same_for_the_same_id_and_stays_in_its_square(identifier: str) -> None:
    woven = pattern_of(identifier=identifier)

    assert woven == pattern_of(identifier=identifier)
    assert woven.palette in PALETTES
    assert all(0 < x < SIDE and 0 < y < SIDE for x, y in woven.points)
    assert all(re.fullmatch(r"M[-\d .]+(C[-\d .]+)+", path) for path in (*woven.across, *woven.down))


def test_patterns_of_neighbouring_ids_differ() -> None:
    woven = {pattern_of(identifier=f"organization-{number}") for number in range(200)}

    assert len(woven) == 200


@given(st.integers(min_value=0, max_value=0xFFFFFF))
def test_text_on_any_accent_is_readable(number: int) -> None:
    accent = f"#{number:06x}"

    assert contrast(first=readable_on(colour=accent), second=accent) >= 4.2
