"""The ranking of a need at 10,000, 100,000 and 1,000,000 organizations, beside a plain SQL scan over all of them.

python -m bench ranking [--sizes 10000,100000,1000000] [--needs 100] [--home FOLDER]
About 2 minutes for 100,000 and 15 for 1,000,000 on two shared cores, most of it spent in filling the directory.
"""

import argparse
import random
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from bench.directory_search import fill
from bench.instance import instance
from bench.timing import Times, database_backend, machine, measured

SEED = 11
GOAL_MS = 100
INVITED = 600
NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)

# The directory alone: skills, distance and headcount of every holder, no record, no tie, no exclusion.
_SCAN = """
with point as (select ll_to_earth(%(latitude)s, %(longitude)s) earth),
held as (
  select held.organization_id, sum(case held.evidence_kind when 'claimed' then 0.55 when 'naf' then 0.35 else 0.75 end)
    / %(asked)s skills
  from directory_organizationskill held join directory_skill skill on skill.id = held.skill_id
  where skill.slug = any(%(skills)s) group by held.organization_id
)
select profile.organization_id,
  0.30 * coalesce(held.skills, 0)
  + 0.20 / (1 + power(coalesce(min(earth_distance(point.earth, ll_to_earth(place.latitude, place.longitude))), 1e5) / 5e4, 2))
  + 0.12 * sqrt(case profile.headcount_band when '' then 0.2 when '00' then 0.1 else 1 end) score
from directory_profile profile cross join point
left join held on held.organization_id = profile.organization_id
left join directory_establishment place on place.organization_id = profile.organization_id and place.closed_at is null
where profile.listing = 'listed'
group by profile.organization_id, held.skills, profile.headcount_band
order by score desc limit 50
"""


def main() -> None:
    options = _options()
    sizes = [int(size) for size in options.sizes.split(",")]
    print(f"{date.today()}: {machine()}; sizes {sizes}; seed {SEED}", flush=True)
    table: list[dict[str, Times]] = []
    with instance(home=options.home):
        for size in sizes:
            if not _is_filled(size):
                print(fill(size), flush=True)
            table.append(_measured(options.needs))
            print(_lines(size, table[-1]), flush=True)
    print(f"\nGrowth of the 95th percentile from {sizes[0]:,} to {sizes[-1]:,} (goal: at most 5)")
    for name in table[0]:
        if name in table[-1]:
            print(f"  {name:28} x {table[-1][name].p95 / table[0][name].p95:.1f}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default="10000,100000,1000000")
    parser.add_argument("--needs", type=int, default=100)
    parser.add_argument("--home", type=Path)
    return parser.parse_args()


def _is_filled(size: int) -> bool:
    from maillage.directory.models import Profile

    return bool(Profile.objects.public().count() == size)


def _measured(count: int) -> dict[str, Times]:
    from maillage.matching.queries.candidates import rank_brief

    briefs = _briefs(count)
    _invitations(briefs[0])

    def ours(brief: Any) -> object:
        return rank_brief(brief, now=NOW, today=NOW.date())

    kinds = {
        "a need with a place": [brief for brief in briefs if not brief.is_anywhere],
        "a need with no place": [brief for brief in briefs if brief.is_anywhere],
    }
    backend = database_backend()
    measured(ours, briefs)  # warm: what a need reads lies far apart at a million
    times = {name: measured(ours, some, backend=backend) for name, some in ({"every need": briefs} | kinds).items()}
    return times | {"plain scan of all": measured(_scan, kinds["a need with a place"], budget_s=30)}


def _lines(size: int, times: dict[str, Times]) -> str:
    head = f"{'ms at ' + format(size, ','):28}      p50      p95     most    goal   cpu p50      p95"
    lines = [
        f"{name:28} {each} {max(each.milliseconds):8.1f}" + ("" if name.startswith("plain") else f"{GOAL_MS:8}")
        + ("! " if each.p95 > GOAL_MS and not name.startswith("plain") else "  ") + each.processor_text
        for name, each in times.items()
    ]  # fmt: skip
    return "\n".join([head, *lines])


def _briefs(count: int) -> list[Any]:
    """Draw needs as they come: skills by how many hold them, places by population, one in eight with no place."""
    from maillage import geodata
    from maillage.directory.models import OrganizationSkill, Skill
    from maillage.matching.models import Brief, BriefSkill

    Brief.objects.across_scopes(reason="benchmark").all().delete()
    chance = random.Random(SEED)
    rows = OrganizationSkill.objects.across_scopes(reason="benchmark").order_by("organization_id", "skill_id")
    total = rows.count()
    held = list(rows.values_list("skill_id", flat=True)[: min(total, 20_000)])
    towns = [commune for commune in geodata.communes() if commune.population]
    populations = [commune.population for commune in towns]
    skills = Skill.objects.in_bulk()
    made = []
    for number in range(count):
        town = chance.choices(towns, populations)[0]
        is_anywhere = number % 8 == 7
        budget = chance.choice((None, 5_000_00, 20_000_00, 90_000_00))
        brief = Brief.objects.create(
            title=f"Need {number}", text="Drawn.", kind="quote", origin="form", state="shortlisting", created_at=NOW,
            state_since=NOW, place_label=town.name, place_code="" if is_anywhere else f"commune:{town.code}",
            longitude=None if is_anywhere else town.point.longitude,
            latitude=None if is_anywhere else town.point.latitude, is_anywhere=is_anywhere, budget_most_cents=budget,
            radius_km=chance.choice((None, None, None, 20, 100)),
        )  # fmt: skip
        for skill_id in {chance.choice(held) for _ in range(chance.choice((1, 1, 1, 2, 2, 3)))}:
            BriefSkill.objects.create(brief=brief, skill=skills[skill_id])
        made.append(brief)
    return made


def _invitations(brief: Any) -> None:
    """Give some organizations a record of the last year."""
    from maillage.directory.models import Profile
    from maillage.matching.models import Brief, Invitation

    names = list(Profile.objects.public().order_by("-prominence", "pk").values_list("pk", flat=True)[:INVITED])
    chance = random.Random(SEED)
    past = Brief.objects.create(
        title="Past", text="Past.", kind="quote", origin="form", state="awarded", created_at=NOW, state_since=NOW
    )
    Invitation.objects.bulk_create(
        Invitation(
            brief=past, organization_id=name, wave=1, sent_at=NOW - timedelta(days=chance.randrange(1, 360)), due_at=NOW,
            state="declined", answered_at=NOW - timedelta(days=1),
        )
        for name in names
    )  # fmt: skip


def _scan(brief: Any) -> Sequence[Any]:
    from django.db import connection

    slugs = [asked.skill.slug for asked in _skills(brief)]
    place = {"latitude": brief.latitude, "longitude": brief.longitude}
    with connection.cursor() as cursor:
        cursor.execute(_SCAN, place | {"skills": slugs, "asked": len(slugs)})
        return cursor.fetchall()


def _skills(brief: Any) -> Sequence[Any]:
    from maillage.matching.queries.briefs import skills_of

    return skills_of(brief)


if __name__ == "__main__":
    main()
