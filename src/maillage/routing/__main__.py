"""Plan an instance in Li & Lim's format: `python -m maillage.routing INSTANCE --seconds N [--json]`.

Exit status: 0 when everything is served, 1 when something is left over, 2 when the file cannot be read.
"""

import argparse
import json
import sys
import time
from pathlib import Path

from .checking import check
from .types import InvalidProblem, Plan


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m maillage.routing", description=__doc__)
    parser.add_argument("instance", type=Path, nargs="?", help="a file in Li & Lim's format")
    parser.add_argument("--seconds", type=float, default=10.0, help="time to plan (default 10)")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--iterations", type=int, help="a budget of search steps instead of time: always the same plan")
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--prepare", action="store_true", help="compile the search ahead, once for each machine")
    asked = parser.parse_args(arguments)
    from .planning import plan, prepare

    if asked.prepare:
        sys.stderr.write(f"The search of routes is compiled ({prepare():.1f} s).\n")
        return 0
    if asked.instance is None:
        parser.error("an instance is needed")
    from .instances import read_instance, written

    try:
        problem = read_instance(path=asked.instance)
    except InvalidProblem as error:
        sys.stderr.write(f"{error}\n")
        return 2
    prepare()
    began = time.perf_counter()
    made = plan(problem, seconds=asked.seconds, seed=asked.seed, iterations=asked.iterations)
    took = time.perf_counter() - began
    violations = check(problem, made)
    for violation in violations:
        sys.stderr.write(f"{violation}\n")
    sys.stdout.write((_as_json(made, took) if asked.json else written(made)) + "\n")
    return 1 if made.unassigned or violations else 0


def _as_json(made: Plan, took: float) -> str:
    return json.dumps(
        {
            "vehicles": len(made.routes),
            "distance": made.distance_m,
            "seconds": round(took, 3),
            "routes": [[int(visit.stop_id) for visit in route.visits] for route in made.routes],
            "unassigned": [entry.shipment_id for entry in made.unassigned],
            "stages": {name: round(seconds, 3) for name, seconds in made.stages.items()},
        }
    )


if __name__ == "__main__":
    raise SystemExit(main())
