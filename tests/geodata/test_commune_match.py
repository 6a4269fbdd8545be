import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage import geodata
from maillage.geodata import MatchedBy
from maillage.geodata.gazetteer import gazetteer

KNOWN = gazetteer()


@pytest.mark.parametrize(
    ("clues", "code", "matched_by"),
    [
        ({"name": "MARSEILLE 1ER ARRONDISSEMENT", "postal_code": "13001"}, "13201", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "PARIS 15"}, "75115", MatchedBy.ONLY_NAMESAKE),
        ({"name": "Marseille 2è arr."}, "13202", MatchedBy.ONLY_NAMESAKE),
        ({"name": "LYON 3EME", "postal_code": "69003"}, "69383", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "Lyon", "postal_code": "69003"}, "69383", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "PARIS CEDEX 08"}, "75108", MatchedBy.ONLY_NAMESAKE),
        ({"name": "MORLAIX CEDEX"}, "29151", MatchedBy.ONLY_NAMESAKE),
        ({"name": "Puilboreau, La Rochelle", "postal_code": "17138"}, "17291", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "Puilboreau, La Rochelle"}, "17291", MatchedBy.ONLY_NAMESAKE),
        ({"name": "ST ETIENNE"}, "42218", MatchedBy.ONLY_NAMESAKE),
        ({"name": "ROCHELLE (LA)", "department_code": "17"}, "17300", MatchedBy.NAME_AND_DEPARTMENT),
        ({"name": "Saint-Denis", "department_code": "93"}, "93066", MatchedBy.NAME_AND_DEPARTMENT),
        ({"name": "BOURG EN BRESSE", "postal_code": "1000.0"}, "01053", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "", "postal_code": "1000"}, "01053", MatchedBy.POSTAL_CODE),
        ({"name": "tolouse", "postal_code": "31000"}, "31555", MatchedBy.SIMILAR_NAME),
        ({"name": "BERCK SUR MER", "postal_code": "62600"}, "62108", MatchedBy.SIMILAR_NAME),
        ({"name": "Évry", "postal_code": "91000"}, "91228", MatchedBy.SIMILAR_NAME),
        ({"name": "75015 Paris"}, "75115", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "L ISLE D ABEAU"}, "38193", MatchedBy.ONLY_NAMESAKE),
        ({"name": "Annecy-le-Vieux"}, "74010", MatchedBy.ONLY_NAMESAKE),
        ({"name": "AJACCIO", "postal_code": "20000"}, "2A004", MatchedBy.NAME_AND_POSTAL_CODE),
        ({"name": "", "code": "29151"}, "29151", MatchedBy.CODE),
        ({"name": "Bourg", "code": "1053"}, "01053", MatchedBy.CODE),
    ],
)
def test_commune_of_a_row(clues: dict[str, str], code: str, matched_by: MatchedBy) -> None:
    match = geodata.match_commune(**clues)

    assert match is not None
    assert (match.commune.code, match.matched_by) == (code, matched_by)


def test_confidence_falls_with_the_evidence() -> None:
    clues = [
        {"name": "Saint-Denis", "postal_code": "93200"},
        {"name": "Saint-Denis", "department_code": "93"},
        {"name": "Saint-Denis"},
        {"name": "Saint-Denis", "postal_code": "75001"},
    ]
    matches = [geodata.match_commune(**clue) for clue in clues]

    confidences = [match.confidence for match in matches if match]
    assert len(confidences) == 4
    assert confidences == sorted(confidences, reverse=True)
    assert confidences[0] == 1.0
    assert confidences[2] < 0.6


def test_a_name_against_its_code_is_not_trusted() -> None:
    match = geodata.match_commune(name="Toulouse", code="29151")

    assert match is not None and match.commune.code == "31555"
    assert match.confidence < 1


@pytest.mark.parametrize("name", ["", "zzz", "🏠", "'; DROP TABLE", "A" * 10_000])
def test_nonsense_matches_nothing(name: str) -> None:
    assert geodata.match_commune(name=name) is None


@settings(max_examples=300)
@given(st.integers(min_value=0, max_value=len(KNOWN.codes) - 1))
def test_every_commune_is_found_as_sirene_writes_it(row: int) -> None:
    commune = KNOWN.commune(row=row)
    sirene = geodata.normalise(commune.name).upper().replace("SAINT ", "ST ").replace("SAINTE ", "STE ")
    postal_code = commune.postal_codes[0] if commune.postal_codes else None

    match = geodata.match_commune(name=sirene, postal_code=postal_code, department_code=commune.department_code)

    assert match is not None
    # Two namesakes under one postal code cannot be told apart by it.
    same_name = geodata.normalise(match.commune.name) == geodata.normalise(commune.name)
    assert match.commune.code == commune.code or match.commune.parent_code == commune.code or same_name


@settings(max_examples=200)
@given(st.text(max_size=60), st.text(max_size=8), st.text(max_size=4), st.text(max_size=6))
def test_any_cells_are_answered(name: str, postal_code: str, department: str, code: str) -> None:
    match = geodata.match_commune(name=name, postal_code=postal_code, department_code=department, code=code)

    assert match is None or 0 <= match.confidence <= 1
