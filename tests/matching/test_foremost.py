"""Where no place counts, the first ones of each kind hold all that a reading of everybody would put first."""

import random
from dataclasses import replace
from datetime import timedelta

import pytest

from maillage.accounts.models import Organization
from maillage.directory.models import Label, OrganizationLabel, SearchAbility, Skill
from maillage.directory.queries.able_order import Yardstick, holders_of_several, strongest
from tests.factories.accounts import OrganizationFactory

pytestmark = pytest.mark.django_db

SKILLS = ("imprimerie", "photographie", "design-graphique")
# Days of membership: to come, today, either side of a newcomer's last day, long ago; None: nobody knows.
DAYS = (None, -2, 0, 1, 90, 91, 400, 400, 401)


@pytest.mark.parametrize("seed", range(3))
def test_the_first_of_each_kind_hold_the_first_of_all(taxonomy, now, seed):
    chance = random.Random(seed)
    ids = hold(chance, now, count=160)
    shortened = 0

    for _ in range(40):
        slugs = chance.sample(SKILLS, chance.choice((1, 1, 2)))
        yardstick = drawn(chance, slugs, ids, now)
        count = chance.choice((1, 2, 4, 9, 400))
        of_all = replace(yardstick, several=None)

        found = strongest(yardstick=yardstick, place=None, within_m=None, count=count)

        assert found == strongest(yardstick=of_all, place=None, within_m=None, count=count)
        shortened += len(found) == count + 1

    assert shortened > 20


def hold(chance, now, *, count):
    """Have organizations claim skills at one place or two; few prove them."""
    label = Label.objects.create(slug="ici", name_fr="Ici", name_en="Here")
    rows = Organization.objects.bulk_create(OrganizationFactory.build_batch(count))
    OrganizationLabel.objects.bulk_create(
        OrganizationLabel(organization=row, label=label, source="organization") for row in chance.sample(rows, count // 2)
    )  # fmt: skip
    skills = [Skill.objects.get(slug=slug) for slug in SKILLS]
    abilities = []
    for row in rows:
        day, band = chance.choice(DAYS), chance.choice(("", "11", "11"))
        for skill in chance.sample(skills, chance.choice((1, 1, 1, 1, 1, 2))):
            kind, comparable = chance.choice(("claimed", "claimed", "naf")), int(chance.random() < 0.02)
            abilities += [
                SearchAbility(
                    organization_id=row.pk, skill_id=skill.pk, evidence_kind=kind, comparable=comparable, headcount_band=band,
                    listed_on=None if day is None else now.date() - timedelta(days=day), served_kind="unsaid",
                )
                for _place in range(chance.choice((1, 1, 2)))
            ]  # fmt: skip
    SearchAbility.objects.bulk_create(abilities)
    return [row.pk for row in rows]


def drawn(chance, slugs, ids, now):
    """Draw a yardstick: points that make kinds equal or not, some known for better or worse, a skill that is optional."""
    return Yardstick(
        skills={slug: chance.choice((0.1, 0.2)) for slug in slugs},
        required=frozenset(slugs if chance.random() < 0.7 else slugs[:1]),
        doubts={"claimed": chance.choice((0.45, 0.65)), "naf": 0.65},
        doubt_kept_per_job=2 / 3, jobs_counted=5,
        headcounts={"": 0.02, "11": chance.choice((0.02, 0.04))},
        proximity=0.0, scale_m=50_000.0, floors={}, unknown_decay=0.2, rest=0.2,
        known={pk: (chance.choice((0.0, 0.1, 0.2)), chance.choice((None, 5))) for pk in chance.sample(ids, 40)},
        several=holders_of_several(skills=slugs), required_labels=chance.choice(((), (), ("ici",))),
        welcome_days=90, seed=chance.randbytes(8), today=now.date(),
    )  # fmt: skip
