"""How much each criterion counts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from maillage.matching.rules.ranking.needs import Need
from maillage.matching.types import Criterion


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Weights from 0, of any scale: only their proportions count. The defaults sum to 100.

    The defaults were set on the tuning split of `bench/matching/quality.py`, never on the one whose figures are told.
    """

    skills: float = 26.0
    proximity: float = 30.0
    capacity: float = 10.0
    reliability: float = 10.0
    ties: float = 6.0
    labels: float = 6.0
    equity: float = 12.0

    def __post_init__(self) -> None:
        for criterion in Criterion:
            if not 0 <= self.of(criterion) < float("inf"):
                raise ValueError(f"The weight of {criterion.value} is not a number from 0: {self.of(criterion)!r}.")
        if not any(self.of(criterion) for criterion in Criterion):
            raise ValueError("At least one criterion must have a weight above 0.")

    @classmethod
    def from_mapping(cls, weights: Mapping[str, float]) -> Self:
        """Build weights from names of criteria; those not named weigh 0.

        Raises: ValueError (an unknown criterion, a weight below 0, all of them 0).
        """
        known = {criterion.value: 0.0 for criterion in Criterion}
        if unknown := set(weights) - set(known):
            raise ValueError(f"No criterion is named {', '.join(sorted(unknown))}.")
        return cls(**(known | {name: float(weight) for name, weight in weights.items()}))

    def of(self, criterion: Criterion) -> float:
        """Give the weight of a criterion, as it was set."""
        weight: float = getattr(self, criterion.value)
        return weight

    def without(self, criterion: Criterion) -> Self:
        """Give the same weights with one criterion at 0.

        Raises: ValueError (no other criterion weighs anything).
        """
        return self.from_mapping({each.value: self.of(each) for each in Criterion if each != criterion})

    def shares(self, *, need: Need) -> dict[Criterion, float]:
        """Give the share of each criterion that the need speaks of; they sum to 1, or all are 0 when none weighs anything.

        What a need does not ask (no place, no preferred label…) leaves the formula for every candidate alike.
        """
        asked = {criterion: self.of(criterion) for criterion in Criterion if _is_asked(criterion, need)}
        total = sum(asked.values())
        return {criterion: weight / total if total else 0.0 for criterion, weight in asked.items()}


def _is_asked(criterion: Criterion, need: Need) -> bool:
    match criterion:
        case Criterion.SKILLS:
            return bool(need.skills)
        case Criterion.PROXIMITY:
            return need.has_place
        case Criterion.CAPACITY:
            return need.budget_cents is not None or need.headcount is not None or need.starts_on is not None
        case Criterion.LABELS:
            return bool(need.preferred_labels)
        case _:
            return True
