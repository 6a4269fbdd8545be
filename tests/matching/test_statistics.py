"""The figures of a year are those of its rows."""

from datetime import timedelta

import pytest
from django.urls import reverse

from maillage.directory.models import Establishment
from maillage.matching.models import Answer, AnswerPart, Brief, Consortium, ConsortiumPartner, Invitation
from maillage.matching.queries.statistics import year_of, years_with_needs
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.services import conversation, intake, qualification
from maillage.matching.services.answers import deciding
from maillage.matching.types import BriefKind, BriefState
from tests.factories.accounts import acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("taxonomy")]
BUYER = BuyerGiven(name="Sabine Roche", email="sabine@acheteur.example")


@pytest.fixture
def season(facilitator, la_bobine, le_fournil, now):
    """Give three needs of the year: one awarded to both, one refused, one still new."""
    actor = acting(facilitator)

    def brief(title, skill="audiovisuel"):
        need = NeedGiven(title=title, text=title, kind=BriefKind.QUOTE, skills=(SkillAsked(skill),))
        return intake.enter_brief(actor=actor, need=need, buyer=BUYER, now=now)

    won, lost, _new = brief("Un film"), brief("Des affiches"), brief("Un site")
    conversation.write_to_buyer(actor=actor, brief_id=won.pk, text="Bonjour.", now=now + timedelta(hours=2))
    for row in (won, lost):
        qualification.move_brief(actor=actor, brief_id=row.pk, seen=BriefState.NEW, target=BriefState.PROPOSED, now=now)
    for organization, days in ((la_bobine, 0), (la_bobine, 1), (le_fournil, 0)):
        Invitation.objects.create(
            brief=(won, lost)[days], organization=organization, wave=1, state="accepted", sent_at=now, due_at=now,
            answered_at=now,
        )  # fmt: skip
    consortium = Consortium.objects.create(brief=won, form="conjoint", made_at=now)
    for place, organization in enumerate((la_bobine, le_fournil)):
        ConsortiumPartner.objects.create(
            consortium=consortium, organization=organization, is_lead=not place, joined_at=now
        )
    answer = Answer.objects.create(
        brief=won, consortium=consortium, title="Oui", state="sent", digest="a" * 64, sent_at=now, created_at=now
    )
    for place, (organization, cents) in enumerate(((la_bobine, 700_00), (le_fournil, 300_01))):
        AnswerPart.objects.create(
            answer=answer, organization=organization, position=place, title="X", amount_cents=cents
        )
    deciding.record_award(actor=actor, answer_id=answer.pk, comment="", now=now)
    qualification.move_brief(
        actor=actor, brief_id=lost.pk, seen=BriefState.PROPOSED, target=BriefState.NOT_AWARDED, now=now
    )
    return actor


def test_a_year_is_counted(season, now):
    year = year_of(scope=season.scope, year=now.year)

    assert (year.received, year.answered, year.awarded, year.not_awarded, year.still_open) == (3, 1, 1, 1, 1)
    assert (year.amount_cents, year.together, year.alone) == (1000_01, 1, 0)
    assert (year.invited, year.answered_invitations, year.confirmed_buyers) == (3, 3, 1)
    assert (year.first_reply.median, year.kept_promises) == (2.0, 100)
    assert sum(one.value for one in year.by_sector) == 1000_01
    assert year.by_month[now.month - 1] == (3, 1)
    assert [(one.asked, one.holders) for one in year.missing] == [(3, 0)]
    assert (year.equity.organizations, year.equity.newcomers) == (2, 2)
    assert year.equity.gini == pytest.approx(1 / 6)


def test_amounts_are_told_by_region_delays_by_stage_and_refusals_by_reason(season, la_bobine, le_fournil, now):
    for organization, region, department in ((la_bobine, "84", "69"), (le_fournil, "93", "06")):
        Establishment.objects.create(
            organization=organization, is_head_office=True, region_code=region, department_code=department,
            commune_code={"69": "69123", "06": "06088"}[department],
        )  # fmt: skip
    brief = Brief.objects.across_scopes(reason="test").get(title="Un site")
    Invitation.objects.create(
        brief=brief, organization=la_bobine, wave=1, state="declined", reason="too-far", sent_at=now, due_at=now,
        answered_at=now,
    )  # fmt: skip
    qualification.move_brief(
        actor=season, brief_id=brief.pk, seen=BriefState.NEW, target=BriefState.QUALIFYING, now=now + timedelta(hours=3)
    )

    year = year_of(scope=season.scope, year=now.year)

    assert [(one.key, one.value, one.percent) for one in year.by_region] == [("84", 700_00, 70), ("93", 300_01, 30)]
    assert [(one.key, one.value) for one in year.refusals] == [("too-far", 1)]
    spent = {one.state: (one.spread.count, one.spread.ninth_decile) for one in year.stages}
    assert spent[BriefState.NEW] == (3, 3.0)  # two moved at once, the third three working hours later
    assert spent[BriefState.PROPOSED][0] == 2


def test_another_year_is_empty(season, now):
    year = year_of(scope=season.scope, year=now.year - 1)

    assert (year.received, year.amount_cents, year.missing, year.equity.gini) == (0, 0, (), 0.0)
    assert years_with_needs(scope=season.scope, now=now) == [now.year]


def test_the_same_queries_whatever_the_number_of_needs(season, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(24):
        year_of(scope=season.scope, year=now.year)


def test_pages_and_file_tell_it(season, client_as, facilitator, elise):
    browser = client_as(facilitator)

    page = browser.get(reverse("matching:statistics"))
    report = browser.get(reverse("matching:report", args=[2026]))
    table = browser.get(reverse("matching:statistics_table", args=[2026])).content.decode("utf-8-sig")

    assert "1\u202f000,01\u202f€" in page.content.decode()
    assert report.status_code == 200
    assert "Besoins;Reçus;3\r\n" in table
    assert browser.get(reverse("matching:report", args=[1999])).status_code == 404
    assert client_as(elise).get(reverse("matching:statistics")).status_code == 404
