"""From what the ranking knows of candidates to the problem of a composition."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from maillage.matching.rules.composition.problem import Able, Fit, Part
from maillage.matching.rules.ranking import CandidateFacts, Need, SkillWish, Weights, exclusion_of, proximity
from maillage.matching.rules.ranking.order import score_of, values_of
from maillage.matching.types import Criterion

# Nearness and ties are counted by the team, not by the partner.
_OF_THE_TEAM = (Criterion.PROXIMITY, Criterion.TIES)
_BY_PART = (Criterion.SKILLS, Criterion.CAPACITY)


def pool_of(
    *, need: Need, parts: Sequence[Part], facts: Iterable[CandidateFacts], weights: Weights, points: Mapping[str, tuple[float, float]]
) -> list[Able]:  # fmt: skip
    """Give the candidates that can take on at least one part, each with its fit: the ranking's formula for that part alone.

    Whoever the ranking excludes is left out. `points`: (longitude, latitude) by organization.
    Complexity: candidates × parts.
    """
    needs = [_need_of(part, need=need, parts=parts) for part in parts]
    shares = [_shares(each, weights) for each in needs]
    found = []
    for one in facts:
        held = {skill.slug for skill in one.skills}
        doable = [place for place, part in enumerate(parts) if held.issuperset(part.skills)]
        if doable and exclusion_of(need=need, facts=one) is None:
            found.append(_able(one, doable, parts=parts, need=need, needs=needs, shares=shares, points=points))
    return found


def _need_of(part: Part, *, need: Need, parts: Sequence[Part]) -> Need:
    total = sum(each.share for each in parts)
    importance = {wish.slug: wish.importance for wish in need.skills}

    def share(cents: int | None) -> int | None:
        return None if cents is None else cents * part.share // total

    return replace(
        need, skills=tuple(SkillWish(slug, importance.get(slug, 1.0)) for slug in part.skills), needs_every_skill=True,
        budget_least_cents=share(need.budget_least_cents), budget_most_cents=share(need.budget_most_cents),
    )  # fmt: skip


def _shares(need: Need, weights: Weights) -> Mapping[Criterion, float]:
    shares = {each: share for each, share in weights.shares(need=need).items() if each not in _OF_THE_TEAM}
    total = sum(shares.values())
    # A network that looks at nearness and ties alone still wants the work done by those who know how.
    return {each: share / total for each, share in shares.items()} if total else {Criterion.SKILLS: 1.0}


def _able(
    one: CandidateFacts, doable: Sequence[int], *, parts: Sequence[Part], need: Need, needs: Sequence[Need],
    shares: Sequence[Mapping[Criterion, float]], points: Mapping[str, tuple[float, float]],
) -> Able:  # fmt: skip
    alike = values_of(need=need, facts=one, asked=[each for each in shares[0] if each not in _BY_PART])
    fits = []
    for place in doable:
        own = [each for each in shares[place] if each in _BY_PART]
        values = alike | values_of(need=needs[place], facts=one, asked=own)
        fits.append(Fit(parts[place].key, score_of(values=values, shares=shares[place])))
    longitude, latitude = points.get(one.organization_id, (None, None))
    return Able(
        organization_id=one.organization_id, fits=tuple(fits), nearness=proximity.value(need=need, facts=one),
        distance_m=one.distance_m, longitude=longitude, latitude=latitude, heads=_heads(one),
        jobs=sum(skill.comparable for skill in one.skills),
    )  # fmt: skip


def _heads(one: CandidateFacts) -> float | None:
    if one.headcount_least is None:
        return None
    return (one.headcount_least + (one.headcount_most if one.headcount_most is not None else one.headcount_least)) / 2


def best_suited(pool: Sequence[Able], /, *, parts: Sequence[Part], most: int) -> list[Able]:
    """Give at most `most` of a pool: for each part in turn, the next best by fit and nearness."""
    if len(pool) <= most:
        return list(pool)
    queues = [
        sorted(
            (one for one in pool if one.fit(part.key) is not None),
            key=lambda one, key=part.key: (-(one.fit(key) or 0.0) - one.nearness / 4, one.organization_id),  # type: ignore[misc]  # the default binds the key of now
        )
        for part in parts
    ]  # fmt: skip
    chosen: dict[str, Able] = {}
    for row in range(most):
        for queue in queues:
            if row < len(queue) and len(chosen) < most:
                chosen.setdefault(queue[row].organization_id, queue[row])
    return list(chosen.values())
