"""E-mail that comes in by the pipe: threads, files, automatic answers, addresses that refuse."""

import pytest
from django.core import mail
from django.urls import reverse

from maillage.kit.errors import NotFound
from maillage.matching.models import BriefFile, BriefMessage, BriefNote, Candidate, InvitationMessage, MailFailure
from maillage.matching.rules.given import BuyerGiven, NeedGiven
from maillage.matching.services import conversation, intake, invitation_letters, invitations, qualification
from maillage.matching.services.buyer_links import key_of
from maillage.matching.services.mail import mail_invitation, mail_invitation_message, mail_message, mail_refusal
from maillage.matching.services.mail_in import NotOfTheOffice, Outcome, UnknownAddress, receive_mail
from maillage.matching.services.reply_addresses import Party, known_by, reply_address
from maillage.matching.types import BriefKind
from tests.factories.accounts import acting
from tests.factories.events import published_verbs
from tests.matching.mails import absence, bounce, outlook, thunderbird, with_files

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def domain(settings):
    settings.MAILLAGE_MAIL_DOMAIN = "reseau.example"


@pytest.fixture
def brief(facilitator, now):
    need = NeedGiven(title="Affiches", text="Deux cents affiches pour la fête.", kind=BriefKind.QUOTE)
    buyer = BuyerGiven(name="Maison des jeunes", email="mj@exemple.fr", is_hidden=True)
    return intake.enter_brief(actor=acting(facilitator), need=need, buyer=buyer, now=now)


@pytest.fixture
def invitation(facilitator, brief, la_bobine, now):
    Candidate.objects.create(brief=brief, organization=la_bobine, is_kept=True, position=1, decided_at=now)
    (row,) = invitations.invite_wave(
        actor=acting(facilitator), brief_id=brief.pk, count=1, answer_hours=400, is_automatic=False, now=now
    )
    return row


def messages():
    return list(BriefMessage.objects.across_scopes(reason="test").order_by("sent_at", "id"))


def test_an_answer_of_the_buyer_joins_the_thread_once(brief, now):
    raw = thunderbird(reply_address(Party.BUYER, brief))

    outcomes = [receive_mail(raw=raw, now=now) for _time in range(2)]

    (message,) = messages()
    assert outcomes == [Outcome.MESSAGE] * 2
    assert (message.is_from_buyer, message.sender) == (True, "mj@exemple.fr")
    assert message.text.startswith("Bonjour,\n\nIl nous les faut pour le 12 mars.")
    assert published_verbs().count("brief.message_written") == 1


def test_files_become_papers_and_a_bad_one_is_told(brief, now):
    receive_mail(raw=with_files(reply_address(Party.BUYER, brief)), now=now)

    papers = BriefFile.objects.across_scopes(reason="test")
    assert [(row.name, row.is_from_buyer) for row in papers] == [("plan été.pdf", True)]
    assert "facture.exe" in messages()[0].text


def test_the_envelope_says_where_it_goes_when_the_head_does_not(brief, now):
    raw = outlook("undisclosed@reseau.example")

    with pytest.raises(UnknownAddress):
        receive_mail(raw=raw, now=now)
    assert receive_mail(raw=raw, now=now, recipient=reply_address(Party.BUYER, brief).upper()) is Outcome.MESSAGE


def test_a_forged_or_former_address_reaches_nothing(brief, now):
    good = reply_address(Party.BUYER, brief)
    as_office = good.replace("+b", "+o", 1)
    brief.link_generation += 1

    for address in (
        good[:20] + ("a" if good[20] != "a" else "b") + good[21:],
        as_office,
        "besoin+x@reseau.example",
        "x@y.z",
    ):
        with pytest.raises(UnknownAddress):
            receive_mail(raw=thunderbird(address), now=now)
    brief.save(update_fields=["link_generation"])
    with pytest.raises(NotFound):
        known_by(good)


def test_an_address_fits_in_what_servers_take(brief, invitation):
    for party, about in ((Party.BUYER, brief), (Party.INVITED, invitation)):
        local, _at, _domain = reply_address(party, about).partition("@")
        assert len(local) <= 64
        assert local == local.lower()


def test_without_a_domain_nothing_is_promised(brief, settings):
    settings.MAILLAGE_MAIL_DOMAIN = ""

    assert reply_address(Party.BUYER, brief) == ""


def test_an_absence_is_noted_once_and_is_no_message(brief, now):
    raw = absence(reply_address(Party.BUYER, brief))

    outcomes = [receive_mail(raw=raw, now=now) for _time in range(2)]

    (note,) = BriefNote.objects.across_scopes(reason="test")
    assert (outcomes, messages()) == ([Outcome.NOTE] * 2, [])
    assert "absente jusqu'au 3 décembre" in note.text


def test_a_bounce_marks_the_address_until_it_is_corrected(client_as, facilitator, brief, now):
    raw = bounce(reply_address(Party.BUYER, brief))
    page = reverse("matching:brief", args=[brief.number])

    outcomes = [receive_mail(raw=raw, now=now) for _time in range(2)]
    mail_refusal(brief_id=brief.pk)
    before = client_as(facilitator).get(page).content.decode()
    qualification.correct_brief(
        actor=acting(facilitator), brief_id=brief.pk, seen_version=brief.version,
        need=NeedGiven(title="Affiches", text="Deux cents affiches.", kind=BriefKind.QUOTE),
        buyer=BuyerGiven(name="MJ", email="accueil@exemple.fr"),
    )  # fmt: skip
    after = client_as(facilitator).get(page).content.decode()

    assert outcomes == [Outcome.FAILURE] * 2
    assert [row.address for row in MailFailure.objects.across_scopes(reason="test")] == ["mj@exemple.fr"]
    assert ("User unknown" in before, "User unknown" in after) == (True, False)
    assert [message.to for message in mail.outbox] == [[facilitator.email]]
    assert published_verbs().count("brief.mail_refused") == 1


def test_a_delay_is_not_a_failure(brief, now):
    raw = bounce(reply_address(Party.BUYER, brief), action="delayed")

    assert receive_mail(raw=raw, now=now) is Outcome.IGNORED
    assert not MailFailure.objects.across_scopes(reason="test").exists()


def test_only_the_office_writes_to_the_offices_address(brief, facilitator, now):
    address = reply_address(Party.OFFICE_TO_BUYER, brief)

    with pytest.raises(NotOfTheOffice):
        receive_mail(raw=thunderbird(address), now=now)
    receive_mail(raw=thunderbird(address, sender=facilitator.email), now=now)

    (message,) = messages()
    brief.refresh_from_db()
    assert (message.is_from_buyer, message.author_id, brief.first_reply_at) == (False, facilitator.pk, now)


def test_an_invited_organization_answers_to_the_office_alone(client, client_as, facilitator, brief, invitation, now):
    receive_mail(raw=with_files(reply_address(Party.INVITED, invitation)), now=now)
    (message,) = InvitationMessage.objects.across_scopes(reason="test")
    mail_invitation_message(message_id=message.pk)

    buyer = client.get(reverse("matching:buyer_brief", args=[key_of(brief)])).content.decode()
    office = client_as(facilitator).get(reverse("matching:brief", args=[brief.number])).content.decode()
    assert (messages(), message.is_from_organization) == ([], True)
    assert ("Voici le plan" in buyer, "plan été" in buyer, "La Bobine" in buyer) == (False, False, False)
    assert ("Voici le plan" in office, "plan été.pdf" in office) == (True, True)
    assert mail.outbox[0].to == [facilitator.email]
    assert known_by(mail.outbox[0].reply_to[0]).party is Party.OFFICE_TO_INVITED


def test_the_office_and_the_invited_write_to_each_other_on_the_page(
    client, client_as, facilitator, brief, invitation, amina, now
):
    key = invitations.invitation_key(invitation)
    client_as(facilitator).post(
        reverse("matching:message_to_invited", args=[brief.number, invitation.pk]),
        {"text": "Êtes-vous libres en mars ?"},
    )
    for _click in range(2):
        client.post(reverse("matching:invited_message", args=[key]), {"text": "Oui, la première semaine."})
    client.post(reverse("matching:invited_message", args=[key]), {"text": ""})

    page = client.get(reverse("matching:invitation", args=[key])).content.decode()
    sent = InvitationMessage.objects.across_scopes(reason="test").order_by("sent_at")
    mail_invitation_message(message_id=sent[0].pk)

    assert [row.is_from_organization for row in sent] == [False, True]
    assert ("libres en mars" in page, "première semaine" in page) == (True, True)
    assert mail.outbox[0].to == [amina.email]


def test_what_goes_out_can_be_answered_and_comes_back_when_refused(brief, invitation, facilitator, amina, now):
    message = conversation.write_to_buyer(actor=acting(facilitator), brief_id=brief.pk, text="Pour quand ?", now=now)

    mail_message(message_id=message.pk)
    mail_invitation(invitation_id=invitation.pk)

    to_buyer, to_invited = mail.outbox
    assert to_buyer.reply_to == [reply_address(Party.BUYER, brief)]
    assert to_buyer.from_email == to_buyer.reply_to[0]
    assert "maillage@" in to_buyer.message()["From"]
    assert to_invited.reply_to == [reply_address(Party.INVITED, invitation)]
    assert "Maison des jeunes" not in to_invited.message().as_string()


def test_an_organization_writes_only_on_its_own_invitation(client, client_as, driss, amina, invitation, brief, now):
    address = reverse("matching:message_to_invited", args=[brief.number, invitation.pk])

    assert client_as(amina).post(address, {"text": "x"}).status_code == 404
    assert client.post(reverse("matching:invited_message", args=["faux"]), {"text": "x"}).status_code == 404
    with pytest.raises(NotFound):
        invitation_letters.write_as_invited(key="~", actor=acting(driss), text="x", now=now)
