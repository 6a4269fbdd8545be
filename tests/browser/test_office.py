"""What the network's office does, in a browser: bring in a file, merge what is one."""

import re

import pytest

from maillage.accounts.models import Organization
from tests.directory.duplicates.rows import two
from tests.directory.search import corpus

pytestmark = pytest.mark.django_db(transaction=True)
MESSY = (
    "Nom de la structure;CP;Ville;Site internet\r\nLes Jardins Partagés;01000;Bourg-en-Bresse;www.jardins.example\r\n"
    "Vélo & Co;33000.0;BORDEAUX;\r\n;69003;Lyon;\r\nLes Jardins Partagés;1000;Bourg en Bresse;\r\n"
)


def test_a_messy_file_becomes_pages_and_a_report(open_page, check_accessibility, work_off, facilitator, tmp_path):
    corpus.load_taxonomy()
    file = tmp_path / "membres.csv"
    file.write_bytes(MESSY.encode("cp1252"))
    page = open_page("/reseau/imports/", user=facilitator)
    page.set_input_files("[name=file]", file)
    page.click("main form[enctype] button[type=submit]")
    page.wait_for_url(re.compile("/colonnes/"))
    assert page.locator("select[name=column_0]").input_value() == "name"
    check_accessibility(page)

    page.click("main button.button--primary")
    page.wait_for_url(re.compile(r"/imports/[0-9a-f-]+/$"))
    work_off()
    page.reload()
    assert Organization.objects.count() == 0
    preview = page.url
    page.click("main button.button--primary")
    page.wait_for_url(lambda url: url != preview)
    work_off()
    page.reload()
    page.wait_for_selector(".outcome-list")

    told = [int(text) for text in page.locator(".outcome-list .figures").all_inner_texts()]
    assert (sum(told), told[0], told[-1]) == (4, 2, 1)
    assert set(Organization.objects.values_list("name", flat=True)) == {"Les Jardins Partagés", "Vélo & Co"}
    check_accessibility(page)
    with page.expect_download() as download:
        page.click("a[href$='rejets.csv']")
    assert "69003" in download.value.path().read_text("utf-8-sig")


def test_two_pages_are_merged_and_parted_again(open_page, check_accessibility, facilitator):
    first, second, _pair = two()
    page = open_page("/reseau/doublons/", user=facilitator)
    check_accessibility(page)
    page.locator(f"[name=kept][value='{first.pk}']").check()
    page.locator("[data-merge]").first.click()
    page.wait_for_selector(".empty")
    assert page.goto(f"/annuaire/{second.slug}/").url.endswith(f"/annuaire/{first.slug}/")

    page.goto("/reseau/doublons/")
    page.click("details.card > summary")
    with page.expect_navigation():
        page.click("details.card form button")
    assert page.goto(f"/annuaire/{second.slug}/").url.endswith(f"/annuaire/{second.slug}/")
