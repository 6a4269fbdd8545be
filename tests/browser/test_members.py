"""What an organization's people do on their page, in a browser."""

import re

import pytest

from maillage.accounts.models import Membership
from maillage.directory.models import Contact, Profile
from tests.directory.profiles import rows

pytestmark = pytest.mark.django_db(transaction=True)
OLD, HERS, HIS = "Du bois et des mains.", "Des escaliers sur mesure.", "Des charpentes et des escaliers."


def test_a_page_is_claimed_by_the_code_sent_to_its_address_then_edited(
    open_page, check_accessibility, mailoutbox, work_off, la_bobine, elise
):
    rows.listed(la_bobine)
    Contact.objects.create(organization=la_bobine, kind="email", value="contact@la-bobine.example", source="sirene")
    page = open_page("/annuaire/la-bobine/", user=elise)
    page.click("a[href$='/revendication/']")
    page.check("[name=method][value=code]")
    check_accessibility(page)
    page.click("main form button[type=submit]")
    page.wait_for_selector("[name=code]")
    work_off()
    sent = next(message for message in mailoutbox if "contact@la-bobine.example" in message.to)
    page.fill("[name=code]", re.search(r"\b[A-Z0-9]{4}-[A-Z0-9]{4}\b", sent.body)[0])
    page.click("main form button[type=submit]")
    page.wait_for_url(re.compile("/o/la-bobine/"))
    assert Membership.objects.across_scopes(reason="test").get(user=elise).role == "owner"

    page.goto("/o/la-bobine/profil/presentation/")
    page.fill("[name=pitch]", HERS)
    page.click("main form button.button--primary")
    page.wait_for_url(re.compile("fait="))
    page.goto("/annuaire/la-bobine/")

    assert HERS in page.locator("main").inner_text()


def test_of_two_people_who_edit_at_once_the_second_is_told_and_nothing_is_lost(
    open_page, check_accessibility, la_bobine, amina, bruno
):
    rows.listed(la_bobine)
    hers = open_page("/o/la-bobine/profil/presentation/", user=amina)
    his = open_page("/o/la-bobine/profil/presentation/", user=bruno)
    hers.fill("[name=pitch]", HERS)
    hers.click("main form button.button--primary")
    hers.wait_for_url(re.compile("fait="))
    his.fill("[name=pitch]", HIS)
    his.click("main form button.button--primary")
    his.wait_for_selector("[role=alert]")

    told = his.locator("[role=alert]").inner_text()
    assert (HERS in told, HIS in told, his.input_value("[name=pitch]")) == (True, True, HIS)
    assert Profile.objects.public().get(pk=la_bobine.pk).pitch == HERS
    check_accessibility(his)

    his.click("main form button.button--primary")
    his.wait_for_url(re.compile("fait="))
    his.goto("/o/la-bobine/profil/historique/")
    assert Profile.objects.public().get(pk=la_bobine.pk).pitch == HIS
    assert his.locator(".edit").count() == 2
