"""A département, what is wider than it, and what lies inside."""

import pytest

from maillage.geodata import PlaceKind, departments_of, territories_across


@pytest.mark.parametrize(
    ("kind", "code", "expected"),
    [
        (PlaceKind.COMMUNE, "2A004", ("2A",)),
        (PlaceKind.DEPARTMENT, "69", ("69",)),
        (PlaceKind.DEPARTMENT, "20", ()),
        (PlaceKind.EPCI, "200040590", ("01", "69")),
        (PlaceKind.EPCI, "000000000", ()),
        (PlaceKind.REGION, "94", ("2A", "2B")),
    ],
)
def test_a_place_lies_in_its_departements(kind, code, expected):
    assert departments_of(kind=kind, code=code) == expected


@pytest.mark.parametrize("department", ["69", "2A", "75", "971"])
def test_what_is_across_a_departement_has_it_among_its_own(department):
    wider = territories_across(department=department)

    assert [kind for kind, _code in wider].count(PlaceKind.REGION) == 1
    assert all(department in departments_of(kind=kind, code=code) for kind, code in wider)
    assert territories_across(department="00") == ()
