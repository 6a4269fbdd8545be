"""Loads as tasks show them, and the texts in which they travel."""

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from maillage.delivery.rules.expressions import PackageCount, Packages
from maillage.delivery.rules.parcels import (
    Barcode,
    Load,
    ParcelError,
    aggregated,
    barcode_of,
    barcode_text,
    comment_lines,
    grams_of,
    grams_of_kilograms,
    metadata_of,
    quantities_of,
    quantity_of,
    tags_of,
    total,
    with_load,
)
from maillage.delivery.templatetags.delivery import weights_told


def load(kind, weight_g=None, **quantities):
    return Load(kind, weight_g, Packages(tuple(PackageCount(name, number, 2) for name, number in quantities.items())))


def test_a_single_pickup_shows_all_that_is_dropped_off():
    one, other = load("DROPOFF", 2_000, XL=2), load("DROPOFF", None, XL=1, S=1)

    assert aggregated([load("PICKUP", 9, M=9), one, other]) == (load("PICKUP", 2_000, XL=3, S=1), one, other)
    assert aggregated([load("PICKUP"), one]) == (load("PICKUP", 2_000, XL=2), one)


def test_a_single_dropoff_shows_all_that_is_picked_up():
    one, other = load("PICKUP", 2_000, XL=2), load("PICKUP", 500)

    assert aggregated([one, other, load("DROPOFF")]) == (one, other, load("DROPOFF", 2_500, XL=2))


def test_with_several_of_both_or_one_side_alone_each_shows_its_own():
    for loads in (
        [load("PICKUP", 1), load("PICKUP", 2), load("DROPOFF", 3), load("DROPOFF", 4)], [load("PICKUP", 5)], [load("DROPOFF", 5)], [],
    ):  # fmt: skip
        assert aggregated(loads) == tuple(loads)


def test_each_load_counts_once():
    both = total([load("PICKUP"), load("DROPOFF", 2_000, XL=2), load("DROPOFF", 1, S=1)])

    assert (both.weight_g, both.packages.total_volume_units()) == (2_001, 6)
    assert total([load("PICKUP"), load("DROPOFF")]).weight_g is None


def test_a_comment_tells_packages_then_weight():
    assert comment_lines(load("PICKUP", 6_000, XL=2)) == "2 × XL\n6.00 kg"
    assert comment_lines(load("PICKUP", 2_000)) == "2.00 kg"
    assert comment_lines(load("PICKUP", 1_235, XL=1, S=0)) == "1 × XL\n1.24 kg"
    assert comment_lines(load("PICKUP", 0)) == ""
    assert with_load("Sonner\n", load("PICKUP", 2_000, XL=1)) == "Sonner\n\n1 × XL\n2.00 kg"
    assert with_load("", load("PICKUP", 2_000)) == "2.00 kg"
    assert with_load("Sonner", load("PICKUP")) == "Sonner"


def test_a_barcode_is_that_of_existing_labels():
    assert barcode_text(Barcode(1, 92)) == "67670011928076"
    assert barcode_of("67670011928076\n") == Barcode(1, 92)
    assert barcode_text(Barcode(1, 92, 7, 3)) == "6767001192P7U38076"
    assert barcode_of("6767001180768076") == Barcode(1, 8076)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "6767",
        "67670018076",
        "6767001192",
        "67670012928076",
        "6767001192P78076",
        "X67670011928076",
        "3760123456789",
        "6767001١8076",
    ],
)
def test_any_other_text_is_somebody_elses_barcode(text):
    assert barcode_of(text) is None


@given(
    st.builds(
        Barcode, st.integers(0, 999), st.integers(0, 10**12), st.none() | st.integers(1, 10**9), st.integers(1, 999)
    )
)
def test_a_barcode_reads_as_it_was_written(barcode):
    unit = None if barcode.package_id is None else barcode.unit

    assert barcode_of(barcode_text(barcode)) == Barcode(barcode.instance, barcode.task_id, barcode.package_id, unit)


def test_an_instance_has_three_digits():
    with pytest.raises(ValueError, match="instance"):
        barcode_text(Barcode(1_000, 1))


def test_metadata_and_packages_are_read_from_their_columns():
    assert metadata_of(" k=v  k2=v2=3 k= ") == {"k": "", "k2": "v2=3"}
    assert quantities_of("small-box=1 big-box=2 small-box=3") == {"small-box": 4, "big-box": 2}
    assert (metadata_of(""), quantities_of(" ")) == ({}, {})


@pytest.mark.parametrize(
    ("ask", "value", "key"),
    [
        (metadata_of, "k", "metadata"), (metadata_of, "=v", "metadata"), (quantities_of, "small-box", "packages"),
        (quantities_of, "small-box=", "quantity"), (quantities_of, "small-box=0", "quantity"), (quantity_of, "-1", "quantity"),
        (quantity_of, 1_001, "quantity"), (quantity_of, "1.5", "quantity"), (quantity_of, True, "quantity"),
        (quantity_of, "9" * 9_000, "quantity"), (quantity_of, "²", "quantity"), (grams_of, -1, "weight"), (grams_of, "2 kg", "weight"),
        (grams_of, 10_000_001, "weight"), (grams_of, 1.5, "weight"), (grams_of_kilograms, "-0.1", "weight"),
        (grams_of_kilograms, "two", "weight"), (grams_of_kilograms, "NaN", "weight"), (grams_of_kilograms, "inf", "weight"),
        (grams_of_kilograms, "1e9", "weight"),
    ],
)  # fmt: skip
def test_what_is_no_quantity_or_weight_is_refused_by_name(ask, value, key):
    with pytest.raises(ParcelError) as caught:
        ask(value)

    assert caught.value.key == key


def test_quantities_and_weights_are_numbers_or_numerals():
    assert (quantity_of(2), quantity_of(" 2 "), quantity_of(1_000)) == (2, 2, 1_000)
    assert (grams_of(2_000), grams_of("2000"), grams_of(0), grams_of(""), grams_of(None)) == (
        2_000,
        2_000,
        None,
        None,
        None,
    )
    assert [grams_of_kilograms(text) for text in ("2.5", "2,5", " 0.0005 ", "", "0", "1e1")] == [
        2_500,
        2_500,
        1,
        None,
        None,
        10_000,
    ]


@pytest.mark.parametrize(
    "value",
    [
        "cold  fragile cold",
        ["cold", " fragile", "cold", ""],
        [{"slug": "cold"}, {"name": "x"}, {"slug": "fragile"}, 7, None],
    ],
)
def test_tags_are_read_in_each_of_their_forms(value):
    assert tags_of(value) == ("cold", "fragile")


def test_no_tags_are_none():
    assert (tags_of(None), tags_of(""), tags_of([])) == ((), (), ())


def test_a_load_in_a_comment_is_told_in_the_reader_s_language():
    with translation.override("fr"):
        assert weights_told("Sonnez.\n\n1 × XL\n15.40 kg") == "Sonnez.\n\n1 × XL\n15,4\N{NARROW NO-BREAK SPACE}kg"
    with translation.override("en"):
        assert weights_told("2.50 kg of cheese\n6.00 kg") == "2.50 kg of cheese\n6\N{NARROW NO-BREAK SPACE}kg"
