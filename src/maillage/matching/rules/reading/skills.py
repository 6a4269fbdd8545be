"""Find the skills that a text asks for: longest phrase first, weighed by how rare it is and how it is spoken of."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from maillage.matching.rules.reading.common_words import COMMON_STEMS
from maillage.matching.rules.reading.stance import ASKED, ASKING_WORDS, nearby_factor, stances
from maillage.matching.rules.reading.types import Quote, SkillRead
from maillage.matching.rules.reading.typos import MOST_TRIED, corrected
from maillage.matching.rules.reading.vocabulary import Vocabulary
from maillage.matching.rules.reading.words import STOP_WORDS, Word, root

LEAST_SCORE = 0.28
_LEAST_SHARE = 0.42  # of the best score: what is far below it was only mentioned
_MOST_SKILLS = 12
_MOST_QUOTES = 5
_LEAST_ALONE = 0.2  # when nothing else is understood
_SLIP = 0.8


@dataclass(frozen=True, slots=True)
class _Match:
    first: int
    last: int
    weights: dict[str, float]


def skill_scores(
    text: str, words: Sequence[Word], /, *, vocabulary: Vocabulary, aside: Sequence[Quote] = ()
) -> list[SkillRead]:
    """Score every skill that the text mentions, the best first; a further mention never lowers a score.

    `aside`: spans that say something else, a place or a label, wherever they stand.
    """
    weights = stances(words)
    hidden = {offset for quote in aside for offset in range(quote.start, quote.end)}
    missing: dict[str, float] = defaultdict(lambda: 1.0)
    quotes: dict[str, list[tuple[float, Quote]]] = defaultdict(list)
    object_end: int | None = None
    for match in _matches(words, vocabulary):
        head = words[match.first]
        if head.start in hidden:
            continue
        if object_end is not None and words[object_end - 1].sentence != head.sentence:
            object_end = None
        factor = nearby_factor(words, match.first, match.last, object_end=object_end)
        stance = weights[match.first] * factor
        if stance <= 0:
            continue
        if stance >= 0.5 and max(match.weights.values()) >= 0.3:
            object_end = match.last
        end = words[match.last - 1].end
        quote = Quote(text[head.start : end], head.start, end)
        for slug, weight in match.weights.items():
            missing[slug] *= 1 - weight * stance
            quotes[slug].append((weight * stance, quote))
    found = [
        SkillRead(
            slug, round(1 - left, 4), tuple(quote for _, quote in sorted(quotes[slug], key=_surest)[:_MOST_QUOTES])
        )
        for slug, left in missing.items()
    ]
    return sorted(found, key=lambda skill: (-skill.score, skill.slug))


def proposed(scores: Sequence[SkillRead], /) -> tuple[SkillRead, ...]:
    """Keep the skills that are sure enough to be proposed."""
    least = max(LEAST_SCORE, _LEAST_SHARE * scores[0].score) if scores else ASKED
    kept = tuple(skill for skill in scores[:_MOST_SKILLS] if skill.score >= least)
    return kept or tuple(skill for skill in scores[:1] if skill.score >= _LEAST_ALONE)


def _surest(pair: tuple[float, Quote]) -> tuple[float, int]:
    return -pair[0], pair[1].start


def _matches(words: Sequence[Word], vocabulary: Vocabulary) -> Iterator[_Match]:
    position, tried = 0, 0
    while position < len(words):
        word = words[position]
        if (
            word.key in STOP_WORDS
            or word.key.isdigit()
            or (word.key in ASKING_WORDS and not _starts_phrase(word, vocabulary))
        ):
            position += 1
            continue
        match = _phrase(words, position, word.stem, vocabulary) or _family(words, position, vocabulary)
        if match is None and tried < MOST_TRIED and word.key not in vocabulary.known_keys:
            tried += 1
            meant = corrected(word.stem, vocabulary=vocabulary)
            match = _softened(_phrase(words, position, meant, vocabulary)) if meant else None
        if match is None:
            position += 1
            continue
        yield match
        position = match.last


def _starts_phrase(word: Word, vocabulary: Vocabulary) -> bool:
    return vocabulary.starts.get(word.stem, 0) > 1


def _phrase(words: Sequence[Word], first: int, stemmed: str, vocabulary: Vocabulary) -> _Match | None:
    longest = vocabulary.starts.get(stemmed, 0)
    if not longest:
        return None
    stems, ends = [stemmed], [first + 1]
    position = first + 1
    while len(stems) < longest and position < len(words) and words[position].clause == words[first].clause:
        word = words[position]
        if word.key not in STOP_WORDS or word.key == words[position - 1].key:
            stems.append(word.stem)
            ends.append(position + 1)
        elif position - ends[-1] >= 3:
            break
        position += 1
    for length in range(len(stems), 0, -1):
        weights = vocabulary.phrases.get(tuple(stems[:length]))
        if weights and not (length == 1 and words[first].key in ASKING_WORDS):
            return _Match(first, ends[length - 1], dict(weights))
    return None


def _family(words: Sequence[Word], position: int, vocabulary: Vocabulary) -> _Match | None:
    stemmed = words[position].stem
    if stemmed in COMMON_STEMS or len(stemmed) < 5 or words[position].key in ASKING_WORDS:
        return None
    weights = vocabulary.roots.get(root(stemmed))
    return _Match(position, position + 1, dict(weights)) if weights else None


def _softened(match: _Match | None) -> _Match | None:
    if match is None:
        return None
    return _Match(match.first, match.last, {slug: _SLIP * weight for slug, weight in match.weights.items()})
