"""The ranking of a brief: from its rows and the directory's to the rules, and back."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from maillage import geodata
from maillage.directory.queries.able import AbleOrganization, able_organizations
from maillage.directory.queries.able_places import NeedPlace, place_of_need
from maillage.matching.models import Brief
from maillage.matching.queries.absences import away_between
from maillage.matching.queries.briefs import skills_of
from maillage.matching.queries.facts import Moment, facts_of
from maillage.matching.queries.reading_order import rank_strongest, read_for_each_skill
from maillage.matching.queries.records import banned_in, chosen_in, received_by
from maillage.matching.queries.track_records import largest_shares, track_records
from maillage.matching.rules.places import place_named
from maillage.matching.rules.ranking import CandidateFacts, Need, Ranking, SkillWish, Weights, rank

LISTED = 50
# Of each skill, so many are read for a team when they are too many to read them all.
STRONGEST_A_SKILL = 60


@dataclass(frozen=True, slots=True)
class Ranked:
    """A ranking and what is shown beside it; `is_whole` when nobody was left unread.

    When somebody was, the first ones are those of a whole reading all the same, and `count` may be a floor.
    """

    ranking: Ranking
    organizations: Mapping[str, AbleOrganization]
    count: int
    is_whole: bool = True
    is_count_exact: bool = True


@dataclass(frozen=True, slots=True)
class Known:
    """What is known, at a moment, of those who may answer a brief; `count` of the able, `is_whole` when all were read."""

    need: Need
    organizations: Sequence[AbleOrganization]
    facts: Sequence[CandidateFacts]
    count: int
    is_whole: bool


def rank_brief(
    brief: Brief,
    /,
    *,
    now: datetime,
    today: date,
    weights: Weights | None = None,
    limit: int = LISTED,
    lot_id: UUID | None = None,
) -> Ranked:
    """Rank the organizations of the directory for a brief. A fixed number of queries, whatever the directory's size."""
    need, place, moment = _asked(brief, now=now, today=today, lot_id=lot_id)
    slugs = [wish.slug for wish in need.skills]
    able = able_organizations(skills=slugs, place=place, today=today, also=moment.banned)
    weights = weights or Weights()
    if able is None:
        read = rank_strongest(need=need, weights=weights, place=place, moment=moment, limit=limit)
        return Ranked(read.ranking, read.organizations, read.count, is_whole=False, is_count_exact=read.is_count_exact)
    holders = [one for one in able if one.skills]
    moment = moment.among(holders).tied(need=need)
    facts = [facts_of(one, need=need, moment=moment) for one in able]
    ranking = rank(need=need, candidates=facts, weights=weights, limit=limit)
    return Ranked(ranking, {str(one.id): one for one in able}, len(holders))


def known_of(
    brief: Brief, /, *, now: datetime, today: date, weights: Weights | None = None, also: Iterable[UUID] = ()
) -> Known:
    """Read whom teams may be made of: all who are able, or the strongest of the need and of each of its skills; and `also`."""
    need, place, moment = _asked(brief, now=now, today=today)
    slugs = [wish.slug for wish in need.skills]
    named = [*moment.banned, *also]
    able = able_organizations(skills=slugs, place=place, today=today, also=named)
    if able is None:
        read = read_for_each_skill(
            need=need, weights=weights or Weights(), place=place, moment=moment, limit=STRONGEST_A_SKILL, also=named
        )
        return Known(need, read.organizations, read.facts, read.count, is_whole=False)
    holders = [one for one in able if one.skills]
    moment = moment.among(holders).tied(need=need)
    return Known(need, able, [facts_of(one, need=need, moment=moment) for one in able], len(holders), is_whole=True)


def _asked(
    brief: Brief, *, now: datetime, today: date, lot_id: UUID | None = None
) -> tuple[Need, NeedPlace | None, Moment]:
    need = need_of(brief, lot_id=lot_id)
    place = place_of_need(
        point=_point(brief), place=place_named(brief.place_code) if brief.place_code and not brief.is_anywhere else None
    )  # fmt: skip
    moment = Moment(
        now=now,
        today=today,
        received=received_by(now=now, except_brief_id=brief.pk),
        banned=banned_in(brief_id=brief.pk),
        away=away_between(first=need.starts_on, last=need.ends_on),
        tracks=track_records(),
        largest=largest_shares(),
        chosen=chosen_in(brief_id=brief.pk),
    )
    return need, place, moment


def need_of(brief: Brief, /, *, lot_id: UUID | None = None) -> Need:
    """Give a brief as the ranking reads it, or one of its lots: the skills of the lot alone, the budget not known."""
    asked = skills_of(brief)
    if lot_id is not None:
        asked = [one for one in asked if one.lot_id == lot_id]
    return Need(
        brief_id=str(brief.pk),
        skills=tuple(SkillWish(one.skill.slug, is_required=one.is_required) for one in asked),
        place_code="" if brief.is_anywhere else brief.place_code,
        longitude=None if brief.is_anywhere else brief.longitude,
        latitude=None if brief.is_anywhere else brief.latitude,
        radius_km=brief.radius_km,
        budget_least_cents=None if lot_id else brief.budget_least_cents,
        budget_most_cents=None if lot_id else brief.budget_most_cents,
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
