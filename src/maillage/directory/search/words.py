"""The words of a query: their stems, how many documents hold them, and what they were meant to be when none does."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection
from rapidfuzz.distance import OSA

from maillage.directory.search.types import MOST_WORDS, Correction

_READ = """
select word, (ts_lexize('french_stem', word))[1], coalesce(used.count, 0)
from unnest(to_tsvector('simple_unaccent', search_plain(%(text)s))) query(word, positions, weights)
left join lateral (
  select sum(count) count from directory_search_word
  where stem = coalesce((ts_lexize('french_stem', query.word))[1], query.word)
) used on true
order by positions[1]
"""
# The trigram operator uses its index; a word that shares too few letters is no candidate anyway.
_ALIKE = """
select query.word, alike.word, alike.stem, alike.count
from unnest(%(words)s::text[]) query(word), lateral (
  select word, min(stem) stem, sum(count) count from directory_search_word used
  where used.word %% query.word and length(used.word) between length(query.word) - 2 and length(query.word) + 2
  group by word having sum(count) > 0
  order by similarity(word, query.word) desc, sum(count) desc limit 40
) alike
"""
_SHORTEST_CORRECTED = 4


@dataclass(frozen=True, slots=True)
class Word:
    """A word of the query, folded. `stem` is empty for small words (le, de, pour); `rows`: uses of its stem, about."""

    text: str
    stem: str
    rows: int

    @property
    def lexemes(self) -> tuple[str, ...]:
        return (self.stem,) if self.stem in {self.text, ""} else (self.stem, self.text)

    @property
    def is_known(self) -> bool:
        return self.rows > 0


def words_of(text: str) -> tuple[Word, ...]:
    """Split a text as documents were, and look each word up: one query."""
    if not text:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(_READ, {"text": text})
        rows = cursor.fetchall()[:MOST_WORDS]
    return tuple(Word(text=word, stem=stem or "", rows=max(0, int(count))) for word, stem, count in rows)


def searched_words(words: Sequence[Word]) -> tuple[Word, ...]:
    """Leave small words out, unless there is nothing else: "le" alone looks for names that hold it."""
    full = tuple(word for word in words if word.stem)
    return full or tuple(Word(text=word.text, stem=word.text, rows=word.rows) for word in words)


def corrected(words: Sequence[Word]) -> tuple[tuple[Word, ...], tuple[Correction, ...]]:
    """Replace each word that no document holds by the likeliest known word, if one is close: one query, or none."""
    wanted = [word.text for word in words if not word.is_known and len(word.text) >= _SHORTEST_CORRECTED]
    if not wanted:
        return tuple(words), ()
    with connection.cursor() as cursor:
        cursor.execute(_ALIKE, {"words": wanted})
        alike: dict[str, list[Word]] = {}
        for written, text, stem, count in cursor.fetchall():
            alike.setdefault(written, []).append(Word(text=text, stem=stem, rows=int(count)))
    chosen = {written: best for written in alike if (best := _closest(written, alike[written])) is not None}
    corrections = tuple(
        Correction(written=word.text, searched=chosen[word.text].text) for word in words if word.text in chosen
    )
    return tuple(chosen.get(word.text, word) for word in words), corrections


def _closest(written: str, candidates: Sequence[Word]) -> Word | None:
    """Fewest slips first; among equals the word that is used most, a slip on the first letter counting double."""
    allowed = 1 if len(written) < 6 else 2

    def cost(word: Word) -> float:
        slips = OSA.distance(written, word.text)
        return slips + (0.6 if word.text[0] != written[0] else 0) - 0.12 * math.log10(1 + word.rows)

    close = [word for word in candidates if OSA.distance(written, word.text) <= allowed]
    return min(close, key=cost, default=None)
