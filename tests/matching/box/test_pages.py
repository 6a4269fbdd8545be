"""The pages of the document box."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from maillage.matching.rules.document_box import PaperKind
from tests.matching.box.conftest import PDF, add, papers, photograph

pytestmark = pytest.mark.django_db
K = PaperKind


@pytest.fixture
def now():
    """Pages read the clock."""
    return timezone.now()


def url(organization, name="paper_list", *more):
    return reverse(f"matching:{name}", args=[organization.slug, *more])


def posted(content=PDF, *, name="attestation.pdf", age=3, **said):
    day = timezone.localdate() - timedelta(days=age)
    return {"file": SimpleUploadedFile(name, content), "issued_on": day.isoformat(), **said}


def test_a_box_is_filled_from_its_check_list(client_as, bruno, la_bobine):
    browser = client_as(bruno)
    page = browser.get(url(la_bobine)).content.decode()
    assert page.count("Manquant") == 6
    link = f"{url(la_bobine, 'paper_new')}?kind=vigilance"
    assert link in page

    answer = browser.post(link, posted(photograph(), name="IMG_1.jpg", number="A1"), follow=True)

    page = answer.content.decode()
    assert page.count("Manquant") == 5
    assert "À jour jusqu’au" in page
    assert papers().get().name == "IMG_1.jpg"


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"content": b"<svg onload='alert(1)'/>"}, "aucun des fichiers que nous prenons"),
        ({"content": PDF + b"0" * (16 * 2**20)}, "plus de 15\u202fMo"),
        ({"age": -2}, "pas encore venu"),
        ({"age": 300}, "n’est plus valable depuis"),
        ({"expires_on": "2020-01-01"}, "La fin vient avant"),
    ],
)
def test_what_was_typed_stays_beside_what_is_wrong(client_as, bruno, la_bobine, sent, said):
    answer = client_as(bruno).post(f"{url(la_bobine, 'paper_new')}?kind=vigilance", posted(number="A-77", **sent))

    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert 'value="A-77"' in answer.content.decode()
    assert papers().count() == 0


def test_a_removal_has_its_way_back(client_as, amina, la_bobine, now):
    paper = add(amina, la_bobine, K.TAX, now, expires_on=timezone.localdate() + timedelta(days=90))
    browser = client_as(amina)
    page = browser.post(url(la_bobine, "paper_removal", paper.pk), follow=True).content.decode()
    back = url(la_bobine, "paper_return", paper.pk)
    assert back in page
    assert browser.get(url(la_bobine, "paper", paper.pk)).status_code == 404

    browser.post(back)

    assert papers().get().removed_at is None


def test_dates_are_corrected(client_as, amina, la_bobine, now):
    paper = add(amina, la_bobine, K.LABEL, now, title="RGE")
    page = url(la_bobine, "paper_correction", paper.pk)
    assert "RGE" in client_as(amina).get(page).content.decode()
    end = timezone.localdate() + timedelta(days=5)
    sent = {"title": "RGE", "issued_on": paper.issued_on.isoformat(), "expires_on": end.isoformat(), "number": "R5"}

    assert client_as(amina).post(page, sent).status_code == 303
    assert "Expire dans 5 jours" in client_as(amina).get(url(la_bobine)).content.decode()


@pytest.mark.parametrize(
    ("who", "page", "file", "write"),
    [
        ("chloe", 200, 200, 404),
        ("bruno", 200, 200, 200),
        ("facilitator", 200, 404, 200),  # sees who is in order, and opens nothing that was not shared
        ("administrator", 200, 404, 200),
        ("driss", 404, 404, 404),
        ("elise", 404, 404, 404),
        (None, 302, 302, 302),
    ],
)
def test_who_reads_and_writes_a_box(request, client_as, amina, la_bobine, now, who, page, file, write):
    paper = add(amina, la_bobine, K.BANK, now)
    browser = client_as(request.getfixturevalue(who) if who else None)

    seen = []
    for address in (url(la_bobine), url(la_bobine, "paper", paper.pk), f"{url(la_bobine, 'paper_new')}?kind=bank"):
        answer = browser.get(address)
        b"".join(answer)  # the file is let go
        seen.append(answer.status_code)

    assert seen == [page, file, write]


def test_a_file_is_a_download_and_nothing_else(client_as, chloe, amina, la_bobine, now):
    paper = add(amina, la_bobine, K.BANK, now, name='rib "2026".pdf')

    answer = client_as(chloe).get(url(la_bobine, "paper", paper.pk))

    assert b"".join(answer).startswith(b"%PDF")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]
    assert client_as(chloe).get(f"/media/{paper.file.name}").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_queries_whatever_it_holds(
    client_as, amina, la_bobine, now, count, django_assert_num_queries
):
    for place in range(count):
        add(amina, la_bobine, K.LABEL, now, title=f"Label {place}", age=place)
        add(amina, la_bobine, K.TAX, now, age=40 - place, expires_on=timezone.localdate() + timedelta(days=40))
    browser = client_as(amina)
    browser.get(url(la_bobine))

    with django_assert_num_queries(11):
        browser.get(url(la_bobine))


@pytest.mark.parametrize("kind", ["", "passport"])
def test_an_unknown_kind_is_not_found(client_as, amina, la_bobine, kind):
    assert client_as(amina).get(f"{url(la_bobine, 'paper_new')}?kind={kind}").status_code == 404
