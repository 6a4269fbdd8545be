"""The skills of the taxonomy, prepared once so that a text is read in one pass."""

import math
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from maillage.matching.rules.reading.buyers_words import BUYERS_WORDS
from maillage.matching.rules.reading.common_words import COMMON_STEMS
from maillage.matching.rules.reading.words import STOP_WORDS, root, words_of

_PARTS = re.compile(r",|&|\bet\b|\band\b")
_PHRASE_WEIGHT = 0.9
_WORD_WEIGHT = 0.75
_COMMON_WEIGHT = 0.3
_LONGEST_PHRASE = 6


@dataclass(frozen=True, slots=True)
class SkillWords:
    """A skill as the taxonomy names it. `names`: in each language, the interface's first; `naf`: codes that suggest it."""

    slug: str
    names: tuple[str, ...]
    synonyms: tuple[str, ...]
    sector: str
    naf: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What words mean. `phrases`: stems without little words → weight in [0, 1] by skill."""

    phrases: Mapping[tuple[str, ...], Mapping[str, float]]
    roots: Mapping[str, Mapping[str, float]]
    starts: Mapping[str, int]
    spellings: Mapping[str, Sequence[str]]
    known_keys: frozenset[str]
    names: Mapping[str, tuple[str, ...]]
    sectors: Mapping[str, str]
    codes: Mapping[str, tuple[str, ...]]


def build_vocabulary(skills: Iterable[SkillWords], /) -> Vocabulary:
    """Prepare the words of skills; the more skills share a word, the less it weighs for each."""
    skills = tuple(skills)
    owners: dict[tuple[str, ...], set[str]] = defaultdict(set)
    spread: dict[str, set[str]] = defaultdict(set)
    keys: set[str] = set()
    for skill in skills:
        for phrase in _phrases_of(skill):
            words = words_of(phrase)
            stems = tuple(word.stem for word in words if word.key not in STOP_WORDS)[:_LONGEST_PHRASE]
            if not stems or any(len(word) < 2 for word in stems) or _says_nothing(stems):
                continue
            keys.update(word.key for word in words)
            owners[stems].add(skill.slug)
            for word in stems:
                spread[word].add(skill.slug)
    phrases = {stems: dict.fromkeys(sorted(slugs), _weight(stems, slugs, spread)) for stems, slugs in owners.items()}
    starts: dict[str, int] = {}
    for stems in phrases:
        starts[stems[0]] = max(starts.get(stems[0], 0), len(stems))
    return Vocabulary(
        phrases=phrases,
        roots=_roots(phrases),
        starts=starts,
        spellings=_spellings(spread),
        known_keys=frozenset(keys),
        names={skill.slug: skill.names for skill in skills},
        sectors={skill.slug: skill.sector for skill in skills},
        codes={skill.slug: skill.naf for skill in skills},
    )


def _says_nothing(stems: tuple[str, ...]) -> bool:
    # Two letters are too often another word ("ai", "ea"); two acronyms are worth it.
    return len(stems) == 1 and len(stems[0]) == 2 and stems[0] not in {"rh", "3d"}


def _phrases_of(skill: SkillWords) -> Iterable[str]:
    for name in skill.names:
        yield name
        yield from _PARTS.split(name)
    yield from skill.synonyms
    yield from BUYERS_WORDS.get(skill.slug, ())


def _weight(stems: tuple[str, ...], slugs: set[str], spread: Mapping[str, set[str]]) -> float:
    if len(stems) > 1:
        return _PHRASE_WEIGHT / math.sqrt(len(slugs))
    if stems[0] in COMMON_STEMS:
        return _COMMON_WEIGHT / math.sqrt(len(slugs))
    # Inverse document frequency, flattened: a word that stands in the phrases of ten skills still means its own one.
    return _WORD_WEIGHT / math.sqrt(len(slugs)) / (1 + 0.15 * math.log(len(spread[stems[0]])))


def _roots(phrases: Mapping[tuple[str, ...], Mapping[str, float]]) -> dict[str, dict[str, float]]:
    """Give single words of one family ("nettoyer", "nettoyage") the weight of the best; families of many are dropped."""
    families: dict[str, dict[str, float]] = defaultdict(dict)
    for stems, weights in phrases.items():
        if len(stems) > 1 or stems[0] in COMMON_STEMS or len(stems[0]) < 5:
            continue
        family = families[root(stems[0])]
        for slug, weight in weights.items():
            family[slug] = max(family.get(slug, 0.0), 0.75 * weight)
    return {key: dict(weights) for key, weights in families.items() if len(weights) <= 2}


def _spellings(spread: Mapping[str, set[str]]) -> dict[str, list[str]]:
    by_letter: dict[str, list[str]] = defaultdict(list)
    for word in sorted(spread):
        if len(word) >= 5 and word.isalpha():
            by_letter[word[0]].append(word)
    return dict(by_letter)
