"""The demonstration's needs: each one is possible, and they are written once."""

from collections import Counter

import pytest

from maillage.accounts.models import Network
from maillage.directory.models import OrganizationSkill, Profile, Skill
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.matching.demo import SEASON
from maillage.matching.models import Answer, Brief, Consortium, Invitation
from maillage.matching.queries.answers import workspace
from maillage.matching.rules.places import place_named
from maillage.matching.services.demo_season import forget_season, load_season
from maillage.stream.models import Fact
from tests.factories.accounts import OrganizationFactory
from tests.factories.events import waiting_deliveries


def test_each_need_names_skills_and_places_that_exist():
    known = {skill.slug for sector in packaged_taxonomy().sectors for skill in sector.skills}

    assert [slug for one in SEASON for slug in one.skills if slug not in known] == []
    assert [one.place for one in SEASON if one.place and place_named(one.place) is None] == []


@pytest.fixture
def able(taxonomy, now):
    """Two listed organizations a skill: the season is answered by them."""
    for skill in Skill.objects.all():
        for number in range(2):
            organization = OrganizationFactory(name=f"{skill.name} {number}")
            Profile.objects.create(organization=organization, listing="listed", listed_at=now)
            OrganizationSkill.objects.create(organization=organization, skill=skill, evidence="claimed")


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.usefixtures("facilitator", "able")
def test_the_season_is_written_once_tells_nobody_and_can_be_forgotten(now, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    Network.objects.update_or_create(pk=1, defaults={"is_fictional": True})

    waiting = waiting_deliveries()

    added = [load_season(now=now) for _time in range(2)]
    rows = Brief.objects.across_scopes(reason="test")
    states = Counter(rows.values_list("state", flat=True))
    answers = Answer.objects.across_scopes(reason="test")
    awarded, together = answers.filter(state="awarded").count(), Consortium.objects.across_scopes(reason="test")
    broken = [one for one in answers if not workspace(one).signatures_hold]
    verbs = set(Fact.objects.values_list("verb", flat=True))
    compared = Counter(answers.filter(state="sent").values_list("brief_id", flat=True))
    waiting_for_words = Invitation.objects.across_scopes(reason="test").filter(state="sent", due_at__gt=now).count()
    shared = together.exclude(form="alone").count()
    forget_season()

    assert added == [len(SEASON), 0]
    assert len(SEASON) == 60
    assert states == Counter(one.reached.value for one in SEASON)
    assert sum(count > 1 for count in compared.values()) >= 2
    assert waiting_for_words >= 3
    assert (awarded, shared > 10, broken) == (states["awarded"], True, [])
    assert {"consortium.formed", "answer.signed", "answer.awarded", "answer.declined"} <= verbs
    assert waiting_deliveries() == waiting
    assert not rows.exists()
