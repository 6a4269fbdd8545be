"""Skill coverage and the strength of its evidence."""

import math

from maillage.matching.rules.ranking.candidates import CandidateFacts, SkillShown
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.rules.ranking.reasons import Because, because
from maillage.matching.types import Evidence, Reason

# How far each evidence alone convinces that the work can be done. A label or diploma was checked by a third party; a past
# job was done once; a claim is only said; an activity code or a word in a text was not even said of this skill.
STRENGTH = {
    Evidence.LABEL: 0.80,
    Evidence.REFERENCE: 0.75,
    Evidence.DIPLOMA: 0.70,
    Evidence.CLAIMED: 0.55,
    Evidence.NAF: 0.35,
    Evidence.TEXT: 0.30,
}
# Each comparable past job takes a third of the doubt that is left.
DOUBT_KEPT_PER_JOB = 2 / 3
JOBS_COUNTED = 12  # beyond, the doubt left is under one per cent


def strength(*, shown: SkillShown | None) -> float:
    """Give in [0, 1] how surely a skill is held: 1 − (1 − evidence) · (2/3)^jobs; 0 when it is not shown."""
    if shown is None:
        return 0.0
    doubt = 1.0 - STRENGTH[shown.evidence]
    # Multiplied step by step: `pow` may differ by one bit from one C library to the next, and a replay must not.
    for _ in range(min(shown.comparable, JOBS_COUNTED)):
        doubt *= DOUBT_KEPT_PER_JOB
    return 1.0 - doubt


def value(*, need: Need, facts: CandidateFacts) -> float:
    """Give the mean strength of the skills asked, weighted by importance; 0 when the need asks for none."""
    if not need.skills:
        return 0.0
    held = math.fsum(wish.importance * strength(shown=facts.shown(wish.slug)) for wish in need.skills)
    return min(1.0, held / math.fsum(wish.importance for wish in need.skills))


def reasons(*, need: Need, facts: CandidateFacts) -> tuple[Because, ...]:
    """Say what is covered, and with which evidence."""
    told: list[Because] = []
    covered = 0
    for wish in need.skills:
        shown = facts.shown(wish.slug)
        if shown is None:
            told.append(because(Reason.SKILL_LACKING, skill=wish.slug))
        else:
            covered += 1
            numbers = {"skill": wish.slug, "evidence": shown.evidence.value, "comparable": shown.comparable}
            told.append(because(Reason.SKILL_PROVEN, **numbers))
    return (because(Reason.SKILLS_COVERED, covered=covered, asked=len(need.skills)), *told)
