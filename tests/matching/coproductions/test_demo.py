"""The demonstration's common work: possible, in every state, written once, and nobody is told."""

from collections import Counter

import pytest

from maillage.accounts.models import Network
from maillage.directory.models import OrganizationSkill, Profile, Reference, Skill
from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.matching.demo.coproductions import WORKS
from maillage.matching.models import Coproduction, Review
from maillage.matching.rules.places import place_named
from maillage.matching.services.demo_coproductions import forget_coproductions, load_coproductions
from maillage.matching.types import CoproductionState
from tests.factories import OrganizationFactory
from tests.factories.events import waiting_deliveries


def test_trades_and_places_exist_and_every_state_is_shown():
    known = {skill.slug for sector in packaged_taxonomy().sectors for skill in sector.skills}

    assert [part.skill for one in WORKS for part in one.parts if part.skill not in known] == []
    assert [one.place for one in WORKS if place_named(one.place) is None] == []
    assert {one.reached for one in WORKS} == set(CoproductionState)
    assert (len(WORKS), max(one.age_days for one in WORKS)) == (15, 700)


@pytest.mark.django_db
@pytest.mark.usefixtures("taxonomy")
def test_common_work_is_written_once_tells_nobody_and_can_be_forgotten(now):
    Network.objects.update_or_create(pk=1, defaults={"is_fictional": True})
    for slug in {part.skill for one in WORKS for part in one.parts}:
        one = OrganizationFactory()
        Profile.objects.create(organization=one, listing="listed", listed_at=now)
        OrganizationSkill.objects.create(organization=one, skill=Skill.objects.get(slug=slug))
    waiting = waiting_deliveries()

    added = [load_coproductions(now=now) for _time in range(2)]
    rows = Coproduction.objects.across_scopes(reason="test")
    states = Counter(rows.values_list("state", flat=True))
    reviews, shown = Review.objects.across_scopes(reason="test").count(), Reference.objects.across_scopes(reason="test")
    references = shown.count()
    forget_coproductions()

    assert added == [15, 0]
    assert states == Counter(one.reached.value for one in WORKS)
    assert (reviews > 15, references > 5) == (True, True)
    assert waiting_deliveries() == waiting
    assert not rows.exists()
