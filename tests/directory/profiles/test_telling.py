"""Who is told of what, in the shell and by e-mail."""

import pytest
from django.core import mail
from django.core.cache import cache

from maillage.accounts.models import Network
from maillage.accounts.queries import network
from maillage.directory.models import Edit, Profile
from maillage.directory.services import listing
from maillage.directory.services.edits import edit_section, working_document
from maillage.directory.services.reviews import review_edit
from maillage.directory.types import Section
from maillage.web.models import Notification
from tests.directory.profiles import rows
from tests.factories import acting
from tests.web.test_notifications import deliver

pytestmark = pytest.mark.django_db


def told(verb):
    return set(Notification.objects.filter(verb=verb).values_list("recipient__email", flat=True))


def mailed(words):
    return sorted(
        address for message in mail.outbox if words in f"{message.subject}\n{message.body}" for address in message.to
    )


@pytest.fixture
def moderated(db):
    Network.objects.filter(pk=network().pk).update(moderates_edits=True)
    cache.clear()


def edit(person, organization, pitch, now):
    section = Section.PRESENTATION
    working = working_document(actor=acting(person), organization_id=organization.pk, section=section)
    return edit_section(
        actor=acting(person), organization_id=organization.pk, section=section,
        document={**working.document, "pitch": pitch}, base_version=working.version, now=now,
    )  # fmt: skip


def test_listing_request_is_told_to_the_office_and_its_refusal_to_the_people(
    la_bobine, amina, bruno, chloe, facilitator, now
):
    rows.listed(la_bobine, listing="draft", listed_at=None)
    listing.request_listing(actor=acting(amina), organization_id=la_bobine.pk, now=now)
    deliver()
    assert facilitator.email in told("listing.requested")
    assert mailed("La Bobine demande à être référencée") == sorted(told("listing.requested"))

    listing.refuse_listing(actor=acting(facilitator), organization_id=la_bobine.pk, reason="Sans adresse.", now=now)
    deliver()

    assert told("listing.refused") == {amina.email, bruno.email}
    assert mailed("Sans adresse.") == sorted([amina.email, bruno.email])
    assert Notification.objects.filter(verb="listing.refused").first().url == "/o/la-bobine/"


def test_listing_is_told_to_the_people_unless_they_came_back_by_themselves(la_bobine, amina, bruno, facilitator, now):
    rows.listed(la_bobine, listing="pending", listed_at=None)
    listing.list_profile(actor=acting(facilitator), organization_id=la_bobine.pk, now=now)
    deliver()
    assert told("listing.accepted") == {amina.email, bruno.email}
    count = len(mail.outbox)

    listing.unlist_profile(actor=acting(amina), organization_id=la_bobine.pk, now=now)
    listing.list_profile(actor=acting(amina), organization_id=la_bobine.pk, now=now)
    deliver()

    assert len(mail.outbox) == count
    assert Notification.objects.filter(recipient=amina, verb="listing.accepted").count() == 1


def test_edit_that_waits_is_approved_end_to_end(
    moderated, client, client_as, la_bobine, amina, bruno, facilitator, now
):
    rows.listed(la_bobine)
    edit(bruno, la_bobine, "Première phrase.", now)
    edit(bruno, la_bobine, "Seconde phrase.", now)
    deliver()
    waiting = Edit.objects.across_scopes(reason="test").get()
    assert "Seconde phrase." not in client.get("/annuaire/la-bobine/").content.decode()
    assert len(mailed("attend votre accord")) == len(told("edit.waiting")) == 1
    office = client_as(facilitator)
    assert f"/reseau/modifications/{waiting.pk}/" in office.get("/o/la-bobine/profil/historique/").content.decode()

    office.post(f"/reseau/modifications/{waiting.pk}/", {"decision": "approve"})
    deliver()

    assert "Seconde phrase." in client.get("/annuaire/la-bobine/").content.decode()
    assert told("edit.approved") == {amina.email, bruno.email}
    assert mailed("est publiée") == [bruno.email]


def test_edit_that_waits_is_refused_with_its_reason(moderated, client_as, la_bobine, bruno, facilitator, now):
    rows.listed(la_bobine)
    waiting = edit(bruno, la_bobine, "Les meilleurs du monde.", now)
    client_as(facilitator).post(
        f"/reseau/modifications/{waiting.pk}/", {"decision": "refuse", "reason": "Trop de réclame."}
    )
    deliver()

    assert Profile.objects.across_scopes(reason="test").get(pk=la_bobine.pk).pitch == "Du bois et des mains."
    assert mailed("Trop de réclame.") == [bruno.email]
    page = client_as(bruno).get("/notifications/?lang=fr").content.decode()
    assert "Trop de réclame." in page
    assert "Trop de réclame." in client_as(bruno).get("/o/la-bobine/profil/historique/").content.decode()


def test_approval_of_what_is_published_already_sends_no_mail(la_bobine, bruno, facilitator, now):
    rows.listed(la_bobine)
    done = edit(bruno, la_bobine, "Une phrase.", now)
    review_edit(actor=acting(facilitator), edit_id=done.pk, is_approved=True, now=now)
    deliver()

    assert (bruno.email in told("edit.approved"), mail.outbox) == (True, [])


def test_message_is_told_to_those_who_answer(client, la_bobine, le_fournil, amina, bruno, chloe, facilitator, now):
    given = {"sender_name": "Zoé", "sender_email": "zoe@exemple.fr", "text": "Bonjour, travaillez-vous le dimanche ?"}
    rows.listed(la_bobine)
    client.post("/annuaire/la-bobine/contact/", given)
    deliver()

    assert told("message.received") == {amina.email, bruno.email}
    assert Notification.objects.filter(verb="message.received").first().url == "/o/la-bobine/messages/"
