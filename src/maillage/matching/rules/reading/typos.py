"""Forgive a slip of the keyboard in a long word."""

from rapidfuzz.distance import OSA

from maillage.matching.rules.reading.vocabulary import Vocabulary

MOST_TRIED = 300
_SHORTEST = 6


def corrected(stemmed: str, /, *, vocabulary: Vocabulary) -> str | None:
    """Give the only word of the vocabulary that is one slip away (two from nine letters on), if there is one."""
    if len(stemmed) < _SHORTEST or not stemmed.isalpha():
        return None
    allowed = 2 if len(stemmed) >= 9 else 1
    best: tuple[int, str] | None = None
    for known in vocabulary.spellings.get(stemmed[0], ()):
        if abs(len(known) - len(stemmed)) > allowed:
            continue
        slips = OSA.distance(stemmed, known, score_cutoff=allowed)
        if slips <= allowed and (best is None or slips < best[0]):
            best = (slips, known)
    return best[1] if best else None
