"""Forgive a typo or two in the names of larger towns, départements and régions."""

from functools import lru_cache

from rapidfuzz.distance import OSA

from maillage.geodata.gazetteer import KIND_COMMUNE, KIND_DEPARTMENT, Gazetteer
from maillage.geodata.typos import CORRECTED_POPULATION, allowed_typos

# Without a preposition before it, a misspelt word is taken for a town only when the town is one that many people mean.
_POPULATION_WITHOUT_LEAD = 20_000
_POPULATION_TWO_TYPOS = 50_000
type _Target = tuple[int, tuple[str, ...], int]


def corrected_entry(known: Gazetteer, words: list[str], *, is_led: bool) -> int | None:
    """Return the entry that the words misspell, when exactly one is near enough.

    Each word must begin with the right letter. A dictionary's word is never a misspelt town: "potiers" is not Poitiers.
    """
    if len(words) == 1 and (words[0] in known.ordinary_words or len(words[0]) < 5):
        return None
    if any(any(character.isdigit() for character in word) for word in words):
        return None
    initials = "".join(word[:1] for word in words)
    near: list[tuple[int, int]] = []
    for entry, target, population in _targets(known).get(initials, ()):
        typos = _typos(words, target)
        if typos is None or (not is_led and population < _POPULATION_WITHOUT_LEAD):
            continue
        if typos > 1 and not is_led and population < _POPULATION_TWO_TYPOS:
            continue
        near.append((typos, entry))
    near.sort()
    if len(near) > 1 and near[0][0] == near[1][0] and known.entry_keys[near[0][1]] != known.entry_keys[near[1][1]]:
        return None
    return near[0][1] if near else None


def _typos(words: list[str], target: tuple[str, ...]) -> int | None:
    """Return how many letters are wrong in all, or None when too many are in one word or none is."""
    total = 0
    for word, meant in zip(words, target, strict=True):
        allowed = allowed_typos(length=len(meant))
        typos = OSA.distance(word, meant, score_cutoff=allowed)
        if typos > allowed:
            return None
        total += typos
    return total if 1 <= total <= 2 else None


@lru_cache(maxsize=2)
def _targets(known: Gazetteer) -> dict[str, list[_Target]]:
    """The names worth correcting to, by the initials of their words: a few dozen to compare instead of a thousand."""
    targets: dict[str, list[_Target]] = {}
    for entry, (kind, row) in enumerate(zip(known.entry_kinds, known.entry_rows, strict=True)):
        if kind == KIND_COMMUNE:
            population = 0 if known.parents[row] else known.populations[row]
        else:
            population = 1_000_000 if kind >= KIND_DEPARTMENT else 0
        if population >= CORRECTED_POPULATION:
            words = tuple(known.entry_keys[entry].split())
            targets.setdefault("".join(word[0] for word in words), []).append((entry, words, population))
    return targets
