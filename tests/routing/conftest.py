"""Small problems on a line, where right answers are seen at a glance, and random ones for what must always hold."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import strategies as st

from maillage.routing import Break, Matrix, Problem, Shipment, Stop, Vehicle


def line(places: int = 10, *, step_s: float = 60, step_m: float = 300) -> Matrix:
    """Places in a row, a minute and 300 m from one to the next."""
    apart = np.abs(np.subtract.outer(np.arange(places), np.arange(places))).astype(float)
    return Matrix(apart * step_s, apart * step_m)


def pair(name: str, origin: int, target: int, **stop: float) -> Shipment:
    return Shipment(name, Stop(f"{name}+", origin, **stop), Stop(f"{name}-", target, **stop), loads=(1.0,))


def fleet(count: int = 1, **vehicle: object) -> tuple[Vehicle, ...]:
    wanted = {"start": 0, "end": 0, "capacities": (10.0,), **vehicle}
    return tuple(Vehicle(f"v{number}", **wanted) for number in range(1, count + 1))


def problem_of(
    *shipments: Shipment, vehicles: tuple[Vehicle, ...] | None = None, matrix: Matrix | None = None
) -> Problem:
    return Problem(shipments, fleet() if vehicles is None else vehicles, {"": line() if matrix is None else matrix})


@pytest.fixture
def two_errands() -> Problem:
    """Two shipments along the line, one vehicle."""
    return problem_of(pair("a", 1, 3), pair("b", 2, 5, earliest_s=0))


_seconds = st.integers(0, 4000)


@st.composite
def problems(draw: st.DrawFn, *, with_locks: bool = True) -> Problem:
    """Problems of up to eight shipments and three vehicles with everything that may be asked: most are only half possible."""
    places = draw(st.integers(2, 6))
    cells = st.integers(0, 900)
    durations = np.array(
        draw(st.lists(st.lists(cells, min_size=places, max_size=places), min_size=places, max_size=places)), float
    )
    np.fill_diagonal(durations, 0)
    if draw(st.booleans()):
        durations[0, places - 1] = np.inf
    matrix = Matrix(durations, durations * 5)
    place = st.integers(0, places - 1)

    def stop(name: str) -> Stop:
        early = draw(_seconds)
        late = early + draw(_seconds) if draw(st.booleans()) else np.inf
        return Stop(name, draw(place), early, late, draw(st.integers(0, 200)), draw(st.sampled_from((0, 0, 90))))

    shipments = []
    for number in range(draw(st.integers(0, 8))):
        sort = draw(st.sampled_from(("pair", "pair", "pickup", "dropoff")))
        shipments.append(
            Shipment(
                f"s{number}",
                stop(f"s{number}+") if sort != "dropoff" else None,
                stop(f"s{number}-") if sort != "pickup" else None,
                tuple(float(draw(st.integers(0, 6))) for _ in range(2)),
                frozenset({"cold"}) if draw(st.integers(0, 4)) == 0 else frozenset(),
                frozenset({"v0"}) if draw(st.integers(0, 5)) == 0 else None,
            )
        )
    vehicles = []
    for number in range(draw(st.integers(0, 3))):
        pause = Break(draw(_seconds), draw(_seconds) + 2000, 300)
        vehicles.append(
            Vehicle(
                f"v{number}",
                draw(st.none() | place),
                draw(st.none() | place),
                draw(st.integers(0, 1000)),
                draw(st.sampled_from((5000.0, 12000.0, float("inf")))),
                (8.0, 8.0)[: draw(st.integers(0, 2))],
                frozenset({"cold"}) if draw(st.booleans()) else frozenset(),
                (pause,) if draw(st.integers(0, 3)) == 0 and pause.earliest_s <= pause.latest_s else (),
                draw(st.sampled_from((0.0, 0.0, 10000.0))),
            )
        )
    if with_locks and vehicles and shipments and np.all(np.isfinite(durations)) and draw(st.booleans()):
        under_way = shipments[0].stops if draw(st.booleans()) else shipments[0].stops[:1]
        vehicles[0] = replace(vehicles[0], locked=tuple(one.id for one in under_way))
    # Blocks of some neighbours: all pickups, then all drop-offs, or one shipment after another, or in no order at all.
    blocks = []
    for first in draw(st.sampled_from(((), (), (0,), (0, 3)))):
        members = [one for shipment in shipments[first : first + draw(st.integers(1, 3))] for one in shipment.stops]
        order = draw(st.sampled_from((lambda one: one.id[-1], lambda _one: 0, lambda one: one.place)))
        blocks.append(tuple(one.id for one in sorted(members, key=order)))
    return Problem(tuple(shipments), tuple(vehicles), {"": matrix}, blocks=tuple(one for one in blocks if one))
