"""Opening anything: encodings, separators, archives, and files that are not what they say."""

import gzip
import json
import tracemalloc
import zipfile
from hashlib import sha256

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.directory.importing import Format, ImportFileError, detect, read, sentence
from maillage.directory.importing.reasons import SENTENCES
from maillage.directory.importing.sources import workbooks
from maillage.directory.importing.sources.delimited import read_rows
from tests.directory.importing.files import kept, outcomes, reason_codes, refused

TABLE = "nom;siret;ville;site web\nÉpicerie d'à côté;73282932000074;Besançon;www.epicerie.fr\nL'Œuvre;;Nîmes;\n"


def write(folder, content, name="file.csv"):
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(path, **options):
    with pytest.raises(ImportFileError) as caught:
        outcomes(path, **options)
    found = caught.value.reason
    assert all(found.field in sentence(found, language=language) for language in ("fr", "en"))
    return found.code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "utf-16-le", "utf-16-be"])
def test_encodings(tmp_path, encoding):
    path = write(tmp_path, TABLE.encode(encoding))

    assert [found.display_name for found in kept(path)] == ["Épicerie d'à côté", "L'Œuvre"]


def test_a_late_windows_line_in_a_utf8_file(tmp_path):
    head = "nom;ville\n" + "".join(f"Coopérative {number};{'Lyon ' * 40}\n" for number in range(2_000))
    path = write(tmp_path, head.encode() + "Café;Nîmes\n".encode("cp1252"))

    assert kept(path)[-1].display_name == "Café"


def test_doubly_encoded_accents_are_repaired(tmp_path):
    path = write(tmp_path, TABLE.encode().decode("cp1252", "replace").replace("\ufffd", "").encode())

    assert detect(path).first.encoding.is_mojibake
    assert kept(path)[0].display_name == "Épicerie d'à côté"
    assert kept(path)[1].address.city == "Nîmes"


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_chosen_from_the_header(tmp_path, separator):
    path = write(
        tmp_path, f'nom{separator}adresse{separator}code postal\nBobine{separator}"3, rue; X"{separator}1000\n'
    )

    found = kept(path)[0]
    assert (found.display_name, found.address.street, found.address.postal_code) == ("Bobine", "3, rue; X", "01000")


@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_line_endings(tmp_path, ending):
    assert len(outcomes(write(tmp_path, TABLE.replace("\n", ending)))) == 2


def test_title_lines_above_the_header(tmp_path):
    path = write(tmp_path, "Annuaire 2026;;;\n;;;\nÉdité le 3 mars;;;\n" + TABLE)

    assert (detect(path).first.header_row, kept(path)[0].display_name) == (3, "Épicerie d'à côté")


def test_zip_with_several_members_and_gzip(tmp_path):
    with zipfile.ZipFile(tmp_path / "two.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("b/2.csv", TABLE)
        archive.writestr("a/1.csv", TABLE)
        archive.writestr("__MACOSX/a/._1.csv", b"\x00\x05")
        archive.writestr("LISEZMOI.txt", "lisez")
    (tmp_path / "one.csv.gz").write_bytes(gzip.compress(TABLE.encode()))

    found = outcomes(tmp_path / "two.zip")
    assert [(row.row_number, row.original.member) for row in found] == [
        (1, "a/1.csv"),
        (2, "a/1.csv"),
        (3, "b/2.csv"),
        (4, "b/2.csv"),
    ]
    assert len(outcomes(tmp_path / "one.csv.gz")) == 2


def test_refused_files(tmp_path):
    assert refusal(tmp_path / "absent.csv") == "file.missing"
    assert refusal(write(tmp_path, b"")) == "file.empty"
    assert refusal(write(tmp_path, b"\xef\xbb\xbf \n\n")) == "file.empty"
    assert refusal(write(tmp_path, b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40)) == "file.binary"
    assert refusal(write(tmp_path, bytes(range(256)) * 400)) == "file.binary"
    assert refusal(write(tmp_path, b"<!DOCTYPE html><html></html>")) == "file.markup"
    assert refusal(write(tmp_path, b"nom;ville\n" + b"x" * 5_000_000)) == "file.line_too_long"


def test_truncated_and_encrypted_archives(tmp_path):
    rows = "".join(f"Coop {sha256(b'%d' % number).hexdigest()};Lyon\n" for number in range(8_000))
    with zipfile.ZipFile(tmp_path / "whole.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", "nom;ville\n" + rows)
    content = (tmp_path / "whole.zip").read_bytes()
    compressed = gzip.compress(("nom;ville\n" + rows).encode())
    locked = bytearray(content)
    locked[6] |= 1
    locked[content.index(b"PK\x01\x02") + 8] |= 1

    assert refusal(write(tmp_path, content[: len(content) // 2], "cut.zip")) == "file.truncated"
    assert refusal(write(tmp_path, compressed[: len(compressed) // 2], "cut.csv.gz")) == "file.truncated"
    assert refusal(write(tmp_path, bytes(locked), "locked.zip")) == "file.encrypted"


def test_a_zip_bomb_is_refused(tmp_path):
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("x.csv", b"\n" * 20_000_000)

    assert refusal(tmp_path / "bomb.zip") == "file.bomb"


def workbook(path, rows):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    book.save(path)
    return path


def test_workbook_cells_become_text(tmp_path):
    rows = [
        ["Annuaire"],
        ["Nom", "SIRET", "Code postal", "Créée le"],
        ["Bobine", 73282932000074, 1000.0, "03/02/2020"],
        [None] * 4,
    ]
    found = outcomes(workbook(tmp_path / "x.xlsx", rows))

    assert [(one.display_name, one.siret, one.address.postal_code, str(one.created_on)) for one in found] == [
        ("Bobine", "73282932000074", "01000", "2020-02-03")
    ]


def _replaced_part(path, part, replace):
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = replace(parts[part])
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


def test_workbook_bombs_are_refused(tmp_path):
    sheet, spaces = "xl/worksheets/sheet1.xml", b" " * 60_000_000
    far = _replaced_part(
        workbook(tmp_path / "far.xlsx", [["nom"], ["x"]]), sheet, lambda xml: xml.replace(b'r="A2"', b'r="XFD1048576"')
    )
    huge = _replaced_part(
        workbook(tmp_path / "huge.xlsx", [["nom"]]),
        sheet,
        lambda xml: xml.replace(b"</worksheet>", spaces + b"</worksheet>"),
    )
    laughs = _replaced_part(
        workbook(tmp_path / "laughs.xlsx", [["nom"]]),
        sheet,
        lambda xml: b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + xml.split(b"?>", 1)[-1],
    )

    assert [refusal(path) for path in (far, huge, laughs)] == ["file.sheet_too_large", "file.bomb", "file.bomb"]


def test_opendocument_repeats_are_counted(tmp_path):
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16000"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1000000">{cell}</table:table-row>'
    namespaces = " ".join(f'xmlns:{name}="urn:{name}"' for name in ("table", "office", "text"))
    with zipfile.ZipFile(tmp_path / "bomb.ods", "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {namespaces}><table:table>{row}</table:table></office:document-content>",
        )

    with pytest.raises(ImportFileError) as caught:
        workbooks.check_workbook(path=tmp_path / "bomb.ods", name="bomb.ods")
    assert caught.value.reason.code == "file.sheet_too_large"


def test_json_shapes(tmp_path):
    rows = [{"nom": "Bobine", "ville": "Lyon"}, {"nom": "Copeaux", "site_web": "www.x.fr"}]
    shapes = {
        "array": json.dumps(rows),
        "envelope": json.dumps({"count": 2, "data": rows}),
        "lines": "\n".join(map(json.dumps, rows)),
        "bom": "\ufeff" + json.dumps(rows),
    }

    for name, content in shapes.items():
        assert [found.display_name for found in kept(write(tmp_path, content, f"{name}.json"))] == [
            "Bobine",
            "Copeaux",
        ], name
    assert len(outcomes(write(tmp_path, json.dumps(rows).encode("utf-16"), "wide.json"))) == 2


def test_cut_json_gives_its_rows_then_says_where_it_breaks(tmp_path):
    path = write(tmp_path, json.dumps([{"nom": f"Coop {number}"} for number in range(50)])[:-30], "cut.json")
    given_rows = []

    with pytest.raises(ImportFileError) as caught:
        given_rows.extend(read(path))
    assert caught.value.reason.code == "file.json_broken"
    assert ("records", "48") in caught.value.reason.parameters


def test_a_bad_json_line_costs_only_itself(tmp_path):
    path = write(tmp_path, '{"nom": "A1"}\n{"nom": "B2"}\n{broken\n{"nom": "C3"}\n', "x.jsonl")

    assert [found.display_name for found in kept(path)] == ["A1", "B2", "C3"]
    assert [reason_codes(row) for row in refused(path)] == [["row.not_json"]]


def test_an_endless_json_record_is_refused(tmp_path):
    path = write(tmp_path, b'[{"nom": "' + b"x" * 20_000_000 + b'"}]', "x.json")

    assert refusal(path) in ("file.record_too_long", "file.json_broken")


def test_an_unclosed_quote_costs_its_own_line(tmp_path):
    rows = ["nom;ville", *(f"Coop {number};Lyon" for number in range(2_000))]
    rows[700] = '"Coop 699;Lyon'
    path = write(tmp_path, "\n".join(rows) + "\n")

    found = outcomes(path)
    assert (len(found), [row.row_number for row in refused(path)]) == (2_000, [700])
    assert reason_codes(found[699]) == ["row.unclosed_quote"]


def test_quotes_inside_cells_and_over_lines(tmp_path):
    path = write(tmp_path, 'nom;description;ville\nBobine;"Ligne 1\nligne ""2""";Lyon\nTube 5" X;court;Nice\n')

    assert [(found.display_name, found.description) for found in kept(path)] == [
        ("Bobine", 'Ligne 1\nligne "2"'),
        ('Tube 5" X', "court"),
    ]


def test_shifted_columns_are_refused_and_short_rows_are_read(tmp_path):
    path = write(tmp_path, "nom;ville\nA1;Lyon;de trop\nB2\nC3;Nice;;\n")

    assert [reason_codes(row) for row in refused(path)] == [["row.too_many_cells"]]
    assert [found.display_name for found in kept(path)] == ["B2", "C3"]


_CELL = st.text(
    st.characters(codec="utf-8", exclude_characters="\r\n\x00", exclude_categories=("Cs", "Cc")), max_size=12
)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.lists(_CELL, min_size=1, max_size=4), max_size=15))
def test_no_line_is_lost_whatever_it_holds(rows):
    lines = [";".join(row) for row in rows]
    lines = [line for line in lines if line]

    given_lines = list(read_rows(lines=iter(f"{line}\n" for line in lines), separator=";"))

    text_out = "".join("".join(cells) for cells, _ in given_lines)
    for line in lines:
        letters = [character for character in line if character.isalnum()]
        assert all(letter in text_out for letter in letters)
    if not any('"' in line for line in lines):
        assert len(given_lines) == len(lines)


@settings(max_examples=40, deadline=None)
@given(rows=st.lists(st.tuples(_CELL, _CELL), min_size=1, max_size=12))
def test_every_row_has_one_outcome(tmp_path_factory, rows):
    import csv

    path = tmp_path_factory.mktemp("rows") / "x.csv"
    with path.open("w", newline="", encoding="utf-8") as target:
        writer = csv.writer(target, delimiter=";", quoting=csv.QUOTE_ALL)
        writer.writerows([("nom", "code postal"), *rows])

    found = outcomes(path)

    assert [row.row_number for row in found] == list(range(1, len(rows) + 1))


def test_memory_does_not_grow_with_the_file(tmp_path):
    header = "siren,denominationUniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale\n"
    for name, count in (("small.zip", 5_000), ("large.zip", 50_000)):
        with (
            zipfile.ZipFile(tmp_path / name, "w", zipfile.ZIP_DEFLATED) as archive,
            archive.open("StockUniteLegale.csv", "w") as target,
        ):
            target.write(header.encode())
            for start in range(0, count, 1_000):
                lines = (f"732829320,COOP {number % 5_000},5458,62.01Z\n" for number in range(start, start + 1_000))
                target.write("".join(lines).encode())
    peaks = []
    for name, count in (("small.zip", 5_000), ("small.zip", 5_000), ("large.zip", 50_000)):
        tracemalloc.start()
        assert sum(1 for _ in read(tmp_path / name)) == count
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()

    assert peaks[2] < peaks[1] + 4_000_000


def test_resuming_after_a_row(tmp_path):
    from maillage.directory.importing import ReadOptions

    path = write(tmp_path, "nom;ville\n" + "".join(f"Coop {number};Lyon\n" for number in range(10)))
    reading = read(path, options=ReadOptions(after_row=7))

    assert ([row.row_number for row in reading], reading.rows, reading.progress.done_bytes) == (
        [8, 9, 10],
        10,
        path.stat().st_size,
    )


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("siren,denominationUniteLegale,etatAdministratifUniteLegale\n1,x,A\n", Format.SIRENE),
        ("siren,nic,siret,etatAdministratifEtablissement,enseigne1Etablissement\n", Format.SIRENE),
        ("id,name,taxonomy,streetAddress,latitude,longitude\n", Format.GOGOCARTO),
        ('{"type":"FeatureCollection","features":[]}', Format.GEOJSON),
        (
            '{"results":[{"siren":"732829320","nom_complet":"X","siege":{}}],"total_results":1}',
            Format.RECHERCHE_ENTREPRISES,
        ),
        ('{"data":[{"id":"a","name":"X","geo":{"latitude":1,"longitude":2}}],"ontology":"gogofull"}', Format.GOGOCARTO),
        ('{"data":[["a","X",45.1,4.2,[1]]],"ontology":"gogocompact"}', Format.GOGOCARTO),
        ('{"linked_schemas":["organizations_schema-v1.0.0"],"name":"X"}', Format.MURMURATIONS),
        ("code_commune_INSEE;nom_commune;code_postal;latitude;longitude\n", Format.COMMUNES),
        ('[{"nom":"Lyon","code":"69123","codesPostaux":["69001"],"population":1}]', Format.COMMUNES),
        ("idweb;objet;nomacheteur\n", Format.BOAMP),
        ('{"total_count":1,"results":[{"idweb":"26-91551","objet":"X"}]}', Format.BOAMP),
        ("nom;ville\n", Format.TABLE),
    ],
)
def test_formats_are_recognised(tmp_path, content, expected):
    assert detect(write(tmp_path, content, "any.bin")).format is expected


def test_notices_and_communes_are_sent_elsewhere(tmp_path):
    assert refusal(write(tmp_path, "idweb;objet;nomacheteur\n1;x;y\n")) == "file.boamp_elsewhere"
    assert refusal(write(tmp_path, "code_commune_INSEE;nom_commune;code_postal\n1;x;y\n")) == "file.communes_elsewhere"


def test_sentences_exist_in_both_languages():
    assert all(len(texts) == 2 and all(texts) and texts[0] != texts[1] for texts in SENTENCES.values())
