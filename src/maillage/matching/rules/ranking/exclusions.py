"""Hard criteria: who is no candidate, and why."""

from maillage.matching.rules.ranking import capacity, proximity
from maillage.matching.rules.ranking.candidates import CandidateFacts
from maillage.matching.rules.ranking.needs import Need
from maillage.matching.types import Exclusion, Served


def exclusion_of(*, need: Need, facts: CandidateFacts) -> Exclusion | None:
    """Give the first reason, in this order, why an organization is no candidate; None when it is one."""
    if need.buyer_organization_id is not None and facts.organization_id == need.buyer_organization_id:
        return Exclusion.IS_BUYER
    if facts.is_banned:
        return Exclusion.BANNED
    if _lacks_skills(need, facts):
        return Exclusion.SKILL_MISSING
    if need.required_labels and not set(need.required_labels) <= set(facts.labels):
        return Exclusion.LABEL_MISSING
    if far := _too_far(need, facts):
        return far
    away, days = capacity.days_away(need=need, facts=facts)
    if away >= days:
        return Exclusion.UNAVAILABLE
    return Exclusion.TOO_SMALL if _is_too_small(need, facts) else None


def _lacks_skills(need: Need, facts: CandidateFacts) -> bool:
    if not need.skills:
        return False
    held = {skill.slug for skill in facts.skills}
    required = need.required_skills
    if need.needs_every_skill and required:
        return not held.issuperset(required)
    return held.isdisjoint(required or [wish.slug for wish in need.skills])


def _too_far(need: Need, facts: CandidateFacts) -> Exclusion | None:
    """Judge the distance, only when the buyer named a perimeter and the candidate does not say that it serves the place."""
    if not need.has_place or need.radius_km is None or facts.distance_m is None:
        return None
    perimeters = facts.distance_m / proximity.scale_m(need=need)
    if facts.served is Served.NO and perimeters > 1:
        return Exclusion.NOT_SERVED
    return Exclusion.TOO_FAR if facts.served is Served.UNSAID and perimeters > proximity.TOLERANCE else None


def _is_too_small(need: Need, facts: CandidateFacts) -> bool:
    if need.headcount is None or facts.headcount_most is None:
        return False
    return facts.headcount_most < capacity.TOO_SMALL * need.headcount
