"""Answers too long to be held: written piece by piece to whoever reads them, however the server runs."""

from collections.abc import AsyncIterator, Iterable, Iterator

from asgiref.sync import sync_to_async
from django.core.handlers.asgi import ASGIRequest
from django.http import HttpRequest, StreamingHttpResponse

LEAST_PIECE = 32 * 1024


def streamed(request: HttpRequest, pieces: Iterable[bytes], *, content_type: str) -> StreamingHttpResponse:
    """Answer `pieces` as they are made. Under ASGI, Django would first gather the whole of a plain iterator."""
    gathered = _gathered(pieces)
    content = _awaited(gathered) if isinstance(request, ASGIRequest) else gathered
    return StreamingHttpResponse(content, content_type=content_type)


def _gathered(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Join small pieces, so that each costs neither a packet nor a change of thread."""
    held: list[bytes] = []
    size = 0
    for piece in pieces:
        held.append(piece)
        size += len(piece)
        if size >= LEAST_PIECE:
            yield b"".join(held)
            held, size = [], 0
    if held:
        yield b"".join(held)


async def _awaited(pieces: Iterator[bytes]) -> AsyncIterator[bytes]:
    # In the thread of the request, where its database connection is.
    following = sync_to_async(lambda: next(pieces, None), thread_sensitive=True)
    try:
        while (piece := await following()) is not None:
            yield piece
    finally:
        close = getattr(pieces, "close", None)
        if close is not None:
            await sync_to_async(close, thread_sensitive=True)()
