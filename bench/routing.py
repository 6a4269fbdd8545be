"""Measure route planning: made-up instances beside pyvroom, OR-Tools and PyVRP; the whole way on Monaco's streets; insertion.

python -m bench routing [--seconds 10] [--instances 6] [--large]
"""

import argparse
import random
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from bench.dispatch.instances import Instance, made
from bench.dispatch.peers import PEERS, Answer
from bench.timing import machine, measured
from maillage import geodata
from maillage.routing import (
    Matrix,
    Plan,
    Problem,
    Shipment,
    Stop,
    Vehicle,
    check,
    insert,
    plan,
    prepare,
    read_instance,
)
from maillage.routing.network import Network, Riding, open_network
from maillage.routing.streets import build_network

_SMALL = (
    ("clustered", 200, False),
    ("random", 200, False),
    ("mixed", 400, False),
    ("clustered", 200, True),
    ("random", 100, True),
    ("mixed", 200, True),
)
_LARGE = (("random", 600, False), ("mixed", 1000, False), ("clustered", 1000, True))
_PIPELINE = ((50, 10), (100, 20), (200, 40))
_GOAL_INSERT_MS = 20.0


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench routing")
    parser.add_argument("--seconds", type=float, default=10.0, help="for each solver and instance")
    parser.add_argument("--instances", type=int, default=len(_SMALL))
    parser.add_argument("--seed", type=int, default=7, help="of the instances")
    parser.add_argument("--large", action="store_true", help="600 and 1,000 tasks too")
    asked = parser.parse_args()
    print(f"{machine()}; search compiled or loaded in {prepare():.1f} s\n")
    shapes = _SMALL[: asked.instances] + (_LARGE if asked.large else ())
    _against_peers([made(kind=k, tasks=n, is_long=w, seed=asked.seed) for k, n, w in shapes], asked.seconds)
    with tempfile.TemporaryDirectory() as folder:
        network = _network(Path(folder))
        _pipeline(network)
    _insertion()


def _against_peers(instances: list[Instance], seconds: float) -> None:
    print(f"Pickup and delivery with time windows, {seconds:.0f} s and one thread each: vehicles, distance")
    print(f"{'instance':22} {'hidden':>6}" + "".join(f"{name:>18}" for name in PEERS))
    answers: dict[str, list[Answer]] = {name: [] for name in PEERS}
    for instance in instances:
        with tempfile.TemporaryDirectory() as folder:
            problem = read_instance(path=instance.written_to(Path(folder)))
        line = f"{instance.name:22} {instance.hidden_vehicles:6}"
        for name, solve in PEERS.items():
            answer = solve(problem, seconds)
            answers[name].append(answer)
            line += f"{answer[0]:8} {answer[1]:9.1f}" if answer else f"{'no answer':>18}"
        print(line, flush=True)
    _totals(answers)


def _totals(answers: dict[str, list[Answer]]) -> None:
    """Compare: vehicles in total; distance above the best of those with the fewest vehicles."""
    rows = list(zip(*answers.values(), strict=True))
    fewest = [min((one[0] for one in row if one), default=0) for row in rows]
    totals = {name: sum(one[0] for one in found if one) for name, found in answers.items()}
    print(f"{'vehicles in total':29}" + "".join(f"{totals[name]:8}{'':10}" for name in answers))
    print(f"{'distance above best, mean':29}", end="")
    worst = 0.0
    for name, found in answers.items():
        gaps = []
        for one, row, least in zip(found, rows, fewest, strict=True):
            best = min(other[1] for other in row if other and other[0] == least)
            if one and one[0] == least:
                gaps.append((one[1] / best - 1) * 100)
        if name == "maillage":
            worst = max(gaps, default=0.0)
        print(f"{sum(gaps) / len(gaps):6.2f} % of {len(gaps):<5}" if gaps else f"{'none equal':>18}", end="")
    others = [totals[name] for name in answers if name != "maillage"]
    is_fewer = all(totals["maillage"] < other for other in others)
    print(
        f"\ngoals: fewer vehicles than each peer {'met' if is_fewer else 'MISSED'}; "
        f"distance within 1 % of the best {'met' if worst <= 1 else f'MISSED ({worst:.1f} %)'}\n"
    )


def _network(folder: Path) -> Network:
    began = time.perf_counter()
    build_network(extract_path=geodata.BUNDLED_EXTRACT, folder=folder)
    print(f"Monaco: tiles built in {time.perf_counter() - began:.1f} s")
    return open_network(folder=folder)


def _pipeline(network: Network) -> None:
    print("The whole way, 3 s to plan: deliveries x couriers; seconds of each stage")
    print(
        f"{'':12} {'matrix':>8} {'again':>8} {'model':>8} {'first':>8} {'remove':>8} {'improve':>8} {'times':>8}   used  out"
    )
    for deliveries, couriers in _PIPELINE:
        points = _doors(2 * deliveries + couriers)
        began = time.perf_counter()
        table = network.table(points=points, riding=Riding.CARGO)
        matrix_s = time.perf_counter() - began
        began = time.perf_counter()
        network.table(points=points, riding=Riding.CARGO)
        again_s = time.perf_counter() - began
        problem = _day(table.matrix, deliveries, couriers)
        found = plan(problem, seconds=3.0, seed=1)
        if check(problem, found):
            raise SystemExit("The checker refuses this plan.")
        s = found.stages
        removing, improving = s["place"] + s["remove"], s["shorten"] + s["improve"]
        stages = (matrix_s, again_s, s["model"], s["first"], removing, improving, s["timetable"])
        print(
            f"{deliveries:5} x {couriers:<4}"
            + "".join(f"{seconds:9.3f}" for seconds in stages)
            + f"{len(found.routes):7} {len(found.unassigned):4}",
            flush=True,
        )
    print()


@dataclass(frozen=True)
class _Door:
    longitude: float
    latitude: float


def _doors(count: int) -> list[_Door]:
    chance = random.Random(11)
    return [_Door(chance.uniform(7.4165, 7.4310), chance.uniform(43.7290, 43.7430)) for _ in range(count)]


def _day(matrix: Matrix, deliveries: int, couriers: int) -> Problem:
    """Half a day: windows of an hour or two, parcels of 1 to 8 kg, bikes of 60 kg, breaks for half of the couriers."""
    from maillage.routing import Break

    chance = random.Random(12)
    shipments = []
    for number in range(deliveries):
        ready = chance.randrange(0, 3 * 3600, 900)
        shipments.append(
            Shipment(
                f"s{number}",
                Stop(f"s{number}+", 2 * number, ready, ready + 7200, 60, 60),
                Stop(f"s{number}-", 2 * number + 1, ready, ready + chance.choice((3600, 7200)), 120, 60),
                (float(chance.randint(1, 8)),),
            )
        )
    pause = (Break(3600, 9000, 1200),)
    fleet = tuple(
        Vehicle(f"v{n}", 2 * deliveries + n, None, 0, 5 * 3600, (60.0,), breaks=pause if n % 2 else (), fixed_cost=1000, profile="cargo")
        for n in range(couriers)
    )  # fmt: skip
    return Problem(tuple(shipments), fleet, {"cargo": matrix}, metre_cost=0.0, second_cost=1.0)


def _insertion() -> None:
    print("Insertion into running routes, without the matrix, ms          p50      p95")
    last = 0.0
    for couriers, stops in ((10, 10), (20, 20), (40, 30), (80, 30)):
        running, shipments = _running(couriers, stops)
        times = measured(lambda one, running=running: insert(running, one), shipments)
        print(f"  {couriers:3} couriers x {stops} stops {'':32} {times}")
        if (couriers, stops) == (40, 30):
            last = times.p95
    print(f"goal of {_GOAL_INSERT_MS:.0f} ms at 40 x 30 {'met' if last < _GOAL_INSERT_MS else 'MISSED'}")


def _running(couriers: int, stops: int) -> tuple[Plan, list[Shipment]]:
    import numpy as np

    chance = np.random.default_rng(3)
    count = couriers * stops
    xy = chance.uniform(0, 5000, (count + couriers + 200, 2))
    metres = np.sqrt(((xy[:, None] - xy[None, :]) ** 2).sum(axis=2))
    matrix = Matrix(metres / 4, metres)
    shipments = [
        Shipment(f"s{n}", Stop(f"s{n}+", 2 * n, service_s=60), Stop(f"s{n}-", 2 * n + 1, service_s=60), (1.0,))
        for n in range(count // 2)
    ]
    fleet = tuple(Vehicle(f"v{n}", count + n, None, 0, 1e6, (50.0,)) for n in range(couriers))
    spread = tuple(
        Shipment(s.id, s.pickup, s.dropoff, s.loads, vehicles=frozenset({f"v{number % couriers}"}))
        for number, s in enumerate(shipments)
    )
    running = plan(Problem(spread, fleet, {"": matrix}), seconds=0.2)
    first = count + couriers
    more = [
        Shipment(f"x{n}", Stop(f"x{n}+", first + 2 * n), Stop(f"x{n}-", first + 2 * n + 1), (1.0,)) for n in range(100)
    ]
    return running, more


if __name__ == "__main__":
    main()
