"""A short message, and the request that hands it to a gateway whose address, headers and body somebody has written down."""

import json
import re
from collections.abc import Mapping
from urllib.parse import quote

LONGEST = 459  # three parts of 153 characters
_PLACE = re.compile(r"\{(to|text|sender|secret|id)\}")
_SPACES = re.compile(r"[\s\u00a0\u202f]+")


def tidy_text(text: str, /) -> str:
    """Write a message on one line, without the spaces that cost a gateway its small alphabet."""
    tidy = _SPACES.sub(" ", text).replace("’", "'").replace("“", '"').replace("”", '"').strip()
    return tidy if len(tidy) <= LONGEST else f"{tidy[: LONGEST - 3]}..."


def filled(template: str, /, *, values: Mapping[str, str], kind: str) -> str:
    """Put values in the places `{to}`, `{text}`, `{sender}`, `{secret}` and `{id}` of a template, and nothing else.

    `kind`: how each is written so that it cannot end its place: "json" (inside a text of JSON), "form" (percent-encoded),
    "header" (no line's end), else as it is.
    """
    write = {"json": _in_json, "form": _in_form, "header": _in_header}.get(kind, str)
    return _PLACE.sub(lambda found: write(values.get(found[1], "")), template)


def kind_of(content_type: str, /) -> str:
    """Say how values are written in a body of this type."""
    name = content_type.partition(";")[0].strip().lower()
    if name.endswith("json"):
        return "json"
    return "form" if name == "application/x-www-form-urlencoded" else "plain"


def _in_json(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)[1:-1]


def _in_form(value: str) -> str:
    return quote(value, safe="")


def _in_header(value: str) -> str:
    return value.replace("\r", "").replace("\n", "")


def is_stop(text: str, /) -> bool:
    """Say whether an answer asks for no more messages: STOP and its like, alone or first."""
    words = re.findall(r"\w+", text.casefold())
    return bool(words) and words[0] in {
        "stop",
        "arret",
        "arrêt",
        "unsubscribe",
        "end",
        "quit",
        "desabonner",
        "désabonner",
    }
