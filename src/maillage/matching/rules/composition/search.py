"""Exact search of the best team: branch and bound over (partner, parts it takes on), bounded by a cover of what is left.

A node is a team so far and the parts still open. It is extended by every organization that may take the first open part, with
every set of open parts that it can do. The bound of a node: what the team is worth, plus the best cover of the open parts
(a table over their subsets) by partners who pay for themselves, for their pairs with the present team, and for the least that their
pairs with one another can cost; plus all the balance that is still possible. What is left out only costs, so the bound is never too
low, and a branch whose bound is below the best team found holds no better one. Nothing else is cut: the team found is the best.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from maillage.matching.rules.composition.tables import NEVER, Table, covers_of

type Choice = tuple[int, int]  # organization, parts


@dataclass(frozen=True, slots=True)
class Effort:
    """How long a search may go on: a number of steps, so that it stops at the same place on every machine; or a call that says stop."""

    most_steps: int = 20_000
    is_over: Callable[[], bool] | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """The best team found, None when there is none; `is_proven` when nothing was left untried. `steps`: nodes opened."""

    score: int
    choices: tuple[Choice, ...] | None
    is_proven: bool
    steps: int


def search(
    table: Table, /, *, effort: Effort, pins: Sequence[int] = (), out: Sequence[int] = (), fewest: int = 0
) -> Found:
    """Find the best team that holds all of `pins` and none of `out`, with `fewest` partners at least.

    Complexity: exponential in the number of parts at worst, linear in the pool for each step.
    """
    finder = _Finder(table, effort, fewest)
    finder.go(pins=tuple(pins), out=out)
    return Found(finder.score, finder.best, finder.is_proven, finder.steps)


@dataclass(frozen=True, slots=True)
class _Node:
    """A team so far. `value`: what it is worth; `costs`: what each organization would pay beside it; `pins`: still to come."""

    team: tuple[Choice, ...]
    left: int
    value: int
    costs: list[int]
    largest: int
    needs_lead: bool
    pins: tuple[int, ...]


@dataclass(slots=True)
class _Finder:
    table: Table
    effort: Effort
    fewest: int
    score: int = NEVER
    best: tuple[Choice, ...] | None = None
    is_proven: bool = True
    steps: int = 0

    def go(self, *, pins: tuple[int, ...], out: Sequence[int]) -> None:
        task = self.table.task
        costs = [0] * len(task.pool)
        for one in out:
            costs[one] = -NEVER
        self._open(_Node((), task.everything, task.member_cost, costs, 0, task.problem.is_lead_needed, pins))

    def _open(self, node: _Node) -> None:
        effort = self.effort
        if self.steps >= effort.most_steps or (effort.is_over is not None and effort.is_over()):
            self.is_proven = False
            return
        self.steps += 1
        for bound, one, sub, worth in sorted(self._children(node), reverse=True):
            if bound < self.score:
                return
            if node.left == sub:
                self._close((*node.team, (one, sub)), bound)
            else:
                self._open(self._grown(node, one, sub, worth))

    def _grown(self, node: _Node, one: int, sub: int, worth: int) -> _Node:
        row = self.table.task.pair_costs(one)
        costs = [cost + more for cost, more in zip(node.costs, row, strict=True)]
        costs[one] = -NEVER  # in the team already
        return _Node(
            (*node.team, (one, sub)), node.left ^ sub, worth, costs, max(node.largest, self.table.share[sub]),
            needs_lead=node.needs_lead and not self.table.task.leads[one], pins=tuple(p for p in node.pins if p != one),
        )  # fmt: skip

    def _close(self, team: tuple[Choice, ...], score: int) -> None:
        if score > self.score or self.best is None or self._name(team) < self._name(self.best):
            self.score, self.best = score, tuple(sorted(team))

    def _name(self, team: tuple[Choice, ...]) -> list[tuple[str, int]]:
        return sorted((self.table.task.pool[one].organization_id, sub) for one, sub in team)

    def _children(self, node: _Node) -> Iterator[tuple[int, int, int, int]]:
        """Give the ways to go on, as (bound, organization, parts, worth of the team then)."""
        task, table = self.table.task, self.table
        ahead = [cost + more for cost, more in zip(node.costs, table.ahead[node.left], strict=True)]
        cover, led = covers_of(table, node.left, ahead)
        has_room = len(node.team) + 1 < task.most
        for sub in self._steps_of(node):
            rest = node.left ^ sub
            if (rest and not has_room) or len(node.team) + 1 + rest.bit_count() < self.fewest:
                continue
            balance = task.balance(
                largest=max(node.largest, table.share[sub]), count=len(node.team) + (2 if rest else 1)
            )
            after, after_able = (led[rest], cover[rest]) if node.needs_lead else (cover[rest], cover[rest])
            fixed = node.value + balance
            for gain, one in self._takers(node, sub):
                if fixed + gain + after_able < self.score:
                    break
                bound = fixed + gain - ahead[one] + (after_able if task.leads[one] else after)
                if bound >= self.score and bound > NEVER >> 1 and (rest or node.pins in ((), (one,))):
                    yield bound, one, sub, node.value + gain - table.ahead[sub][one] - node.costs[one]

    def _steps_of(self, node: _Node) -> Iterator[int]:
        """Give the sets of open parts that the next partner may take: those with the scarcest part, any when it is pinned."""
        if node.pins:
            sub = node.left
            while sub:
                yield sub
                sub = (sub - 1) & node.left
            return
        first = self.table.first[node.left]
        others = sub = node.left ^ first
        while True:
            yield sub | first
            if not sub:
                return
            sub = (sub - 1) & others

    def _takers(self, node: _Node, sub: int) -> Sequence[tuple[int, int]]:
        found = self.table.worth[sub]
        return [pair for pair in found if pair[1] == node.pins[0]] if node.pins else found
