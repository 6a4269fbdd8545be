"""The ranking of a brief: from its rows and the directory's to the rules, and back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from maillage import geodata
from maillage.directory.queries.able import Able, AbleOrganization, able_organizations
from maillage.matching.models import Brief
from maillage.matching.queries.briefs import skills_of
from maillage.matching.queries.records import Received, banned_in, received_by
from maillage.matching.queries.track_records import TrackRecord, track_records
from maillage.matching.rules.places import place_named
from maillage.matching.rules.ranking import (
    CandidateFacts,
    Need,
    Ranking,
    Record,
    SkillShown,
    SkillWish,
    Turn,
    Weights,
    capacity_of,
    fair_share,
    rank,
)
from maillage.matching.types import Evidence, Served

# References made together are a tie: one is worth one half, each other half of what is left.
_DOUBT_KEPT_PER_REFERENCE = 0.5
LISTED = 50
_ABLE_TIES = 12


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and what is shown beside it; `is_whole` when nobody was left unread."""

    ranking: Ranking
    organizations: Mapping[str, AbleOrganization]
    count: int
    is_whole: bool


def rank_brief(
    brief: Brief, /, *, now: datetime, today: date, weights: Weights | None = None, limit: int = LISTED
) -> Ranked:
    """Rank the organizations of the directory for a brief. Twelve queries, whatever the size of the directory."""
    need = need_of(brief)
    received = received_by(now=now, except_brief_id=brief.pk)
    banned = banned_in(brief_id=brief.pk)
    place = place_named(brief.place_code) if brief.place_code else None
    able = able_organizations(
        skills=[wish.slug for wish in need.skills], point=_point(brief), place=place, today=today,
        also=[*received, *banned],
    )  # fmt: skip
    facts = _facts(able, need=need, received=received, banned=banned, now=now, today=today)
    ranking = rank(need=need, candidates=facts, weights=weights, limit=limit)
    return Ranked(ranking, {str(one.id): one for one in able.organizations}, able.count, able.is_whole)


def need_of(brief: Brief, /) -> Need:
    """Give a brief as the ranking reads it."""
    return Need(
        brief_id=str(brief.pk),
        skills=tuple(SkillWish(asked.skill.slug, is_required=asked.is_required) for asked in skills_of(brief)),
        place_code="" if brief.is_anywhere else brief.place_code,
        longitude=None if brief.is_anywhere else brief.longitude,
        latitude=None if brief.is_anywhere else brief.latitude,
        radius_km=brief.radius_km,
        budget_least_cents=brief.budget_least_cents,
        budget_most_cents=brief.budget_most_cents,
        required_labels=tuple(brief.required_labels),
        preferred_labels=tuple(brief.preferred_labels),
        starts_on=brief.starts_on,
        ends_on=brief.ends_on,
        buyer_organization_id=str(brief.buyer_organization_id) if brief.buyer_organization_id else None,
    )


def _point(brief: Brief) -> geodata.Point | None:
    if brief.is_anywhere or brief.longitude is None or brief.latitude is None:
        return None
    return geodata.Point(longitude=brief.longitude, latitude=brief.latitude)


def _facts(
    able: Able, *, need: Need, received: Mapping[UUID, Received], banned: set[UUID], now: datetime, today: date
) -> Sequence[CandidateFacts]:
    ids = {one.id for one in able.organizations}
    given = sum(one.received for pk, one in received.items() if pk in ids)
    won = sum(one.won for pk, one in received.items() if pk in ids)
    tracks = track_records(ids)
    capacities = {one.id: capacity_of(headcount=_heads(one)) for one in able.organizations}
    total = sum(capacities.values())
    return [
        CandidateFacts(
            organization_id=str(one.id),
            skills=tuple(SkillShown(held.slug, Evidence(held.evidence), held.comparable) for held in one.skills),
            distance_m=one.distance_m,
            served=_served(one),
            headcount_least=one.headcount_least,
            headcount_most=one.headcount_most,
            tie_to_buyer=_tie(one.partners, need.buyer_organization_id),
            ties_to_able=_ties(one.partners, among=ids),
            labels=one.labels,
            record=_record(received.get(one.id), tracks.get(one.id)),
            turn=_turn(
                received.get(one.id), now=now, days=(today - one.listed_on).days if one.listed_on else 0,
                given=given, won=won, capacity=capacities[one.id], total=total,
            ),
            is_banned=one.id in banned,
        )
        for one in able.organizations
    ]  # fmt: skip


def _heads(one: AbleOrganization) -> float | None:
    if one.headcount_least is None:
        return None
    most = one.headcount_most if one.headcount_most is not None else one.headcount_least
    return (one.headcount_least + most) / 2


def _served(one: AbleOrganization) -> Served:
    if one.is_national:
        return Served.NATIONAL
    return Served.UNSAID if one.serves is None else Served.YES if one.serves else Served.NO


def _tie(partners: Mapping[UUID, int], other: str | None) -> float:
    return _strength(partners.get(UUID(other), 0)) if other else 0.0


def _ties(partners: Mapping[UUID, int], *, among: set[UUID]) -> tuple[float, ...]:
    found = sorted((_strength(count) for other, count in partners.items() if other in among), reverse=True)
    return tuple(found[:_ABLE_TIES])


def _strength(references: int) -> float:
    return 1.0 - _DOUBT_KEPT_PER_REFERENCE**references


def _record(own: Received | None, track: TrackRecord | None) -> Record:
    # An invitation that still waits is no silence yet.
    track = track or TrackRecord()
    return Record(
        invited=own.ended if own else 0, answered=own.answered if own else 0, in_time=own.in_time if own else 0,
        ratings_count=track.ratings_count, ratings_sum=track.ratings_sum,
    )  # fmt: skip


def _turn(
    own: Received | None, *, now: datetime, days: int, given: int, won: int, capacity: float, total: float
) -> Turn:
    days = max(0, days)

    def share(of: int) -> float:
        return fair_share(given=of, capacity=capacity, capacity_of_able=total, days_as_member=days)

    return Turn(
        received=own.received if own else 0,
        won=own.won if own else 0,
        fair_received=share(given),
        fair_won=share(won),
        days_since_invited=max(0, (now - own.last_at).days) if own and own.last_at else None,
        days_as_member=days,
    )
