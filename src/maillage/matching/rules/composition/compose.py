"""The composition itself: the best team, its alternatives, or why there is none."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from maillage.matching.rules.composition.aims import USUAL, Aims, aims_of
from maillage.matching.rules.composition.explained import explained
from maillage.matching.rules.composition.pools import numbers_of, reduced
from maillage.matching.rules.composition.problem import Problem
from maillage.matching.rules.composition.scaled import DRAW_ROOM, UNIT, Scaled, scaled
from maillage.matching.rules.composition.search import Choice, Effort, Found, search
from maillage.matching.rules.composition.tables import table_of
from maillage.matching.rules.composition.teams import Team, score_of, team_of
from maillage.matching.types import Flavour, Impossible

COMPOSITION_VERSION = 1
# An alternative that is not a hundredth better on its own count is none.
_LEAST_GAIN = 100
_STEPS_ASIDE = 1_000  # an alternative need not be proven: a person waits
_FLAVOURED = (Flavour.LOCAL, Flavour.KNIT, Flavour.SMALL)


@dataclass(frozen=True, slots=True, kw_only=True)
class NoTeam:
    """Why there is no team. `parts`: keys of those that nobody covers; `needed`: partners that it takes at least."""

    code: Impossible
    parts: tuple[str, ...] = ()
    organization_ids: tuple[str, ...] = ()
    needed: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """Teams, the best first, no two with the same members; or why there is none.

    `is_proven`: the search of the best team went to its end, so that nothing better exists. `steps`: nodes opened in all.
    """

    version: int
    problem: Problem
    aims: Aims
    teams: tuple[Team, ...]
    no_team: NoTeam | None = None
    is_proven: bool = True
    steps: int = 0

    @property
    def best(self) -> Team | None:
        return self.teams[0] if self.teams else None


def compose(*, problem: Problem, aims: Aims = USUAL, effort: Effort | None = None) -> Composition:
    """Compose the best team and its alternatives: more local, more closely knit, smaller, and without one of the best's members.

    `effort`: for the best team; an alternative gets a twentieth of the usual one. The same problem gives the same
    teams, unless a clock has said stop.
    Source: Lappas, Liu and Terzi 2009 (teams on a graph of links); weighted sums find the supported Pareto optima.
    """
    effort = effort or Effort()
    nothing = Composition(version=COMPOSITION_VERSION, problem=problem, aims=aims, teams=())
    if no_team := _hopeless(problem):
        return replace(nothing, no_team=no_team)
    pool = reduced(problem, aims=aims)
    usual = scaled(pool, aims=aims)
    table = table_of(usual)
    pins = numbers_of(usual, problem.pins)
    best = search(table, effort=effort, pins=pins)
    if best.choices is None:
        no_team = _diagnosed(problem, aims=aims, effort=effort, is_proven=best.is_proven)
        return replace(nothing, no_team=no_team, is_proven=best.is_proven, steps=best.steps)
    aside = replace(effort, most_steps=min(effort.most_steps, _STEPS_ASIDE))
    size = len(best.choices)
    others = [
        (flavour, _flavoured(usual, flavour, aside, size=size))
        for flavour in _FLAVOURED
        if size > 1 or flavour is Flavour.LOCAL
    ]
    spares = {
        one: search(table, effort=aside, pins=pins, out=(one,)) for one, _sub in best.choices if one not in pins
    }  # fmt: skip
    runs = [best, *(found for _flavour, found in others), *spares.values()]
    return replace(
        nothing, teams=_told(problem, usual, best, others, spares), is_proven=best.is_proven,
        steps=sum(run.steps for run in runs),
    )  # fmt: skip


def _flavoured(usual: Scaled, flavour: Flavour, effort: Effort, *, size: int) -> Found:
    # Two strangers are not more closely knit than four friends: ties are compared between teams of the same size.
    same = size if flavour is Flavour.KNIT else None
    problem = usual.problem if same is None else replace(usual.problem, most_partners=same)
    task = scaled(problem, aims=aims_of(flavour, usual=usual.aims), like=usual)
    return search(table_of(task), effort=effort, pins=numbers_of(task, problem.pins), fewest=same or 0)


def _told(
    problem: Problem, usual: Scaled, best: Found, others: Sequence[tuple[Flavour, Found]], spares: Mapping[int, Found]
) -> tuple[Team, ...]:
    first = team_of(usual, best, flavour=Flavour.BEST)
    teams = [first]
    for flavour, found in others:
        if found.choices is not None and _is_better_at(usual, flavour, found.choices, best.choices or ()):
            _add(teams, team_of(usual, found, flavour=flavour))
    lost: dict[str, float | None] = {}
    without: list[Team] = []
    for one, found in spares.items():
        name = usual.pool[one].organization_id
        if found.choices is not None:
            without.append(team_of(usual, found, flavour=Flavour.OTHER, without=name))
            lost[name] = round(first.points - without[-1].points, 1)
        elif found.is_proven:
            lost[name] = None
    for team in sorted(without, key=lambda team: (-team.score, team.without)):
        if _add(teams, team):
            break
    return tuple(explained(team, problem=problem, lost=lost if team is first else {}) for team in teams)


def _add(teams: list[Team], team: Team) -> bool:
    if any(team.ids == other.ids for other in teams):
        return False
    teams.append(team)
    return True


def _is_better_at(usual: Scaled, flavour: Flavour, team: Sequence[Choice], best: Sequence[Choice]) -> bool:
    """Say whether a team is better than the best by a hundredth on what an alternative adds to the aims."""
    aims = aims_of(flavour, usual=usual.aims)
    added = scaled(usual.problem, aims=aims, like=usual)
    gain = (score_of(added, team) - score_of(usual, team)) - (score_of(added, best) - score_of(usual, best))
    extra = aims.total - usual.aims.total
    return gain * _LEAST_GAIN >= extra * UNIT * UNIT * DRAW_ROOM > 0


def _hopeless(problem: Problem) -> NoTeam | None:
    if not problem.parts:
        return NoTeam(code=Impossible.NOTHING_ASKED)
    pool = {one.organization_id: one for one in problem.pool if one.organization_id not in problem.bans}
    keys = [part.key for part in problem.parts]
    uncovered = tuple(key for key in keys if not any(one.fit(key) is not None for one in pool.values()))
    if uncovered:
        return NoTeam(code=Impossible.NOBODY_COVERS, parts=uncovered)
    unable = tuple(
        each for each in problem.pins if each not in pool or not any(fit.part in keys for fit in pool[each].fits)
    )
    return NoTeam(code=Impossible.PIN_UNABLE, organization_ids=unable) if unable else None


def _diagnosed(problem: Problem, *, aims: Aims, effort: Effort, is_proven: bool) -> NoTeam:
    """Say what stands in the way: wishes are dropped one after the other until there is a team."""
    if not is_proven:
        return NoTeam(code=Impossible.OUT_OF_TIME)
    small = aims_of(Flavour.SMALL, usual=aims)

    def found(wished: Problem) -> Found:
        task = scaled(reduced(wished, aims=small), aims=small)
        return search(table_of(task), effort=effort, pins=numbers_of(task, wished.pins))

    wider = replace(problem, most_partners=None)
    smallest = found(wider).choices
    if smallest is not None:
        return NoTeam(code=Impossible.TOO_FEW_PARTNERS, needed=len(smallest))
    if problem.pins and found(replace(wider, pins=())).choices is not None:
        return NoTeam(code=Impossible.PINS_CLASH, organization_ids=problem.pins)
    return NoTeam(code=Impossible.NO_ABLE_LEAD)
