from maillage.delivery.rules import code128
from maillage.delivery.rules.code128 import bars


def read(widths):
    """Read symbols back by their widths, as a scanner does: values with start and check, without the stop."""
    text = "".join(map(str, widths))
    assert text.endswith("2331112")
    body = text.removesuffix("2331112")
    return [code128._WIDTHS.index(body[place : place + 6]) for place in range(0, len(body), 6)]


def test_each_symbol_has_eleven_modules_and_its_parity():
    assert len(code128._WIDTHS) == len(set(code128._WIDTHS)) == 106
    for widths in code128._WIDTHS:
        numbers = [int(width) for width in widths]
        assert (sum(numbers), sum(numbers[::2]) % 2) == (11, 0)


def test_digits_are_packed_by_two():
    start, *values, check = read(bars("67670011418076"))

    assert (start, values) == (105, [67, 67, 0, 11, 41, 80, 76])
    assert check == (105 + sum(place * value for place, value in enumerate(values, start=1))) % 103


def test_other_texts_are_written_sign_by_sign():
    start, *values, _check = read(bars("P12U3"))

    assert (start, "".join(chr(value + 32) for value in values)) == (104, "P12U3")


def test_known_example():
    """ISO/IEC 15417's way of counting: "Wikipedia" in set B has the check value 88."""
    assert read(bars("Wikipedia"))[-1] == 88
