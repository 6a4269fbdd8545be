"""Measure the board's page with 500 and 5,000 open briefs, beside plain SQL and a bare template of the same rows.

python -m bench board [--briefs 500 --briefs 5000]
About a minute on two shared cores. Goal: 300 ms (p95) at the largest size, at most twice the smallest.
"""

import argparse
from collections.abc import Callable, Sequence
from datetime import timedelta
from random import Random
from typing import Any

from bench.instance import instance
from bench.timing import Times, machine, measured

SIZES = (500, 5_000)
TRIES = 40
SEED = 5
GOAL_MS = 300
GOAL_GROWTH = 2
PEOPLE = 12
BOARD = "/reseau/besoins/"
PAGES = {
    "whole": "",
    "dense": "?dense=on",
    "late": "?late=on",
    "in one's hands": "?owner=me",
    "words of every need": "?q=besoin",
    "words of one need": "?q=essai+123",
    "skill and place": "?skill=imprimerie&department=69",
}

# What the cards of the first page show, in one statement.
_ROWS = """
select brief.number, brief.title, brief.state, brief.state_since, brief.received_at, brief.first_reply_at, brief.place_label,
  brief.next_action, brief.next_action_due, brief.buyer_name, person.name, organization.name,
  (select count(*) from matching_candidate candidate where candidate.brief_id = brief.id and candidate.is_kept),
  (select array_agg(skill.name_fr) from matching_briefskill asked join directory_skill skill on skill.id = asked.skill_id
    where asked.brief_id = brief.id),
  first.count
from unnest(%s::text[]) state
cross join lateral (
  select id, count(*) over () count from matching_brief where matching_brief.state = state.state
  order by state_since, number limit %s
) first
join matching_brief brief on brief.id = first.id
left join accounts_user person on person.id = brief.owner_id
left join accounts_organization organization on organization.id = brief.buyer_organization_id
"""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--briefs", type=int, action="append")
    sizes = sorted(parser.parse_args().briefs or SIZES)
    tables: list[dict[str, Times]] = []
    with instance():
        print(machine())
        _prepare()
        client = _client()
        known = 0
        for size in sizes:
            _fill(size - known)
            known = size
            tables.append(_measured(client))
            print(_lines(size, tables[-1]), flush=True)
    print(f"\nGrowth of the 95th percentile from {sizes[0]:,} to {sizes[-1]:,} (goal: at most {GOAL_GROWTH})")
    for name, times in tables[-1].items():
        print(f"  {name:42} x {times.p95 / tables[0][name].p95:.1f}")


def _prepare() -> None:
    from django.conf import settings
    from django.utils import timezone

    from maillage.cli.instance import collect_static_files
    from maillage.directory.services.taxonomy import load_taxonomy
    from maillage.directory.taxonomy_file import packaged_taxonomy

    settings.ALLOWED_HOSTS = ["testserver"]
    collect_static_files()
    load_taxonomy(taxonomy=packaged_taxonomy(), now=timezone.now())


def _client() -> Any:
    """Give a browser signed in as one of the office."""
    from django.test import Client
    from django.utils import timezone

    from maillage.accounts import services
    from maillage.accounts.types import Actor, NetworkRole

    actor, now = Actor.system(reason="benchmark"), timezone.now()
    for number in range(PEOPLE):
        person = services.add_user(
            actor=actor, email=f"f{number}@exemple.fr", password=None, now=now, name=f"Fanny {number}"
        )
        services.assign_network_role(actor=actor, user_id=person.pk, role=NetworkRole.FACILITATOR, now=now)
    client = Client()
    client.force_login(person)
    return client


def _fill(count: int) -> None:
    """Add open briefs as an office has them: most in somebody's hands, a third with a next action, some with a shortlist."""
    from django.db import connection
    from django.utils import timezone

    from maillage.accounts.models import Organization, User
    from maillage.directory.queries.terms import living_skills
    from maillage.matching.models import Brief, BriefSkill, Candidate
    from maillage.matching.states import OPEN_STATES

    chance, now, skills = Random(SEED), timezone.now(), living_skills()
    people = [*User.objects.all(), None, None, None]
    for number in range(Organization.objects.count(), 10):
        Organization.objects.create(slug=f"o{number}", name=f"Coopérative {number}", created_at=now)
    organizations = list(Organization.objects.all())
    places = ("commune:69266", "commune:11069", "department:26", "commune:38185", "")
    briefs = [
        Brief(
            title=f"Besoin d'essai {number}", text="Nous cherchons qui peut répondre à ce besoin. " * 8, kind="quote",
            origin="form", state=chance.choice(OPEN_STATES).value, place_code=chance.choice(places),
            place_label="Villeurbanne (69)", buyer_name="Sabine", buyer_email=f"a{number}@exemple.fr", created_at=now,
            buyer_organization=chance.choice([*organizations, None, None, None]), owner=chance.choice(people),
            next_action=chance.choice(("Rappeler l'acheteur", "", "")),
            next_action_due=now.date() + timedelta(days=chance.randrange(-5, 20)),
            received_at=now - timedelta(hours=chance.randrange(2000)),
            state_since=now - timedelta(hours=chance.randrange(2000)),
        )
        for number in range(count)
    ]  # fmt: skip
    Brief.objects.bulk_create(briefs, batch_size=1000)
    BriefSkill.objects.bulk_create(
        (BriefSkill(brief=one, skill=skill) for one in briefs for skill in chance.sample(skills, 2)), batch_size=2000
    )
    Candidate.objects.bulk_create(
        (
            Candidate(brief=one, organization=organization, is_kept=True, decided_at=now)
            for one in briefs for organization in chance.sample(organizations, chance.choice((0, 0, 3, 6)))
        ),
        batch_size=2000,
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")


def _measured(client: Any) -> dict[str, Times]:
    def ours(query: str) -> object:
        answer = client.get(f"{BOARD}{query}")
        if answer.status_code != 200:
            raise RuntimeError(f"{query}: {answer.status_code}")
        return answer.content

    def of(call: Callable[[Any], object], query: Any) -> Times:
        return measured(call, [query] * TRIES)

    times = {name: of(ours, query) for name, query in PAGES.items()}
    times["what follows in a column"] = of(ours, "?column=contacted&cursor=")
    times["limit: plain SQL, the same rows"] = of(_rows, None)
    times["limit: bare template, the same bytes"] = of(_bare_template, len(client.get(BOARD).content))
    return times


def _rows(_nothing: None = None) -> Sequence[Any]:
    from django.db import connection

    from maillage.matching.queries.board import CARDS_PER_COLUMN
    from maillage.matching.states import OPEN_STATES

    with connection.cursor() as cursor:
        cursor.execute(_ROWS, [[state.value for state in OPEN_STATES], CARDS_PER_COLUMN])
        return cursor.fetchall()


def _bare_template(size: int) -> str:
    from django.template import engines

    rows = _rows()
    template = engines["django"].from_string(
        "{% for row in rows %}<li>{% for value in row %}<p>{{ value }}</p>{% endfor %}{{ rest }}</li>{% endfor %}"
    )
    return str(template.render({"rows": rows, "rest": "." * (size // len(rows) - 330)}))


def _lines(size: int, times: dict[str, Times]) -> str:
    lines = [f"\n{'ms at ' + format(size, ',') + ' open briefs':44}      p50      p95   goal"]
    for name, each in times.items():
        goal = "" if name.startswith("limit") else f"{GOAL_MS:7}{'!' if each.p95 > GOAL_MS else ''}"
        lines.append(f"  {name:42} {each}{goal}")
    return "\n".join(lines)
