"""The ranking itself: every candidate is judged by itself, then they are put in order."""

import heapq
import math
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from types import ModuleType

from maillage.matching.rules.ranking import capacity, equity, labels, proximity, reliability, skills, ties
from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.exclusions import exclusion_of
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because
from maillage.matching.rules.ranking.weights import Weights
from maillage.matching.types import Criterion, Exclusion

FORMULA_VERSION = 2
# Scores are compared to the millionth: under that, a difference is noise and the tie-break is fairer.
SCORE_DIGITS = 6
# Somebody who hears nothing in its first months leaves.
WELCOME_DAYS = 90

CRITERIA: Mapping[Criterion, ModuleType] = {
    Criterion.SKILLS: skills,
    Criterion.PROXIMITY: proximity,
    Criterion.CAPACITY: capacity,
    Criterion.RELIABILITY: reliability,
    Criterion.TIES: ties,
    Criterion.LABELS: labels,
    Criterion.EQUITY: equity,
}
_VALUE_OF: Mapping[Criterion, Callable[..., float]] = {
    criterion: module.value for criterion, module in CRITERIA.items()
}


@dataclass(frozen=True, slots=True)
class Judgement:
    """One criterion of one candidate. `weight`: its share of the whole; `contribution` = weight × value."""

    criterion: Criterion
    value: float
    weight: float
    contribution: float
    because: tuple[Because, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate at its place, from 1. `score` in [0, 1]."""

    position: int
    organization_id: str
    score: float
    judgements: tuple[Judgement, ...]

    def judgement(self, criterion: Criterion) -> Judgement | None:
        """Give what was said on a criterion, None when the need does not speak of it."""
        return next((each for each in self.judgements if each.criterion is criterion), None)


@dataclass(frozen=True, slots=True)
class Excluded:
    """An organization that is no candidate, and why."""

    organization_id: str
    reason: Exclusion


@dataclass(frozen=True, slots=True)
class Ranking:
    """A ranking with all that it takes to make it again: formula, weights, need and the facts of those listed."""

    formula_version: int
    need: Need
    weights: Weights
    considered: int
    entries: tuple[Entry, ...]
    excluded: tuple[Excluded, ...]
    candidates: tuple[CandidateFacts, ...]


def rank(
    *, need: Need, candidates: Iterable[CandidateFacts], weights: Weights | None = None, limit: int | None = None
) -> Ranking:
    """Rank candidates for a need, best first, and list the excluded with their reason.

    `limit`: how many entries (and how many of the excluded, by id) to keep; None keeps all. A candidate's score depends on
    no other candidate, so the facts of those kept are enough to replay the ranking.
    Raises: ValueError (an organization stands twice among the candidates).
    Complexity: n judgements, n log(limit) comparisons.
    """
    weights = weights or Weights()
    shares = weights.shares(need=need)
    found = list(candidates)
    by_id = {facts.organization_id: facts for facts in found}
    if len(by_id) != len(found):
        raise ValueError("An organization stands twice among the candidates.")
    scored: list[tuple[tuple[float, bool, int, bytes], CandidateFacts]] = []
    excluded: list[Excluded] = []
    for facts in found:
        reason = exclusion_of(need=need, facts=facts)
        if reason is None:
            score = score_of(values=values_of(need=need, facts=facts, asked=shares), shares=shares)
            scored.append((order_key(need=need, facts=facts, score=score), facts))
        else:
            excluded.append(Excluded(facts.organization_id, reason))
    kept = heapq.nsmallest(len(scored) if limit is None else limit, scored, key=lambda pair: pair[0])
    entries = tuple(
        _entry(need, facts, shares, position=place, score=-key[0]) for place, (key, facts) in enumerate(kept, 1)
    )
    out = tuple(sorted(excluded, key=lambda each: each.organization_id)[:limit])
    listed = (*(facts for _, facts in kept), *(by_id[each.organization_id] for each in out))
    return Ranking(FORMULA_VERSION, need, weights, len(found), entries, out, listed)


def values_of(*, need: Need, facts: CandidateFacts, asked: Iterable[Criterion]) -> dict[Criterion, float]:
    """Give a candidate's value in [0, 1] on each criterion asked."""
    return {criterion: _VALUE_OF[criterion](need=need, facts=facts) for criterion in asked}


def score_of(*, values: Mapping[Criterion, float], shares: Mapping[Criterion, float]) -> float:
    """Give the weighted mean of values, in [0, 1]; no value that grows can make it smaller, down to the last bit.

    `fsum` rounds once, so the order of the criteria does not matter.
    """
    return min(1.0, round(math.fsum(share * values[criterion] for criterion, share in shares.items()), SCORE_DIGITS))


def order_key(*, need: Need, facts: CandidateFacts, score: float) -> tuple[float, bool, int, bytes]:
    """Give what candidates are ordered by, smallest first.

    The score; then the newcomers never invited; then who has waited longest; then a draw that differs from one brief to
    the next and is the same each time it is made. Never the name or the age of a row.
    """
    turn = facts.turn
    is_welcomed = turn.days_since_invited is None and turn.days_as_member <= WELCOME_DAYS
    waited = turn.days_as_member if turn.days_since_invited is None else turn.days_since_invited
    draw = sha256(f"{need.brief_id}\0{facts.organization_id}".encode()).digest()
    return -score, not is_welcomed, -waited, draw


def _entry(
    need: Need, facts: CandidateFacts, shares: Mapping[Criterion, float], *, position: int, score: float
) -> Entry:
    judgements = []
    for criterion, each in values_of(need=need, facts=facts, asked=shares).items():
        share = shares[criterion]
        told: tuple[Because, ...] = CRITERIA[criterion].reasons(need=need, facts=facts)
        judgements.append(Judgement(criterion, each, share, share * each, told))
    return Entry(position, facts.organization_id, abs(score), tuple(judgements))


def without(*, ranking: Ranking, organization_id: str) -> Ranking:
    """Give the same ranking without one organization; the others keep their order and their scores."""
    left = [facts for facts in ranking.candidates if facts.organization_id != organization_id]
    again = rank(need=ranking.need, candidates=left, weights=ranking.weights)
    return replace(again, considered=ranking.considered - 1)
