"""Measure the composition of teams: our exact search beside CP-SAT on the same whole-number formula, and brute force.

python bench/composition.py [--most-parts 8] [--seeds 3] [--cp-sat-seconds 20]

Milliseconds are of the processor, so that a shared machine does not matter. Ours is one thread of pure Python; CP-SAT (OR-Tools) has
one worker too. Both must reach the same score, and every team that brute
force can try confirms it. The last table is what a facilitator waits for: best team, alternatives, what each member is worth.
"""

import argparse
import math
import random
import time
from itertools import combinations, product

from bench.timing import machine
from maillage.matching.rules.composition import USUAL, Able, Fit, Part, Problem, Tie, compose
from maillage.matching.rules.composition.pools import reduced
from maillage.matching.rules.composition.scaled import DRAW_ROOM, UNIT, Scaled, scaled
from maillage.matching.rules.composition.search import Effort, search
from maillage.matching.rules.composition.tables import table_of
from maillage.matching.rules.composition.teams import score_of

CASES = ((2, 20), (2, 50), (2, 100), (2, 200), (4, 20), (4, 50), (4, 100), (4, 200), (6, 50), (6, 100), (6, 200),
         (8, 20), (8, 50), (8, 100), (8, 200))  # fmt: skip
WHOLE = (
    (3, 50, (1, 2)), (4, 200, (1, 2)), (8, 200, (1, 2, 3)), (8, 200, (1, 1, 2)), (8, 200, (1,)), (8, 300, (1, 2, 3))
)  # fmt: skip
BRUTE = ((2, 20), (3, 16), (4, 14))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench/composition.py")
    parser.add_argument("--most-parts", type=int, default=8)
    parser.add_argument("--seeds", type=int, default=3)
    parser.add_argument("--cp-sat-seconds", type=float, default=20.0)
    options = parser.parse_args()
    print(machine())
    _brute(options.seeds)
    _beside(options)
    _whole(options)


def drawn(parts: int, pool: int, seed: int, *, breadths: tuple[int, ...] = (1, 2, 3)) -> Problem:
    """Draw a problem: a dozen towns around a place, each organization able to do a few parts, about three ties each."""
    dice = random.Random(f"{parts} {pool} {seed}")
    towns = [(4.85 + dice.gauss(0, 0.6), 45.75 + dice.gauss(0, 0.4)) for _town in range(12)]
    able = []
    for number in range(pool):
        longitude, latitude = dice.choice(towns)
        metres = math.hypot((longitude - 4.85) * 77_000, (latitude - 45.75) * 111_000)
        done = sorted(dice.sample(range(parts), min(parts, dice.choice(breadths))))
        able.append(
            Able(
                organization_id=f"o{number}", fits=tuple(Fit(f"p{part}", dice.betavariate(4, 3)) for part in done),
                nearness=1 / (1 + (metres / 50_000) ** 2), distance_m=round(metres), longitude=longitude,
                latitude=latitude, heads=dice.choice((None, 1, 3, 8, 15, 40)), jobs=dice.choice((0, 0, 1, 2, 5)),
            )
        )  # fmt: skip
    tied = {tuple(sorted(dice.sample(range(pool), 2))) for _tie in range(3 * pool // 2)}
    ties = tuple(Tie(f"o{one}", f"o{other}", dice.choice((0.5, 0.5, 0.75, 0.875))) for one, other in sorted(tied))
    shares = tuple(Part(key=f"p{part}", share=dice.choice((1, 1, 2, 3))) for part in range(parts))
    return Problem(seed="bench", parts=shares, pool=tuple(able), ties=ties)


def _brute(seeds: int) -> None:
    print("\nEvery team tried (parts, pool): same best score?                    teams   brute ms    ours ms")
    for parts, pool in BRUTE:
        for seed in range(seeds):
            task = scaled(drawn(parts, pool, seed), aims=USUAL)
            started = time.process_time()
            scores = list(_every_score(task))
            brute = 1000 * (time.process_time() - started)
            found, ours = _ours(task)
            verdict = "same" if found == max(scores) else "DIFFERENT"
            print(f"  {parts} parts, {pool:3}, seed {seed}: {verdict:40} {len(scores):12,} {brute:10.0f} {ours:10.1f}")


def _every_score(task: Scaled) -> list[int]:
    able = [[one for one, row in enumerate(task.gains) if row[part] is not None] for part in range(len(task.shares))]
    scores = []
    for chosen in product(*able):
        team: dict[int, int] = {}
        for part, one in enumerate(chosen):
            team[one] = team.get(one, 0) | 1 << part
        if any(task.leads[one] for one in team):
            scores.append(score_of(task, tuple(team.items())))
    return scores


def _ours(task: Scaled) -> tuple[int, float]:
    started = time.process_time()
    found = search(table_of(task), effort=Effort(200_000))
    assert found.is_proven
    return found.score, 1000 * (time.process_time() - started)


def _beside(options: argparse.Namespace) -> None:
    print("\nBest team, proven (parts, pool)                    partners    ours ms   CP-SAT ms   ratio   same score")
    for parts, pool in CASES:
        if parts > options.most_parts:
            continue
        for seed in range(options.seeds):
            task = scaled(drawn(parts, pool, seed), aims=USUAL)
            started = time.process_time()
            found = search(table_of(task), effort=Effort(200_000))
            ours = 1000 * (time.process_time() - started)
            if found.choices is None:
                print(f"  {parts} parts, {pool:3}, seed {seed}: nobody for some part")
                continue
            started = time.process_time()
            score, status = _cp_sat(task, seconds=options.cp_sat_seconds)
            theirs = 1000 * (time.process_time() - started)
            # CP-SAT has 64 bits: it is given the formula without its draw between equals.
            same = (
                "yes"
                if score is not None and abs(score - found.score // DRAW_ROOM) <= _ROUNDING
                else f"{status}: {score}"
            )
            proof = "" if found.is_proven else " (not proven)"
            print(
                f"  {parts} parts, {pool:3}, seed {seed}{proof:14} {len(found.choices):16} {ours:10.1f} {theirs:11.0f}"
                f" {theirs / ours:7.0f}   {same}"
            )


# Costs and balance are floored apart; thousandths of a point of 100.
_ROUNDING = UNIT * UNIT // 10


def _cp_sat(task: Scaled, *, seconds: float) -> tuple[int | None, str]:
    """Solve the same formula with CP-SAT: who takes which part, who is in, which pairs are in, which size and largest share."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    takes = {
        (one, part): model.new_bool_var(f"x{one}-{part}")
        for one, row in enumerate(task.gains) for part, gain in enumerate(row) if gain is not None
    }  # fmt: skip
    members = [model.new_bool_var(f"y{one}") for one in range(len(task.pool))]
    for part in range(len(task.shares)):
        model.add_exactly_one(var for (_one, own), var in takes.items() if own == part)
    for one, member in enumerate(members):
        own = [var for (who, _part), var in takes.items() if who == one]
        model.add_max_equality(member, own)
    model.add_bool_or(member for one, member in enumerate(members) if task.leads[one])
    terms = [task.gains[one][part] // DRAW_ROOM * var for (one, part), var in takes.items()]
    terms += [-(task.member_cost // DRAW_ROOM) * member for member in members]
    for one, other in combinations(range(len(task.pool)), 2):
        pair = model.new_bool_var("")
        model.add(pair >= members[one] + members[other] - 1)
        terms.append(-(task.pair_costs(one)[other] // DRAW_ROOM) * pair)
    terms.append(_balance(model, task, takes, members))
    model.maximize(sum(terms) + task.member_cost // DRAW_ROOM)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_time_in_seconds = seconds
    status = solver.solve(model)
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None, solver.status_name(status)
    return round(solver.objective_value), solver.status_name(status)


def _balance(model, task, takes, members):
    largest = model.new_int_var(0, UNIT, "largest")
    for one in range(len(task.pool)):
        model.add(largest >= sum(task.shares[part] * var for (who, part), var in takes.items() if who == one))
    gain = task.balance_gain // DRAW_ROOM
    worth = model.new_int_var(0, UNIT, "balance")
    for count in range(1, len(task.shares) + 1):
        is_size = model.new_bool_var("")
        model.add(sum(members) == count).only_enforce_if(is_size)
        model.add(sum(members) != count).only_enforce_if(is_size.negated())
        if count > 1:
            model.add((count - 1) * worth <= count * (UNIT - largest)).only_enforce_if(is_size)
    return gain * worth


def _whole(options: argparse.Namespace) -> None:
    print("\nWhat a page waits for: best team and alternatives (parts, pool, parts an organization can do)")
    print("                                                      ms   teams  searched of the pool   proven    steps")
    for parts, pool, breadths in WHOLE:
        if parts > options.most_parts:
            continue
        for seed in range(options.seeds):
            problem = drawn(parts, pool, seed, breadths=breadths)
            started = time.process_time()
            composition = compose(problem=problem)
            spent = 1000 * (time.process_time() - started)
            kept = len(reduced(problem, aims=USUAL).pool)
            proven = f"{sum(team.is_proven for team in composition.teams)} of {len(composition.teams)}"
            name = f"{parts} parts, {pool}, {breadths}, seed {seed}"
            print(f"  {name:44} {spent:9.0f} {len(composition.teams):7} {kept:12} {proven:>18} {composition.steps:8,}")


if __name__ == "__main__":
    main()
