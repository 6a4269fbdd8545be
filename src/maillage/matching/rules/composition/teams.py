"""A team as it is shown: who takes on what, the threads between them, and six measures."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from maillage.matching.rules.composition.leads import lead_value
from maillage.matching.rules.composition.problem import Able
from maillage.matching.rules.composition.reasons import TeamBecause
from maillage.matching.rules.composition.scaled import DRAW_ROOM, UNIT, Scaled
from maillage.matching.rules.composition.search import Choice, Found
from maillage.matching.types import Flavour


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A partner. `parts`: keys of what it takes on; `share` and `fit` in [0, 1], the fit weighted by its parts' work."""

    organization_id: str
    parts: tuple[str, ...]
    share: float
    fit: float
    is_lead: bool
    can_lead: bool
    distance_m: int | None
    because: tuple[TeamBecause, ...] = ()


@dataclass(frozen=True, slots=True)
class Thread:
    """Two partners: the strength of their tie in [0, 1] (0: strangers) and the metres between them, None when unknown."""

    one: str
    other: str
    strength: float
    metres: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """Six values in [0, 1], 1 is best, and the numbers that people read beside them.

    `tied`: mean strength of the ties, over all pairs. `spread_m`: between the two partners farthest apart; `farthest_m`: from the
    place to the farthest partner.
    """

    fit: float
    place: float
    close: float
    ties: float
    balance: float
    size: float
    partners: int
    pairs: int
    tied_pairs: int
    tied: float
    largest_share: float
    spread_m: int | None
    farthest_m: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """One alternative. `score`: what was maximised, under the usual aims; `points`: the same out of 100.

    `without`: the member of the best team that this one does without. `is_proven`: nothing better exists for its aims; otherwise
    it is the best found so far.
    """

    flavour: Flavour
    score: int
    points: float
    members: tuple[Member, ...]
    threads: tuple[Thread, ...]
    measures: Measures
    without: str = ""
    is_proven: bool = True

    @property
    def ids(self) -> frozenset[str]:
        return frozenset(member.organization_id for member in self.members)

    @property
    def lead(self) -> Member:
        return next(member for member in self.members if member.is_lead)


def score_of(task: Scaled, choices: Sequence[Choice], /) -> int:
    """Give the score of a team from the formula itself, draw included: what the search maximises."""
    parts = range(len(task.shares))
    gain = sum(task.gains[one][p] or 0 for one, sub in choices for p in parts if sub >> p & 1)
    pairs = sum(task.pair_costs(one)[other] for (one, _), (other, _) in combinations(choices, 2))
    balance = task.balance(largest=_largest(task, choices), count=len(choices))
    return gain - pairs - task.member_cost * (len(choices) - 1) + balance


def points_of(task: Scaled, score: int, /) -> float:
    """Give a score out of 100: what costs take away is counted from all that they could take."""
    aims = task.aims
    costs, every = aims.close + aims.ties + aims.size, aims.fit + aims.place + aims.balance
    return round(100 * (score // DRAW_ROOM + costs * UNIT * UNIT) / ((costs + every) * UNIT * UNIT), 1)


def team_of(task: Scaled, found: Found, /, *, flavour: Flavour, without: str = "") -> Team:
    """Tell a team that was found; `task`: the problem under the usual aims."""
    choices = found.choices or ()
    lead = max(choices, key=lambda choice: _lead_key(task, choice))[0]
    members = [_member(task, one, sub, is_lead=one == lead) for one, sub in choices]
    members.sort(key=lambda member: (not member.is_lead, -member.share, member.organization_id))
    score = score_of(task, choices)
    return Team(
        flavour=flavour, score=score, points=points_of(task, score), members=tuple(members),
        threads=_threads(task, choices), measures=_measures(task, choices), without=without,
        is_proven=found.is_proven,
    )  # fmt: skip


def _largest(task: Scaled, choices: Sequence[Choice]) -> int:
    return max(_share(task, sub) for _one, sub in choices)


def _share(task: Scaled, sub: int) -> int:
    return sum(share for p, share in enumerate(task.shares) if sub >> p & 1)


def _lead_key(task: Scaled, choice: Choice) -> tuple[bool, float, str]:
    one, sub = choice
    able = task.pool[one]
    # Who does most speaks for all, if it is able to.
    return able.can_lead, _share(task, sub) / UNIT + lead_value(heads=able.heads, jobs=able.jobs), able.organization_id


def _member(task: Scaled, one: int, sub: int, *, is_lead: bool) -> Member:
    able = task.pool[one]
    taken = [(p, part) for p, part in enumerate(task.problem.parts) if sub >> p & 1]
    share = _share(task, sub)
    fit = sum(task.shares[p] * (able.fit(part.key) or 0.0) for p, part in taken) / share if share else 0.0
    return Member(
        organization_id=able.organization_id, parts=tuple(part.key for _p, part in taken), share=share / UNIT,
        fit=round(fit, 4), is_lead=is_lead, can_lead=able.can_lead, distance_m=able.distance_m,
    )  # fmt: skip


def _threads(task: Scaled, choices: Sequence[Choice]) -> tuple[Thread, ...]:
    found = []
    for one, other in combinations(sorted(choice[0] for choice in choices), 2):
        names = sorted((task.pool[one].organization_id, task.pool[other].organization_id))
        strength = task.strengths[one].get(other, 0) / UNIT
        found.append(Thread(names[0], names[1], strength, task.metres(one, other)))
    return tuple(sorted(found, key=lambda thread: (thread.one, thread.other)))


def _measures(task: Scaled, choices: Sequence[Choice]) -> Measures:
    threads, count, parts = _threads(task, choices), len(choices), len(task.shares)
    pairs = max(1, parts * (parts - 1) // 2)
    far = sum(UNIT - task.closeness(one)[other] for (one, _), (other, _) in combinations(choices, 2))
    members: list[tuple[Able, int, int]] = [(task.pool[one], one, sub) for one, sub in choices]
    largest = _largest(task, choices)
    distances = [able.distance_m for able, _one, _sub in members if able.distance_m is not None]
    apart = [thread.metres for thread in threads if thread.metres is not None]
    return Measures(
        fit=round(sum(_member(task, one, sub, is_lead=False).fit * _share(task, sub) for one, sub in choices) / UNIT, 4),
        place=round(sum(able.nearness * _share(task, sub) for able, _one, sub in members) / UNIT, 4),
        close=round(1 - far / (UNIT * pairs), 4),
        ties=round(1 - sum(1 - thread.strength for thread in threads) / pairs, 4),
        balance=1.0 if count == 1 else min(1.0, round(count * (UNIT - largest) / (UNIT * (count - 1)), 4)),
        size=1.0 if parts == 1 else round(1 - (count - 1) / (parts - 1), 4),
        partners=count, pairs=len(threads), tied_pairs=sum(1 for thread in threads if thread.strength > 0),
        tied=round(sum(thread.strength for thread in threads) / max(1, len(threads)), 4),
        largest_share=largest / UNIT, spread_m=max(apart, default=None) if len(apart) == len(threads) else None,
        farthest_m=max(distances, default=None) if len(distances) == count else None,
    )  # fmt: skip
