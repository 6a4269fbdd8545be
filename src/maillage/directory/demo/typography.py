"""French typography for texts that are typed with plain spaces and straight apostrophes."""

from __future__ import annotations

import re

NARROW = "\u202f"
NO_BREAK = "\u00a0"

_RULES: tuple[tuple[re.Pattern[str], str], ...] = (
    (re.compile(r"(?<=\w)'"), "’"),
    (re.compile(r"« "), f"«{NO_BREAK}"),
    (re.compile(r" »"), f"{NO_BREAK}»"),
    (re.compile(r" ([;!?])"), rf"{NARROW}\1"),
    (re.compile(r" :(?=\s)"), f"{NO_BREAK}:"),
    (re.compile(r"(?<=\d) (?=\d{3}(?!\d))"), NARROW),
    (re.compile(r"(?<=\d) (?=[%€]|m²|m³|kg|km|kWh|MWh|kW|mm|cm|Go|ko|h\b)"), NARROW),
    (re.compile(r"\.\.\."), "…"),
)


def typeset(text: str, /) -> str:
    """Set the apostrophes and the no-break spaces that French asks for."""
    for pattern, replacement in _RULES:
        text = pattern.sub(replacement, text)
    return text
