"""What a search looks up at each step, prepared once for a problem under some aims."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillage.matching.rules.composition.scaled import UNIT, Scaled

NEVER = -(1 << 200)


@dataclass(frozen=True, slots=True)
class Table:
    """Lists by set of parts (a whole number, one bit a part).

    `worth`: who can do the whole set, as (gain, organization), best first; the gain is less the cost of a partner and, so that
    the least cost of future pairs may be taken off for all open parts, has that of the set itself put back. `able_worth`: those
    of them able to lead. `ahead[parts][i]`: the least that pairs with whoever takes these parts cost i's side.
    `first`: the part that the fewest can do; wrong choices show early there.
    """

    task: Scaled
    worth: list[list[tuple[int, int]]]
    able_worth: list[list[tuple[int, int]]]
    ahead: list[list[int]]
    share: list[int]
    first: list[int]


def table_of(task: Scaled, /) -> Table:
    """Prepare the search. Complexity: pool² for the pairs, and pool × 2^parts."""
    sets, parts = task.everything + 1, range(len(task.shares))
    ahead = _ahead(task)
    worth: list[list[tuple[int, int]]] = [[] for _ in range(sets)]
    for one, gains in enumerate(task.gains):
        can = sum(1 << p for p in parts if gains[p] is not None)
        total = [0] * sets
        for sub in _subsets(can):
            low = sub & -sub
            total[sub] = total[sub ^ low] + (gains[low.bit_length() - 1] or 0)
            worth[sub].append((total[sub] - task.member_cost + ahead[sub][one], one))
    for found in worth:
        found.sort(reverse=True)
    scarce = sorted(parts, key=lambda p: (len(worth[1 << p]), p))
    return Table(
        task=task, worth=worth, ahead=ahead,
        able_worth=[[pair for pair in found if task.leads[pair[1]]] for found in worth],
        share=[sum(task.shares[p] for p in parts if sub >> p & 1) for sub in range(sets)],
        first=[next((1 << p for p in scarce if sub >> p & 1), 0) for sub in range(sets)],
    )  # fmt: skip


def _subsets(can: int) -> Sequence[int]:
    found, sub = [], 0
    while sub != can:
        sub = (sub - can) & can
        found.append(sub)
    return found


def _ahead(task: Scaled) -> list[list[int]]:
    """Give the least cost of the pairs to come, by set of parts: sums over parts, half of each pair, as both sides count it.

    Whoever takes some of the parts, at most as many as it can do, is a stranger to i, or one of the few tied to it: for each part,
    the smallest quotient (pair / parts it can do) among those who can do it. Closeness is left at its best.
    """
    count = len(task.pool)
    skills = [sum(1 for gain in gains if gain is not None) for gains in task.gains]
    sums = [[0] * count]
    by_part = [_ahead_of_part(task, p, skills) for p in range(len(task.shares))]
    for sub in range(1, task.everything + 1):
        low = sub & -sub
        sums.append([a + b for a, b in zip(sums[sub ^ low], by_part[low.bit_length() - 1], strict=True)])
    return sums


def _ahead_of_part(task: Scaled, part: int, skills: Sequence[int]) -> list[int]:
    able = [one for one, gains in enumerate(task.gains) if gains[part] is not None]
    widest = max((skills[one] for one in able), default=1)
    found = [task.tie_cost * UNIT // (2 * widest)] * len(task.pool)
    for other in able:
        for one, strength in task.strengths[other].items():
            found[one] = min(found[one], task.tie_cost * (UNIT - strength) // (2 * skills[other]))
    return found


def covers_of(table: Table, left: int, costs: Sequence[int], /) -> tuple[dict[int, int], dict[int, int]]:
    """Give, for each set of the open parts `left`, a bound of what its cover by others adds: by anybody, and with a lead among them.

    `costs`: what each organization pays at least. Complexity: 3^parts.
    """
    first_of = table.first
    cover, led = {0: 0}, {0: NEVER}
    single: dict[int, tuple[int, int]] = {}
    sub = 0
    while sub != left:
        sub = (sub - left) & left  # the next larger set
        single[sub] = _best_of(table.worth[sub], costs), _best_of(table.able_worth[sub], costs)
        others = taken = sub ^ first_of[sub]
        first = first_of[sub]
        best = best_led = NEVER
        while True:
            alone, able = single[taken | first]
            rest = others ^ taken
            best = max(best, alone + cover[rest])
            best_led = max(best_led, alone + led[rest], able + cover[rest])
            if not taken:
                break
            taken = (taken - 1) & others
        cover[sub], led[sub] = best, best_led
    return cover, led


def _best_of(found: Sequence[tuple[int, int]], costs: Sequence[int]) -> int:
    best = NEVER
    for gain, one in found:
        if gain <= best:
            break
        best = max(best, gain - costs[one])
    return best
