"""What each reason says, in French and in English: the reject file and the report need both at once.

Each sentence names what is wrong and what to do. `{value}`, `{field}` and a reason's own parameters are filled in.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from maillage.directory.importing.outcome_reason_texts import OUTCOME_SENTENCES
from maillage.directory.importing.reason_texts import FIELD_NAMES, FILE_SENTENCES, ROW_SENTENCES
from maillage.directory.importing.types import Reason

type Language = Literal["fr", "en"]

SENTENCES: dict[str, tuple[str, str]] = FILE_SENTENCES | ROW_SENTENCES | OUTCOME_SENTENCES
"""Code → sentence in French, sentence in English."""


class _Parameters(dict[str, str]):
    """A parameter that a reason does not carry shows as a question mark."""

    def __missing__(self, key: str) -> str:
        return "?"


def sentence(reason: Reason, /, *, language: Language) -> str:
    """Say a reason in a language; an unknown code is shown as it is."""
    texts = SENTENCES.get(reason.code)
    if texts is None:
        return f"{reason.code}: {reason.value}" if reason.value else reason.code
    place = 0 if language == "fr" else 1
    names = FIELD_NAMES.get(reason.field)
    parameters = _Parameters(reason.parameters)
    size = parameters.get("megabytes", "")
    said = f"{size}\N{NO-BREAK SPACE}{('Mo', 'MB')[place]}" if size else reason.value
    parameters |= {"value": said, "field": names[place] if names else reason.field}
    return texts[place].format_map(parameters)


def sentences(reasons: Iterable[Reason], /, *, language: Language) -> str:
    """Say several reasons on one line."""
    return " ".join(sentence(reason, language=language) for reason in reasons)
