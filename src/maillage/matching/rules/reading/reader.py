"""Read a need in plain words."""

from datetime import date

from maillage.matching.rules.reading.budget import budget_in
from maillage.matching.rules.reading.clauses import clauses_in, kind_in, labels_only, language_of
from maillage.matching.rules.reading.dates import dates_in
from maillage.matching.rules.reading.lots import lots_of
from maillage.matching.rules.reading.places import place_in
from maillage.matching.rules.reading.skills import proposed, skill_scores
from maillage.matching.rules.reading.types import ReadNeed
from maillage.matching.rules.reading.vocabulary import Vocabulary
from maillage.matching.rules.reading.words import visible, words_of


def read_need(text: str, *, vocabulary: Vocabulary, today: date, language_hint: str | None = None) -> ReadNeed:
    """Understand what a buyer asks for; nothing of the text is executed, obeyed or kept.

    Reads the first 50,000 characters, in time proportional to them. Offsets are those of `text`.
    """
    seen = visible(text)
    words = words_of(seen)
    language = language_of(words, hint=language_hint)
    place = place_in(seen, is_known_word=vocabulary.known_keys.__contains__)
    clauses = clauses_in(seen)
    aside = [*(place.because if place else ()), *labels_only(seen, clauses)]
    skills = proposed(skill_scores(seen, words, vocabulary=vocabulary, aside=aside))
    return ReadNeed(
        language=language,
        skills=skills,
        lots=lots_of(skills, vocabulary=vocabulary, language=language),
        place=place,
        dates=dates_in(seen, today=today),
        budget=budget_in(seen),
        kind=kind_in(seen),
        clauses=clauses,
    )
