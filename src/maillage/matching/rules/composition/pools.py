"""The pool that is searched: cut down by what is proven, for all the searches of a composition at once."""

from collections.abc import Sequence
from dataclasses import replace

from maillage.matching.rules.composition.aims import Aims, aims_of
from maillage.matching.rules.composition.cut import undominated, within_reach
from maillage.matching.rules.composition.problem import Problem
from maillage.matching.rules.composition.scaled import Scaled, scaled
from maillage.matching.rules.composition.search import Effort, search
from maillage.matching.rules.composition.tables import NEVER, table_of
from maillage.matching.types import Flavour

# Above, a quick search among the best of each part gives a score, and those who cannot reach it are left out.
SEARCHED_WHOLE = 200
_BEST_OF_EACH = 8
_LEADS_OF_EACH = 2
_QUICK = Effort(600)
_AIMED = (Flavour.BEST, Flavour.LOCAL, Flavour.KNIT, Flavour.SMALL)


def reduced(problem: Problem, /, *, aims: Aims) -> Problem:
    """Give the problem with a smaller pool, in which every search of a composition still finds its best team.

    That holds for the best team under each alternative's aims, and for the best team without any one organization.
    """
    usual = scaled(problem, aims=aims)
    tasks = [usual, *(scaled(problem, aims=aims_of(each, usual=aims), like=usual) for each in _AIMED[1:])]
    kept: set[str] = set().union(*(undominated(task, spare=1) for task in tasks))
    if len(kept) > SEARCHED_WHOLE:
        few = _few(usual, kept)
        kept &= set().union(*(within_reach(table_of(task), score=_sure_score(task, few)) for task in tasks))
    return replace(problem, pool=tuple(one for one in problem.pool if one.organization_id in kept))


def numbers_of(task: Scaled, ids: Sequence[str], /) -> tuple[int, ...]:
    """Give the places in the pool of some organizations."""
    places = {one.organization_id: place for place, one in enumerate(task.pool)}
    return tuple(places[each] for each in ids)


def _few(task: Scaled, kept: set[str]) -> Problem:
    chosen = set(task.problem.pins)
    for part in range(len(task.shares)):
        able = [
            one for one, able in enumerate(task.pool)
            if able.organization_id in kept and task.gains[one][part] is not None
        ]  # fmt: skip
        able.sort(key=lambda one: -(task.gains[one][part] or 0))
        leads = [one for one in able if task.leads[one]]
        chosen |= {task.pool[one].organization_id for one in (*able[:_BEST_OF_EACH], *leads[:_LEADS_OF_EACH])}
    return replace(task.problem, pool=tuple(one for one in task.problem.pool if one.organization_id in chosen))


def _sure_score(task: Scaled, few: Problem) -> int:
    """Give a score that some team of the whole pool reaches, whichever one organization is taken out.

    A team of the few reaches its score; take out one of its members, and the best of the few without it reaches the next.
    """
    table = table_of(scaled(few, aims=task.aims))
    pins = numbers_of(table.task, few.pins)
    found = search(table, effort=_QUICK, pins=pins)
    if found.choices is None:
        return NEVER
    scores = [found.score]
    for one, _sub in found.choices:
        if one not in pins:
            # Nobody but this one: there is no score to be sure of, so nobody is cut.
            spare = search(table, effort=_QUICK, pins=pins, out=(one,))
            scores.append(spare.score if spare.choices is not None else NEVER)
    return min(scores)
