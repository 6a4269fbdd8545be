"""Why each member is in its team: what only it can do, what it does best, with whom it has worked, how near it is."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from maillage.matching.rules.composition.problem import Able, Problem
from maillage.matching.rules.composition.reasons import TeamBecause, because
from maillage.matching.rules.composition.teams import Member, Team
from maillage.matching.types import TeamReason

NEAR_PLACE_M = 60_000
NEIGHBOUR_M = 15_000


def explained(team: Team, /, *, problem: Problem, lost: Mapping[str, float | None]) -> Team:
    """Give the same team with the reasons of each member, the most telling first.

    `lost`: points that the best team loses without somebody, None when there is no team at all then.
    """
    pool = [one for one in problem.pool if one.organization_id not in problem.bans]
    known = {one.organization_id: one for one in pool}
    return replace(
        team,
        members=tuple(
            replace(member, because=tuple(_told(member, team, problem, pool, known, lost))) for member in team.members
        ),
    )


def _told(
    member: Member, team: Team, problem: Problem, pool: Sequence[Able], known: Mapping[str, Able],
    lost: Mapping[str, float | None],
) -> Iterator[TeamBecause]:  # fmt: skip
    own = known[member.organization_id]
    if member.organization_id in problem.pins:
        yield because(TeamReason.PINNED)
    for part in member.parts:
        yield _of_part(own, part, pool)
    if member.organization_id in lost and lost[member.organization_id] is None:
        yield because(TeamReason.ONLY_TEAM)
    if len(member.parts) > 1:
        yield because(TeamReason.SEVERAL, count=len(member.parts))
    if member.is_lead and member.can_lead and len(team.members) > 1:
        yield because(TeamReason.LEADS, people=round(own.heads or 0), jobs=own.jobs)
    yield from _beside_others(member, team)
    if problem.has_place and own.distance_m is not None and own.distance_m <= NEAR_PLACE_M:
        yield because(TeamReason.AT_PLACE, km=round(own.distance_m / 1000))
    missed = lost.get(member.organization_id)
    if missed is not None:
        yield because(TeamReason.MISSED, points=missed)


def _of_part(own: Able, part: str, pool: Sequence[Able]) -> TeamBecause:
    fit = own.fit(part) or 0.0
    others = [other for one in pool if one is not own for other in [one.fit(part)] if other is not None]
    if not others:
        return because(TeamReason.ONLY_ONE, part=part)
    code = TeamReason.BEST_FIT if fit >= max(others) else TeamReason.FITS
    return because(code, part=part, percent=round(100 * fit))


def _beside_others(member: Member, team: Team) -> Iterator[TeamBecause]:
    for thread in sorted(team.threads, key=lambda thread: (-thread.strength, thread.one, thread.other)):
        if member.organization_id not in (thread.one, thread.other):
            continue
        other = thread.other if thread.one == member.organization_id else thread.one
        if thread.strength > 0:
            yield because(TeamReason.WORKED_WITH, organization=other, percent=round(100 * thread.strength))
        elif thread.metres is not None and thread.metres <= NEIGHBOUR_M:
            yield because(TeamReason.NEAR_PARTNER, organization=other, km=round(thread.metres / 1000))
