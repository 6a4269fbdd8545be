"""How few candidates must be read so that nobody is lost from the top of a ranking.

A database cannot compute the whole formula for a million organizations, but it can walk them in the order of what it has
indexed. The weights of criteria are never negative, so a score cannot pass the one obtained with the known values and 1 for
each criterion that is not known (Fagin, Lotem and Naor 2003, threshold algorithm). When the k-th score found is above that
bound for all who were not read, they cannot be among the first k.
"""

from collections.abc import Mapping

from maillage.matching.rules.ranking import equity, proximity, reliability, ties
from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.order import score_of
from maillage.matching.rules.ranking.weights import Weights
from maillage.matching.types import Criterion, Served

# For the loss of one unit in the last place when shares are divided anew.
_SLACK = 2e-6


def upper_bound(*, need: Need, weights: Weights, known: Mapping[Criterion, float]) -> float:
    """Give a score that nobody passes whose values are at most those `known`, by criterion; 1 is taken for the others."""
    shares = weights.shares(need=need)
    return score_of(values={criterion: known.get(criterion, 1.0) for criterion in shares}, shares=shares)


def unrecorded(*, need: Need) -> dict[Criterion, float]:
    """Give the values of an organization with no invitation, rating or link: nearly all of a directory that was imported.

    Read those that have a record (a few thousand at most) entirely; this bound, far tighter, holds for all the others.
    """
    nobody = CandidateFacts(organization_id="")
    return {
        Criterion.RELIABILITY: reliability.value(need=need, facts=nobody),
        Criterion.TIES: ties.value(need=need, facts=nobody),
        Criterion.EQUITY: equity.value(need=need, facts=nobody),
    }


def farthest_useful_m(
    *, need: Need, weights: Weights, score: float, known: Mapping[Criterion, float], served: Served
) -> float:
    """Give a distance, in metres, beyond which nobody with these known values reaches a score: where to stop walking outwards.

    `served`: what those walked say of the place. Infinite when distance alone cannot tell, −1 when none of them can reach it.
    """
    share = weights.shares(need=need).get(Criterion.PROXIMITY, 0.0)
    if not share:
        return float("inf") if upper_bound(need=need, weights=weights, known=known) >= score else -1.0
    elsewhere = upper_bound(need=need, weights=weights, known={**known, Criterion.PROXIMITY: 0.0})
    return proximity.reach_m(need=need, least=(score - elsewhere - _SLACK) / share, served=served)
