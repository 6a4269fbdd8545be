"""JSON written piece by piece."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any


def compact(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def object_with_list(members: Mapping[str, Any], *, name: str, items: Iterable[Any]) -> Iterator[bytes]:
    """Write an object whose last member is a list too long to be held."""
    head = compact(dict(members))[:-1]
    yield f"{head},{compact(name)}:[".encode()
    is_first = True
    for item in items:
        yield (("" if is_first else ",\n") + compact(item)).encode()
        is_first = False
    yield b"]}\n"
