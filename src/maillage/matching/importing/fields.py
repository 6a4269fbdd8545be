"""Take values out of records whose fields are a text, a list, or the JSON or comma-joined text of a list."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

_PARIS = ZoneInfo("Europe/Paris")
_MOST_NODES = 20_000
_SHORTEST_DESCRIPTION, _LONGEST_DESCRIPTION = 20, 8_000
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


def description_in(tree: Any, /) -> str:
    """Give what a notice says of its object: `OBJET_COMPLET` of the old schema, the project's description of eForms."""
    for key, value in nodes(tree):
        if key.rpartition(":")[2].lower() in {"objet_complet", "objetcomplet", "description"}:
            said = text_of(value.get("#text") if isinstance(value, dict) else value)
            if len(said) > _SHORTEST_DESCRIPTION:
                return said[:_LONGEST_DESCRIPTION]
    return ""


def amount_in(tree: Any, /) -> int | None:
    """Give the estimated amount in cents of euro, of the old schema's `VALEUR` or of eForms; None in another currency."""
    for key, value in nodes(tree):
        if key.rpartition(":")[2].lower() not in {"valeur", "estimatedoverallcontractamount"}:
            continue
        inner = value if isinstance(value, dict) else {"#text": value}
        currency = text_of(inner.get("@currencyID") or inner.get("@DEVISE") or "EUR")
        found = cents_of(text_of(inner.get("#text") or inner.get("value")))
        if found and currency == "EUR":
            return found
    return None


def cents_of(said: str, /) -> int | None:
    """Read an amount in euros: `120000`, `120 000,50`, `120000.5`; None when it is none, or beyond all sense."""
    plain = said.replace("\u202f", "").replace("\xa0", "").replace(" ", "").replace(",", ".")
    if not re.fullmatch(r"\d{1,12}(\.\d+)?", plain):
        return None
    whole, _point, part = plain.partition(".")
    return int(whole) * 100 + int((part + "00")[:2])
