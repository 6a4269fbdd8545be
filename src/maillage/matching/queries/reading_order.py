"""Whom a ranking reads of the many who are able: in the order of what they can reach, until the first ones are sure.

Fagin, Lotem and Naor's threshold algorithm (2003) on one list: the database orders all by an upper bound of their score
(`directory.queries.able_order`), the rules judge the first ones, and the reading ends when the last one that counts is
ahead of the bound of whoever comes next, near or far.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from uuid import UUID

from maillage.directory.queries.able import AbleOrganization, organizations_read
from maillage.directory.queries.able_known import KnownHolder, count_of_able, headcount_bands, known_holders
from maillage.directory.queries.able_order import (
    InOrder,
    Yardstick,
    holders_of_several,
    key_of,
    probe_m,
    score_of_key,
    strongest,
)
from maillage.directory.queries.able_places import NeedPlace
from maillage.matching.queries.facts import Moment, facts_of, mean_heads, record_of, tie_to_buyer, ties_to_able, turn_of
from maillage.matching.rules.ranking import (
    CandidateFacts,
    Entry,
    Need,
    Ranking,
    SkillShown,
    Weights,
    capacity,
    farthest_useful_m,
    proximity,
    rank,
    skill_strength,
)
from maillage.matching.rules.ranking.order import WELCOME_DAYS, order_key, values_of
from maillage.matching.rules.ranking.skills import DOUBT_KEPT_PER_JOB, JOBS_COUNTED
from maillage.matching.types import Criterion, Evidence, Served

_MARGIN = 20  # read beyond those listed: some are excluded
_GROWTH = 4
_FAR_M = 3_000_000.0  # from there on, all are read
# What does not stand in a profile: the same for all of whom nothing is known.
_HISTORY = (Criterion.RELIABILITY, Criterion.TIES, Criterion.EQUITY, Criterion.LABELS)


@dataclass(frozen=True, slots=True)
class Read:
    """A ranking of the first ones and those read for it; `count` is a floor unless it is exact."""

    ranking: Ranking
    organizations: Mapping[str, AbleOrganization]
    count: int
    is_count_exact: bool


def rank_strongest(*, need: Need, weights: Weights, place: NeedPlace | None, moment: Moment, limit: int) -> Read:
    """Rank the first `limit` of all who are able, without reading them all; the same as if all had been read."""
    slugs = [wish.slug for wish in need.skills]
    moment = moment.knowing_links()
    known = known_holders(skills=slugs, named=moment.recorded, labels=need.preferred_labels, today=moment.today)
    count, is_exact = count_of_able(skills=slugs)
    # The many not read are counted for one each.
    moment = moment.of_known(frozenset(known), capacity=float(max(1, count))).tied(need=need)
    search = _Search(need, weights, place, moment, _yardstick(need, weights, moment, known), limit)
    return Read(search.ranking(), {str(pk): one for pk, one in search.read.items()}, count, is_exact)


@dataclass(frozen=True, slots=True)
class ReadForTeams:
    """Whom a team may be made of, and how many are able in all."""

    organizations: Sequence[AbleOrganization]
    facts: Sequence[CandidateFacts]
    count: int


def read_for_each_skill(
    *, need: Need, weights: Weights, place: NeedPlace | None, moment: Moment, limit: int, also: Iterable[UUID] = ()
) -> ReadForTeams:
    """Read the strongest `limit` of the whole need and of each of its skills, so that no part is left without its own."""
    ids, moment = dict.fromkeys(also), moment.knowing_links()
    for skills in dict.fromkeys([need.skills, *((wish,) for wish in need.skills)]):
        read = rank_strongest(
            need=replace(need, skills=skills), weights=weights, place=place, moment=moment, limit=limit
        )
        ids |= dict.fromkeys(UUID(pk) for pk in read.organizations)
    slugs = [wish.slug for wish in need.skills]
    known = known_holders(skills=slugs, named=moment.recorded, labels=need.preferred_labels, today=moment.today)
    count, _is_exact = count_of_able(skills=slugs)
    moment = moment.of_known(frozenset(known), capacity=float(max(1, count))).tied(need=need)
    able = organizations_read(ids=ids, skills=slugs, place=place, today=moment.today)
    return ReadForTeams(able, [facts_of(one, need=need, moment=moment) for one in able], count)


@dataclass
class _Search:
    need: Need
    weights: Weights
    place: NeedPlace | None
    moment: Moment
    yardstick: Yardstick
    limit: int
    read: dict[UUID, AbleOrganization] = field(default_factory=dict)
    facts: dict[UUID, CandidateFacts] = field(default_factory=dict)

    def ranking(self) -> Ranking:
        """Read until the first ones are sure."""
        self._read(self.moment.banned)
        within_m, wanted = self._first_reach_m(), self.limit + _MARGIN
        while True:
            order = self._order(within_m, wanted)
            self._read(one.organization_id for one in order[:wanted])
            made = rank(need=self.need, candidates=self.facts.values(), weights=self.weights, limit=self.limit)
            last = made.entries[-1] if len(made.entries) == self.limit else None
            useful_m = self._useful_m(last.score if last else 0.0)
            if within_m is not None and useful_m > within_m:
                within_m = useful_m if useful_m < _FAR_M else None
            elif len(order) > wanted and (last is None or self._precedes(order[wanted], last)):
                wanted *= _GROWTH
            else:
                return made

    def _order(self, within_m: float | None, count: int) -> Sequence[InOrder]:
        return strongest(yardstick=self.yardstick, place=self.place, within_m=within_m, count=count)

    def _read(self, ids: Iterable[UUID]) -> None:
        missing = [pk for pk in ids if pk not in self.read]
        if not missing:
            return
        slugs = [wish.slug for wish in self.need.skills]
        for one in organizations_read(ids=missing, skills=slugs, place=self.place, today=self.moment.today):
            self.read[one.id] = one
            self.facts[one.id] = facts_of(one, need=self.need, moment=self.moment)

    def _first_reach_m(self) -> float | None:
        """Guess how far to read, from those near; the end of the reading proves it."""
        if self.place is None or self.place.point is None or not self.yardstick.proximity:
            return None
        near_m = probe_m(skills=list(self.yardstick.skills), point=self.place.point)
        near = self._order(near_m, self.limit)
        useful_m = self._useful_m(score_of_key(near[self.limit - 1].key) if len(near) >= self.limit else 0.0)
        return max(useful_m, near_m) if useful_m < _FAR_M else None

    def _useful_m(self, score: float) -> float:
        """Give the distance beyond which nobody who names no territory and shows no proof reaches a score."""
        reach = farthest_useful_m(
            need=self.need, weights=self.weights, score=score, known=self._most_unproven(), served=Served.UNSAID
        )
        farthest_m = self.yardstick.farthest_m
        return reach if farthest_m is None else min(reach, farthest_m)

    def _most_unproven(self) -> Mapping[Criterion, float]:
        unproven = tuple(SkillShown(wish.slug, Evidence.CLAIMED) for wish in self.need.skills)
        nobody = CandidateFacts(organization_id="", skills=unproven)
        asked = self.weights.shares(need=self.need)
        values = values_of(need=self.need, facts=nobody, asked=asked)
        share = asked.get(Criterion.CAPACITY)
        if share:
            values[Criterion.CAPACITY] = min(1.0, max(self.yardstick.headcounts.values()) / share)
        return {criterion: value for criterion, value in values.items() if criterion is not Criterion.PROXIMITY}

    def _precedes(self, unread: InOrder, last: Entry) -> bool:
        """Say whether somebody unread may come before the last one listed."""
        facts = self.facts[UUID(last.organization_id)]
        score, is_settled, waited, draw = order_key(need=self.need, facts=facts, score=last.score)
        key = key_of(score=-score, is_welcomed=not is_settled, waited=-waited)
        return (-unread.key, unread.draw) < (-key, draw)


def _yardstick(need: Need, weights: Weights, moment: Moment, known: Mapping[UUID, KnownHolder]) -> Yardstick:
    shares = weights.shares(need=need)
    total = sum(wish.importance for wish in need.skills)
    skills = shares.get(Criterion.SKILLS, 0.0)
    return Yardstick(
        skills={wish.slug: skills * wish.importance / total for wish in need.skills},
        required=frozenset(need.required_skills) or frozenset(wish.slug for wish in need.skills),
        doubts={each.value: 1.0 - skill_strength(shown=SkillShown("", each)) for each in Evidence},
        doubt_kept_per_job=DOUBT_KEPT_PER_JOB, jobs_counted=JOBS_COUNTED,
        headcounts=_points_of_headcounts(need, shares),
        proximity=shares.get(Criterion.PROXIMITY, 0.0), scale_m=proximity.scale_m(need=need),
        floors={served.value: proximity.slope_of(served=served) for served in Served},
        unknown_decay=proximity.UNKNOWN_DECAY,
        rest=_points(need, shares, CandidateFacts(organization_id="")),
        known={pk: _points_of_known(need, shares, one, moment) for pk, one in known.items()},
        several=None if shares.get(Criterion.PROXIMITY) else holders_of_several(skills=[one.slug for one in need.skills]),
        farthest_m=None if need.radius_km is None else proximity.TOLERANCE * proximity.scale_m(need=need),
        required_labels=need.required_labels, welcome_days=WELCOME_DAYS, seed=need.brief_id.encode() + b"\0",
        today=moment.today,
    )  # fmt: skip


def _points_of_headcounts(need: Need, shares: Mapping[Criterion, float]) -> Mapping[str, float]:
    share = shares.get(Criterion.CAPACITY, 0.0)
    facts = {
        band: CandidateFacts(organization_id="", headcount_least=least, headcount_most=most)
        for band, (least, most) in headcount_bands().items()
    }
    return {band: share * capacity.value(need=need, facts=one) for band, one in facts.items()}


def _points_of_known(
    need: Need, shares: Mapping[Criterion, float], one: KnownHolder, moment: Moment
) -> tuple[float, int | None]:
    own = moment.received.get(one.id)
    heads = mean_heads(one.headcount_least, one.headcount_most)
    facts = CandidateFacts(
        organization_id=str(one.id), labels=one.labels, record=record_of(own, moment.tracks.get(one.id)),
        tie_to_buyer=tie_to_buyer(one.id, need=need, moment=moment),
        ties_to_able=ties_to_able(one.id, moment=moment),
        turn=turn_of(own, heads=heads, listed_on=one.listed_on, moment=moment),
    )  # fmt: skip
    more = shares.get(Criterion.CAPACITY, 0.0) * _proved_capacity(need, one, moment)
    return _points(need, shares, facts) + more, facts.turn.days_since_invited


def _proved_capacity(need: Need, one: KnownHolder, moment: Moment) -> float:
    """Give what past work adds to what the headcount says, which all are counted for."""
    told = CandidateFacts(organization_id="", headcount_least=one.headcount_least, headcount_most=one.headcount_most)
    proved = replace(told, largest_amount_cents=moment.largest.get(one.id))
    return capacity.value(need=need, facts=proved) - capacity.value(need=need, facts=told)


def _points(need: Need, shares: Mapping[Criterion, float], facts: CandidateFacts) -> float:
    asked = [criterion for criterion in _HISTORY if criterion in shares]
    values = values_of(need=need, facts=facts, asked=asked)
    return sum(shares[criterion] * value for criterion, value in values.items())
