import pytest
from django.core import mail
from django.urls import reverse

from maillage.directory.models import ContactMessage
from maillage.directory.services.messages import PER_SENDER_AN_HOUR
from maillage.directory.services.office_message_mail import mail_office_message

pytestmark = pytest.mark.django_db

GIVEN = {
    "text": "Peut-on visiter vos bureaux avec une classe ?",
    "subject": "Visite",
    "sender_name": "Maison des jeunes",
    "sender_email": "mj@exemple.fr",
}


def write(client, **changes):
    return client.post(reverse("directory:office_contact"), {**GIVEN, **changes})


def kept():
    return list(ContactMessage.objects.across_scopes(reason="test"))


def test_a_message_is_kept_once_and_thanked(client):
    answers = [write(client) for _click in range(2)]

    assert [answer["Location"] for answer in answers] == [reverse("directory:office_contact_sent")] * 2
    assert [(row.organization_id, row.subject) for row in kept()] == [(None, "Visite")]


def test_a_message_reaches_the_office_and_its_sender(client, facilitator):
    write(client)

    mail_office_message(message_id=kept()[0].pk, language="fr")

    assert [(message.to, message.reply_to) for message in mail.outbox] == [
        ([facilitator.email], ["mj@exemple.fr"]),
        (["mj@exemple.fr"], []),
    ]


def test_what_was_typed_stays_when_an_address_is_wrong(client):
    answer = write(client, sender_email="pas une adresse")

    page = answer.content.decode()
    assert (answer.status_code, kept()) == (422, [])
    assert GIVEN["text"] in page


def test_a_program_that_fills_the_trap_is_dropped(client):
    assert write(client, website="https://spam.example").status_code == 303
    assert kept() == []


def test_messages_are_rationed_by_sender(client):
    answers = [write(client, text=f"{GIVEN['text']} {number}") for number in range(PER_SENDER_AN_HOUR + 1)]

    assert ([answer.status_code for answer in answers][-2:], len(kept())) == ([303, 429], PER_SENDER_AN_HOUR)


def test_the_office_handles_and_puts_back(client, client_as, facilitator, driss):
    write(client)
    row = kept()[0]
    handling = reverse("directory:office_message_handling", args=[row.pk])
    office = client_as(facilitator)

    assert client_as(driss).post(handling).status_code == 404
    office.post(handling)
    hidden = office.get(reverse("directory:office_messages")).content.decode()
    office.post(handling, {"handled": "0"})
    shown = office.get(reverse("directory:office_messages")).content.decode()

    assert ("Maison des jeunes" in hidden, "Maison des jeunes" in shown) == (False, True)
