"""Read a need in plain words: skills, place, dates, budget, kind, lots and clauses, each with the words that led to it."""

from maillage.matching.rules.reading.lots import trades_of
from maillage.matching.rules.reading.reader import read_need
from maillage.matching.rules.reading.skills import skill_scores
from maillage.matching.rules.reading.types import (
    BudgetRead,
    ClauseRead,
    DateRead,
    DateRole,
    KindRead,
    LotRead,
    PlaceRead,
    Quote,
    ReadNeed,
    SkillRead,
)
from maillage.matching.rules.reading.vocabulary import SkillWords, Vocabulary, build_vocabulary

__all__ = [
    "BudgetRead",
    "ClauseRead",
    "DateRead",
    "DateRole",
    "KindRead",
    "LotRead",
    "PlaceRead",
    "Quote",
    "ReadNeed",
    "SkillRead",
    "SkillWords",
    "Vocabulary",
    "build_vocabulary",
    "read_need",
    "skill_scores",
    "trades_of",
]
