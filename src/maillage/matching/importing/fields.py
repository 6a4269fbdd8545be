"""Take values out of records whose fields are a text, a list, or the JSON or comma-joined text of a list."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")
_MOST_NODES = 20_000
_CPV = re.compile(r"\b(\d{8})(?:-\d)?\b")


def text_of(value: Any, /) -> str:
    """Give a text, the first of a list; numbers are written out."""
    if isinstance(value, list):
        return text_of(value[0]) if value else ""
    return " ".join(str(value).split()) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""


def list_of(value: Any, /) -> tuple[str, ...]:
    """Give texts, each once, in order."""
    if isinstance(value, str) and value.lstrip().startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            value = value.strip("[] ")
    parts = value if isinstance(value, list) else str(value or "").replace(";", ",").split(",")
    return tuple(dict.fromkeys(text for part in parts if (text := text_of(part).strip("'\" "))))


def moment_of(value: Any, /, *, ends_day: bool = False) -> datetime | None:
    """Give an aware moment; a bare date is that day's beginning in Paris, or its last second."""
    said = re.sub(r"^(\d{4}-\d\d-\d\d)(?:Z|[+-]\d\d:\d\d)$", r"\1", text_of(value))
    try:
        found = datetime.fromisoformat(said)
    except ValueError:
        return None
    if len(said) == 10 and ends_day:
        found = datetime.combine(found.date(), time(23, 59, 59))
    found = found if found.tzinfo else found.replace(tzinfo=_PARIS)
    try:
        return found.astimezone(UTC)
    except OverflowError:
        return None


def nodes(tree: Any, /) -> Iterator[tuple[str, Any]]:
    """Give every key and value of a JSON tree, without recursion and never more than some thousands."""
    waiting: list[tuple[str, Any]] = [("", tree)]
    seen = 0
    while waiting and seen < _MOST_NODES:
        key, value = waiting.pop()
        seen += 1
        yield key, value
        if isinstance(value, dict):
            waiting.extend((str(name), below) for name, below in reversed(value.items()))
        elif isinstance(value, list):
            waiting.extend((key, below) for below in reversed(value))


def cpv_in(tree: Any, /) -> tuple[str, ...]:
    """Give the CPV codes of a notice: `CPV` blocks of the old schema, classification codes of eForms."""
    found: dict[str, None] = {}
    for key, value in nodes(tree):
        name = key.rpartition(":")[2].lower()
        if name == "cpv" or name.startswith(("cpv", "itemclassificationcode")):
            for _, below in nodes(value):
                if isinstance(below, str | int):
                    found.update(dict.fromkeys(_CPV.findall(str(below))))
    return tuple(found)
