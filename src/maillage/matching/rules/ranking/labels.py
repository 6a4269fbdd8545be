"""Preferred labels; those that are required exclude (see `exclusions`)."""

from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Reason


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give the share of the preferred labels that are held; 1 when none is preferred."""
    if not need.preferred_labels:
        return 1.0
    return len(set(need.preferred_labels) & set(facts.labels)) / len(set(need.preferred_labels))


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say how many of the labels asked for are held."""
    asked = {*need.required_labels, *need.preferred_labels}
    return (because(Reason.LABELS_HELD, held=len(asked & set(facts.labels)), wished=len(asked)),) if asked else ()
