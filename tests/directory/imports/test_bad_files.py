"""Files that cannot be imported, or not to their end: a clear reason, nothing half-saved, no memory filled."""

import resource
import zipfile

import pytest

from maillage.accounts.models import Organization
from maillage.directory.importing import Format, ImportFileError, sentence
from maillage.directory.services import imports
from maillage.directory.types import ImportState
from tests.directory.imports.files import counts, imported, write_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]


def refusal(path, **given):
    with pytest.raises(ImportFileError) as caught:
        imports.settled_mapping(path, form=given.get("form"), mapping_text="")
    return caught.value.reason


def test_binary_file_named_csv_is_refused(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_bytes(bytes(range(256)) * 400)

    assert refusal(path).code == "file.binary"


def test_line_of_200_mb_is_refused_without_filling_memory(tmp_path):
    path = tmp_path / "liste.csv"
    with path.open("wb") as target:
        target.write(b"nom,ville\nLe Fournil,Lyon\n")
        for _ in range(200):
            target.write(b"x" * 2**20)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    run = imported(path)

    grown_mb = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    assert run.state == ImportState.FAILED
    assert [one.code for one in imports.reasons_of_error(run)] == ["file.line_too_long"]
    assert (counts(run), Organization.objects.count()) == ((1, 1, 0, 0, 0, 0), 1)
    assert grown_mb < 100


def test_workbook_that_swells_is_refused(tmp_path):
    path = tmp_path / "bombe.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            for _ in range(400):
                sheet.write(b"\0" * 2**20)

    told = refusal(path)

    assert told.code == "file.bomb"
    # A size is told in the language of its sentence.
    shown = [sentence(told, language=language) for language in ("fr", "en")]
    assert ("\xa0Mo)" in shown[0], "\xa0MB)" in shown[1], "Mo" in shown[1]) == (True, True, False)


def test_file_that_breaks_in_the_middle_keeps_what_came_before_and_says_where(tmp_path):
    path = tmp_path / "coupe.geojson"
    feature = '{"type":"Feature","geometry":null,"properties":{"name":"Voisine %d","city":"Lyon","post_code":"69003"}}'
    path.write_text(
        '{"type":"FeatureCollection","features":[' + ",".join(feature % number for number in range(5)) + ',{"type":'
    )

    run = imported(path, form=Format.GEOJSON)

    assert (run.state, counts(run)) == (ImportState.FAILED.value, (5, 5, 0, 0, 0, 0))
    assert sentence(imports.reasons_of_error(run)[0], language="fr")


def test_missing_file_and_other_formats_say_what_to_do(tmp_path):
    table = write_table(tmp_path / "l.csv", [{"nom": "Le Fournil"}])

    assert refusal(tmp_path / "absent.csv").code == "file.missing"
    assert refusal(table, form=Format.BOAMP).code == "file.boamp_elsewhere"


def test_table_whose_columns_say_nothing_asks_for_a_mapping(tmp_path):
    path = write_table(tmp_path / "l.csv", [{"a": "12", "b": "34"}, {"a": "13", "b": "35"}])

    with pytest.raises(imports.MappingNeeded) as needed:
        imports.settled_mapping(path, form=None, mapping_text="")

    assert needed.value.columns == ("a", "b")


def test_odd_characters_do_not_stop_an_import(tmp_path):
    path = write_table(
        tmp_path / "l.csv",
        [
            {"nom": "Le Four\x00nil 🥖", "ville": "Lyon"},
            {"nom": "'; drop table accounts_organization; --", "ville": "Lyon"},
            {"nom": "X" * 5000, "ville": "Y" * 5000},
        ],
    )

    run = imported(path)

    assert counts(run)[0] == 3
    assert Organization.objects.filter(name__startswith="Le Fournil").exists()
