"""Cutting the pool down without ever losing the best team: both cuts are proofs, not guesses.

*By dominance.* Organization j stands above i when it does every part that i does, each better, leads if i does, and costs no
more beside anybody: same place, and no tie of i that is stronger. In a team of at most K that holds i and not j, taking j for i is better.
When K stand above i, one of them is outside of any team that holds i: no best team holds i. (Those above somebody above i
stand above i too, so K of them are always kept.)

*By bound.* With a team that scores s in hand, nobody is kept who is in no team of s or more: what it brings with a set of parts, plus
the bound of the search for the other parts, with the least that pairs may cost and all the balance that is possible.
"""

from collections.abc import Sequence

from maillage.matching.rules.composition.scaled import Scaled
from maillage.matching.rules.composition.tables import Table, covers_of


def undominated(task: Scaled, /, *, spare: int = 0) -> set[str]:
    """Give the ids of those above whom fewer stand than a team may count; pins stay.

    `spare`: how many may be taken out of the pool afterwards without the cut becoming wrong.
    """
    most = task.most + spare
    groups: dict[object, list[int]] = {}
    for one, able in enumerate(task.pool):
        place = (able.longitude, able.latitude) if task.close_cost else None
        groups.setdefault(place, []).append(one)
    pinned = set(task.problem.pins)
    kept: set[str] = set()
    for alike in groups.values():
        for one in alike:
            is_pinned = task.pool[one].organization_id in pinned
            if is_pinned or len(alike) <= most or not _are_above(task, one, alike, count=most):
                kept.add(task.pool[one].organization_id)
    return kept


def _are_above(task: Scaled, one: int, alike: Sequence[int], *, count: int) -> bool:
    found = 0
    for other in alike:
        if other != one and _is_above(task, other, one):
            found += 1
            if found == count:
                return True
    return False


def _is_above(task: Scaled, other: int, one: int) -> bool:
    for theirs, ours in zip(task.gains[other], task.gains[one], strict=True):
        if ours is not None and (theirs is None or theirs <= ours):
            return False
    if task.leads[one] and not task.leads[other]:
        return False
    ties = task.strengths[other]
    return all(ties.get(third, 0) >= strength for third, strength in task.strengths[one].items() if third != other)


def within_reach(table: Table, /, *, score: int) -> set[str]:
    """Give the ids of those who may be in a team that scores `score` or more; pins stay."""
    task = table.task
    ahead = table.ahead[task.everything]
    cover, _led = covers_of(table, task.everything, ahead)
    kept = set(task.problem.pins)
    for sub in range(1, task.everything + 1):
        rest = task.everything ^ sub
        balance = task.balance(largest=table.share[sub], count=2 if rest else 1)
        least = score - task.member_cost - cover[rest] - balance
        for gain, one in table.worth[sub]:
            if gain < least:
                break
            if gain - ahead[one] >= least:
                kept.add(task.pool[one].organization_id)
    return kept
