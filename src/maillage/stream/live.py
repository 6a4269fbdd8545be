"""Facts told as they are committed: one LISTEN connection for the process, fanned out in memory to those who may read them."""

import asyncio
import contextlib
import json
import logging
import random
from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

import psycopg
from asgiref.sync import sync_to_async
from django.db import connection

CHANNEL = "maillage_facts"
MOST_WAITING = 200  # news that a listener has not taken yet; one that is slower is let go, and asks for what it missed
_CHECK_S = 20.0
_PAUSES_S = (0.2, 0.5, 1.0, 2.0, 5.0, 10.0)
_logger = logging.getLogger(__name__)

# Of these people, who may read what is told of this organization: asked again with each event.
type Gate = Callable[[UUID, Collection[UUID]], Collection[UUID]]


@dataclass(frozen=True, slots=True)
class News:
    """A fact, by its ids. Without one: `lost` (the database does not answer), `reset` (all may have changed), `moved`
    (things of a type that are not kept as facts are elsewhere).
    """

    kind: str
    fact_id: UUID | None = None
    verb: str = ""
    object_type: str = ""
    object_id: UUID | None = None


LOST, RESET = News("lost"), News("reset")


@dataclass(frozen=True, slots=True)
class Audience:
    """Facts about some types of things of one organization, for those whom the gate lets in."""

    organization_id: UUID
    object_types: frozenset[str]
    gate: Gate


@dataclass(eq=False, slots=True)
class Listener:
    """One page that is open. `task`: what writes to it, ended when it is too slow or may read no more."""

    audience: Audience
    person_id: UUID
    waiting: "asyncio.Queue[News]" = field(default_factory=lambda: asyncio.Queue(MOST_WAITING))
    task: "asyncio.Task[Any] | None" = None
    is_over: bool = False

    def hear(self, news: News) -> None:
        try:
            self.waiting.put_nowait(news)
        except asyncio.QueueFull:
            _logger.info("a listener is too slow: it is let go")
            self.end()

    def end(self) -> None:
        self.is_over = True
        if self.task is not None and not self.task.done():
            self.task.cancel()


class Hub:
    """Who listens in this process, and the one connection that hears for all of them."""

    def __init__(self, parameters: Callable[[], dict[str, Any]] | None = None) -> None:
        self._parameters = parameters or connection_parameters
        self._rooms: dict[Audience, set[Listener]] = {}
        self._pending: dict[Audience, list[News]] = {}
        self._tellers: set[asyncio.Task[None]] = set()
        self._ear: asyncio.Task[None] | None = None
        self._hears = asyncio.Event()

    @property
    def count(self) -> int:
        return sum(len(room) for room in self._rooms.values())

    @contextlib.asynccontextmanager
    async def listening(self, *, audience: Audience, person_id: UUID) -> AsyncIterator[Listener]:
        """Have somebody hear an audience's facts; what is committed from now on is heard."""
        listener = Listener(audience, person_id)
        self._rooms.setdefault(audience, set()).add(listener)
        if self._ear is None or self._ear.done():
            self._ear = asyncio.create_task(self._hear_for_ever())
        try:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._hears.wait(), 5)
            if not self._hears.is_set():
                listener.hear(LOST)
            yield listener
        finally:
            self._leave(listener)

    async def close(self) -> None:
        """Hear no more; whoever listens is let go."""
        for listener in [one for room in self._rooms.values() for one in room]:
            listener.end()
        for task in [*self._tellers, *([self._ear] if self._ear else [])]:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task
        self._ear = None
        self._hears.clear()

    def _leave(self, listener: Listener) -> None:
        room = self._rooms.get(listener.audience, set())
        room.discard(listener)
        if not room:
            self._rooms.pop(listener.audience, None)

    async def _hear_for_ever(self) -> None:
        failures = 0
        while True:
            try:
                await self._hear()
            except (OSError, psycopg.Error, TimeoutError) as error:
                failures = 1 if self._hears.is_set() else failures + 1
                self._hears.clear()
                _logger.warning("live news are interrupted: %s", type(error).__name__)
                if failures == 1:
                    self._tell_all(LOST)
                pause = _PAUSES_S[min(failures, len(_PAUSES_S)) - 1]
                await asyncio.sleep(pause * random.uniform(0.8, 1.2))  # noqa: S311 - so that processes do not come back at once
            self._was_interrupted = True

    _was_interrupted = False

    async def _hear(self) -> None:
        async with await psycopg.AsyncConnection.connect(**self._parameters(), autocommit=True) as heard:
            await heard.execute(f"listen {CHANNEL}")
            self._hears.set()
            if self._was_interrupted:
                self._tell_all(RESET)
            while True:
                async for notice in heard.notifies(timeout=_CHECK_S):
                    self._sort(notice.payload)
                # A connection that a firewall has dropped says nothing: it is asked.
                await asyncio.wait_for(heard.execute("select 1"), 5)

    def _sort(self, payload: str) -> None:
        said = json.loads(payload)
        organization_id = UUID(said["organization"]) if said["organization"] else None
        thing = UUID(said["object"]) if said["object"] else None
        is_fact = said["id"] is not None
        news = News(
            "fact" if is_fact else "moved", UUID(said["id"]) if is_fact else None, said["verb"], said["type"], thing
        )
        for audience in self._rooms:
            if audience.organization_id == organization_id and news.object_type in audience.object_types:
                self._put(audience, news)

    def _tell_all(self, news: News) -> None:
        for room in self._rooms.values():
            for listener in list(room):
                listener.hear(news)

    def _put(self, audience: Audience, news: News) -> None:
        if audience in self._pending:
            self._pending[audience].append(news)
            return
        self._pending[audience] = [news]
        teller = asyncio.create_task(self._tell(audience))
        self._tellers.add(teller)
        teller.add_done_callback(self._tellers.discard)

    async def _tell(self, audience: Audience) -> None:
        """Ask who may still read, once for all that has come, then tell them; what comes meanwhile is the next round's."""
        try:
            while told := self._pending.get(audience, []):
                self._pending[audience] = []
                room = list(self._rooms.get(audience, ()))
                allowed = await _allowed(audience, {one.person_id for one in room})
                for listener in room:
                    if listener.person_id not in allowed:
                        listener.end()
                        continue
                    for news in told:
                        listener.hear(news)
        except Exception:
            # Whether they may read is not known: they are let go, and asked again when they come back.
            _logger.exception("live news could not be told")
            for listener in list(self._rooms.get(audience, ())):
                listener.end()
        finally:
            self._pending.pop(audience, None)


def say_moved(*, organization_id: UUID, object_type: str) -> None:
    """Tell pages that are open, when the transaction ends, that something is elsewhere which is too fleeting for a fact.

    It is told once or never, not kept, and says nothing but the type: who may, asks where.
    """
    said = {"id": None, "verb": "", "type": object_type, "organization": str(organization_id), "object": None}
    with connection.cursor() as cursor:
        cursor.execute("select pg_notify(%s, %s)", [CHANNEL, json.dumps(said)])


async def _allowed(audience: Audience, people: Collection[UUID]) -> Collection[UUID]:
    def ask() -> Collection[UUID]:
        try:
            return audience.gate(audience.organization_id, people)
        finally:
            # The thread is lent by the pool of threads: it keeps no connection.
            connection.close()

    return await sync_to_async(ask, thread_sensitive=False)()


def connection_parameters() -> dict[str, Any]:
    """Give how to reach the database, outside the pool: a connection that listens is never given back."""
    known = connection.settings_dict
    options = {key: value for key, value in known["OPTIONS"].items() if key not in _OURS}
    named = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    return {**options, **{key: known[name] for key, name in named.items() if known.get(name)}}


_OURS = frozenset({"pool", "isolation_level", "assume_role", "server_side_binding"})
_hubs: WeakKeyDictionary[asyncio.AbstractEventLoop, Hub] = WeakKeyDictionary()


def hub() -> Hub:
    """Give the hub of the running loop: one for each process that serves."""
    loop = asyncio.get_running_loop()
    if loop not in _hubs:
        _hubs[loop] = Hub()
    return _hubs[loop]
