"""The words of route planning: shipments, vehicles, matrices, plans; seconds from any common zero, metres."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # NumPy is slow to start, and whoever only names these words does not need it
    import numpy as np
    import numpy.typing as npt

type Numbers = npt.NDArray[np.float64]
type Loads = tuple[float, ...]

ALWAYS = math.inf


@dataclass(frozen=True, slots=True)
class Stop:
    """One visit to a place: serving begins within [`earliest_s`, `latest_s`].

    `place`: row of the matrices. `service_s` is spent at each visit, `setup_s` (parking, stairs) before it, only by who comes
    from another place.
    """

    id: str
    place: int
    earliest_s: float = 0.0
    latest_s: float = ALWAYS
    service_s: float = 0.0
    setup_s: float = 0.0


@dataclass(frozen=True, slots=True)
class Shipment:
    """What goes from a pickup to a drop-off in one vehicle; or a single task, when one of the two is missing.

    A single drop-off is aboard from the start of its route, a single pickup stays aboard to the end.
    `loads`: one amount for each dimension (kilograms, litres…). `skills`: all are needed of the vehicle.
    `vehicles`: the only ones allowed, when a dispatcher has chosen.
    """

    id: str
    pickup: Stop | None = None
    dropoff: Stop | None = None
    loads: Loads = ()
    skills: frozenset[str] = frozenset()
    vehicles: frozenset[str] | None = None

    @property
    def stops(self) -> tuple[Stop, ...]:
        return tuple(stop for stop in (self.pickup, self.dropoff) if stop is not None)


@dataclass(frozen=True, slots=True)
class Break:
    """A rest between two stops, begun within [`earliest_s`, `latest_s`]."""

    earliest_s: float
    latest_s: float
    duration_s: float


@dataclass(frozen=True, slots=True)
class Vehicle:
    """A courier with a vehicle, on duty within [`earliest_s`, `latest_s`].

    `start`, `end`: places, or None where it does not matter. `capacities`: in the order of the loads; a missing one is
    without limit. `profile`: which matrix of the problem applies. `locked`: stops under way or pinned, which come first,
    in this order, whatever their windows say. `fixed_cost`: of using it at all, in the unit of the problem's costs.
    """

    id: str
    start: int | None = None
    end: int | None = None
    earliest_s: float = 0.0
    latest_s: float = ALWAYS
    capacities: Loads = ()
    skills: frozenset[str] = frozenset()
    breaks: tuple[Break, ...] = ()
    fixed_cost: float = 0.0
    profile: str = ""
    locked: tuple[str, ...] = ()

    @property
    def breaks_in_order(self) -> list[Break]:
        return sorted(self.breaks, key=lambda pause: (pause.earliest_s, pause.latest_s))


@dataclass(frozen=True, slots=True, eq=False)
class Matrix:
    """From each place (row) to each place (column); infinite where there is no way."""

    durations_s: Numbers
    distances_m: Numbers

    @classmethod
    def of(cls, durations_s: Any, distances_m: Any = None) -> "Matrix":
        """Take nested lists or arrays; distances default to the durations."""
        import numpy as np

        durations = np.array(durations_s, dtype=np.float64)
        distances = durations if distances_m is None else np.array(distances_m, dtype=np.float64)
        return cls(durations, distances)


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """What is to be planned. A plan costs fixed costs + metres x `metre_cost` + travelled seconds x `second_cost`.

    `matrices`: one for each profile of the vehicles, all over the same places. `blocks`: stops that one vehicle rides one after
    the other, in this order and with nothing between them but breaks, or not at all. A block holds every stop of its shipments;
    what is locked of it is a fact, and the rest follows in one piece on that vehicle.
    """

    shipments: tuple[Shipment, ...]
    vehicles: tuple[Vehicle, ...]
    matrices: Mapping[str, Matrix]
    metre_cost: float = 1.0
    second_cost: float = 0.0
    blocks: tuple[tuple[str, ...], ...] = ()


class Reason(StrEnum):
    """Why a shipment is in no route; the first that explains it, from the plainest to the subtlest."""

    INVALID = "invalid"  # a negative or unreadable quantity, a window that ends before it begins
    NO_VEHICLE = "no_vehicle"
    NOT_ALLOWED = "not_allowed"  # the vehicles chosen for it are not there
    SKILL = "skill"
    CAPACITY = "capacity"  # larger than any vehicle that has the skills
    UNREACHABLE = "unreachable"
    WINDOW = "window"  # no vehicle could serve it in time, even with nothing else to do
    SHIFT = "shift"  # served in time, but no vehicle would be back before its shift ends
    FULL = "full"  # it would fit alone, not beside the others
    ORDER = "order"  # its block drops it off before it picks it up
    BLOCK = "block"  # something else of its block has a reason


@dataclass(frozen=True, slots=True)
class Unassigned:
    shipment_id: str
    reason: Reason


@dataclass(frozen=True, slots=True)
class Visit:
    """A stop served: `arrival_s` ≤ `start_s` ≤ `departure_s`; `loads` are those aboard when leaving.

    `wait_s`: idle between arrival and start (parking and breaks are not idleness). `late_s`: of a locked stop.
    """

    stop_id: str
    shipment_id: str
    place: int
    arrival_s: float
    start_s: float
    departure_s: float
    wait_s: float = 0.0
    late_s: float = 0.0
    loads: Loads = ()


@dataclass(frozen=True, slots=True)
class Rest:
    """A break taken after the first `after` visits."""

    start_s: float
    end_s: float
    after: int


@dataclass(frozen=True, slots=True)
class Route:
    """`start_s`: leaves its start (or its first stop's place); `end_s`: arrives at its end."""

    vehicle_id: str
    visits: tuple[Visit, ...]
    start_s: float
    end_s: float
    distance_m: float
    travel_s: float
    rests: tuple[Rest, ...] = ()

    @property
    def wait_s(self) -> float:
        return sum(visit.wait_s for visit in self.visits)

    @property
    def late_s(self) -> float:
        return sum(visit.late_s for visit in self.visits)


@dataclass(frozen=True, slots=True)
class Plan:
    """Routes of the vehicles that move, and what is in none.

    `was_cancelled`: stopped from outside; still a whole and correct plan, the best known then.
    `stages`: seconds spent in each stage of the planning. `problem`: what was planned.
    """

    routes: tuple[Route, ...] = ()
    unassigned: tuple[Unassigned, ...] = ()
    cost: float = 0.0
    was_cancelled: bool = False
    stages: Mapping[str, float] = field(default_factory=dict, compare=False)
    problem: Problem | None = field(default=None, compare=False, repr=False)

    @property
    def distance_m(self) -> float:
        return sum(route.distance_m for route in self.routes)

    @property
    def travel_s(self) -> float:
        return sum(route.travel_s for route in self.routes)

    @property
    def wait_s(self) -> float:
        return sum(route.wait_s for route in self.routes)

    @property
    def late_s(self) -> float:
        return sum(route.late_s for route in self.routes)

    def route_of(self, vehicle_id: str, /) -> Route | None:
        return next((route for route in self.routes if route.vehicle_id == vehicle_id), None)


@dataclass(frozen=True, slots=True)
class Insertion:
    """A place for one more shipment: its stops follow so many visits of the vehicle's route as it was.

    `pickup_s`, `dropoff_s`: when each begins (None for a stop that the shipment has not). `extra_s`, `extra_m`: more to ride.
    `delay_s`: how much later the route ends.
    """

    vehicle_id: str
    pickup_after: int | None
    dropoff_after: int | None
    pickup_s: float | None
    dropoff_s: float | None
    extra_s: float
    extra_m: float
    delay_s: float


class InvalidProblem(ValueError):
    """The parts of a problem do not fit together; the message says which."""
