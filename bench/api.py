"""Measure how many deliveries programs create through the compatible API, and how long each takes, at several clients at once.

python -m bench api [--clients 8] [--deliveries 400]
Half a minute on two shared cores; clients and server share them. Beside it, in the same run: as many rows of the same size
written straight into PostgreSQL by as many connections, and `GET /api/settings` of the same server, which writes nothing.
"""

import argparse
import http.client
import json
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from random import Random
from typing import Any

from bench.instance import instance, serving
from bench.timing import Times, machine

SEED = 5
WARM_UP = 16
ZONE = "Europe/Monaco"
UNLIMITED = {"MAILLAGE_API_LIMIT": "10000000"}
_WRITTEN = "select sum(n_tup_ins), sum(n_tup_upd) from pg_stat_user_tables where relname <> 'web_cache'"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--clients", type=int, default=8)
    parser.add_argument("--deliveries", type=int, default=400)
    asked = parser.parse_args()
    with instance():
        print(machine())
        key, bodies = _prepare(asked.deliveries + WARM_UP)
        with serving(**UNLIMITED) as port:
            create = _caller(port, "POST", "/api/deliveries", key, expected=201)
            read = _caller(port, "GET", "/api/settings", key, expected=200)
            _at_once(create, bodies[:WARM_UP], asked.clients)
            before = _rows_written()
            made = _at_once(create, bodies[WARM_UP:], asked.clients)
            rows = (_rows_written() - before) / asked.deliveries
            shown = _at_once(read, [b""] * asked.deliveries, asked.clients)
        bare = _bare_inserts(round(rows), asked.deliveries, asked.clients)
        _require_made(asked.deliveries + WARM_UP)
    print(f"\n{asked.deliveries} each, {asked.clients} clients at once (ms)      p50      p95   a second")
    for name, (times, seconds) in {
        "POST /api/deliveries": made, "GET /api/settings": shown, f"bare INSERT of {rows:.0f} rows": bare,
    }.items():  # fmt: skip
        print(f"  {name:36}{times} {asked.deliveries / seconds:10.1f}")


def _prepare(count: int) -> tuple[str, list[bytes]]:
    """Write a courier co-operative with one store that has prices; give its program's key, and orders that differ."""
    from django.utils import timezone

    from maillage.accounts import services
    from maillage.accounts.models import Membership, Organization
    from maillage.accounts.queries import actor_of
    from maillage.accounts.types import Actor
    from maillage.delivery.models import PricingRule, PricingRuleSet
    from maillage.delivery.queries import delivery_actor_of
    from maillage.delivery.services import programs, set_up, stores
    from maillage.delivery.types import AddressGiven
    from maillage.geodata import Point

    now = timezone.now()
    organization = Organization.objects.create(slug="la-roue", name="La Roue", created_at=now)
    person = services.add_user(actor=Actor.system(reason="benchmark"), email="c@exemple.fr", password=None, now=now)
    Membership.objects.create(organization=organization, user=person, role="owner")
    owner, where = actor_of(user_id=person.pk), {"organization_id": organization.pk}
    set_up.open_service(actor=owner, **where, centre=Point(7.42, 43.74), time_zone=ZONE, country="FR", now=now)
    boss = delivery_actor_of(actor=owner, **where)
    rules = PricingRuleSet.objects.create(organization=organization, name="Au poids")
    PricingRule.objects.create(
        organization=organization, rule_set=rules, position=0, expression="distance >= 0", price="499"
    )
    address = AddressGiven(text="1 place d'Armes", latitude=43.7316, longitude=7.4197)
    given = stores.StoreGiven("Épicerie", address=address, rule_set_id=rules.pk)
    store = stores.save_store(actor=boss, given=given, now=now)
    made = programs.create_program(actor=boss, store_id=store.pk, name="Boutique", now=now)
    chance, before = Random(SEED), (now + timedelta(days=1)).isoformat()
    return made.api_key, [_order(chance, before) for _number in range(count)]


def _order(chance: Random, before: str) -> bytes:
    place = [43.74 + chance.uniform(-0.01, 0.01), 7.42 + chance.uniform(-0.01, 0.01)]
    address = {
        "streetAddress": f"{chance.randrange(1, 90)} rue Grimaldi, Monaco", "latLng": place,
        "contactName": "Nina Rossi", "telephone": "+33639980003",
    }  # fmt: skip
    dropoff = {"address": address, "before": before, "weight": 2000, "comments": "Fragile"}
    return json.dumps({"dropoff": dropoff}).encode()


def _caller(port: int, method: str, path: str, key: str, *, expected: int) -> Callable[[Any, bytes], Any]:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/ld+json", "Accept": "application/ld+json"}

    def call(line: http.client.HTTPConnection | None, body: bytes) -> http.client.HTTPConnection:
        line = line or http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        line.request(method, path, body or None, headers)
        answer = line.getresponse()
        text = answer.read()
        if answer.status != expected:
            raise SystemExit(f"{method} {path}: {answer.status} {text[:300]!r}")
        return line

    return call


def _at_once(call: Callable[[Any, bytes], Any], bodies: list[bytes], clients: int) -> tuple[Times, float]:
    """Share calls out to clients, each over one connection that stays open; give their times and the whole span in seconds."""

    def work(share: list[bytes]) -> list[float]:
        line, times = None, []
        for body in share:
            started = time.perf_counter()
            line = call(line, body)
            times.append((time.perf_counter() - started) * 1000)
        return times

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        found = list(pool.map(work, [bodies[number::clients] for number in range(clients)]))
    return Times(tuple(one for times in found for one in times)), time.perf_counter() - started


def _rows_written() -> int:
    from django.db import connection

    time.sleep(1.2)  # PostgreSQL counts what a connection wrote a second later at the latest
    with connection.cursor() as cursor:
        cursor.execute("select pg_stat_clear_snapshot()")
        cursor.execute(_WRITTEN)
        return sum(int(count or 0) for count in cursor.fetchone())


def _bare_inserts(rows: int, count: int, clients: int) -> tuple[Times, float]:
    """Write as many rows of a delivery's usual size, one transaction each, into a table with one index."""
    import psycopg

    from maillage.stream.live import connection_parameters

    where = connection_parameters()
    with psycopg.connect(**where, autocommit=True) as line:
        line.execute("create table bench_rows (id bigint generated always as identity primary key, body text not null)")

    def write(line: Any, body: bytes) -> Any:
        line = line or psycopg.connect(**where)
        for _row in range(rows):
            line.execute("insert into bench_rows (body) values (%s)", (body.decode(),))
        line.commit()
        return line

    return _at_once(write, [b"x" * 300] * count, clients)


def _require_made(count: int) -> None:
    from maillage.delivery.models import Order

    made = Order.objects.across_scopes(reason="a benchmark").exclude(total_cents=None).count()
    if made != count:
        raise SystemExit(f"{made} deliveries with a price were made instead of {count}.")


if __name__ == "__main__":
    main()
