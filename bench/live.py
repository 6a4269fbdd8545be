"""Measure live news from commit to receipt at many open pages of one process, and the page of a day of 2,000 tasks, to its
first paint in a browser.

python -m bench live [--listeners 200] [--facts 40] [--tasks 2000]
Under a minute on two shared cores. Beside it, a bare connection that listens to PostgreSQL. Goal: 250 ms (p95).
"""

import argparse
import asyncio
import json
import re
import shutil
import time
from collections.abc import Callable
from datetime import timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bench.instance import instance, serving
from bench.timing import Times, machine, measured, processor_ms

PAUSE_S = 0.1
COURIERS = 40
TRIES = 10
SEED = 5
ZONE = "Europe/Monaco"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--listeners", type=int, default=200)
    parser.add_argument("--facts", type=int, default=40)
    parser.add_argument("--tasks", type=int, default=2000)
    asked = parser.parse_args()
    with instance():
        print(machine())
        organization_id, cookie, client = _prepare(asked.tasks)
        _measure_page(client, asked.tasks)
        with serving() as port:
            _measure_paint(port, cookie)
            bare, heard, missed = asyncio.run(_hear(port, cookie, organization_id, asked.listeners, asked.facts))
        print(f"{asked.facts} facts (ms)                           p50      p95\n  bare LISTEN, one connection  {bare}")
        print(f"  {asked.listeners} open pages, one process     {heard}\n  not received: {missed}")


def _measure_page(client: Any, count: int) -> None:
    """Print what the page of the day and its refreshes take, by the clock and of processors, the database's included."""
    from django.db import connection

    url = "/o/la-roue/livraison/jour/"
    page = client.get(url)
    on_page = sum(map(int, re.findall(r'day-column__count">(?:\d+/)?(\d+)', page.content.decode())))
    if on_page != count:
        raise SystemExit(f"The page measured shows {on_page} tasks instead of {count}.")
    with connection.cursor() as cursor:
        cursor.execute("select pg_backend_pid()")
        backend = cursor.fetchone()[0]

    board = {"HX-Request": "true"}
    lines = {
        "HTML of the day's page": measured(client.get, [url] * TRIES, backend=backend),
        "its board alone, as asked": measured(
            lambda one: client.get(one, headers=board), [url] * TRIES, backend=backend
        ),
        "one column of it changed": _measure_change(client, url, backend),
    }
    print(f"\n{f'{count:,} tasks of {COURIERS} couriers (ms)':30}      p50      p95  of processors: p50      p95")
    for name, times in lines.items():
        print(f"  {name:28}{times}          {times.processor_text}")
    print(f"  HTML: {len(page.content) / 1e6:.2f} MB\n")


def _measure_paint(port: int, cookie: str) -> None:
    """Print when a real browser, with nothing kept, first shows something of the day's page and when it may be worked with."""
    from playwright.sync_api import sync_playwright

    url = f"http://127.0.0.1:{port}"
    print("Headless Chromium, empty cache (ms)                     p50      p95")
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for width in (1280, 390):
            painted, ready = [], []
            for _number in range(TRIES):
                context = browser.new_context(viewport={"width": width, "height": 900})
                context.add_cookies([{"name": "sessionid", "value": cookie, "url": url}])
                page = context.new_page()
                page.goto(f"{url}/o/la-roue/livraison/jour/")
                painted.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
                ready.append(page.evaluate("performance.getEntriesByType('navigation')[0].domContentLoadedEventEnd"))
                context.close()
            print(f"  first paint, {width:4} px wide                    {Times(tuple(painted))}")
            print(f"  page read and its scripts run, {width:4} px wide  {Times(tuple(ready))}")
        browser.close()
    print()


def _measure_change(client: Any, url: str, backend: int) -> Times:
    """Time refreshes in which a courier's column is all that must be drawn.

    Expected times go on with the minutes, and with them all columns: a refresh that drew more than one is not what is measured.
    """
    clock, processor = [], []
    for _number in range(TRIES * 3):
        page = client.get(url, headers={"HX-Request": "true"}).content.decode()
        marks = re.findall(r'data-column="([0-9]*)"[^>]* data-mark="([0-9a-f]+)"', page)
        headers = {"HX-Request": "true", "X-Seen-Columns": ",".join(f"{key}:{mark}" for key, mark in marks[:-1])}
        worked, started = processor_ms(backend), time.perf_counter()
        answer = client.get(url, headers=headers)
        taken, used = (time.perf_counter() - started) * 1000, processor_ms(backend) - worked
        if answer.content.count(b"data-same") == len(marks) - 1 == COURIERS:
            clock.append(taken)
            processor.append(used)
        if len(clock) == TRIES:
            break
    if not clock:
        raise SystemExit("No refresh drew one column alone.")
    return Times(tuple(clock), tuple(processor))


def _prepare(count: int) -> tuple[Any, str, Any]:
    """Write a courier co-operative with a day of many tasks; give it, and a browser signed in as its dispatcher."""
    from django.conf import settings
    from django.test import Client
    from django.utils import timezone

    from maillage.accounts import services
    from maillage.accounts.models import Membership, Organization
    from maillage.accounts.queries import actor_of
    from maillage.accounts.types import Actor
    from maillage.cli.instance import collect_static_files
    from maillage.delivery.services import set_up
    from maillage.geodata import Point

    settings.ALLOWED_HOSTS = ["testserver", "127.0.0.1"]
    collect_static_files()
    now, office = timezone.now(), Actor.system(reason="benchmark")
    organization = Organization.objects.create(slug="la-roue", name="La Roue", created_at=now)
    people = [
        services.add_user(actor=office, email=f"c{number}@exemple.fr", password=None, now=now, name=f"Camille {number}")
        for number in range(COURIERS)
    ]
    for number, person in enumerate(people):
        Membership.objects.create(organization=organization, user=person, role="member" if number else "owner")
    owner, where = actor_of(user_id=people[0].pk), {"organization_id": organization.pk}
    set_up.open_service(actor=owner, **where, centre=Point(7.42, 43.74), time_zone=ZONE, country="FR", now=now)
    couriers = [set_up.add_courier(actor=owner, **where, user_id=one.pk, now=now) for one in people]
    _fill(organization, couriers, count=count, now=now)
    client = Client()
    client.force_login(people[0])
    return organization.pk, client.cookies[settings.SESSION_COOKIE_NAME].value, client


def _fill(organization: Any, couriers: list[Any], *, count: int, now: Any) -> None:
    from maillage.delivery.models import Address, Task

    chance = Random(SEED)
    # The day of the co-operative's clock, which is what its page shows: not that of UTC.
    day = now.astimezone(ZoneInfo(ZONE)).date()
    addresses = Address.objects.bulk_create(
        Address(
            organization=organization, street_address=f"{number} rue Grimaldi, Monaco", created_at=now,
            latitude=43.74 + chance.uniform(-0.01, 0.01), longitude=7.42 + chance.uniform(-0.01, 0.01),
        )
        for number in range(count)
    )  # fmt: skip
    Task.objects.bulk_create(
        Task(
            organization=organization, type="DROPOFF", address=address, courier=couriers[number % COURIERS],
            assigned_on=day, rank=number // COURIERS, after=now, before=now + timedelta(hours=1), created_at=now,
            updated_at=now,
        )
        for number, address in enumerate(addresses)
    )  # fmt: skip


async def _hear(port: int, cookie: str, organization_id: Any, listeners: int, facts: int) -> tuple[Times, Times, int]:
    import psycopg

    from maillage.stream.live import CHANNEL, connection_parameters

    told: dict[str, float] = {}
    heard: list[tuple[str, float]] = []
    bare: list[tuple[str, float]] = []
    readers = []
    for _number in range(listeners):
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(
            b"GET /o/la-roue/livraison/jour/direct/ HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept: text/event-stream\r\n"
            + f"Cookie: sessionid={cookie}\r\n\r\n".encode()
        )
        await reader.readuntil(b"event: beat")
        readers.append((asyncio.create_task(_read(reader, heard)), writer))
    plain = await psycopg.AsyncConnection.connect(**connection_parameters(), autocommit=True)
    await plain.execute(f"listen {CHANNEL}")
    ear = asyncio.create_task(_listen(plain, bare))
    for _number in range(facts):
        name, at = await asyncio.to_thread(_publish, organization_id)
        told[name] = at
        await asyncio.sleep(PAUSE_S)
    await asyncio.sleep(2)
    for task in (ear, *(task for task, _writer in readers)):
        task.cancel()
    await plain.close()
    for _task, writer in readers:
        writer.close()
    return _since(told, bare), _since(told, heard), facts * listeners - len(heard)


def _since(told: dict[str, float], heard: list[tuple[str, float]]) -> Times:
    return Times(tuple((at - told[name]) * 1000 for name, at in heard if name in told) or (float("nan"),))


async def _read(reader: asyncio.StreamReader, heard: list[tuple[str, float]]) -> None:
    while line := await reader.readline():
        if line.startswith(b"id: "):
            heard.append((line[4:].strip().decode(), time.perf_counter()))


async def _listen(plain: Any, heard: list[tuple[str, float]]) -> None:
    async for notice in plain.notifies():
        heard.append((json.loads(notice.payload)["id"], time.perf_counter()))


def _publish(organization_id: Any) -> tuple[str, float]:
    from django.db import connection, transaction
    from django.utils import timezone

    from maillage.delivery.events import TaskUpdated
    from maillage.kit.ids import new_id
    from maillage.stream.services import publish, quietly

    publishing: Callable[..., Any] = publish
    with quietly(), transaction.atomic():
        fact_id = publishing(
            TaskUpdated(
                at=timezone.now(), actor_id=None, object_id=new_id(), organization_id=organization_id, number=1,
                task_type="DROPOFF", delivery_id=None, delivery_number=None, store_id=None,
            )
        )  # fmt: skip
    at = time.perf_counter()
    connection.close()
    return str(fact_id), at


if __name__ == "__main__":
    main()
