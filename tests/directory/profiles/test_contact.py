import pytest

from maillage.directory.models import ContactMessage
from maillage.directory.services.message_mail import mail_message
from tests.directory.profiles import rows

pytestmark = pytest.mark.django_db

GIVEN = {
    "sender_name": "Zoé Martin",
    "sender_email": "zoe@exemple.fr",
    "subject": "Un devis",
    "text": "Bonjour, faites-vous des volets en bois ?",
}


def _messages():
    return list(ContactMessage.objects.across_scopes(reason="test").order_by("sent_at"))


def test_message_is_kept_once_and_sent_to_its_people_with_a_copy(client, la_bobine, amina, bruno, chloe, mailoutbox):
    rows.listed(la_bobine)

    first = client.post("/annuaire/la-bobine/contact/", GIVEN)
    second = client.post("/annuaire/la-bobine/contact/", GIVEN)
    mail_message(message_id=_messages()[0].pk, language="en")

    assert (first.status_code, second.status_code) == (303, 303)
    assert [row.text for row in _messages()] == [GIVEN["text"]]
    assert sorted(mail.to[0] for mail in mailoutbox) == [amina.email, bruno.email, "zoe@exemple.fr"]
    assert {mail.reply_to[0] for mail in mailoutbox if mail.to[0] != "zoe@exemple.fr"} == {"zoe@exemple.fr"}
    assert [mail.subject for mail in mailoutbox if mail.to[0] == "zoe@exemple.fr"] == ["Your message to La Bobine"]


def test_message_to_a_page_that_nobody_holds_goes_to_the_office(client, la_bobine, facilitator, mailoutbox):
    rows.listed(la_bobine)
    client.post("/annuaire/la-bobine/contact/", GIVEN)

    mail_message(message_id=_messages()[0].pk, language="fr")

    assert sorted(mail.to[0] for mail in mailoutbox) == ["fanny@reseau.example", "zoe@exemple.fr"]


def test_message_that_springs_the_trap_is_dropped_without_a_word(client, la_bobine):
    rows.listed(la_bobine)

    response = client.post("/annuaire/la-bobine/contact/", {**GIVEN, "website": "https://spam.example"})

    assert (response.status_code, _messages()) == (303, [])


def test_refused_message_keeps_what_was_typed(client, la_bobine):
    rows.listed(la_bobine)

    response = client.post("/annuaire/la-bobine/contact/", {**GIVEN, "sender_email": "zoe"})

    assert response.status_code == 422
    assert GIVEN["text"] in response.content.decode()
    assert _messages() == []


def test_too_many_messages_from_one_sender_are_refused(client, la_bobine):
    rows.listed(la_bobine)

    statuses = [
        client.post("/annuaire/la-bobine/contact/", {**GIVEN, "text": f"Bonjour, message numéro {number}."}).status_code
        for number in range(9)
    ]

    assert statuses == [303] * 8 + [429]


def test_nobody_writes_to_an_organization_that_is_not_listed(client, client_as, la_bobine, chloe):
    rows.listed(la_bobine, listing="unlisted")

    visitor = client.post("/annuaire/la-bobine/contact/", GIVEN)
    member = client_as(chloe).post("/annuaire/la-bobine/contact/", GIVEN)

    assert (visitor.status_code, member.status_code, _messages()) == (404, 404, [])
