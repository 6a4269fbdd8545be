"""Measure the board's page with 500 and 5,000 open briefs, beside a plain count of the same rows.

Run: `python -m bench board [--briefs N]…`.
"""

import argparse
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from statistics import median, quantiles

from bench.instance import instance
from bench.timing import machine

SIZES = (500, 5_000)
TRIES = 30


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--briefs", type=int, action="append")
    sizes = parser.parse_args().briefs or list(SIZES)
    with instance():
        print(f"{machine()}\n\nBoard, whole page                             p50 ms   p95 ms   kB")
        _prepare()
        known = 0
        for size in sorted(sizes):
            _fill(size - known)
            known = size
            _print_size(size)


def _prepare() -> None:
    from django.conf import settings
    from django.utils import timezone

    from maillage.cli.instance import collect_static_files
    from maillage.directory.services.taxonomy import load_taxonomy
    from maillage.directory.taxonomy_file import packaged_taxonomy

    settings.ALLOWED_HOSTS = ["testserver"]
    collect_static_files()
    load_taxonomy(taxonomy=packaged_taxonomy(), now=timezone.now())


def _fill(count: int) -> None:
    from django.db import connection
    from django.utils import timezone

    from maillage.directory.queries.terms import living_skills
    from maillage.matching.models import Brief, BriefSkill
    from maillage.matching.states import OPEN_STATES

    random, now, skills = Random(5), timezone.now(), living_skills()
    places = ("commune:69266", "commune:11069", "department:26", "commune:38185", "")
    briefs = [
        Brief(
            title=f"Besoin d'essai {number}", text="Nous cherchons qui peut répondre à ce besoin. " * 8, kind="quote",
            origin="form", state=random.choice(OPEN_STATES).value, place_code=random.choice(places),
            place_label="Villeurbanne (69)", buyer_name="Sabine", buyer_email=f"a{number}@exemple.fr", created_at=now,
            received_at=now - timedelta(hours=random.randrange(2000)),
            state_since=now - timedelta(hours=random.randrange(2000)),
        )
        for number in range(count)
    ]  # fmt: skip
    Brief.objects.bulk_create(briefs, batch_size=1000)
    BriefSkill.objects.bulk_create(
        (BriefSkill(brief=one, skill=skill) for one in briefs for skill in random.sample(skills, 2)), batch_size=2000
    )
    with connection.cursor() as cursor:
        cursor.execute("analyze")


def _print_size(size: int) -> None:
    from django.test import Client
    from django.utils import timezone

    from maillage.accounts import services
    from maillage.accounts.types import Actor, NetworkRole
    from maillage.matching.models import Brief
    from maillage.matching.states import OPEN_STATES

    actor = Actor.system(reason="bench")
    person = services.add_user(actor=actor, email="f@exemple.fr", password=None, now=timezone.now(), name="Fanny")
    services.assign_network_role(actor=actor, user_id=person.pk, role=NetworkRole.FACILITATOR, now=timezone.now())
    client = Client()
    client.force_login(person)
    open_states = [state.value for state in OPEN_STATES]

    def count() -> bytes:
        rows = Brief.objects.across_scopes(reason="bench").filter(state__in=open_states)
        return str(rows.count()).encode()

    def page(query: str) -> Callable[[], bytes]:
        return lambda: client.get(f"/reseau/besoins/{query}").content

    for name, call in (
        ("whole", page("")), ("dense", page("?dense=on")), ("late", page("?late=on")), ("words", page("?q=besoin")),
        ("skill and place", page("?skill=imprimerie&department=69")), ("peer: count(*) of the same rows", count),
    ):  # fmt: skip
        _print(f"{size:6,} briefs, {name}", call)


def _print(name: str, call: Callable[[], bytes]) -> None:
    call()
    spent, content = [], b""
    for _try in range(TRIES):
        start = time.perf_counter()
        content = call()
        spent.append(1000 * (time.perf_counter() - start))
    print(f"  {name:42} {median(spent):8.1f} {quantiles(spent, n=20)[-1]:8.1f} {len(content) / 1024:6.0f}", flush=True)
