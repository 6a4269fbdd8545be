"""Two organizations become one: what the path holds of the one that disappears follows it, and comes back when it is undone."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.apps import apps
from django.db import connection

from maillage.kit.row_sets import rows_where
from maillage.matching import models
from maillage.matching.models import (
    Absence,
    Answer,
    AnswerPart,
    Brief,
    Candidate,
    Consortium,
    ConsortiumPartner,
    CoproductionPartner,
    Invitation,
    InvitationMessage,
    OpportunityDigest,
    Paper,
    PaperShare,
    Review,
    SignOff,
    WorkEntry,
)
from maillage.matching.queries.answers import workspace
from maillage.matching.services.coproductions import opening, partners, planning, working
from maillage.matching.services.merges import move_rows, move_rows_back
from tests.factories.accounts import OrganizationFactory, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def kept(la_bobine):
    return la_bobine


@pytest.fixture
def absorbed(le_fournil):
    return le_fournil


@pytest.fixture
def third(db):
    return OrganizationFactory(name="La Presse")


@pytest.fixture
def merged(kept, absorbed, now):
    """Merge Le Fournil into La Bobine; a second time changes nothing."""
    merge_id = uuid4()

    def done():
        first = move_rows(kept_id=kept.pk, absorbed_id=absorbed.pk, merge_id=merge_id, now=now)
        again = move_rows(kept_id=kept.pk, absorbed_id=absorbed.pk, merge_id=merge_id, now=now)
        assert (first, again) == (True, False)
        return merge_id

    return done


def all_rows():
    """Give every row of the path, by table, but the merges' own."""
    tables = [model._meta.db_table for model in apps.get_app_config("matching").get_models()]
    with connection.cursor() as cursor:
        found = {}
        for table in tables:
            if table != models.MovedRows._meta.db_table:
                cursor.execute(f"select to_jsonb(held)::text from {table} held order by 1")
                found[table] = [text for (text,) in cursor.fetchall()]
    return found


def comes_back(merged):
    before = all_rows()
    merge_id = merged()
    changed = all_rows()
    assert changed != before
    assert move_rows_back(merge_id=merge_id)
    assert not move_rows_back(merge_id=merge_id)
    assert all_rows() == before


def of(model, organization, **more):
    return model.objects.across_scopes(reason="test").filter(organization=organization, **more)


def a_brief(now, number=9001, **more):
    return Brief.objects.create(
        number=number, title="Une affiche", text="Une affiche", kind="quote", origin="phone", created_at=now,
        state_since=now, **more,
    )  # fmt: skip


def asked(brief, organization, now, state="sent", **more):
    return Invitation.objects.create(
        brief=brief, organization=organization, state=state, wave=1, sent_at=now, due_at=now, **more
    )


def an_answer(brief, now, *organizations, lead=0, state="draft", digest=""):
    consortium = Consortium.objects.create(brief=brief, form="conjoint", made_at=now)
    for place, organization in enumerate(organizations):
        ConsortiumPartner.objects.create(
            consortium=consortium, organization=organization, is_lead=place == lead, joined_at=now, lots=[place + 1],
            skills=[f"skill-{place}"],
        )  # fmt: skip
    return Answer.objects.create(
        brief=brief, consortium=consortium, title="Notre affiche", created_at=now, state=state, digest=digest
    )


def a_paper(organization, now, kind="vigilance", digest="1", age=10):
    return Paper.objects.create(
        organization=organization, kind=kind, name=f"{kind}.pdf", content_type="application/pdf", size=1,
        digest=digest * 64, issued_on=now.date() - timedelta(days=age), uploaded_at=now, file="private/papers/x.pdf",
    )  # fmt: skip


def test_an_invitation_follows_with_its_letters(kept, absorbed, merged, now):
    row = asked(a_brief(now), absorbed, now)
    letter = InvitationMessage.objects.create(
        invitation=row, organization=absorbed, is_from_organization=True, text="Bonjour", sent_at=now
    )

    comes_back(merged)
    merged()

    assert [one.pk for one in of(Invitation, kept)] == [row.pk]
    assert [one.pk for one in of(InvitationMessage, kept)] == [letter.pk]


def test_of_two_invitations_to_one_need_the_one_that_went_further_stays(kept, absorbed, merged, now):
    brief = a_brief(now)
    stays = asked(brief, kept, now)
    goes = asked(brief, absorbed, now, state="accepted", answered_at=now, comment="Avec plaisir")
    letter = InvitationMessage.objects.create(
        invitation=goes, organization=absorbed, is_from_organization=True, text="Bonjour", sent_at=now
    )

    comes_back(merged)
    merged()

    found = of(Invitation, kept).get()
    assert (found.pk, found.state, found.comment) == (stays.pk, "accepted", "Avec plaisir")
    assert of(InvitationMessage, kept).get().invitation_id == stays.pk, letter
    assert not of(Invitation, absorbed).exists()


def test_candidatures_follow_and_are_one_a_need(kept, absorbed, merged, now):
    both, alone = a_brief(now), a_brief(now, 9002)
    for brief, organization in ((both, kept), (both, absorbed), (alone, absorbed)):
        Candidate.objects.create(brief=brief, organization=organization, is_kept=True, decided_at=now)

    comes_back(merged)
    merged()

    assert sorted(of(Candidate, kept).values_list("brief__number", flat=True)) == [9001, 9002]
    assert not of(Candidate, absorbed).exists()


def test_a_part_of_a_consortium_follows(kept, absorbed, third, merged, now):
    answer = an_answer(a_brief(now), now, absorbed, third)
    AnswerPart.objects.create(answer=answer, organization=absorbed, position=1, title="Affiche")

    comes_back(merged)
    merged()

    assert of(ConsortiumPartner, kept).get().is_lead
    assert of(AnswerPart, kept).get().title == "Affiche"
    assert [one.partner.organization.name for one in workspace(answer).partners] == ["La Bobine", "La Presse"]


@pytest.mark.parametrize("lead", [0, 1])
def test_two_parts_of_one_consortium_are_one(kept, absorbed, third, merged, now, lead):
    an_answer(a_brief(now), now, kept, absorbed, third, lead=lead)

    comes_back(merged)
    merged()

    found = of(ConsortiumPartner, kept).get()
    assert (found.is_lead, found.lots, found.skills) == (True, [1, 2], ["skill-0", "skill-1"])
    assert not of(ConsortiumPartner, absorbed).exists()


def test_what_was_signed_stays_as_it_was_and_holds_for_the_kept_one(kept, absorbed, third, merged, now):
    answer = an_answer(a_brief(now), now, absorbed, third, state="signing", digest="7" * 64)
    for organization in (absorbed, third):
        SignOff.objects.create(
            answer=answer, organization=organization, name="X", digest="7" * 64, chain="8" * 64, signed_at=now
        )
    comes_back(merged)
    merged()

    assert of(SignOff, absorbed).count() == 1
    assert workspace(answer).is_signed_by_all


def test_a_share_of_common_work_follows(amina, driss, kept, absorbed, third, merged, now):
    work = opening.open_by_member(
        actor=acting(driss), organization_id=absorbed.pk, key=None, role="Repas", weight=1, now=now,
        work=opening.WorkGiven(title="Un banquet", budget_cents=900_00),
        partners=[opening.PartnerGiven(organization_id=third.pk, role="Salle", weight=2)],
    )  # fmt: skip
    working.enter_work(
        actor=acting(driss), coproduction_id=work.pk, organization_id=absorbed.pk, key=None, now=now, today=now.date(),
        entry=working.EntryGiven(day=now.date(), minutes=60),
    )  # fmt: skip

    comes_back(merged)
    merged()

    assert of(CoproductionPartner, kept).get().share_cents == 300_00
    assert of(WorkEntry, kept).get().minutes == 60


def test_two_shares_of_common_work_are_one(amina, driss, kept, absorbed, merged, now):
    work = opening.open_by_member(
        actor=acting(amina), organization_id=kept.pk, key=None, role="Film", weight=2, now=now,
        work=opening.WorkGiven(title="Un documentaire", budget_cents=900_00),
        partners=[opening.PartnerGiven(organization_id=absorbed.pk, role="Repas", weight=1)],
    )  # fmt: skip
    partners.accept_part(actor=acting(driss), coproduction_id=work.pk, organization_id=absorbed.pk, now=now)
    seat = of(CoproductionPartner, absorbed).get()
    planning.add_milestone(
        actor=acting(amina), coproduction_id=work.pk, organization_id=kept.pk, key=None, now=now,
        step=planning.MilestoneGiven(
            title="Repas", starts_on=now.date(), ends_on=now.date(), partner_id=seat.pk
        ),
    )  # fmt: skip
    for subject, reviewer in ((absorbed, kept), (kept, absorbed)):
        Review.objects.create(
            coproduction=work, side="partner", reviewer=reviewer, subject=subject, quality=5, deadlines=5,
            communication=5, budget=5, cooperation=5, written_at=now,
        )  # fmt: skip

    comes_back(merged)
    merged()

    found = of(CoproductionPartner, kept).get()
    assert (found.share_cents, found.is_lead) == (900_00, True)
    steps = models.Milestone.objects.across_scopes(reason="test")
    assert steps.get().partner_id == found.pk != seat.pk
    assert not Review.objects.across_scopes(reason="test").exists(), "nobody reviews itself"


def test_papers_follow_and_the_later_one_of_a_kind_is_current(kept, absorbed, third, merged, now):
    older, later = a_paper(kept, now, age=100), a_paper(absorbed, now, digest="2")
    other = a_paper(absorbed, now, kind="insurance", digest="3")
    answer = an_answer(a_brief(now), now, absorbed, third)
    PaperShare.objects.create(organization=absorbed, paper=later, answer=answer, consented_at=now)

    comes_back(merged)
    merged()

    current = of(Paper, kept, replaced_at=None)
    assert set(current) == {later, other}
    older.refresh_from_db(from_queryset=of(Paper, kept))
    assert older.replaced_by_id == later.pk
    assert of(PaperShare, kept).get().paper_id == later.pk


def test_settings_follow_where_the_kept_one_has_none(kept, absorbed, merged, now):
    day = now.date()
    for organization in (kept, absorbed):
        Absence.objects.create(organization=organization, first=day, last=day, noted_at=now)
    Absence.objects.create(organization=absorbed, first=day, last=day + timedelta(days=3), noted_at=now)
    OpportunityDigest.objects.create(organization=absorbed, frequency="never")

    comes_back(merged)
    merged()

    assert sorted(of(Absence, kept).values_list("last", flat=True)) == [day, day + timedelta(days=3)]
    assert of(OpportunityDigest, kept).get().frequency == "never"


def test_needs_of_the_absorbed_one_are_the_kept_ones(kept, absorbed, merged, now):
    brief = a_brief(now, buyer_organization=absorbed)

    comes_back(merged)
    merged()

    assert Brief.objects.across_scopes(reason="test").get(pk=brief.pk).buyer_organization_id == kept.pk


def test_nothing_that_names_the_absorbed_one_is_forgotten():
    """Each table of the path that names an organization is moved, or said to be left."""
    left = {"SignOff.organization", "AnswerDocument.partner", "MovedRows.kept", "MovedRows.absorbed"}
    from maillage.matching.services import merges

    moved = {f"{model.__name__}.{column.removesuffix('_id')}" for model, column in merges._PLAIN}
    moved |= {f"{model.__name__}.organization" for model, _same in merges._ONCE}
    moved |= {f"{model}.organization" for model in ("Invitation", "ConsortiumPartner", "CoproductionPartner", "Paper")}
    moved |= {"Review.reviewer", "Review.subject"}
    named = {
        f"{model.__name__}.{column.name}"
        for model in apps.get_app_config("matching").get_models()
        for column in model._meta.get_fields()
        if column.is_relation and column.concrete and column.related_model._meta.label == "accounts.Organization"
    }

    assert named == moved | left


def test_an_entry_of_work_still_cannot_be_changed(driss, absorbed, third, now):
    from django.db import IntegrityError, transaction

    work = opening.open_by_member(
        actor=acting(driss), organization_id=absorbed.pk, key=None, role="Repas", weight=1, now=now,
        work=opening.WorkGiven(title="Un banquet"), partners=[opening.PartnerGiven(organization_id=third.pk)],
    )  # fmt: skip
    entry = working.enter_work(
        actor=acting(driss), coproduction_id=work.pk, organization_id=absorbed.pk, key=None, now=now, today=now.date(),
        entry=working.EntryGiven(day=now.date(), minutes=60),
    )  # fmt: skip

    for change in ({"minutes": 90}, {"note": "autre"}, {"minutes": 90, "organization_id": third.pk}):
        with pytest.raises(IntegrityError), transaction.atomic():
            of(WorkEntry, absorbed, pk=entry.pk).update(**change)
    assert rows_where(table="matching_workentry", column="id", values=[entry.pk])[0]["minutes"] == 60
