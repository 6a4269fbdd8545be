"""Words and paragraphs: spaces, HTML, null words, mis-decoded accents."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

import nh3

LINE_MAX = 1_000
DESCRIPTION_MAX = 20_000
_PASSES_MAX = 5

NULL_WORDS = frozenset(
    {
        "[nd]", "[non-diffusible]", "null", "nan", "n/a", "na", "-", "--", "—", "#n/a", "none", "nil", "?", "(null)", "<na>",
        "#ref!", "#valeur!", "#value!", "#name?", "#nom?", "#div/0!", "#null!", "#num!", "non renseigné", "non renseigne",
        "undefined", "\\n", "[]", "{}", "*",
    }
)  # fmt: skip
_NULL_LENGTH_MAX = max(map(len, NULL_WORDS))

_ODD_CHARACTERS = "\x00-\x1f\x7f-\x9f\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u206f\u3000\ufeff\ufffe\uffff\ud800-\udfff"
_NEEDS_WORK = re.compile(rf"[<&{_ODD_CHARACTERS}]|  |^\s|\s\Z")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufffe\uffff\ud800-\udfff]"
)
_SPACES = re.compile(r"\s+")
_SPACES_IN_LINE = re.compile(r"[^\S\n]+")
_SPACES_AROUND_NEWLINE = re.compile(r" ?\n ?")
_BLANK_LINES = re.compile(r"\n{3,}")
_BREAKING_TAG = re.compile(r"<\s*/?\s*(?:br|p|div|li|ul|ol|h[1-6]|tr|table|section)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"<[a-zA-Z/!?]")
_ENTITY = re.compile(r"&(?:#|[a-zA-Z])")


def is_null(text: str, /) -> bool:
    """Say whether a cell only says that there is nothing: empty, `[ND]`, `NULL`, `#N/A`…"""
    stripped = text.strip()
    if len(stripped) > _NULL_LENGTH_MAX:
        return False
    return not stripped or stripped.casefold() in NULL_WORDS


def clean_line(text: str, /) -> str:
    """Give one line of plain text: no HTML, no control characters, single spaces, empty for null words."""
    if not text:
        return ""
    if _NEEDS_WORK.search(text):
        text = _SPACES.sub(" ", _without_html(_INVISIBLE.sub("", text[: 4 * LINE_MAX]))).strip()
    if len(text) > LINE_MAX:
        text = text[:LINE_MAX].rstrip()
    return "" if is_null(text) else text


def clean_description(text: str, /) -> str:
    """Give plain text that keeps its paragraphs: HTML removed, `\\n` ends, no run of blank lines."""
    text = _INVISIBLE.sub("", text[: 2 * DESCRIPTION_MAX]).replace("\r\n", "\n").replace("\r", "\n")
    text = _without_html(text).replace("\x85", "\n").replace("\u2028", "\n").replace("\u2029", "\n")
    text = _SPACES_AROUND_NEWLINE.sub("\n", _SPACES_IN_LINE.sub(" ", text))
    text = _BLANK_LINES.sub("\n\n", text).strip()[:DESCRIPTION_MAX].rstrip()
    return "" if is_null(text) else text


def _without_html(text: str) -> str:
    """Unescape and strip until nothing changes: an escaped tag must not come back as a tag at the next import."""
    for _ in range(_PASSES_MAX):
        before = text
        if "&" in text:
            text = _INVISIBLE.sub("", html.unescape(text)).replace("\r", "\n")
        if _TAG.search(text):
            text = html.unescape(
                nh3.clean(_BREAKING_TAG.sub("\n", text), tags=set(), clean_content_tags={"script", "style"})
            )
            text = _INVISIBLE.sub("", text).replace("\r", "\n")
        if text == before:
            return text
    text = _ENTITY.sub(" ", text)
    return _TAG.sub(" ", text)


@lru_cache(maxsize=65_536)
def folded(text: str, /) -> str:
    """Give lower-case words without accents nor punctuation, single-spaced: the form in which names are compared."""
    decomposed = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE").replace("æ", "ae"))
    bare = "".join(character for character in decomposed if not unicodedata.combining(character)).casefold()
    return " ".join(re.findall(r"[a-z0-9]+", bare))


_CP1252_HIGH = "€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ"
_MOJIBAKE_RUN = re.compile(f"[\x80-\xff{_CP1252_HIGH}]{{2,}}")
_MOJIBAKE_SIGN = re.compile(r"Ã[©¨ª«®¯´¶¹»¼§¢¤‰€ˆŠ‡\xa0]|â€[™œ“”¦¢\x9d]|Â[°«»\xa0]|Å“")


def mojibake_signs(text: str, /) -> int:
    """Count the pairs (`Ã©`, `â€™`…) that betray UTF-8 read as Windows-1252."""
    return len(_MOJIBAKE_SIGN.findall(text))


def repair_mojibake(text: str, /) -> str:
    """Give back the accents of UTF-8 read as Windows-1252; runs that are not such stay as they are."""
    return _MOJIBAKE_RUN.sub(lambda found: _redecoded(found[0]), text)


def _redecoded(run: str) -> str:
    try:
        return b"".join(_byte_of(character) for character in run).decode("utf-8")
    except UnicodeError:
        return run


def _byte_of(character: str) -> bytes:
    try:
        return character.encode("cp1252")
    except UnicodeEncodeError:
        return character.encode("latin-1")  # the five bytes that Windows-1252 leaves undefined
