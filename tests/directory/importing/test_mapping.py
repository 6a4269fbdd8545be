"""Columns guessed, checked, remembered; rejected rows written and read again; skills suggested."""

import csv
import json

import pytest

from maillage.directory.importing import (
    ImportFileError,
    Mapping,
    MappingError,
    Reason,
    RejectFile,
    TargetField,
    detect,
    guess_mapping,
    mapping_from_json,
    sentence,
    signature,
)
from maillage.directory.importing.mapping import ColumnGuess
from maillage.directory.importing.mapping.guess import header_position
from maillage.directory.importing.mapping.model import Mapping as ColumnMapping
from maillage.directory.importing.skills import SkillSuggester, SkillSuggestion
from maillage.directory.importing.types import ActivityCode, Nomenclature, OriginalRow
from maillage.directory.taxonomy_file import NafHint, SkillEntry
from tests.directory.importing.files import kept, outcomes, real_file, refused


def targets(mapping):
    return {guess.column: guess.target and guess.target.value for guess in mapping.columns}


def test_headers_in_french_english_and_misspelt():
    header = [
        "Raison sociale",
        "codePostal",
        "E-mail",
        "lattitude",
        "longitude",
        "Téléphonne",
        "NAF",
        "Nb salariés",
        "zorglub",
        "Org. name",
    ]

    assert targets(guess_mapping(header)) == {
        "Raison sociale": "legal_name",
        "codePostal": "postal_code",
        "E-mail": "email",
        "lattitude": "latitude",
        "longitude": "longitude",
        "Téléphonne": "phone",
        "NAF": "naf",
        "Nb salariés": "headcount",
        "zorglub": None,
        "Org. name": None,
    }


def test_contents_tell_what_headers_hide():
    header = ["Nom", "N° entreprise", "Réf", "Coord.", "autre"]
    sample = [
        ["Bobine", "404833048", "73282932000074", "a@x.fr", "x"],
        ["Copeaux", "732 829 320", "40483304800022", "b@y.fr", "y"],
    ]

    assert targets(guess_mapping(header, sample)) == {
        "Nom": "name",
        "N° entreprise": "siren",
        "Réf": "siret",
        "Coord.": "email",
        "autre": None,
    }


def test_a_header_contradicted_by_its_values_is_not_believed():
    mapping = guess_mapping(["nom", "siret"], [["A1", "voir site"], ["B2", "inconnu"]])

    assert mapping.columns[1].confidence < 0.5 < mapping.columns[0].confidence


def test_each_field_is_filled_once_and_half_points_are_left_out():
    mapping = guess_mapping(["nom", "name", "site", "website", "latitude"])

    assert targets(mapping) == {
        "nom": "name",
        "name": "trade_name",
        "site": "website",
        "website": None,
        "latitude": None,
    }
    assert mapping.problems() == ()


@pytest.mark.parametrize(
    ("columns", "code"),
    [
        ({"a": "city"}, "mapping.nothing_identifies"),
        ({"a": "name", "b": "name"}, "mapping.filled_twice"),
        ({"a": "name", "b": "latitude"}, "mapping.half_a_point"),
    ],
)
def test_wrong_mappings_are_refused(columns, code):
    with pytest.raises(MappingError) as caught:
        mapping_from_json(json.dumps(columns)).checked()
    assert [reason.code for reason in caught.value.reasons] == [code]


@pytest.mark.parametrize(
    ("content", "code"),
    [("{", "mapping.not_json"), ("[1]", "mapping.not_json"), ('{"a": "zorglub"}', "mapping.unknown_field")],
)
def test_unreadable_mappings_are_refused(content, code):
    with pytest.raises(MappingError) as caught:
        mapping_from_json(content)
    assert caught.value.reasons[0].code == code
    assert "?" not in sentence(caught.value.reasons[0], language="fr")


def test_mappings_are_remembered():
    mapping = guess_mapping(["Nom", "Code postal", "zorglub"])

    assert mapping_from_json(mapping.to_json()) == mapping
    assert signature(["CODE_POSTAL", "nom", "Zorglub"]) == mapping.signature != signature(["nom"])


def test_a_chosen_mapping_is_followed(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("nom;autre\nA1;B2\n")
    chosen = ColumnMapping((ColumnGuess("nom", None), ColumnGuess("autre", TargetField.NAME)))

    assert kept(path, mapping=chosen)[0].display_name == "B2"
    with pytest.raises(ImportFileError):
        outcomes(path, mapping=Mapping((ColumnGuess("ailleurs", TargetField.NAME),)))


def test_header_is_searched_in_the_first_rows():
    rows = [["Annuaire 2026", "", ""], ["", "", ""], ["Nom", "Ville", "Code postal"], ["Bobine", "Lyon", "69001"]]

    assert header_position(rows) == 2


def test_real_supermarkets_are_guessed_right():
    guess = detect(real_file("coop_supermarkets.json")).first

    assert targets(guess_mapping(guess.columns, guess.sample)) == {
        "nom": "name", "departement": "department", "ville": "city", "adresse": "street", "logo": "image", "site_web": "website",
        "facebook": "social_link", "avancement": None, "lattitude": "latitude", "longitude": "longitude",
    }  # fmt: skip


def test_real_third_places_are_guessed_right():
    guess = detect(real_file("tiers_lieux.csv")).first

    assert targets(guess_mapping(guess.columns, guess.sample)) == {
        "ID_UNIQUE": "source_id", "NOM": "name", "Insee": "commune_code", "NOM_STRC_PORT": "legal_name", "ADRESSE": "street",
        "CODPOST": "postal_code", "VILLE": "city", "INTERNET": "website", "siren": "siren", "confiance_jointure": "identifier_confidence",
        "methode_jointure": None, "sources": None,
    }  # fmt: skip


def rejected_and_read_again(tmp_path, path):
    target = tmp_path / "rejets.csv"
    with RejectFile(target) as file:
        for row in refused(path):
            file.add(original=row.original, reasons=row.reasons)
    return target


def test_rejected_rows_are_corrected_and_imported_again(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text("nom;ville;note\nA1;Lyon;\n;Nice;=cmd()\n;;\n", encoding="utf-8")
    target = rejected_and_read_again(tmp_path, path)

    content = target.read_text(encoding="utf-8-sig")
    rows = list(csv.reader(content.splitlines(), delimiter=";"))
    assert target.read_bytes().startswith(b"\xef\xbb\xbf")
    assert rows[0] == ["nom", "ville", "note", "maillage_motif", "maillage_reason", "maillage_row"]
    assert (rows[1][:3], rows[1][3].startswith("Ni nom"), rows[1][4].startswith("Neither"), rows[1][5]) == (
        ["", "Nice", "'=cmd()"],
        True,
        True,
        "2",
    )

    target.write_text(content.replace(";Nice;", "Bobine;Nice;", 1), encoding="utf-8-sig")
    again = outcomes(target)
    assert [type(row).__name__ for row in again] == ["ImportedOrganization", "RejectedRow"]
    assert again[0].display_name == "Bobine"


def test_rejected_records_become_a_table(tmp_path):
    path = tmp_path / "x.geojson"
    feature = {
        "type": "Feature",
        "geometry": {"type": "Point", "coordinates": [4.83, 45.76]},
        "properties": {"nom": "", "adresse": {"ville": "Lyon"}},
    }
    path.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    target = rejected_and_read_again(tmp_path, path)

    target.write_text(target.read_text(encoding="utf-8-sig").replace("\n;", "\nBobine;", 1), encoding="utf-8")
    one = kept(target)[0]
    assert (one.display_name, one.address.city, one.point.latitude) == ("Bobine", "Lyon", 45.76)


def test_no_reject_file_when_nothing_was_refused(tmp_path):
    with RejectFile(tmp_path / "rejets.csv"):
        pass

    assert not (tmp_path / "rejets.csv").exists()


def test_telephones_and_longitudes_are_not_spoilt_in_the_reject_file(tmp_path):
    with RejectFile(tmp_path / "r.csv") as file:
        file.add(original=OriginalRow(1, ("tel", "lon"), ("+33 4 78 00", "-1.5")), reasons=[Reason("row.empty")])

    assert "+33 4 78 00;-1.5;" in (tmp_path / "r.csv").read_text(encoding="utf-8-sig")


def skill(slug, sector, *naf):
    return SkillEntry(slug, sector, slug, slug, (), (), tuple(NafHint(code, "NAFRev2") for code in naf))


def test_skills_suggested_by_an_activity():
    suggester = SkillSuggester(
        skills=[skill("developpement", "numerique", "62.01Z"), skill("web", "communication", "62.01Z")],
        division_fallback={"62": "numerique", "94": "x"},
    )

    def suggested(code, nomenclature=Nomenclature.NAF_REV2):
        return suggester.suggest(ActivityCode(code, nomenclature))

    assert suggested("62.01Z") == SkillSuggestion(("developpement", "web"), ("numerique", "communication"))
    assert suggested("62.09Z") == SkillSuggestion((), ("numerique",))
    assert (
        suggested("94.99Z")
        == suggested("62.01Z", Nomenclature.NAF_2025)
        == suggester.suggest(None)
        == SkillSuggestion()
    )
