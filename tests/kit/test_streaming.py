"""Long answers leave piece by piece under both kinds of server."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from django.core.handlers.asgi import ASGIRequest
from django.test import RequestFactory

from maillage.kit.streaming import LEAST_PIECE, streamed


def counted(made: list[int], *, pieces: int):
    for number in range(pieces):
        made.append(number)
        yield b"x" * LEAST_PIECE


def asgi_request() -> ASGIRequest:
    async def receive() -> dict[str, object]:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": [], "query_string": b""}
    return ASGIRequest(scope, receive)  # type: ignore[arg-type]  # a scope with what is read of it


def test_nothing_is_made_before_it_is_read():
    made: list[int] = []

    response = streamed(RequestFactory().get("/"), counted(made, pieces=100), content_type="text/plain")
    content = iter(response.streaming_content)
    first = next(content)

    assert (len(first), made) == (LEAST_PIECE, [0])


def test_an_asynchronous_server_gets_pieces_and_not_the_whole():
    made: list[int] = []

    async def read_two() -> list[int]:
        response = streamed(asgi_request(), counted(made, pieces=100), content_type="text/plain")
        content = aiter(response.streaming_content)
        sizes = [len(await anext(content)), len(await anext(content))]
        await content.aclose()
        return sizes

    # In a thread of its own: a browser test before this one may have left an event loop in this one.
    with ThreadPoolExecutor(max_workers=1) as pool:
        sizes = pool.submit(lambda: asyncio.run(read_two())).result()
    assert (sizes, made) == ([LEAST_PIECE, LEAST_PIECE], [0, 1])


def test_small_pieces_leave_together():
    response = streamed(RequestFactory().get("/"), [b"ab"] * 10, content_type="text/plain")

    assert list(response.streaming_content) == [b"ab" * 10]
