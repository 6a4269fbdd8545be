"""The page of candidates as a facilitator reads it: sentences, bars, weights that move the order, who is left out and why."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.directory.models import OrganizationSkill, Skill
from maillage.matching.models import Invitation
from maillage.matching.rules.given import BuyerGiven, NeedGiven, SkillAsked
from maillage.matching.services import intake, shortlists
from maillage.matching.types import BriefKind
from tests.factories.accounts import acting
from tests.matching.test_shortlists import LILLE, brief, listed  # noqa: F401 - fixtures

pytestmark = pytest.mark.django_db


@pytest.fixture
def page_of(client_as, facilitator, brief):  # noqa: F811 - the fixture, asked for by its name
    office = client_as(facilitator)

    def shown(number=brief.number, **query):
        answer = office.get(reverse("matching:candidates", args=[number]), query)
        assert answer.status_code == 200
        return answer.content.decode()

    return shown


def order_in(page):
    return re.findall(r'class="candidate__name"><a [^>]*>([^<]+)</a>', page)


def test_weights_moved_on_the_page_move_the_order(page_of, listed):  # noqa: F811 - the fixture, asked for by its name
    listed("Près")
    listed("Prouvé au loin", at=LILLE, evidence="reference", jobs=3)
    nothing = dict.fromkeys(("proximity", "capacity", "reliability", "ties", "labels", "equity"), 0)

    usual, proof = page_of(), page_of(skills=40, **nothing)
    near = page_of(**{**nothing, "skills": 1, "proximity": 40})

    assert (order_in(usual)[0], order_in(near)[0]) == ("Près", "Près")
    assert order_in(proof) == ["Prouvé au loin", "Près"]
    assert re.search(r'name="skills"[^>]*value="40"', proof)


def test_each_candidate_has_a_sentence_and_a_bar_for_each_criterion(page_of, listed, now):  # noqa: F811 - the fixture, asked for by its name
    one = listed("Prouvé", evidence="reference", jobs=2, at=("69266", 4.8798, 45.7719))
    OrganizationSkill.objects.create(
        organization=one, skill=Skill.objects.get(slug="photographie"), evidence_kind="claimed", source="organization"
    )

    page = page_of()

    (why,) = re.findall(r'class="candidate__why">([^<]+)<', page)
    bars = page.split('class="bars-list"')[1].split("</dl>")[0]
    asked = bars.count("<dt>")
    assert "km" in why and "2 réalisations comparables" in why.replace("\N{NO-BREAK SPACE}", " ")
    assert asked == len(re.findall(r"% du score", bars)) >= 5
    assert len(re.findall(r'<span class="small">[^<]+</span>', bars)) == asked
    assert "Aucun document déposé" in page  # who is in order


def test_who_is_left_out_is_listed_with_its_reason(page_of, listed, brief, facilitator, now):  # noqa: F811 - the fixture, asked for by its name
    kept, banned = listed("Gardée"), listed("Écartée")
    shortlists.set_aside(
        actor=acting(facilitator), brief_id=brief.pk, organization_id=banned.pk, reason="Litige en cours", now=now
    )

    page = page_of()

    assert order_in(page) == [kept.name]
    out = page.split('<details class="section">')[1].split("</details>")[0]
    assert re.findall(r'">([^<]+)</a></span><span class="line-list__note">([^<]+)<', out) == [
        ("Écartée", "écartée par l’équipe")
    ]


def test_a_sentence_tells_for_how_long_nothing_was_received(page_of, listed, facilitator, now):  # noqa: F811 - the fixture, asked for by its name
    one = listed("Attend")
    need = NeedGiven(title="Avant", text="Avant.", kind=BriefKind.QUOTE, skills=(SkillAsked("imprimerie"),))
    past = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(), now=now)
    then = timezone.now() - timedelta(days=152)
    Invitation.objects.create(brief=past, organization=one, wave=1, sent_at=then, due_at=then + timedelta(days=1))

    page = page_of()

    assert re.search(r"aucune (demande|sollicitation|invitation)[^<]*(5\W+mois|152\W+jours)", page)


def test_a_need_without_skill_says_what_to_do(page_of, facilitator, now, listed):  # noqa: F811 - the fixture, asked for by its name
    listed("Imprimerie")
    need = NeedGiven(title="Rappel", text="Bonjour, pouvez-vous me rappeler ?", kind=BriefKind.QUOTE)
    row = intake.enter_brief(actor=acting(facilitator), need=need, buyer=BuyerGiven(name="MJ"), now=now)

    page = page_of(row.number)

    assert order_in(page) == []
    assert reverse("matching:brief_correction", args=[row.number]) in page
