"""What the ranking takes of an organization: its profile, its answers, its turn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from maillage.directory.queries.able import AbleOrganization
from maillage.matching.queries.records import Received
from maillage.matching.rules.ranking import (
    Away,
    CandidateFacts,
    Need,
    Record,
    SkillShown,
    Turn,
    capacity_of,
    fair_share,
)
from maillage.matching.types import Evidence, Served

# References made together are a tie: one is worth one half, each other half of what is left.
_DOUBT_KEPT_PER_REFERENCE = 0.5
_ABLE_TIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a ranking is made with beside the directory.

    `given`, `won`: opportunities of twelve months to all the able; `capacity`: the sum of their capacities.
    `able_ids`: those of whom ties are counted. `away`: absences on the days of the need.
    """

    now: datetime
    today: date
    received: Mapping[UUID, Received]
    banned: Collection[UUID]
    given: int = 0
    won: int = 0
    capacity: float = 0.0
    able_ids: Collection[UUID] = frozenset()
    away: Mapping[UUID, tuple[Away, ...]] = field(default_factory=dict)

    def among(self, able: Sequence[AbleOrganization], /) -> Self:
        """Give the same with what came to all the able, when all of them were read."""
        ids = frozenset(one.id for one in able)
        heads = [mean_heads(one.headcount_least, one.headcount_most) for one in able]
        return self.of_known(ids, capacity=sum(capacity_of(headcount=each) for each in heads))

    def of_known(self, ids: Collection[UUID], /, *, capacity: float) -> Self:
        """Give the same with what came to these, who are all those able to whom something came or who have ties."""
        came = [self.received[pk] for pk in ids if pk in self.received]
        return replace(
            self, able_ids=ids, capacity=capacity, given=sum(one.received for one in came), won=sum(one.won for one in came)
        )  # fmt: skip


def facts_of(one: AbleOrganization, /, *, need: Need, moment: Moment) -> CandidateFacts:
    """Give an organization as the rules read it."""
    own = moment.received.get(one.id)
    heads = mean_heads(one.headcount_least, one.headcount_most)
    return CandidateFacts(
        organization_id=str(one.id),
        skills=tuple(SkillShown(held.slug, Evidence(held.evidence), held.comparable) for held in one.skills),
        distance_m=one.distance_m,
        served=_served(one),
        headcount_least=one.headcount_least,
        headcount_most=one.headcount_most,
        away=moment.away.get(one.id, ()),
        tie_to_buyer=tie_to_buyer(one.partners, need=need),
        ties_to_able=ties_to_able(one.partners, among=moment.able_ids),
        labels=one.labels,
        record=record_of(own),
        turn=turn_of(own, heads=heads, listed_on=one.listed_on, moment=moment),
        is_banned=one.id in moment.banned,
    )


def mean_heads(least: int | None, most: int | None) -> float | None:
    """Give the middle of a headcount bracket."""
    if least is None:
        return None
    return (least + (most if most is not None else least)) / 2


def tie_to_buyer(partners: Mapping[UUID, int], /, *, need: Need) -> float:
    """Give the strength of the tie with the buyer."""
    buyer = need.buyer_organization_id
    return _strength(partners.get(UUID(buyer), 0)) if buyer else 0.0


def ties_to_able(partners: Mapping[UUID, int], /, *, among: Collection[UUID]) -> tuple[float, ...]:
    """Give the strengths of the ties with others who are able, strongest first."""
    found = sorted((_strength(count) for other, count in partners.items() if other in among), reverse=True)
    return tuple(found[:_ABLE_TIES])


def record_of(own: Received | None, /) -> Record:
    """Give how an organization has answered. An invitation that still waits is no silence yet."""
    return Record(invited=own.ended, answered=own.answered, in_time=own.in_time) if own else Record()


def turn_of(own: Received | None, /, *, heads: float | None, listed_on: date | None, moment: Moment) -> Turn:
    """Give what came to an organization in twelve months, and what would be fair."""
    days = max(0, (moment.today - listed_on).days) if listed_on else 0

    def share(of: int) -> float:
        return fair_share(
            given=of, capacity=capacity_of(headcount=heads), capacity_of_able=moment.capacity, days_as_member=days
        )

    return Turn(
        received=own.received if own else 0,
        won=own.won if own else 0,
        fair_received=share(moment.given),
        fair_won=share(moment.won),
        days_since_invited=max(0, (moment.now - own.last_at).days) if own and own.last_at else None,
        days_as_member=days,
    )


def _served(one: AbleOrganization) -> Served:
    if one.is_national:
        return Served.NATIONAL
    return Served.UNSAID if one.serves is None else Served.YES if one.serves else Served.NO


def _strength(references: int) -> float:
    return 1.0 - _DOUBT_KEPT_PER_REFERENCE**references
