"""Ranks the organizations that may answer a need, says why, and can say it again years later.

The formula is told in `docs/explanation/matching.md`.
"""

from maillage.matching.rules.ranking import capacity, proximity
from maillage.matching.rules.ranking.bounds import farthest_useful_m, unrecorded, upper_bound
from maillage.matching.rules.ranking.candidates import Away, CandidateFacts, Record, SkillShown, Turn
from maillage.matching.rules.ranking.documents import BadDocument, UnknownFormula, from_document, replay, to_document
from maillage.matching.rules.ranking.equity import capacity_of, fair_share
from maillage.matching.rules.ranking.exclusions import exclusion_of
from maillage.matching.rules.ranking.needs import Need, SkillWish
from maillage.matching.rules.ranking.order import (
    FORMULA_VERSION,
    Entry,
    Excluded,
    Judgement,
    Ranking,
    rank,
    without,
)
from maillage.matching.rules.ranking.proximity import value_at as proximity_at
from maillage.matching.rules.ranking.reasons import Because
from maillage.matching.rules.ranking.skills import strength as skill_strength
from maillage.matching.rules.ranking.weights import Weights

__all__ = [
    "FORMULA_VERSION",
    "Away",
    "BadDocument",
    "Because",
    "CandidateFacts",
    "Entry",
    "Excluded",
    "Judgement",
    "Need",
    "Ranking",
    "Record",
    "SkillShown",
    "SkillWish",
    "Turn",
    "UnknownFormula",
    "Weights",
    "capacity",
    "capacity_of",
    "exclusion_of",
    "fair_share",
    "farthest_useful_m",
    "from_document",
    "proximity",
    "proximity_at",
    "rank",
    "replay",
    "skill_strength",
    "to_document",
    "unrecorded",
    "upper_bound",
    "without",
]
