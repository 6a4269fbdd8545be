"""Consortia: only of those who accepted, once each; what happens to their answer when they change."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.core import mail
from django.db import connection, transaction

from maillage.kit.errors import Conflict, Invalid, NotAllowed, NotFound
from maillage.matching.models import Answer, AnswerPart, Consortium, ConsortiumPartner, Invitation
from maillage.matching.rules.consortia import PartnerGiven, SkillOfLot, parts_made
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.services import consortia, consortium_mail, intake, qualification
from maillage.matching.types import BriefKind, BriefState, ConsortiumForm
from maillage.stream.models import StateMove
from tests.factories.accounts import NetworkAssignmentFactory, OrganizationFactory, acting
from tests.factories.events import published_verbs

pytestmark = pytest.mark.django_db

CONJOINT, SOLIDAIRE, ALONE = ConsortiumForm.CONJOINT, ConsortiumForm.SOLIDAIRE, ConsortiumForm.ALONE


@pytest.fixture
def brief(taxonomy, facilitator, now):
    need = NeedGiven(
        title="Site et affiches", text="Un site et des affiches.", kind=BriefKind.QUOTE, lots=("Le site", "Les affiches"),
        skills=(SkillAsked("web-editorial", lot=1), SkillAsked("imprimerie", lot=2)),
    )  # fmt: skip
    return intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="MJ"), now=now)


@pytest.fixture
def accepted(brief, now):
    def made(organization, state="accepted"):
        Invitation.objects.create(
            brief=brief, organization=organization, wave=1, sent_at=now, due_at=now, state=state, answered_at=now
        )
        return organization

    return made


@pytest.fixture
def formed(brief, facilitator, now, la_bobine, le_fournil, accepted):
    """La Bobine leads and takes the site, Le Fournil the posters."""
    accepted(la_bobine)
    accepted(le_fournil)
    return form(facilitator, brief, now, {la_bobine: (1,), le_fournil: (2,)})


def form(facilitator, brief, now, lots_of, *, lead=None, kind=None, liable=False):
    partners = [PartnerGiven(organization.pk, lots=lots) for organization, lots in lots_of.items()]
    return consortia.form_consortium(
        actor=acting(facilitator), brief_id=brief.pk, partners=partners, now=now, is_lead_liable=liable,
        lead_id=(lead or next(iter(lots_of))).pk, form=kind or (CONJOINT if len(partners) > 1 else ALONE),
    )  # fmt: skip


def present(consortium):
    rows = ConsortiumPartner.objects.across_scopes(reason="test").filter(consortium=consortium, left_at=None)
    return {row.organization.name: row.is_lead for row in rows.select_related("organization")}


def parts(consortium):
    rows = AnswerPart.objects.across_scopes(reason="test").filter(answer__consortium=consortium)
    return {row.title: row.organization.name for row in rows.select_related("organization")}


def answer_of(consortium):
    return Answer.objects.across_scopes(reason="test").get(consortium=consortium)


def sign(consortium, state="signing"):
    Answer.objects.across_scopes(reason="test").filter(consortium=consortium).update(
        state=state, digest="a" * 64, frozen_at=consortium.made_at
    )


def leave(person, consortium, organization, now, reason="Plus de temps."):
    return consortia.leave_consortium(
        actor=acting(person), consortium_id=consortium.pk, organization_id=organization.pk, reason=reason, now=now
    )


def test_forming_makes_partners_a_draft_with_their_parts_and_moves_the_brief(formed, brief):
    brief.refresh_from_db()
    answer = answer_of(formed)

    assert present(formed) == {"La Bobine": True, "Le Fournil": False}
    assert parts(formed) == {"Le site": "La Bobine", "Les affiches": "Le Fournil"}
    assert (answer.state, answer.title, brief.state, formed.form) == ("draft", brief.title, "answering", "conjoint")
    assert published_verbs().count("consortium.formed") == 1


@pytest.mark.parametrize("state", ["sent", "declined", "expired", "withdrawn"])
def test_who_has_not_accepted_is_in_no_consortium(facilitator, brief, now, la_bobine, le_fournil, accepted, state):
    accepted(la_bobine)
    accepted(le_fournil, state=state)

    with pytest.raises(consortia.NotAccepted):
        form(facilitator, brief, now, {la_bobine: (1,), le_fournil: (2,)})

    assert not Consortium.objects.across_scopes(reason="test").exists()


def test_several_consortia_answer_a_need_but_nobody_stands_in_two(formed, facilitator, brief, now, la_bobine, accepted):
    other = accepted(OrganizationFactory(name="Encre"))

    with pytest.raises(consortia.PartnerAlready):
        form(facilitator, brief, now, {other: (1,), la_bobine: (2,)})
    alone = form(facilitator, brief, now, {other: (1, 2)}, liable=True)

    assert (alone.form, alone.is_lead_liable) == ("alone", False)
    assert Consortium.objects.across_scopes(reason="test").count() == 2


@pytest.mark.parametrize(
    ("lots", "kind"),
    [({"a": (1,), "b": (1,)}, CONJOINT), ({"a": (1,), "b": (3,)}, CONJOINT), ({"a": (1,), "b": (2,)}, ALONE),
     ({"a": (1,)}, SOLIDAIRE), ({}, ALONE)],
)  # fmt: skip
def test_what_does_not_fit_is_refused_and_nothing_is_kept(facilitator, brief, now, accepted, lots, kind):
    who = {name: accepted(OrganizationFactory(name=name)) for name in "ab"}

    with pytest.raises(Invalid):
        form(facilitator, brief, now, {who[name]: taken for name, taken in lots.items()}, kind=kind, lead=who["a"])

    assert not Consortium.objects.across_scopes(reason="test").exists()


def test_the_lead_is_one_of_the_partners(facilitator, brief, now, la_bobine, le_fournil, accepted):
    accepted(la_bobine)

    with pytest.raises(Invalid):
        form(facilitator, brief, now, {la_bobine: (1, 2)}, lead=le_fournil)


def test_a_need_that_has_ended_is_answered_by_nobody(facilitator, brief, now, la_bobine, accepted):
    accepted(la_bobine)
    qualification.move_brief(
        actor=acting(facilitator), brief_id=brief.pk, seen=BriefState.NEW, target=BriefState.WITHDRAWN, now=now
    )

    with pytest.raises(Conflict):
        form(facilitator, brief, now, {la_bobine: (1, 2)})


def test_members_do_not_form_nor_change_and_strangers_do_not_leave_for_others(
    formed, brief, now, amina, chloe, driss, elise, la_bobine, le_fournil
):
    with pytest.raises(NotAllowed):
        form(amina, brief, now, {la_bobine: (1, 2)})
    with pytest.raises(NotAllowed):
        consortia.change_lead(actor=acting(driss), consortium_id=formed.pk, lead_id=le_fournil.pk, now=now)
    with pytest.raises(NotAllowed):
        consortia.dissolve_consortium(actor=acting(amina), consortium_id=formed.pk, reason="Non", now=now)
    for person in (driss, elise, chloe):
        with pytest.raises(NotAllowed):
            leave(person, formed, la_bobine, now)

    assert present(formed) == {"La Bobine": True, "Le Fournil": False}


@pytest.mark.parametrize("state", ["signing", "review"])
def test_a_partner_who_leaves_after_sign_off_brings_the_answer_back_to_the_draft(formed, now, driss, le_fournil, state):
    sign(formed, state)

    leave(driss, formed, le_fournil, now)

    answer = answer_of(formed)
    assert (answer.state, answer.digest, answer.frozen_at) == ("draft", "", None)
    assert present(formed) == {"La Bobine": True}
    assert parts(formed) == {"Le site": "La Bobine", "Les affiches": "La Bobine"}
    assert Consortium.objects.across_scopes(reason="test").get().form == "alone"
    assert published_verbs()[-2:] == ["consortium.partner_left", "answer.reopened"]
    assert StateMove.objects.get(object_type="answer").reason == "Plus de temps."


def test_a_lead_who_leaves_hands_the_lead_on_and_the_last_one_dissolves(
    formed, now, amina, driss, la_bobine, le_fournil
):
    leave(amina, formed, la_bobine, now)
    after_one = present(formed)
    leave(driss, formed, le_fournil, now)

    formed.refresh_from_db()
    assert after_one == {"Le Fournil": True}
    assert (formed.state, answer_of(formed).state) == ("dissolved", "withdrawn")
    assert formed.dissolved_at == now


def test_once_before_the_buyer_nobody_leaves_but_the_office_dissolves(formed, facilitator, now, driss, le_fournil):
    sign(formed, "sent")

    with pytest.raises(consortia.AnswerOver):
        leave(driss, formed, le_fournil, now)
    for _click in range(2):
        consortia.dissolve_consortium(actor=acting(facilitator), consortium_id=formed.pk, reason="Retrait", now=now)

    formed.refresh_from_db()
    assert (formed.state, answer_of(formed).state) == ("dissolved", "withdrawn")
    assert published_verbs().count("consortium.dissolved") == 1


def test_an_awarded_consortium_stands(formed, facilitator, now):
    sign(formed, "awarded")

    with pytest.raises(Conflict):
        consortia.dissolve_consortium(actor=acting(facilitator), consortium_id=formed.pk, reason="Non", now=now)

    formed.refresh_from_db()
    assert formed.state == "formed"


def test_leaving_twice_or_without_a_reason_is_refused(formed, now, driss, le_fournil):
    with pytest.raises(Invalid):
        leave(driss, formed, le_fournil, now, reason="  ")
    leave(driss, formed, le_fournil, now)
    with pytest.raises(NotFound):
        leave(driss, formed, le_fournil, now)

    assert published_verbs().count("consortium.partner_left") == 1


def test_the_lead_changes_and_a_frozen_answer_opens(formed, facilitator, now, le_fournil):
    sign(formed)

    for _click in range(2):
        consortia.change_lead(actor=acting(facilitator), consortium_id=formed.pk, lead_id=le_fournil.pk, now=now)

    assert present(formed) == {"La Bobine": False, "Le Fournil": True}
    assert answer_of(formed).state == "draft"
    assert published_verbs().count("answer.reopened") == 1
    with pytest.raises(NotFound):
        stranger = OrganizationFactory()
        consortia.change_lead(actor=acting(facilitator), consortium_id=formed.pk, lead_id=stranger.pk, now=now)


def test_a_partner_joins_takes_its_lots_and_may_come_back(formed, facilitator, now, driss, le_fournil, accepted):
    encre = OrganizationFactory(name="Encre")

    def join(organization, lots=(2,)):
        return consortia.add_partner(
            actor=acting(facilitator), consortium_id=formed.pk, organization_id=organization.pk, lots=lots, now=now
        )

    with pytest.raises(consortia.NotAccepted):
        join(encre)
    accepted(encre)
    leave(driss, formed, le_fournil, now)
    for _click in range(2):
        join(encre)
    joined = parts(formed)
    join(le_fournil, lots=())

    assert joined == {"Le site": "La Bobine", "Les affiches": "Encre"}
    assert present(formed) == {"La Bobine": True, "Encre": False, "Le Fournil": False}
    assert parts(formed) == joined | {"Site et affiches": "Le Fournil"}
    assert Consortium.objects.across_scopes(reason="test").get().form == "conjoint"
    assert published_verbs().count("consortium.partner_joined") == 2


def test_partners_learn_of_one_another_when_the_group_is_formed(formed, amina, driss):
    consortium_mail.mail_formed(consortium_id=formed.pk)

    assert sorted(message.to[0] for message in mail.outbox) == sorted([amina.email, driss.email])
    assert all("Le Fournil" in message.body and "La Bobine" in message.body for message in mail.outbox)
    assert ["Les affiches" in message.body for message in mail.outbox] == [True, True]


def test_those_who_stay_are_told_why_somebody_left_and_all_why_it_ended(
    formed, facilitator, now, amina, driss, la_bobine, le_fournil
):
    leave(driss, formed, le_fournil, now)
    consortium_mail.mail_left(consortium_id=formed.pk, leaver_id=le_fournil.pk, reason="Plus de temps.")
    consortium_mail.mail_dissolved(consortium_id=formed.pk, organization_ids=[la_bobine.pk], reason="Le besoin change.")

    assert [message.to for message in mail.outbox] == [[amina.email], [amina.email]]
    assert "Plus de temps." in mail.outbox[0].body
    assert "Le besoin change." in mail.outbox[1].body


def test_parts_follow_lots_then_skills_and_nobody_stays_without():
    one, two, three = (OrganizationFactory.build().pk or number for number in (1, 2, 3))
    skills = [SkillOfLot("web", "Sites", 1), SkillOfLot("texte", "Textes", 1), SkillOfLot("photo", "Photos", 0)]
    partners = [PartnerGiven(one, lots=(2,)), PartnerGiven(two, skills=("web", "texte", "photo")), PartnerGiven(three)]

    made = parts_made(partners=partners, lead_id=one, lots={1: "Site", 2: "Affiches", 3: "Pose"}, skills=skills)

    assert [(part.organization_id, part.lot, part.title) for part in made] == [
        (two, 1, "Sites, Textes"), (one, 2, "Affiches"), (one, 3, "Pose"), (three, 0, ""), (two, 0, "Photos"),
    ]  # fmt: skip


@pytest.mark.django_db(transaction=True)
def test_two_facilitators_who_form_at_once_make_one_consortium(facilitator, brief, now, la_bobine, accepted):
    accepted(la_bobine)
    other = NetworkAssignmentFactory().user

    def attempt(person):
        try:
            with transaction.atomic():
                form(person, brief, now, {la_bobine: (1, 2)})
        except consortia.PartnerAlready:
            return "refused"
        finally:
            connection.close()
        return "formed"

    with ThreadPoolExecutor(2) as threads:
        outcomes = sorted(threads.map(attempt, [facilitator, other]))

    assert outcomes == ["formed", "refused"]
    assert Consortium.objects.across_scopes(reason="test").count() == 1
