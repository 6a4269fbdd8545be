"""What the ranking takes of an organization: its profile, its answers, its turn."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Self
from uuid import UUID

from maillage.directory.queries.able import AbleOrganization
from maillage.links.queries.links import strengths_among, tied_ids
from maillage.matching.queries.records import Received
from maillage.matching.queries.track_records import TrackRecord
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

_ABLE_TIES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """What a ranking is made with beside the directory.

    `given`, `won`: opportunities of twelve months to all the able; `capacity`: the sum of their capacities.
    `able_ids`: those of whom ties are counted. `away`: absences on the days of the need.
    `tracks`: what common work says of them; `largest`: their largest share of finished common work, cents. `chosen`: those whom
    the office keeps and those who have accepted. `linked`: all who have any link, read when not all the able are; `ties`: the
    strength of the links between those able, those chosen and the buyer.
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
    tracks: Mapping[UUID, TrackRecord] = field(default_factory=dict)
    largest: Mapping[UUID, int] = field(default_factory=dict)
    chosen: Collection[UUID] = frozenset()
    linked: Collection[UUID] | None = None
    ties: Mapping[UUID, Mapping[UUID, float]] = field(default_factory=dict)

    @property
    def recorded(self) -> Collection[UUID]:
        """Those of whom something is known beside their profile."""
        return {*self.received, *self.tracks, *self.largest, *(self.linked or ())}

    def knowing_links(self) -> Self:
        """Give the same with all who have any link: whoever has one is known beside their profile. One query, once."""
        return self if self.linked is not None else replace(self, linked=tied_ids())

    def tied(self, *, need: Need) -> Self:
        """Give the same with the links between those able, those chosen and the buyer. One query."""
        buyer = need.buyer_organization_id
        ties: dict[UUID, dict[UUID, float]] = {}
        for (left, right), strength in strengths_among(
            {*self.able_ids, *self.chosen, *([UUID(buyer)] if buyer else ())}
        ).items():
            ties.setdefault(left, {})[right] = ties.setdefault(right, {})[left] = strength
        return replace(self, ties=ties)

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
        largest_amount_cents=moment.largest.get(one.id),
        away=moment.away.get(one.id, ()),
        tie_to_buyer=tie_to_buyer(one.id, need=need, moment=moment),
        ties_to_able=ties_to_able(one.id, moment=moment),
        labels=one.labels,
        record=record_of(own, moment.tracks.get(one.id)),
        turn=turn_of(own, heads=heads, listed_on=one.listed_on, moment=moment),
        is_banned=one.id in moment.banned,
    )


def mean_heads(least: int | None, most: int | None) -> float | None:
    """Give the middle of a headcount bracket."""
    if least is None:
        return None
    return (least + (most if most is not None else least)) / 2


def tie_to_buyer(pk: UUID, /, *, need: Need, moment: Moment) -> float:
    """Give the strength of the links with the buyer."""
    buyer = need.buyer_organization_id
    return moment.ties.get(pk, {}).get(UUID(buyer), 0.0) if buyer else 0.0


def ties_to_able(pk: UUID, /, *, moment: Moment) -> tuple[float, ...]:
    """Give the strengths of the links with others who are able or chosen, strongest first."""
    own = moment.ties.get(pk, {})
    found = (strength for other, strength in own.items() if other in moment.able_ids or other in moment.chosen)
    return tuple(sorted(found, reverse=True)[:_ABLE_TIES])


def record_of(own: Received | None, track: TrackRecord | None, /) -> Record:
    """Give how an organization has answered and was rated. An invitation that still waits is no silence yet."""
    track = track or TrackRecord()
    return Record(
        invited=own.ended if own else 0,
        answered=own.answered if own else 0,
        in_time=own.in_time if own else 0,
        ratings_count=track.ratings_count,
        ratings_sum=track.ratings_sum,
    )


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
