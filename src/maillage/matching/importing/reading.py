"""Read a file of notices whatever its shape."""

import json
from dataclasses import dataclass

from maillage.matching.importing.boamp import Unreadable, boamp_notices
from maillage.matching.importing.ted import ted_notices
from maillage.matching.rules.opportunities import Opportunity


@dataclass(frozen=True, slots=True)
class NoticesRead:
    """The notices of a file, and how many of its rows bear no number of a notice."""

    notices: tuple[Opportunity, ...]
    unnumbered: int

    @property
    def rows(self) -> int:
        return len(self.notices) + self.unnumbered


def read_notices(content: bytes, /) -> NoticesRead:
    """Give the notices of a file in the shape of BOAMP or of TED; BOAMP when nothing tells.

    Raises: Unreadable.
    """
    found = list(ted_notices(content) if _is_ted(content) else boamp_notices(content))
    return NoticesRead(tuple(one for one in found if one is not None), sum(one is None for one in found))


def _is_ted(content: bytes) -> bool:
    if not content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith((b"{", b"[")):
        return False
    try:
        document = json.loads(content.decode("utf-8-sig", errors="replace"))
    except (ValueError, RecursionError):
        return b'"publication-number"' in content[:20_000]
    if isinstance(document, dict):
        return isinstance(document.get("notices"), list) or "publication-number" in document
    first = document[0] if isinstance(document, list) and document else None
    return isinstance(first, dict) and "publication-number" in first


__all__ = ["NoticesRead", "Unreadable", "read_notices"]
