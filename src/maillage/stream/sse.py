"""Live news as server-sent events: what is heard, and what was missed since the last one."""

import asyncio
import json
import random
from collections.abc import AsyncIterator
from uuid import UUID

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from maillage.stream.live import RESET, Audience, Listener, News, hub
from maillage.stream.queries import MOST_MISSED, facts_missed

BEAT_S = 20.0
# A page comes back by itself, signed in as it then is: a session that has ended is told nothing for longer than this.
LONGEST_S = 600.0
_RETRY_MS = 2000


def live_answer(request: HttpRequest, *, audience: Audience, person_id: UUID) -> HttpResponseBase:
    """Answer with the facts of an audience as they are committed, from `Last-Event-ID` on; the caller may read them now.

    Events carry ids alone. `beat` comes every twenty seconds, `lost` when the database does not answer, `reset` when
    more may have changed than can be told. Without ASGI there are no live news (204): the browser does not ask again.
    """
    if not isinstance(request, ASGIRequest):
        return HttpResponse(status=204)
    last = _id_of(request.headers.get("Last-Event-ID", ""))
    answer = StreamingHttpResponse(
        _frames(audience=audience, person_id=person_id, last=last), content_type="text/event-stream"
    )
    answer["Cache-Control"] = "no-store"
    answer["X-Accel-Buffering"] = "no"
    return answer


def _id_of(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


async def _frames(*, audience: Audience, person_id: UUID, last: UUID | None) -> AsyncIterator[str]:
    # The request's thread holds the connection by which it was let in; a page may stay open for hours.
    await sync_to_async(_let_go)()
    ends = asyncio.get_running_loop().time() + LONGEST_S * random.uniform(0.8, 1.0)  # noqa: S311 - not all at once
    async with hub().listening(audience=audience, person_id=person_id) as listener:
        listener.task = asyncio.current_task()
        yield f"retry: {_RETRY_MS}\n\n{frame(News('beat'))}"
        told: set[UUID] = set()
        if last is not None:
            for news in await _missed(audience, last):
                told |= {news.fact_id} if news.fact_id else set()
                yield frame(news)
        while not listener.is_over and asyncio.get_running_loop().time() < ends:
            news = await _next(listener)
            if news.fact_id is None or news.fact_id not in told:
                yield frame(news)


def _let_go() -> None:
    connection.close()  # looked up in the thread whose connection it is


async def _next(listener: Listener) -> News:
    try:
        return await asyncio.wait_for(listener.waiting.get(), BEAT_S)
    except TimeoutError:
        return News("beat")


async def _missed(audience: Audience, last: UUID) -> list[News]:
    def read() -> list[News]:
        try:
            facts = facts_missed(
                organization_id=audience.organization_id, object_types=audience.object_types, last=last
            )
        finally:
            connection.close()
        if facts is None or len(facts) > MOST_MISSED:
            return [RESET]
        return [News("fact", one.pk, one.verb, one.object_type, one.object_id) for one in facts]

    return await sync_to_async(read)()


def frame(news: News) -> str:
    """Write one event. Source: HTML standard, section 9.2, server-sent events."""
    name = f"event: {news.kind}\n"
    if news.fact_id is None:
        return f"{name}data:\n\n"
    thing = str(news.object_id) if news.object_id else None
    said = json.dumps({"verb": news.verb, "type": news.object_type, "id": thing}, separators=(",", ":"))
    return f"id: {news.fact_id}\n{name}data: {said}\n\n"
