"""A season of briefs played on a calendar: who is invited, who is interested, who wins."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from maillage.matching.rules.ranking import CandidateFacts, Need, Turn, Weights, fair_share, rank

WINDOW_DAYS = 365

type Order = Callable[[Need, Sequence[CandidateFacts]], Sequence[str]]


@dataclass
class Diary:
    """What happened to one organization."""

    joined_day: int
    invited_days: deque[int] = field(default_factory=deque)
    won_days: deque[int] = field(default_factory=deque)
    invitations: int = 0
    wins: int = 0
    first_invited_brief: int | None = None
    joined_brief: int = 0

    def forget_before(self, day: int) -> None:
        for days in (self.invited_days, self.won_days):
            while days and days[0] <= day:
                days.popleft()


@dataclass(frozen=True)
class Season:
    """The result. `waits`: briefs that each newcomer waited for its first invitation (the whole season's rest when none came)."""

    invitations: tuple[int, ...]
    waits: tuple[int, ...]
    gini: float
    gini_of_wins: float


def gini(values: Sequence[float]) -> float:
    """Give the Gini coefficient: 0 when all are equal, near 1 when one has all."""
    ordered, total = sorted(values), sum(values)
    if not total:
        return 0.0
    size = len(ordered)
    return 2 * sum(place * each for place, each in enumerate(ordered, 1)) / (size * total) - (size + 1) / size


def turn_of(diary: Diary, *, day: int, given: int, won: int, share: float) -> Turn:
    """Give the facts of equity on a day. `given`, `won`: in the window, by all; `share`: of capacity."""
    member_days = day - diary.joined_day
    last = diary.invited_days[-1] if diary.invited_days else None
    return Turn(
        received=len(diary.invited_days),
        won=len(diary.won_days),
        fair_received=fair_share(given=given, capacity=share, capacity_of_able=1.0, days_as_member=member_days),
        fair_won=fair_share(given=won, capacity=share, capacity_of_able=1.0, days_as_member=member_days),
        days_since_invited=None if last is None else day - last,
        days_as_member=member_days,
    )


def plain_order(need: Need, candidates: Sequence[CandidateFacts]) -> Sequence[str]:
    """Give the order of the formula with its default weights."""
    return [entry.organization_id for entry in rank(need=need, candidates=candidates).entries]


def without_equity(need: Need, candidates: Sequence[CandidateFacts]) -> Sequence[str]:
    """Give the order of the formula without its criterion of equity, ties broken by the order of rows as a database does."""
    blind = [replace(facts, turn=Turn()) for facts in candidates]
    weights = Weights(equity=0)
    scores = {
        entry.organization_id: entry.score for entry in rank(need=need, candidates=blind, weights=weights).entries
    }
    return sorted(scores, key=lambda name: (-scores[name], name))


def play_plain_season(
    *,
    order: Order = plain_order,
    organizations: int = 60,
    newcomers: int = 6,
    briefs: int = 200,
    interest: float = 0.4,
    wanted: int = 3,
    wave: int = 3,
    days_between: int = 2,
    member_days: int = 800,
    seed: int = 1,
) -> Season:
    """Play briefs over identical organizations: waves of invitations until enough are interested, one of them wins.

    `organizations`: in all, of which the `newcomers` arrive one by one in the course of the season. `wanted`: interested
    organizations at which the waves stop. Gini: over the organizations present from the start.
    """
    chance = Random(seed)
    founders = organizations - newcomers
    diaries = {f"o{rank_:03}": Diary(joined_day=-member_days) for rank_ in range(founders)}
    arrivals = {(place + 1) * briefs // (newcomers + 1): place for place in range(newcomers)}
    for brief in range(briefs):
        day = brief * days_between
        if brief in arrivals:
            diaries[f"o{founders + arrivals[brief]:03}"] = Diary(joined_day=day, joined_brief=brief)
        facts = _facts(diaries, day)
        need = Need(brief_id=f"b{brief}")
        asked = _ask(order(need, facts), wave, wanted, interest, chance)
        for name in asked.invited:
            diary = diaries[name]
            diary.invited_days.append(day)
            diary.invitations += 1
            if diary.first_invited_brief is None:
                diary.first_invited_brief = brief
        if asked.interested:
            winner = diaries[chance.choice(asked.interested)]
            winner.won_days.append(day)
            winner.wins += 1
    return _season(diaries, founders, briefs)


@dataclass(frozen=True)
class Asked:
    """Who was invited for a brief, and who was interested."""

    invited: tuple[str, ...]
    interested: tuple[str, ...]


def _ask(names: Sequence[str], wave: int, wanted: int, interest: float, chance: Random) -> Asked:
    invited: list[str] = []
    interested: list[str] = []
    while len(interested) < wanted and len(invited) < len(names):
        for name in names[len(invited) : len(invited) + wave]:
            invited.append(name)
            if chance.random() < interest:
                interested.append(name)
    return Asked(tuple(invited), tuple(interested))


def _facts(diaries: dict[str, Diary], day: int) -> list[CandidateFacts]:
    for diary in diaries.values():
        diary.forget_before(day - WINDOW_DAYS)
    given = sum(len(diary.invited_days) for diary in diaries.values())
    won = sum(len(diary.won_days) for diary in diaries.values())
    share = 1 / len(diaries)
    return [
        CandidateFacts(organization_id=name, turn=turn_of(diary, day=day, given=given, won=won, share=share))
        for name, diary in diaries.items()
    ]


def _season(diaries: dict[str, Diary], founders: int, briefs: int) -> Season:
    everyone = list(diaries.values())
    waits = tuple(
        (briefs if diary.first_invited_brief is None else diary.first_invited_brief) - diary.joined_brief
        for diary in everyone[founders:]
    )
    present = everyone[:founders]
    return Season(
        invitations=tuple(diary.invitations for diary in present),
        waits=waits,
        gini=gini([diary.invitations for diary in present]),
        gini_of_wins=gini([diary.wins for diary in present]),
    )
