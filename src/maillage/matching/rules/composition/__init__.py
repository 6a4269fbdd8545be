"""Composes teams that answer a need together: the best one, proven, and alternatives that are better at one thing.

The formula, the search and its figures are told in `docs/explanation/composition.md`.
"""

from maillage.matching.rules.composition.aims import USUAL, Aims, aims_of
from maillage.matching.rules.composition.compose import COMPOSITION_VERSION, Composition, NoTeam, compose
from maillage.matching.rules.composition.documents import replay, to_document
from maillage.matching.rules.composition.fits import best_suited, pool_of
from maillage.matching.rules.composition.leads import is_able_lead, lead_value
from maillage.matching.rules.composition.problem import MOST_PARTS, Able, Fit, Part, Problem, Tie
from maillage.matching.rules.composition.reasons import TeamBecause
from maillage.matching.rules.composition.search import Effort
from maillage.matching.rules.composition.teams import Measures, Member, Team, Thread

__all__ = [
    "COMPOSITION_VERSION",
    "MOST_PARTS",
    "USUAL",
    "Able",
    "Aims",
    "Composition",
    "Effort",
    "Fit",
    "Measures",
    "Member",
    "NoTeam",
    "Part",
    "Problem",
    "Team",
    "TeamBecause",
    "Thread",
    "Tie",
    "aims_of",
    "best_suited",
    "compose",
    "is_able_lead",
    "lead_value",
    "pool_of",
    "replay",
    "to_document",
]
