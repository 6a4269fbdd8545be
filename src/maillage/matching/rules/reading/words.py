"""Cut a text into words that compare well, each with its place in the text."""

import re
from dataclasses import dataclass
from functools import lru_cache

from maillage.geodata import fold

LONGEST_TEXT = 50_000
_WORD = re.compile(r"[^\W_]+")
_HIDDEN = re.compile(
    r"<(script|style)\b.{0,5000}?</\1\s*>|<[^<>]{0,300}>|\bhttps?://[^\s<>]+|\bwww\.[^\s<>]+|"
    r"[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64})+",
    re.IGNORECASE | re.DOTALL,
)
_SENTENCE_ENDS = frozenset(".!?\n;•")
_CLAUSE_ENDS = _SENTENCE_ENDS | frozenset(",:()[]–—")
STOP_WORDS = frozenset(
    "a au aux d de des du l le la les un une et en pour par sur avec ou notre nos votre vos mon ma mes son sa ses leur "
    "leurs the of for and an in on to our my your with or some ce cet cette ces y s t".split()
)
_GENDERS = (("euse", "eur"), ("trice", "teur"), ("iere", "ier"), ("enne", "en"), ("elle", "el"), ("ere", "er"))
_ENDINGS = tuple(
    "isation ation ition ateur ement ment teur iste ist ism eri ion ier eur eus ant ag ing er ir or i".split()
)
_SHORTEST_ROOT = 5


@dataclass(frozen=True, slots=True)
class Word:
    """A word: `key` folded, `stem` without number and gender; `sentence` and `clause` count from the text's start."""

    key: str
    stem: str
    start: int
    end: int
    sentence: int
    clause: int


def visible(text: str, /) -> str:
    """Blank markup, addresses of pages and e-mail addresses, keeping every offset."""
    return _HIDDEN.sub(lambda match: " " * len(match[0]), text[:LONGEST_TEXT])


def words_of(text: str, /) -> list[Word]:
    """Cut a text into words, in order."""
    words: list[Word] = []
    sentence = clause = end = 0
    for match in _WORD.finditer(text):
        gap = text[end : match.start()]
        if not gap.isspace() and len(gap) > 0:
            signs = set(gap)
            sentence += bool(signs & _SENTENCE_ENDS) and not _is_abbreviation(words, gap)
            clause += bool(signs & _CLAUSE_ENDS) or " - " in gap
        elif "\n" in gap:
            # A line is often broken in mid-sentence; a blank line is not.
            sentence += gap.count("\n") > 1
            clause += 1
        key = folded(match[0])
        end = match.end()
        if key:
            words.append(Word(key, stem(key), match.start(), end, sentence, clause))
    return words


def _is_abbreviation(words: list[Word], gap: str) -> bool:
    return gap.strip() == "." and bool(words) and len(words[-1].key) == 1


@lru_cache(maxsize=20_000)
def folded(word: str, /) -> str:
    """Fold one word; signs that have no Latin letter give an empty string."""
    return fold(word).replace(" ", "")


@lru_cache(maxsize=20_000)
def stem(key: str, /) -> str:
    """Take number and gender off a folded word, French or English.

    >>> stem("imprimeuses"), stem("bakeries") == stem("bakery"), stem("journaux")
    ('imprimeur', True, 'journal')
    """
    if len(key) <= 3:
        return key
    if key.endswith("eaux"):
        key = key[:-1]
    elif key.endswith("aux"):
        key = key[:-3] + "al"
    elif key[-1] in "sx" and not key.endswith(("ss", "us", "is")):
        key = key[:-1]
    for feminine, masculine in _GENDERS:
        if key.endswith(feminine) and len(key) > len(feminine) + 2:
            return key[: -len(feminine)] + masculine
    if key.endswith("e") and len(key) > 4:
        key = key[:-1]
    return key[:-1] + "i" if key.endswith("y") else key


@lru_cache(maxsize=20_000)
def root(stemmed: str, /) -> str:
    """Take the ending of a trade, an action or a tool off a stem; short words stay as they are.

    >>> root(stem("nettoyage")) == root(stem("nettoyer"))
    True
    """
    for ending in _ENDINGS:
        if stemmed.endswith(ending) and len(stemmed) - len(ending) >= _SHORTEST_ROOT:
            return stemmed[: -len(ending)]
    return stemmed
