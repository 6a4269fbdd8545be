"""Made-up instances in Li & Lim's format: customers around a depot, in pairs cut from hidden routes that can be ridden.

As theirs were made from Solomon's: `1` has a short day and small vehicles (many routes), `2` a long day and large ones.
The hidden routes show that so many vehicles are enough; fewer may be.
"""

import math
import random
from dataclasses import dataclass
from pathlib import Path

KINDS = ("clustered", "random", "mixed")


@dataclass(frozen=True)
class Instance:
    name: str
    text: str
    hidden_vehicles: int

    def written_to(self, folder: Path) -> Path:
        path = folder / f"{self.name}.txt"
        path.write_text(self.text)
        return path


@dataclass(eq=False)
class _Customer:
    x: int
    y: int
    ready: float = 0
    due: float = 0
    demand: int = 0
    pickup: int = 0
    dropoff: int = 0


def made(*, kind: str, tasks: int, is_long: bool, seed: int) -> Instance:
    """Make an instance of about so many tasks (a task is a pickup or a drop-off)."""
    chance = random.Random(f"{kind} {tasks} {is_long} {seed}")
    side = 100 * math.sqrt(max(1.0, tasks / 100))
    horizon = (1000.0 if is_long else 230.0) * (side / 100) ** 0.8
    service = 10
    if kind == "clustered":
        horizon, service = (3390.0 if is_long else 1236.0) * (side / 100) ** 0.5, 90
    capacity = 700 if is_long else 200
    depot = _Customer(round(side / 2), round(side / 2))
    waiting = _places(chance, kind, tasks, side)
    customers: list[_Customer] = []
    routes = 0
    while waiting:
        route = _hidden_route(chance, depot, waiting, horizon, service)
        route = route[: len(route) // 2 * 2]  # one left over has no partner
        _pair(chance, route, len(customers), capacity)
        customers += route
        routes += bool(route)
    lines = [f"{max(25, tasks // 4)}\t{capacity}\t1", f"0\t{depot.x}\t{depot.y}\t0\t0\t{round(horizon)}\t0\t0\t0"]
    order = list(range(len(customers)))
    chance.shuffle(order)
    number = {old: new + 1 for new, old in enumerate(order)}
    for old in order:
        c = customers[old]
        ends = (number[c.pickup - 1] if c.pickup else 0, number[c.dropoff - 1] if c.dropoff else 0)
        row = (number[old], c.x, c.y, c.demand, math.floor(c.ready), math.ceil(c.due), service, *ends)
        lines.append("\t".join(str(value) for value in row))
    name = f"{kind}-{2 if is_long else 1}-{tasks}-{seed}"
    return Instance(name, "\n".join(lines) + "\n", routes)


def _places(chance: random.Random, kind: str, tasks: int, side: float) -> list[_Customer]:
    centres = [(chance.uniform(0.1, 0.9) * side, chance.uniform(0.1, 0.9) * side) for _ in range(max(4, tasks // 10))]
    places = []
    for index in range(tasks):
        if kind == "clustered" or (kind == "mixed" and index % 2):
            x, y = (chance.gauss(at, 4) for at in chance.choice(centres))
        else:
            x, y = chance.uniform(0, side), chance.uniform(0, side)
        places.append(_Customer(round(min(max(x, 0), side)), round(min(max(y, 0), side))))
    return places


def _hidden_route(
    chance: random.Random, depot: _Customer, waiting: list[_Customer], horizon: float, service: int
) -> list[_Customer]:
    """Ride to a random customer, then to near ones while the day lasts; each window is laid around the visit."""
    here, now, route = depot, 0.0, []
    target = waiting[chance.randrange(len(waiting))]
    while True:
        now += _distance(here, target)
        if now + service + _distance(target, depot) > horizon and route:
            break
        waiting.remove(target)
        width = horizon * chance.choice((0.05, 0.1, 0.2, 0.4))
        target.ready = max(0.0, now - width * chance.random())
        target.due = max(now, min(target.ready + width, horizon - service - _distance(target, depot)))
        route.append(target)
        now += service
        here = target
        if not waiting:
            break
        near = sorted(waiting, key=lambda other: _distance(here, other))[:4]
        target = chance.choice(near)
    return route


def _pair(chance: random.Random, route: list[_Customer], offset: int, capacity: int) -> None:
    """Tie customers of a route two by two, the earlier is the pickup."""
    left = list(range(len(route)))
    aboard_limit = capacity // 4
    while len(left) > 1:
        first = left.pop(0)
        second = left.pop(chance.randrange(min(len(left), 6)))
        amount = chance.choice((10, 10, 20, 30, min(40, aboard_limit)))
        route[first].demand, route[second].demand = amount, -amount
        route[first].dropoff, route[second].pickup = offset + second + 1, offset + first + 1


def _distance(a: _Customer, b: _Customer) -> float:
    return math.hypot(a.x - b.x, a.y - b.y)
