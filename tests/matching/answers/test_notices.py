"""Who is told in the application of what happens to a common answer, and where it leads; who declines after all leaves."""

import uuid

import pytest

from maillage.matching import jobs
from maillage.matching.events import AnswerQuestionAsked, ConsortiumFormed, InvitationAnswered
from maillage.matching.models import Brief, ConsortiumPartner, Invitation
from maillage.matching.services import invitations
from maillage.matching.services.answers import deciding, signing
from maillage.matching.types import BuyerReason, DeclineReason
from maillage.stream import services as stream_services
from maillage.stream.models import Fact
from maillage.stream.registry import registry
from maillage.web import notices_of_answers
from maillage.web.models import Notification
from maillage.web.sentences import SENTENCES
from tests.factories.accounts import acting
from tests.factories.events import published_verbs
from tests.matching.answers.conftest import freeze, state_of

pytestmark = pytest.mark.django_db
PAGES = ("web.notices_of_answers", "matching.coproduction_jobs.open_from_answer", "matching.jobs.leave_after")


def deliver():
    """Deliver each fact once to those who notify, and to those whose acts are told."""
    for _round in range(2):
        for fact in Fact.objects.order_by("id"):
            for one in registry.listening_to(fact.verb):
                if any(name in one.name for name in PAGES):
                    stream_services.deliver(subscriber_name=one.name, fact_id=fact.id)


def told(verb):
    return {(row.recipient.email.partition("@")[0], row.url) for row in Notification.objects.filter(verb=verb)}


def at(answer, *slugs_by_person):
    return {(person, f"/o/{slug}/reponses/{answer.pk}/") for person, slug in slugs_by_person}


def facts(answer, organization, **more):
    return {
        "at": answer.created_at, "actor_id": None, "organization_id": organization.pk, "brief_id": answer.brief_id,
        "number": answer.brief.number, **more,
    }  # fmt: skip


def test_partners_are_told_that_their_signature_is_waited_for_and_who_asked_is_not(written, amina, la_bobine, now):
    freeze(written, amina, la_bobine, now)
    deliver()

    assert ("driss", f"/o/le-fournil/reponses/{written.pk}/") in told("answer.to_sign")
    assert "amina" not in {person for person, _url in told("answer.to_sign")}


@pytest.mark.parametrize("has_owner", [True, False])
def test_the_office_is_told_once_all_have_signed(signed, facilitator, elise, has_owner):
    if has_owner:
        Brief.objects.across_scopes(reason="test").filter(pk=signed.brief_id).update(owner=elise)
    deliver()

    expected = "elise" if has_owner else "fanny"
    assert told("answer.to_review") == {(expected, f"/reseau/besoins/{signed.brief.number}/")}


def test_partners_are_told_of_a_reopening(signed, amina, la_bobine, now):
    signing.reopen_answer(
        actor=acting(amina), answer_id=signed.pk, organization_id=la_bobine.pk, reason="Un prix à revoir.", now=now
    )
    deliver()

    assert at(signed, ("driss", "le-fournil")) <= told("answer.reopened")


def test_an_award_is_told_and_the_common_work_too(sent, facilitator, now):
    deciding.record_award(actor=acting(facilitator), answer_id=sent.pk, comment="", now=now)
    deliver()

    assert at(sent, ("amina", "la-bobine"), ("driss", "le-fournil")) <= told("answer.awarded")
    opened = told("coproduction.opened")
    assert {"amina", "driss"} <= {person for person, _url in opened}
    assert all("/coproductions/" in url for _person, url in opened)
    assert Notification.objects.filter(verb="coproduction.opened").first().data["title"]


def test_a_refusal_is_told(sent, facilitator, now):
    deciding.record_refusal(actor=acting(facilitator), answer_id=sent.pk, reason=BuyerReason.PRICE, comment="", now=now)
    deliver()

    assert at(sent, ("amina", "la-bobine"), ("driss", "le-fournil")) <= told("answer.declined")
    assert told("answer.awarded") == set()


def test_the_buyers_question_is_told_to_the_lead_alone(answer, amina, driss, la_bobine, le_fournil):
    notices_of_answers.notify_of_question(
        AnswerQuestionAsked(
            **facts(answer, la_bobine, object_id=answer.pk, organization_ids=(la_bobine.pk, le_fournil.pk)),
            question_id=uuid.uuid4(),
        )
    )

    assert at(answer, ("amina", "la-bobine")) <= told("answer.question")
    assert "driss" not in {person for person, _url in told("answer.question")}


def test_those_who_answer_together_are_told(answer, amina, driss, la_bobine, le_fournil):
    ids = (la_bobine.pk, le_fournil.pk)
    event = ConsortiumFormed(**facts(answer, la_bobine, object_id=answer.consortium_id, organization_ids=ids))

    notices_of_answers.notify_of_consortium(event)

    assert at(answer, ("amina", "la-bobine"), ("driss", "le-fournil")) <= told("consortium.formed")


def test_every_notification_has_its_sentence(signed):
    deliver()

    assert set(Notification.objects.values_list("verb", flat=True)) <= set(SENTENCES)


@pytest.fixture
def accepted(brief, la_bobine, le_fournil, now):
    return {
        one.slug: Invitation.objects.create(
            brief=brief, organization=one, wave=1, sent_at=now, due_at=now, state="accepted", answered_at=now
        )
        for one in (la_bobine, le_fournil)
    }


def decline(invitation, driss, now):
    invitations.decline_invitation(
        invitation_id=invitation.pk, actor=acting(driss), reason=DeclineReason.PRICE, now=now, comment="Entre nous."
    )


def partner(organization):
    return ConsortiumPartner.objects.across_scopes(reason="test").get(organization=organization)


def test_who_declines_after_all_leaves_once_with_its_reason(accepted, signed, driss, le_fournil, now):
    decline(accepted["le-fournil"], driss, now)
    deliver()
    deliver()

    left = partner(le_fournil)
    assert (left.left_at is not None, state_of(signed)) == (True, "draft")
    assert left.left_reason
    assert "Entre nous" not in left.left_reason
    assert published_verbs().count("consortium.partner_left") == 1


def test_who_declines_before_joining_leaves_nothing(accepted, brief, driss, now):
    decline(accepted["le-fournil"], driss, now)
    deliver()

    assert "consortium.partner_left" not in published_verbs()


def test_an_answer_before_the_buyer_stays(accepted, sent, driss, le_fournil, now):
    decline(accepted["le-fournil"], driss, now)
    deliver()

    assert (partner(le_fournil).left_at, state_of(sent)) == (None, "sent")


def test_an_acceptance_takes_nobody_out(accepted, answer, le_fournil, now):
    asked = accepted["le-fournil"]
    common = facts(answer, le_fournil, object_id=asked.pk)
    jobs.leave_after_declining(InvitationAnswered(**common, is_accepted=True))
    jobs.leave_after_declining(InvitationAnswered(**common, is_accepted=False))  # declined, and accepted since

    assert partner(le_fournil).left_at is None
