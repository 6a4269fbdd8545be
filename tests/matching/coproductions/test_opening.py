"""An award opens one coproduction; members open their own; the shares always sum to the budget."""

from datetime import date, timedelta

import pytest
from django.core import mail as outbox
from django.db import IntegrityError, connection, transaction

from maillage.kit.errors import Invalid, NotAllowed, NotFound
from maillage.kit.ids import new_id
from maillage.matching import coproduction_jobs
from maillage.matching.events import AnswerAwarded
from maillage.matching.models import (
    AnswerPart,
    Coproduction,
    CoproductionPartner,
    Deliverable,
    Milestone,
)
from maillage.matching.services.answers import deciding
from maillage.matching.services.coproductions import access, mail, opening, partners, sharing
from maillage.matching.types import CoproductionState
from maillage.stream.models import Fact
from maillage.stream.services import deliver
from tests.factories.accounts import OrganizationFactory, acting
from tests.factories.events import published_verbs
from tests.matching.answers.conftest import (  # noqa: F401 - fixtures
    answer,
    brief,
    buyer_key,
    sent,
    signed,
    team,
    written,
)
from tests.matching.coproductions.conftest import GIVEN, fresh, go, seat, shares

pytestmark = pytest.mark.django_db


def all_works():
    return list(Coproduction.objects.across_scopes(reason="test"))


def check_at_commit():
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("set constraints all deferred")


def test_an_award_opens_one_coproduction_with_its_parts(sent, la_bobine, now):  # noqa: F811 - the fixture, asked for by its name
    AnswerPart.objects.across_scopes(reason="test").filter(organization=la_bobine).update(
        starts_on=date(2027, 1, 4), ends_on=date(2027, 3, 31)
    )
    deciding.award_as_buyer(key=buyer_key(sent), answer_id=sent.pk, comment="", now=now)
    fact = Fact.objects.get(verb="answer.awarded")
    names = [f"matching.coproduction_jobs.open_from_answer:{fact.verb}"] * 2
    event = AnswerAwarded(
        at=now, actor_id=None, object_id=sent.pk, organization_id=la_bobine.pk, brief_id=sent.brief_id, number=1,
        organization_ids=(), amount_cents=1,
    )  # fmt: skip

    ran = [deliver(subscriber_name=name, fact_id=fact.pk) for name in names]
    coproduction_jobs.open_from_answer(event)

    (work,) = all_works()
    assert ran == [True, False]
    assert (work.answer_id, work.title, work.budget_cents, work.state) == (
        sent.pk, "Notre campagne", 11_700_00, "planned",
    )  # fmt: skip
    assert (work.starts_on, work.ends_on) == (date(2027, 1, 4), date(2027, 3, 31))
    assert shares(work) == {"la-bobine": 8_200_00, "le-fournil": 3_500_00}
    rows = CoproductionPartner.objects.across_scopes(reason="test").filter(coproduction=work, accepted_at=now)
    assert set(rows.values_list("organization__slug", "is_lead", "role")) == {
        ("la-bobine", True, "Film"),
        ("le-fournil", False, "Affiches"),
    }
    assert Milestone.objects.across_scopes(reason="test").filter(coproduction=work).count() == 1
    assert Deliverable.objects.across_scopes(reason="test").get(coproduction=work).due_on == date(2027, 3, 31)
    assert published_verbs().count("coproduction.opened") == 1
    check_at_commit()


def test_an_answer_that_is_not_awarded_opens_nothing(sent, now):  # noqa: F811 - the fixture, asked for by its name
    assert opening.open_from_answer(answer_id=sent.pk, now=now) is None
    assert opening.open_from_answer(answer_id=new_id(), now=now) is None
    assert all_works() == []


def test_a_member_starts_common_work_once_whatever_is_clicked(amina, chloe, driss, la_bobine, le_fournil, now):
    asked = {
        "organization_id": la_bobine.pk, "key": new_id(), "work": GIVEN, "role": "", "weight": 2, "now": now,
        "partners": [opening.PartnerGiven(organization_id=le_fournil.pk)],
    }  # fmt: skip

    first, again = (opening.open_by_member(actor=acting(amina), **asked) for _click in range(2))
    for stranger in (chloe, driss):
        with pytest.raises(NotAllowed):
            opening.open_by_member(actor=acting(stranger), **asked)
    mine = opening.open_by_member(
        actor=acting(driss), **asked | {
            "organization_id": le_fournil.pk, "partners": [opening.PartnerGiven(organization_id=la_bobine.pk)],
        }
    )  # fmt: skip

    assert first.pk == again.pk != mine.pk
    assert shares(first) == {"la-bobine": 6_666_67, "le-fournil": 3_333_34}
    assert published_verbs().count("coproduction.opened") == 2
    check_at_commit()


def test_common_work_needs_another_who_exists(amina, la_bobine, now):
    for invited in ([], [la_bobine.pk], [new_id()]):
        with pytest.raises(Invalid):
            opening.open_by_member(
                actor=acting(amina), organization_id=la_bobine.pk, key=None, work=GIVEN, role="", weight=1, now=now,
                partners=[opening.PartnerGiven(organization_id=pk) for pk in invited],
            )  # fmt: skip

    assert all_works() == []


def test_the_database_refuses_shares_that_do_not_sum(work):
    with pytest.raises(IntegrityError, match="shares sum to"), transaction.atomic():
        CoproductionPartner.objects.across_scopes(reason="test").filter(coproduction=work, is_lead=True).update(
            share_cents=1
        )
        check_at_commit()
    with pytest.raises(IntegrityError, match="shares sum to"), transaction.atomic():
        Coproduction.objects.across_scopes(reason="test").filter(pk=work.pk).update(budget_cents=5)
        check_at_commit()


def test_a_new_budget_is_shared_as_before_and_amounts_typed_stay(work, amina, driss, la_bobine, le_fournil, now):
    rows = {one.organization.slug: one.pk for one in partners.partners_in(work)}
    sharing.share_budget(
        **seat(amina, la_bobine, work), weights={rows["la-bobine"]: 4_000_00, rows["le-fournil"]: 6_000_01},
        seen_version=1, now=now,
    )  # fmt: skip
    typed = shares(work)
    bigger = opening.WorkGiven(title="Un documentaire", budget_cents=20_000_02)
    partners.change_details(**seat(amina, la_bobine, work), work=bigger, seen_version=2, now=now)
    with pytest.raises(NotAllowed):
        partners.change_details(**seat(driss, le_fournil, work), work=GIVEN, seen_version=3, now=now)

    assert typed == {"la-bobine": 4_000_00, "le-fournil": 6_000_01}
    assert shares(work) == {"la-bobine": 8_000_00, "le-fournil": 12_000_02}
    check_at_commit()


def test_two_people_at_once_do_not_overwrite_one_another(work, amina, bruno, la_bobine, now):
    mine = opening.WorkGiven(title="Le mien", budget_cents=GIVEN.budget_cents)
    theirs = opening.WorkGiven(title="Le sien", budget_cents=GIVEN.budget_cents)
    partners.change_details(**seat(amina, la_bobine, work), work=mine, seen_version=1, now=now)

    with pytest.raises(access.WorkChanged) as refusal:
        partners.change_details(**seat(bruno, la_bobine, work), work=theirs, seen_version=1, now=now)
    same = partners.change_details(**seat(bruno, la_bobine, work), work=mine, seen_version=1, now=now)

    assert (refusal.value.theirs.title, same.title, fresh(work).version) == ("Le mien", "Le mien", 2)


def test_who_leaves_leaves_its_share_and_the_lead_hands_over_first(work, amina, driss, la_bobine, le_fournil, now):
    third = OrganizationFactory(name="La Presse")
    asked = partners.invite_partner(**seat(amina, la_bobine, work), invited_id=third.pk, role="Affiches", now=now)
    with pytest.raises(Invalid):
        partners.leave(**seat(amina, la_bobine, work), reason="", now=now)
    with pytest.raises(Invalid):
        partners.hand_over_lead(**seat(amina, la_bobine, work), partner_id=asked.pk, now=now)
    heir = next(one for one in partners.partners_in(work) if one.organization_id == le_fournil.pk)
    partners.hand_over_lead(**seat(amina, la_bobine, work), partner_id=heir.pk, now=now)

    partners.leave(**seat(amina, la_bobine, work), reason="Autre chantier", now=now)

    assert shares(work) == {"la-bobine": 0, "le-fournil": 10_000_01, "la-presse": 0}
    with pytest.raises(NotFound):
        partners.leave(**seat(amina, la_bobine, work), reason="", now=now)
    check_at_commit()


def test_nobody_works_before_accepting_and_nobody_starts_alone(invited, amina, driss, la_bobine, le_fournil, now):
    with pytest.raises(Invalid):
        go(invited, amina, la_bobine, now, CoproductionState.RUNNING)
    with pytest.raises(NotAllowed):
        partners.change_role(**seat(driss, le_fournil, invited), role="Pain")

    for _click in range(2):
        partners.accept_part(**seat(driss, le_fournil, invited), now=now)
    go(invited, amina, la_bobine, now + timedelta(days=1), CoproductionState.RUNNING)

    assert fresh(invited).state == "running"
    told = Fact.objects.filter(verb="coproduction.noted", data__doing="partner-joined")
    assert told.count() == 1


def test_the_invited_is_written_to_until_it_answers(invited, driss, le_fournil, now):
    ask = {"coproduction_id": invited.pk, "organization_id": le_fournil.pk}

    mail.mail_partner_invitation(**ask)
    partners.accept_part(**seat(driss, le_fournil, invited), now=now)
    mail.mail_partner_invitation(**ask)

    assert [(one.to, "/o/le-fournil/coproductions/" in one.body) for one in outbox.outbox] == [
        (["driss@le-fournil.example"], True)
    ]
