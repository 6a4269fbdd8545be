import pytest
from django.urls import reverse

from maillage.directory.models import Profile
from maillage.directory.services.indexing import index
from maillage.directory.types import Listing
from maillage.stream.models import Fact

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(la_bobine, now):
    row = Profile.objects.create(organization=la_bobine, listing=Listing.LISTED.value, pitch="Vélos", updated_at=now)
    index([la_bobine.pk])
    return row


def exported(client):
    answer = client.get(reverse("directory:export_geojson"))
    return b"".join(answer.streaming_content).decode() if answer.streaming else answer.content.decode()


def choose(browser, **choices):
    return browser.post(reverse("directory:consents", args=["la-bobine"]), choices)


def test_an_owner_decides_and_sees_the_choice(page, client_as, amina):
    browser = client_as(amina)
    choose(browser, murmurations="on")
    choose(browser, murmurations="on")

    page.refresh_from_db()
    shown = browser.get(reverse("directory:organization_home", args=["la-bobine"])).content.decode()
    assert (page.consents_to_open_data, page.consents_to_murmurations) == (False, True)
    assert Fact.objects.filter(verb="profile.consents_changed").count() == 1
    assert 'name="murmurations" checked' in shown


def test_an_editor_does_not_decide(page, client_as, bruno):
    assert choose(client_as(bruno)).status_code == 404

    page.refresh_from_db()
    assert page.consents_to_open_data is True


def test_the_files_forget_who_does_not_consent(page, client_as, amina, client):
    before = exported(client)
    choose(client_as(amina))
    after = exported(client)

    assert ("la-bobine" in before, "la-bobine" in after) == (True, False)
