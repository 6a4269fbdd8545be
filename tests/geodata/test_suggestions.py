import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage import geodata
from maillage.geodata import PlaceKind
from maillage.geodata.gazetteer import gazetteer

KNOWN = gazetteer()


def first(text: str) -> tuple[str, str]:
    place = geodata.suggest_places(text=text)[0]
    return place.kind, place.label


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("lyon", ("commune", "Lyon (69)")),
        ("LYO", ("commune", "Lyon (69)")),
        ("nantes", ("commune", "Nantes (44)")),
        ("rochelle", ("commune", "La Rochelle (17)")),
        ("st etienne", ("commune", "Saint-Étienne (42)")),
        ("Saint-Étienne du r", ("commune", "Saint-Étienne-du-Rouvray (76)")),
        ("etienne rouvray", ("commune", "Saint-Étienne-du-Rouvray (76)")),
        ("bretagne", ("region", "Bretagne")),
        ("loire atl", ("department", "Loire-Atlantique (44)")),
        ("69003", ("commune", "Lyon 3e Arrondissement (69)")),
        ("75", ("department", "Paris (75)")),
        ("2a", ("department", "Corse-du-Sud (2A)")),
        ("29600 morl", ("commune", "Morlaix (29)")),
        ("paris 15", ("commune", "Paris 15e Arrondissement (75)")),
        ("tolouse", ("commune", "Toulouse (31)")),
        ("grand lyon", ("epci", "Métropole de Lyon")),
        ("paca", ("region", "Provence-Alpes-Côte d'Azur")),
        ("reunion", ("department", "La Réunion (974)")),
        ("annecy le vieux", ("commune", "Annecy-le-Vieux, Annecy (74)")),
        ("cc faucigny", ("epci", "CC Faucigny - Glières")),
    ],
)
def test_first_suggestion(text: str, expected: tuple[str, str]) -> None:
    assert first(text) == expected


def test_st_suggests_strasbourg_and_saints() -> None:
    labels = [place.label for place in geodata.suggest_places(text="st")]

    assert "Strasbourg (67)" in labels
    assert "Saint-Étienne (42)" in labels


@pytest.mark.parametrize("text", ["", "   ", "🏠", "%_'\"", "\x00", "qqqqqqqq"])
def test_nothing_is_suggested_for_nothing(text: str) -> None:
    assert geodata.suggest_places(text=text) == []


def test_limit_is_kept() -> None:
    assert [len(geodata.suggest_places(text="saint", limit=limit)) for limit in (0, 1, 8, 30)] == [0, 1, 8, 30]


def test_same_land_comes_once() -> None:
    places = [place.label for place in geodata.suggest_places(text="guadeloupe")]

    assert places.count("Guadeloupe (971)") == 1
    assert "Guadeloupe" not in places


@settings(max_examples=400)
@given(st.integers(min_value=0, max_value=len(KNOWN.codes) - 1), st.booleans())
def test_every_commune_is_suggested_by_its_name_and_postal_code(row: int, in_capitals: bool) -> None:
    commune = KNOWN.commune(row=row)
    name = commune.name.upper().replace("-", " ") if in_capitals else commune.name
    postal_code = commune.postal_codes[0] if commune.postal_codes else ""

    by_name = geodata.suggest_places(text=name, limit=60)
    by_both = geodata.suggest_places(text=f"{postal_code} {name}", limit=20)

    assert commune.code in {place.code for place in by_name}
    assert commune.code in {place.code for place in by_both} or commune.parent_code is not None or not postal_code


@settings(max_examples=200)
@given(st.text(max_size=200))
def test_any_text_is_answered_within_the_limit(text: str) -> None:
    places = geodata.suggest_places(text=text, limit=5)

    assert len(places) <= 5
    assert len({(place.kind, place.code, place.alternate_name) for place in places}) == len(places)
    assert all(place.kind in PlaceKind for place in places)
