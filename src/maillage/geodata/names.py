"""Bring place names that people write in many ways to one spelling."""

import re
import unicodedata

_COMBINING_MARKS = re.compile("[\u0300-\u036f]+")
# Letters that Unicode does not decompose although French readers see two letters.
_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "đ": "d", "ł": "l"})
_KEPT = frozenset(b"abcdefghijklmnopqrstuvwxyz0123456789")
_TO_PLAIN_BYTES = bytes(code if code in _KEPT else ord(" ") for code in bytes(range(256)).lower())
_ABBREVIATIONS = {
    "st": "saint",
    "ste": "sainte",
    "sts": "saints",
    "stes": "saintes",
    "nd": "notre dame",
    "s": "sur",
    "ss": "sous",
}
_ARTICLES = frozenset({"le", "la", "les", "l"})


def fold(text: str, /) -> str:
    """Return the text in lower case, without accents, with one space for each run of other signs.

    >>> fold("Saint-Étienne-d'Œuvray")
    'saint etienne d oeuvray'
    """
    return " ".join(_plain(text).split())


def normalise(text: str, /) -> str:
    """Fold the text and write its usual abbreviations in full.

    >>> normalise("ST-ETIENNE S/ MER")
    'saint etienne sur mer'
    """
    words = fold(text).split()
    # "S" stands for "sur" only between two words: "Boulogne s/ Mer", not the initial of "S. Martin".
    return " ".join(
        word if word == "s" and position in (0, len(words) - 1) else _ABBREVIATIONS.get(word, word)
        for position, word in enumerate(words)
    )


def without_article(key: str, /) -> str:
    """Return a normalised name without its first or last article: `la rochelle` and `rochelle la` give `rochelle`."""
    words = key.split()
    if len(words) > 1 and words[0] in _ARTICLES:
        return " ".join(words[1:])
    if len(words) > 1 and words[-1] in _ARTICLES:
        return " ".join(words[:-1])
    return key


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().translate(_LIGATURES))
    ascii_bytes = _COMBINING_MARKS.sub("", decomposed).encode("ascii", "replace")
    return ascii_bytes.translate(_TO_PLAIN_BYTES).decode("ascii")
