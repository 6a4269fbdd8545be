"""Live news: what is committed is heard by those who may read it, and by nobody else."""

import asyncio
import contextlib
from datetime import UTC, datetime
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.db import connection, transaction

from maillage.kit.ids import new_id
from maillage.stream import live, sse
from maillage.stream.live import Audience, Hub
from maillage.stream.queries import facts_missed
from maillage.stream.services import publish
from tests.stream.bakery import LoafBaked

pytestmark = pytest.mark.django_db(transaction=True)
NOW = datetime(2031, 5, 6, 7, 0, tzinfo=UTC)
OURS, THEIRS = new_id(), new_id()
AMINA, BRUNO = new_id(), new_id()


def everybody(_organization_id, people):
    return set(people)


def bread(gate=everybody, of=OURS):
    return Audience(of, frozenset({"loaf"}), gate)


def bake(*, of=OURS, fails=False):
    try:
        with transaction.atomic():
            made = publish(LoafBaked(at=NOW, actor_id=None, object_id=new_id(), organization_id=of))
            if fails:
                raise KeyError
            return made
    finally:
        connection.close()


async def baked(**given):
    return await sync_to_async(partial(bake, **given), thread_sensitive=False)()


async def next_of(listener, kind="fact"):
    return (await until(listener, kind)).fact_id


async def until(listener, kind):
    while True:
        news = await asyncio.wait_for(listener.waiting.get(), 5)
        if news.kind == kind:
            return news


def run(story):
    async def told():
        hub = Hub()
        try:
            await story(hub)
        finally:
            await hub.close()

    asyncio.run(told())


def test_processes_hear_what_is_committed_once_and_in_order():
    async def story(hub):
        other = Hub()
        async with (
            hub.listening(audience=bread(), person_id=AMINA) as here,
            other.listening(audience=bread(), person_id=BRUNO) as there,
        ):
            with contextlib.suppress(KeyError):
                await baked(fails=True)
            facts = [await baked() for _ in range(3)]

            assert [await next_of(here) for _ in range(3)] == facts
            assert [await next_of(there) for _ in range(3)] == facts
            assert here.waiting.empty()
        await other.close()

    run(story)


def test_nobody_hears_of_another_organization_or_of_another_thing():
    async def story(hub):
        cake = Audience(OURS, frozenset({"cake"}), everybody)
        async with (
            hub.listening(audience=bread(), person_id=AMINA) as ours,
            hub.listening(audience=cake, person_id=AMINA) as cakes,
            hub.listening(audience=bread(of=THEIRS), person_id=BRUNO) as theirs,
        ):
            await baked(of=THEIRS)
            mine = await baked()

            assert await next_of(ours) == mine
            assert ours.waiting.empty()
            assert await next_of(theirs) != mine
            assert cakes.waiting.empty()

    run(story)


def test_who_may_read_no_more_hears_nothing_and_is_let_go():
    may_read = {AMINA, BRUNO}

    def gate(organization_id, people):
        assert organization_id == OURS
        return may_read & set(people)

    async def story(hub):
        async with (
            hub.listening(audience=bread(gate), person_id=AMINA) as amina,
            hub.listening(audience=bread(gate), person_id=BRUNO) as bruno,
        ):
            await baked()
            await next_of(amina)
            await next_of(bruno)
            may_read.remove(BRUNO)

            kept = await baked()

            assert await next_of(amina) == kept
            assert (bruno.is_over, bruno.waiting.empty()) == (True, True)

    run(story)


def test_when_asking_who_may_read_fails_nobody_is_told():
    def gate(_organization_id, _people):
        raise LookupError

    async def story(hub):
        async with hub.listening(audience=bread(gate), person_id=AMINA) as listener:
            await baked()
            while not listener.is_over:
                await asyncio.sleep(0.01)

            assert listener.waiting.empty()

    run(story)


def test_a_slow_listener_is_let_go_and_the_others_are_not(monkeypatch):
    monkeypatch.setattr(live, "MOST_WAITING", 2)

    async def story(hub):
        async with hub.listening(audience=bread(), person_id=AMINA) as slow:
            slow.task = asyncio.create_task(asyncio.sleep(60))
            async with hub.listening(audience=bread(), person_id=BRUNO) as quick:
                for _ in range(4):
                    made = await baked()
                    assert await next_of(quick) == made

            assert slow.is_over
            with pytest.raises(asyncio.CancelledError):
                await slow.task

    run(story)


def cut():
    try:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_terminate_backend(pid) from pg_stat_activity"
                " where datname = current_database() and query = 'listen maillage_facts'"
            )
            return cursor.rowcount
    finally:
        connection.close()


def test_a_lost_connection_is_told_and_found_again():
    async def story(hub):
        async with hub.listening(audience=bread(), person_id=AMINA) as listener:
            assert await sync_to_async(cut, thread_sensitive=False)() == 1

            await until(listener, "lost")
            await until(listener, "reset")
            made = await baked()

            assert await next_of(listener) == made

    run(story)


def test_what_was_missed_is_told_from_the_last_event_on():
    first = bake()
    bake(of=THEIRS)
    missed = [bake(), bake()]

    async def story(hub):
        live._hubs[asyncio.get_running_loop()] = hub
        frames = sse._frames(audience=bread(), person_id=AMINA, last=first)
        told = [await anext(frames) for _ in range(3)]
        told.append(await anext(frames) if await baked() else "")
        await frames.aclose()

        assert told[0].startswith("retry: 2000\n\nevent: beat")
        assert [frame.splitlines()[0] for frame in told[1:3]] == [f"id: {one}" for one in missed]
        assert "event: fact" in told[3]
        assert hub.count == 0

    run(story)


def test_one_who_missed_much_or_says_what_is_no_id_starts_afresh(monkeypatch):
    first = bake()
    bake()
    bake()
    where = {"organization_id": OURS, "object_types": {"loaf"}}
    monkeypatch.setattr(sse, "MOST_MISSED", 1)

    assert [fact.organization_id for fact in facts_missed(**where, last=first)] == [OURS, OURS]
    assert facts_missed(**where, last=new_id().__class__(int=5)) is None
    assert asyncio.run(sse._missed(bread(), first)) == [live.RESET]
