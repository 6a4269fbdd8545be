"""The office's pages of imports, from the file that is sent to its undoing."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from maillage.accounts.models import Organization
from maillage.directory import jobs
from maillage.directory.models import ImportMapping, ImportRun
from maillage.stream.models import Fact
from tests.directory.imports.files import imported, rows, write_table

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
TABLE = (
    "Intitulé;Où;Adresse du site\nLe Fournil;Lyon;www.fournil.example\nLa Source;Privas;\n;Paris;\n"
    "La Cagette;Montpellier;www.cagette.example\n"
)


@pytest.fixture
def office(client_as, facilitator):
    return client_as(facilitator)


def send(office, text=TABLE, name="membres.csv"):
    file = SimpleUploadedFile(name, text if isinstance(text, bytes) else text.encode())
    return office.post("/reseau/imports/", {"file": file})


def run_of(response):
    return rows(ImportRun).get(pk=response.url.rstrip("/").split("/")[3])


def columns(**given):
    chosen = {"source": "network-file", "skills": [], "column_0": "name", "column_1": "city", "column_2": "website"}
    return {**chosen, **given}


def test_whole_journey(office):
    sent = send(office)
    run = run_of(sent)
    page = office.get(sent.url).content.decode()
    office.post(sent.url, columns(column_0="city", column_1="name", skills=["boulangerie"]))
    early = office.post(f"/reseau/imports/{run.pk}/correction/").status_code
    jobs.run_import(run_id=str(run.pk))
    wrong = office.get(f"/reseau/imports/{run.pk}/").content.decode()
    back = [office.post(f"/reseau/imports/{run.pk}/correction/").url for _click in range(2)]
    hasty = office.post(f"/reseau/imports/{run.pk}/lancement/").status_code
    again = office.get(back[0]).content.decode()
    settled = office.post(sent.url, columns(skills=["boulangerie"]))
    jobs.run_import(run_id=str(run.pk))
    preview = office.get(settled.url).content.decode()
    nothing_yet = Organization.objects.count()
    started = office.post(f"/reseau/imports/{run.pk}/lancement/")
    twice = office.post(f"/reseau/imports/{run.pk}/lancement/")
    real = run_of(started)
    waiting = office.get(started.url).content.decode()
    jobs.run_import(run_id=str(real.pk))
    report = office.get(started.url).content.decode()
    rejects = office.get(f"/reseau/imports/{real.pk}/rejets.csv")

    late = office.post(f"/reseau/imports/{run.pk}/correction/").status_code

    assert "Intitulé" in page and "La Cagette" in page
    # From the preview back to the answers given, of the same file; neither before its end nor once it was imported.
    assert (early, back, hasty, late) == (409, [sent.url, sent.url], 409, 409)
    assert "Corriger les colonnes" in wrong and '<option value="city" selected>' in again
    assert ("Corriger les colonnes" in preview, "Corriger les colonnes" in report) == (True, False)
    assert ("Importer maintenant" in preview, nothing_yet) == (True, 0)
    assert started.url == twice.url
    assert 'hx-trigger="every 1s"' in waiting and "every 1s" not in report
    assert set(Organization.objects.values_list("name", flat=True)) == {"Le Fournil", "La Source", "La Cagette"}
    assert '<dd><strong class="figures">3</strong>' in report
    assert "Paris" in b"".join(rejects.streaming_content).decode("utf-8-sig")
    assert Fact.objects.filter(verb="import.finished").count() == 3

    office.post(f"/reseau/imports/{real.pk}/retrait/")
    jobs.undo_import(run_id=str(real.pk))
    assert Organization.objects.count() == 0
    assert "Cet import a été annulé" in office.get(started.url).content.decode()


def test_answer_is_remembered_for_the_same_columns(office):
    office.post(send(office).url, columns(column_2="tags"))

    again = office.get(send(office, TABLE.replace("Le Fournil", "Autre")).url).content.decode()
    header, _end, lines = TABLE.partition("\n")
    rejected = "\n".join(f"{line};Sans nom;No name;2" for line in lines.split("\n") if line)
    corrected = f"{header.upper()};maillage_motif;maillage_reason;maillage_row\n{rejected}\n"
    reject_file = office.get(send(office, corrected, "rejets.csv").url).content.decode()

    assert rows(ImportMapping).count() == 1
    assert '<option value="tags" selected>' in again
    assert '<option value="tags" selected>' in reject_file


def test_mapping_that_names_nobody_is_told_and_nothing_begins(office):
    sent = send(office)

    response = office.post(sent.url, columns(column_0=""))

    assert response.status_code == 422
    assert rows(ImportRun).get().state == "mapping"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("photo.png", b"\x89PNG", "photo.png"),
        ("liste.csv", b"", "vide"),
        ("liste.csv", bytes(range(256)) * 99, "liste.csv"),
        ("page.csv", b"<!doctype html><html>", "page.csv"),
    ],
)
def test_what_cannot_be_imported_is_refused_beside_the_field_and_not_kept(
    office, settings, tmp_path, name, content, told
):
    settings.HOME = tmp_path

    response = send(office, content, name)

    assert (response.status_code, rows(ImportRun).count()) == (422, 0)
    assert told in response.content.decode()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_import_that_waits_can_be_given_up(office):
    sent = send(office)
    run = run_of(sent)

    office.post(f"/reseau/imports/{run.pk}/arret/")

    run.refresh_from_db()
    assert run.state == "cancelled"
    assert jobs.run_import(run_id=str(run.pk)) is None


def test_import_before_the_preview_is_refused(office):
    run = run_of(send(office))

    assert office.post(f"/reseau/imports/{run.pk}/lancement/").status_code == 409


def test_file_that_broke_says_why_on_its_page(office, tmp_path):
    path = tmp_path / "l.jsonl"
    path.write_text('{"nom": "Une", "ville": "Lyon"}\n' + "x" * 9_000_000)
    run = imported(path, mapping="")

    page = office.get(f"/reseau/imports/{run.pk}/").content.decode()

    assert "notice--danger" in page or "reject" in page


def test_list_is_one_set_of_queries_whatever_its_length(office, tmp_path, django_assert_num_queries):
    path = write_table(tmp_path / "l.csv", [{"nom": "Une", "ville": "Lyon"}])
    imported(path)
    office.get("/reseau/imports/")
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as one:
        office.get("/reseau/imports/")
    imported(path)
    imported(path)
    with CaptureQueriesContext(connection) as three:
        page = office.get("/reseau/imports/?state=done").content.decode()

    assert len(one) == len(three)
    assert page.count("l.csv") == 3


def test_pages_are_in_english_too(client_as, facilitator, tmp_path):
    run = imported(write_table(tmp_path / "l.csv", [{"nom": "Une", "ville": "Lyon"}]))
    office = client_as(facilitator)

    french = office.get(f"/reseau/imports/{run.pk}/").content.decode()
    facilitator.language = "en"
    facilitator.save(update_fields=["language"])
    english = (
        client_as(facilitator).get(f"/reseau/imports/{run.pk}/", headers={"accept-language": "en"}).content.decode()
    )

    assert "Undo this import" not in french
    assert "Undo this import" in english
