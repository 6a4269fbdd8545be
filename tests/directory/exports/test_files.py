"""The files of the directory: whole, filtered, true to their formats, and of consenting organizations only."""

import csv
import gzip
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from maillage.accounts.models import Organization
from maillage.directory.exports import delimited, geojson, gogocarto, linked_data, workbook
from maillage.directory.exports.columns import COLUMNS
from maillage.directory.exports.types import ExportedFile, ExportedOrganization, ExportedTerm
from maillage.directory.importing.reading import Reading
from maillage.directory.importing.types import ImportedOrganization
from maillage.directory.models import Contact, Establishment, Profile
from tests.directory.exports.conftest import get, whole
from tests.directory.search import corpus

FILES = (
    "/annuaire.csv", "/annuaire-donnees.csv", "/annuaire.xlsx", "/annuaire.geojson", "/annuaire.jsonld",
    "/annuaire/gogocarto.json", "/annuaire/gogocarto.csv",
)  # fmt: skip
LISTED = sorted(entry.name for entry in corpus.ENTRIES if entry.is_listed)
ABOUT = ExportedFile(
    network_name="Les Mailles", address="https://mailles.example/annuaire.csv", licence_code="etalab-2.0",
    licence_name="Licence Ouverte 2.0", licence_url="https://licence.example", made_at=datetime(2026, 11, 24, tzinfo=UTC),
)  # fmt: skip
ONE = ExportedOrganization(
    id=UUID("01890000-0000-7000-8000-000000000001"), slug="les-copeaux", name="Les Copeaux; dit « Copeaux »",
    url="https://mailles.example/annuaire/les-copeaux/", contact_url="https://mailles.example/annuaire/les-copeaux/contact/",
    family="scop", updated_at=datetime(2026, 3, 1, tzinfo=UTC), siren="404833048", siret="40483304800022",
    pitch='=HYPERLINK("http://evil.example")', founded_on=date(2011, 3, 1), street="3 rue X", postal_code="01000",
    commune="Bourg-en-Bresse", commune_code="01053", department_code="01", longitude=5.2255551234, latitude=46.2051,
    precision="exact", skills=(ExportedTerm("menuiserie", "Menuiserie, agencement", "batiment", "Bâtiment"),),
    website="https://copeaux.example", sources=("organization", "sirene"),
)  # fmt: skip


def table(response, *, delimiter=","):
    return list(csv.DictReader(io.StringIO(whole(response).decode("utf-8-sig"), newline=""), delimiter=delimiter))


# --- what every file keeps to


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_a_file_says_its_licence_and_may_be_read_from_any_site(directory, path):
    response = get(path)

    assert (response.status_code, response["Cache-Control"]) == (200, "public, no-cache")
    assert response["Access-Control-Allow-Origin"] == "*"
    assert 'rel="license"' in response["Link"]
    assert b"LEncre" not in whole(response)


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_a_file_holds_neither_contacts_nor_who_did_not_consent_nor_who_is_not_listed(directory, path):
    organization = Organization.objects.get(slug="lencre-verte")
    Contact.objects.create(
        organization=organization, kind="email", value="prive@encre.example", is_public=True, source="staff"
    )
    Profile.objects.public().filter(organization__slug="typo-capitole").update(consents_to_open_data=False)

    text = readable(whole(get(path)), path)

    assert ("L’Encre Verte" in text, "Typo Capitole" in text, "La Cachée" in text, "prive@" in text) == (
        True,
        False,
        False,
        False,
    )


def readable(content, path):
    if not path.endswith("xlsx"):
        return content.decode("utf-8-sig")
    return "\n".join(
        str(value) for row in load_workbook(io.BytesIO(content), read_only=True).active.values for value in row
    )


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_a_hidden_address_is_the_commune_alone(directory, path):
    rows = Establishment.objects.across_scopes(reason="a test").filter(organization__slug="lencre-verte")
    rows.update(
        is_address_hidden=True, street="3 rue Cachée", postal_code="31999", precision="exact", longitude=1.4747474
    )

    text = readable(whole(get(path)), path)

    assert [word in text for word in ("rue Cachée", "31999", "1.474747", "1,474747")] == [False] * 4


@pytest.mark.django_db
@pytest.mark.parametrize("path", FILES)
def test_a_file_follows_the_filters_of_the_search(directory, path):
    text = readable(whole(get(f"{path}?q=imprimerie&place=department:31")), path)

    found = {name for name in LISTED if name in text}
    assert found == {"L’Encre Verte", "Reprint Occitan", "Typo Capitole"}


@pytest.mark.django_db
def test_a_filter_that_cannot_be_used_is_refused_rather_than_left_out(directory):
    response = get("/annuaire.geojson?department=no", Accept="application/json")

    assert (response.status_code, response.json()["errors"][0]["field"]) == (422, "department")


@pytest.mark.django_db
def test_a_file_is_not_made_again_until_the_directory_changes(directory, django_assert_max_num_queries):
    first = get("/annuaire.geojson")
    whole(first)
    with django_assert_max_num_queries(2):  # the network's language, the version
        again = get("/annuaire.geojson", **{"If-None-Match": first["ETag"]})
    Profile.objects.public().filter(organization__slug="typo-capitole").update(pitch="Autre")
    changed = get("/annuaire.geojson", **{"If-None-Match": first["ETag"]})

    assert (again.status_code, changed.status_code, changed["ETag"] != first["ETag"]) == (304, 200, True)


@pytest.mark.django_db
def test_a_date_does_not_hide_a_change(directory):
    first = get("/annuaire.geojson")

    again = get("/annuaire.geojson", **{"If-Modified-Since": first["Last-Modified"]})

    assert again.status_code == 200


@pytest.mark.django_db
def test_a_file_is_compressed_for_who_accepts_it(directory):
    plain, packed = whole(get("/annuaire-donnees.csv")), get("/annuaire-donnees.csv", **{"Accept-Encoding": "gzip"})

    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(whole(packed)) == plain


@pytest.mark.django_db
def test_the_queries_of_a_file_do_not_grow_with_it(directory, django_assert_max_num_queries):
    with django_assert_max_num_queries(16):
        assert len(table(get("/annuaire-donnees.csv"))) == len(LISTED)


@pytest.mark.django_db
def test_files_asked_too_often_are_refused_with_a_reason(directory, monkeypatch):
    from maillage.directory.views import exports

    monkeypatch.setattr(exports, "FILES_A_MINUTE", 2)

    statuses = [get(f"/annuaire.geojson?q={number}").status_code for number in range(4)]

    assert statuses == [200, 200, 429, 429]


# --- tables


@pytest.mark.django_db
def test_the_table_for_programs_holds_everyone_once_by_name(directory):
    rows = table(get("/annuaire-donnees.csv"))

    assert sorted(row["name"] for row in rows) == LISTED
    assert list(rows[0]) == [*(column.name for column in COLUMNS), "licence"]
    assert {row["licence"] for row in rows} == {"Licence Ouverte 2.0"}


def test_what_a_program_reads_again_is_what_was_written():
    content = b"".join(delimited.data_file([ONE], about=ABOUT)).decode()

    row = next(csv.DictReader(io.StringIO(content, newline="")))

    assert {key: row[key] for key in ("name", "siret", "postal_code", "pitch", "latitude", "longitude", "founded_on")} == {
        "name": ONE.name, "siret": ONE.siret, "postal_code": "01000", "pitch": ONE.pitch, "latitude": "46.2051",
        "longitude": "5.225555", "founded_on": "2011-03-01",
    }  # fmt: skip
    assert (row["source"], row["is_member"]) == ("organization, sirene", "false")


@given(name=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1))
def test_any_name_comes_back_from_the_table_for_programs(name):
    content = b"".join(delimited.data_file([replace(ONE, name=name)], about=ABOUT)).decode()

    assert next(csv.DictReader(io.StringIO(content, newline="")))["name"] == name


@given(text=st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_no_text_is_a_formula_in_the_table_for_spreadsheets(text):
    content = b"".join(delimited.spreadsheet_file([replace(ONE, name=text, pitch=text)], about=ABOUT)).decode(
        "utf-8-sig"
    )

    _header, row = csv.reader(io.StringIO(content, newline=""), delimiter=";")
    free = [cell for column, cell in zip(COLUMNS, row, strict=False) if not column.is_code]
    assert [cell for cell in free if cell.startswith(("=", "+", "-", "@", "\t", "\r"))] == []


def test_the_table_for_spreadsheets_opens_in_columns_and_keeps_zeros():
    content = b"".join(delimited.spreadsheet_file([ONE], about=ABOUT))

    _header, row = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";")
    cells = {column.name: cell for column, cell in zip(COLUMNS, row, strict=False)}
    assert content.startswith(b"\xef\xbb\xbf")
    assert (cells["siret"], cells["postal_code"], cells["latitude"]) == ('="40483304800022"', '="01000"', "46,2051")
    assert cells["pitch"].startswith("'=HYPERLINK")


def test_a_workbook_keeps_texts_as_texts_and_numbers_as_numbers():
    content = b"".join(workbook.workbook_file([ONE, replace(ONE, name="\x00\x07cloche")], about=ABOUT))

    sheet = load_workbook(io.BytesIO(content)).active
    cells = {column.name: sheet.cell(row=2, column=place) for place, column in enumerate(COLUMNS, start=1)}
    assert (cells["siret"].value, cells["siret"].data_type) == ("40483304800022", "s")
    assert (cells["pitch"].value, cells["pitch"].data_type) == (ONE.pitch, "s")
    assert (cells["latitude"].value, cells["founded_on"].value.date()) == (46.2051, date(2011, 3, 1))
    assert sheet.cell(row=3, column=2).value == "  cloche"
    assert sheet.max_row == 3


def test_a_workbook_of_nobody_has_its_header():
    sheet = load_workbook(io.BytesIO(b"".join(workbook.workbook_file([], about=ABOUT)))).active

    assert sheet.max_row == 1


def test_a_workbook_goes_on_in_another_sheet_when_one_is_full(monkeypatch):
    monkeypatch.setattr(workbook, "MOST_ROWS", 2)

    book = load_workbook(io.BytesIO(b"".join(workbook.workbook_file([ONE] * 5, about=ABOUT))))

    assert [sheet.max_row for sheet in book] == [3, 3, 2]


# --- maps and linked data


@pytest.mark.django_db
def test_geojson_is_as_the_standard_says(directory):
    document = json.loads(whole(get("/annuaire.geojson")))

    assert (document["type"], sorted(one["properties"]["name"] for one in document["features"])) == (
        "FeatureCollection",
        LISTED,
    )
    assert not {"crs", "geometry", "properties", "coordinates"} & set(document)
    for one in document["features"]:
        assert set(one) == {"type", "id", "geometry", "properties"}
        UUID(one["id"])
        if one["geometry"] is not None:
            longitude, latitude = one["geometry"]["coordinates"]
            assert (-10 < longitude < 10, 41 < latitude < 52) == (True, True)
            assert (round(longitude, 6), round(latitude, 6)) == (longitude, latitude)
    nowhere = [one["properties"]["name"] for one in document["features"] if one["geometry"] is None]
    assert nowhere == ["Sans Adresse"]


def test_a_feature_has_the_promised_properties():
    one = geojson.feature(ONE)

    promised = {
        "name", "slug", "url", "siren", "siret", "kinds", "families", "activities", "city", "postal_code", "department",
        "labels", "updated_at",
    }  # fmt: skip
    assert promised <= set(one["properties"])
    assert one["geometry"]["coordinates"] == [5.225555, 46.2051]
    assert (one["properties"]["kinds"], one["properties"]["families"]) == (["scop"], ["cooperative"])


@pytest.mark.django_db
def test_linked_data_is_a_list_of_organizations(directory):
    document = json.loads(whole(get("/annuaire.jsonld")))

    assert (document["@context"], document["@type"]) == ("https://schema.org", "ItemList")
    items = document["itemListElement"]
    assert [one["position"] for one in items] == list(range(1, len(LISTED) + 1))
    assert sorted(one["item"]["name"] for one in items) == LISTED
    assert [key for one in items for key, value in one["item"].items() if value in (None, "", [], {})] == []
    assert all("@context" not in one["item"] for one in items)


def test_the_point_of_a_commune_is_not_told_as_an_organization_s():
    exact = linked_data.organization_document(ONE, about=ABOUT)
    town = linked_data.organization_document(replace(ONE, precision="commune"), about=ABOUT)

    assert (exact["geo"]["latitude"], "geo" in town) == (46.2051, False)


def test_gogocarto_elements_have_its_words():
    document = json.loads(
        b"".join(gogocarto.gogocarto_file([ONE, replace(ONE, longitude=None, latitude=None)], about=ABOUT))
    )

    assert (document["ontology"], len(document["data"])) == ("gogofull", 1)
    one = document["data"][0]
    assert one["geo"] == {"latitude": 46.2051, "longitude": 5.225555}
    assert (one["updatedAt"], one["address"]["postalCode"]) == ("01/03/2026", "01000")


# --- what we write, we read


@pytest.mark.django_db
@pytest.mark.parametrize(
    "path",
    ["/annuaire.geojson", "/annuaire/gogocarto.json", "/annuaire-donnees.csv", "/annuaire.csv", "/annuaire.xlsx"],
)
def test_another_instance_can_import_the_file(directory, path, tmp_path):
    file = tmp_path / path.rpartition("/")[2]
    file.write_bytes(whole(get(path)))

    outcomes = list(Reading(path=file))

    read = {one.display_name for one in outcomes if isinstance(one, ImportedOrganization)}
    placed = {entry.name for entry in corpus.ENTRIES if entry.is_listed and entry.commune}
    assert read >= placed


def test_empty_files_are_files_too():
    assert json.loads(b"".join(geojson.geojson_file([], about=ABOUT)))["features"] == []
    assert json.loads(b"".join(linked_data.jsonld_file([], about=ABOUT)))["itemListElement"] == []
    assert b"".join(delimited.data_file([], about=ABOUT)).decode().count("\n") == 1
