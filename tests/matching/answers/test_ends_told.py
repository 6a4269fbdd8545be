"""The end of a need is told to everybody whom it concerns, once, and to nobody else's harm."""

import pytest
from django.core import mail
from django.urls import reverse

from maillage.matching.models import Invitation
from maillage.matching.services import invitations, qualification
from maillage.matching.services.answers import deciding
from maillage.matching.types import BriefState, BuyerReason
from maillage.stream import services as stream_services
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from tests.factories.accounts import MembershipFactory, OrganizationFactory, acting
from tests.matching.answers.conftest import buyer_key, state_of

pytestmark = pytest.mark.django_db
TOLD = ("outcome_jobs.", "jobs.mail_award", "jobs.mail_answer_refusal", "jobs.close_", "jobs.mail_outcome")


@pytest.fixture
def deliver():
    """Deliver the facts recorded since, each once to those who end things or write of it."""
    before = set(Fact.objects.values_list("id", flat=True))

    def delivered():
        for _round in range(2):
            for fact in Fact.objects.exclude(id__in=before).order_by("id"):
                for one in registry.listening_to(fact.verb):
                    if any(name in one.name for name in TOLD):
                        stream_services.deliver(subscriber_name=one.name, fact_id=fact.id)
        return {address: message for message in mail.outbox for address in message.to}

    return delivered


@pytest.fixture
def asked(brief, now):
    """Give an organization with one person who was asked for the same need."""

    def made(name, state="accepted"):
        organization = OrganizationFactory(name=name)
        person = MembershipFactory(organization=organization, role="owner").user
        Invitation.objects.create(
            brief=brief, organization=organization, wave=1, sent_at=now, due_at=now, state=state,
            answered_at=now if state != "sent" else None,
        )  # fmt: skip
        return person

    return made


def withdraw(client, answer):
    return client.post(reverse("matching:buyer_withdrawal", args=[buyer_key(answer)]))


def test_a_withdrawal_is_told_to_the_office_to_writers_and_to_those_asked(
    client, asked, written, deliver, amina, driss, facilitator
):
    accepted, waiting, declined = asked("Oui"), asked("Attend", "sent"), asked("Non", "declined")

    withdraw(client, written)
    told = deliver()

    assert state_of(written) == "withdrawn"
    assert set(told) == {accepted.email, waiting.email, amina.email, driss.email, facilitator.email}
    assert declined.email not in told
    assert all("a été retiré" in told[one.email].body for one in (accepted, amina, driss))
    assert "n’avez pas à répondre" in told[waiting.email].body
    assert f"B-{written.brief.number}" in told[facilitator.email].subject
    assert not any(name in one.body for one in told.values() for name in ("La Bobine et", "Sabine"))
    assert len(mail.outbox) == 5


def test_partners_before_the_buyer_are_told_by_their_answer_alone(client, asked, sent, deliver, amina, driss):
    accepted = asked("Oui")

    withdraw(client, sent)
    told = deliver()

    assert "La réponse" in told[amina.email].body or "votre réponse" in told[amina.email].body.lower()
    assert [sorted(message.to) for message in mail.outbox].count([driss.email]) == 1
    assert "a été retiré" in told[accepted.email].body


def test_an_award_is_told_to_those_who_were_still_writing(team, asked, sent, deliver, facilitator, now):
    late = OrganizationFactory(name="En retard")
    writer = MembershipFactory(organization=late, role="owner").user
    draft = team(late, form="alone")
    accepted = asked("Oui")

    deciding.record_award(actor=acting(facilitator), answer_id=sent.pk, comment="Bravo.", now=now)
    told = deliver()

    assert state_of(draft) == "withdrawn"
    for person in (writer, accepted):
        assert "choisi une autre réponse" in told[person.email].body
        assert "Bravo." not in told[person.email].body


def test_a_need_closed_without_an_award_is_told_with_the_buyers_words_to_their_answer_alone(
    asked, sent, deliver, amina, now
):
    accepted = asked("Oui")

    deciding.decline_as_buyer(
        key=buyer_key(sent), answer_id=sent.pk, reason=BuyerReason.PRICE, comment="Trop cher de moitié.", now=now
    )
    told = deliver()

    assert "Trop cher de moitié." in told[amina.email].body
    assert "Trop cher" not in told[accepted.email].body
    assert "personne n’a été choisi" in told[accepted.email].body
    assert "sans suite" in told["sabine@acheteur.example"].body or "clos" in told["sabine@acheteur.example"].body


def test_what_the_office_withdraws_itself_is_not_told_to_it(written, deliver, facilitator, now):
    qualification.move_brief(
        actor=acting(facilitator), brief_id=written.brief_id, seen=BriefState.ANSWERING, target=BriefState.WITHDRAWN,
        now=now,
    )  # fmt: skip

    assert facilitator.email not in deliver()


def test_an_invitation_taken_back_is_told(asked, brief, deliver, facilitator, now):
    person = asked("Attend", "sent")
    row = Invitation.objects.across_scopes(reason="test").get(brief=brief)

    for _click in range(2):
        invitations.withdraw_invitation(actor=acting(facilitator), invitation_id=row.pk, now=now)

    assert set(deliver()) == {person.email}
    assert "Nous retirons" in mail.outbox[0].body
    assert len(mail.outbox) == 1
