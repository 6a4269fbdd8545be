"""Files as people send them by mistake: read for what they are, or refused with a reason; never an unforeseen error."""

import zipfile

import openpyxl
import pytest

from maillage.directory.importing import ImportFileError, detect, read
from maillage.directory.importing.types import RejectedRow


def outcome(path):
    """Give how many rows are read and refused, or the code of the refusal of the whole."""
    try:
        guess = detect(path)
        found = list(read(path, form=guess.format))
    except ImportFileError as error:
        return error.reason.code
    refused = sum(isinstance(row, RejectedRow) for row in found)
    return len(found) - refused, refused


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "file.empty"),
        ("\ufeff", "file.empty"),
        ("\n\n", "file.empty"),
        ("nom;ville\r\n", (0, 0)),
        ('nom;ville\n"Pain; vin; Cie";Lyon\n', (1, 0)),
        ("nom;ville;site\nLe Fournil;Lyon\nLa Scop;Brest;scop.example;trop;encore\nX\n", (2, 1)),
    ],
    ids=["nothing", "byte-order mark only", "blank lines", "header only", "separator in quotes", "uneven rows"],
)
def test_odd_tables(tmp_path, text, expected):
    path = tmp_path / "liste.csv"
    path.write_text(text, encoding="utf-8")

    assert outcome(path) == expected


def test_table_in_utf16(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("nom;ville\nLe Fournil;Lyon\nL'Épi;Besançon\n", encoding="utf-16")

    assert (outcome(path), detect(path).first.columns) == ((2, 0), ("nom", "ville"))


def test_headers_that_repeat_are_told_apart(tmp_path):
    path = tmp_path / "liste.csv"
    path.write_text("nom;nom;ville\nLe Fournil;Fournil;Lyon\n", encoding="utf-8")

    assert (outcome(path), detect(path).first.columns) == ((1, 0), ("nom", "nom (2)", "ville"))


def test_three_hundred_columns(tmp_path):
    path = tmp_path / "liste.csv"
    header = ";".join(["nom", "ville", *(f"c{number}" for number in range(298))])
    path.write_text(f"{header}\nLe Fournil;Lyon{';x' * 298}\n", encoding="utf-8")

    assert (outcome(path), len(detect(path).first.columns)) == ((1, 0), 300)


def test_workbook_named_csv(tmp_path):
    book = openpyxl.Workbook()
    for row in (["nom", "ville"], ["Le Fournil", "Lyon"]):
        book.active.append(row)
    book.save(tmp_path / "liste.xlsx")

    assert outcome((tmp_path / "liste.xlsx").rename(tmp_path / "liste.csv")) == (1, 0)


def test_both_files_of_an_archive_are_read(tmp_path):
    path = tmp_path / "listes.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "nom;ville\nA;Lyon\n")
        archive.writestr("b.csv", "nom;ville\nB;Lyon\n")

    assert outcome(path) == (2, 0)
