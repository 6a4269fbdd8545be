import pytest

from maillage.directory.queries.search import MatchPart
from tests.directory.search.conftest import names

pytestmark = pytest.mark.django_db


def test_typos_accents_and_place_are_understood_together(find):
    page = find("q=imprimeri ecologique tolouse")

    assert names(page)[:2] == ["L’Encre Verte", "Reprint Occitan"]
    assert (page.understood_place.label, page.understood_place.mention, page.understood_place.is_corrected) == (
        "Toulouse (31)",
        "tolouse",
        True,
    )

