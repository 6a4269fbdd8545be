"""A day's rows as the planner's day: ways between all its places, by each kind of vehicle."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from maillage.delivery.models import Courier, DeliveryService, Task, Vehicle
from maillage.delivery.models.service import USUAL_SPEED_M_PER_H
from maillage.delivery.queries.planning import DayRows
from maillage.delivery.rules.planning import DayRider, DayTask, DayToPlan
from maillage.delivery.services.streets import known_streets
from maillage.delivery.types import TaskState, VehicleKind
from maillage.geodata import Point
from maillage.routing import Matrix
from maillage.routing.network import SPEEDS_KMH, PointTrouble, Riding, StraightLines

# As many as Valhalla is asked for at once: shorter steps would cost more than they tell.
_CHUNK = 200
_RIDINGS = {
    VehicleKind.BIKE: Riding.BIKE,
    VehicleKind.ELECTRIC_BIKE: Riding.ELECTRIC,
    VehicleKind.CARGO_BIKE: Riding.CARGO,
    VehicleKind.TRAILER: Riding.TRAILER,
    VehicleKind.ELECTRIC_CARGO: Riding.ELECTRIC_CARGO,
    VehicleKind.ELECTRIC_VAN: Riding.VAN,
}

type Told = Callable[[float], None]
# Gives, from the number of each place and a profile, lists of places.
type Groups = Callable[[dict[tuple[float, float], int], str], list[list[int]]]


@dataclass(frozen=True, slots=True)
class DayPlaces:
    """The day of the planner, and the points that its places are. `off_streets`: tasks to which no street leads."""

    day: DayToPlan
    points: tuple[Point, ...]
    is_estimate: bool
    off_streets: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class _Profile:
    riding: Riding
    percent: int

    @property
    def key(self) -> str:
        return f"{self.riding}:{self.percent}"


def day_places(
    rows: DayRows, /, *, now: datetime, movable: Callable[[Task], bool] = lambda _task: True,
    groups: Groups | None = None, told: Told = lambda _share: None,
) -> DayPlaces:  # fmt: skip
    """Find the ways of a day. `movable`: tasks that may go to another courier.

    `groups`: only ways within each list of places that it gives are looked for. `told` hears what share is done, and may raise to
    stop.
    """
    places: dict[tuple[float, float], int] = {}
    tasks = tuple(_task(task, rows, places, movable) for task in rows.tasks)
    riders = tuple(_rider(row.courier, rows, places, index) for index, row in enumerate(rows.riders))
    points = tuple(Point(longitude, latitude) for longitude, latitude in places)
    profiles = {_profile(row.courier) for row in rows.riders} or {_Profile(Riding.BIKE, 100)}
    matrices, lines, off = {}, {}, set[int]()
    is_estimate = known_streets().is_estimate
    for number, profile in enumerate(sorted(profiles, key=lambda one: one.key)):

        def share(part: float, number: int = number) -> None:
            told((number + part) / len(profiles))

        wanted = groups(places, profile.key) if groups else None
        made, straight, cut = _matrices(points, profile, rows.service, wanted, share)
        matrices[profile.key], lines[profile.key] = made, straight
        off |= cut
    first = rows.start
    day = DayToPlan(
        tasks=tasks, riders=riders, matrices=matrices, lines=lines, stop_s=float(rows.service.stop_s),
        now_s=(now - first).total_seconds() if now >= first else float("-inf"),
    )  # fmt: skip
    return DayPlaces(day, points, is_estimate, tuple(task.number for task in tasks if task.place in off))


def _matrices(
    points: Sequence[Point], profile: _Profile, service: DeliveryService, wanted: list[list[int]] | None, told: Told
) -> tuple[Matrix, Matrix, set[int]]:
    """Give the ways by street, the same with straight lines where there is none, and the places that are off the streets."""
    import numpy as np

    speed = service.speed_m_per_h / 1000 * profile.percent / 100
    straight = StraightLines(detour=service.detour_percent / 100, speeds_kmh={profile.riding: speed})
    network = known_streets()
    lines = straight.table(points=points, riding=profile.riding).matrix
    if network.is_estimate:
        return lines, lines, set()
    # What was asked for once is remembered: growing lists cost no more, and can be stopped.
    for count in range(_CHUNK, len(points), _CHUNK) if wanted is None else ():
        network.table(points=points[:count], riding=profile.riding)
        told((count / len(points)) ** 2)
    table = network.table(points=points, riding=profile.riding, groups=wanted)
    told(1.0)
    # The settings count speeds against a bike; Valhalla has its own for each kind.
    slowness = SPEEDS_KMH[profile.riding] / SPEEDS_KMH[Riding.BIKE] / (profile.percent / 100)
    seconds = table.matrix.durations_s * slowness * USUAL_SPEED_M_PER_H / service.speed_m_per_h
    metres = table.matrix.distances_m
    unknown = ~np.isfinite(seconds)
    filled = Matrix(np.where(unknown, lines.durations_s, seconds), np.where(unknown, lines.distances_m, metres))
    beyond = np.zeros(len(points), bool)
    beyond[[index for index, trouble in table.troubles.items() if trouble is PointTrouble.OUTSIDE]] = True
    # Beyond the map there are streets that we do not know; what the map itself cuts off cannot be ridden to.
    is_beyond = unknown & (beyond[:, None] | beyond[None, :])
    ridden = Matrix(np.where(is_beyond, lines.durations_s, seconds), np.where(is_beyond, lines.distances_m, metres))
    return ridden, filled, set(table.troubles)


def list_matrix(points: Sequence[Point], /, *, courier: Courier | None, service: DeliveryService) -> Matrix:
    """Give the ways between the places of one courier's list, or of nobody's on a bike: straight lines where no street leads."""
    every = [list(range(len(points)))]
    return _matrices(points, _profile(courier), service, every, lambda _share: None)[1]


def riding_of_vehicle(vehicle: Vehicle | None, /) -> Riding:
    """Say how a vehicle rides; without one, as a bike."""
    return _RIDINGS[VehicleKind(vehicle.kind)] if vehicle else Riding.BIKE


def _profile(courier: Courier | None) -> _Profile:
    vehicle = courier.vehicle if courier else None
    return _Profile(riding_of_vehicle(vehicle), vehicle.speed_percent if vehicle else 100)


def _number(point: Point, places: dict[tuple[float, float], int]) -> int:
    return places.setdefault((round(point.longitude, 6), round(point.latitude, 6)), len(places))


def _point(task: Task) -> Point:
    return Point(task.address.longitude, task.address.latitude)


def _task(
    task: Task, rows: DayRows, places: dict[tuple[float, float], int], movable: Callable[[Task], bool]
) -> DayTask:
    is_pickup = task.type == "PICKUP"
    packages = list(task.packages.all())
    return DayTask(
        number=task.number,
        place=_number(_point(task), places),
        after_s=(task.after - rows.start).total_seconds(),
        before_s=(task.before - rows.start).total_seconds(),
        is_pickup=is_pickup,
        delivery=task.delivery.number if task.delivery else None,
        position=task.position,
        weight_g=float(task.weight_g or sum(row.quantity * (row.package.weight_g or 0) for row in packages)),
        units=float(sum(row.quantity * row.package.volume_units for row in packages)),
        skills=rows.known_skills & frozenset(task.tags),
        rider=task.courier_id,
        rank=_rank(task, rows),
        is_under_way=task.state == TaskState.DOING.value,
        is_aboard=not is_pickup and task.delivery_id in rows.picked_up,
        may_move=movable(task),
        version=task.version,
        tour=task.tour.number if task.tour else None,
        tour_place=_rank(task, rows) if task.courier_id is not None else task.tour_position,
    )


def _rank(task: Task, rows: DayRows) -> int:
    return rows.lists[task.courier_id].index(task.number) if task.courier_id is not None else 0


def _rider(courier: Courier, rows: DayRows, places: dict[tuple[float, float], int], index: int) -> DayRider:
    row, vehicle = rows.riders[index], courier.vehicle
    starts, ends = (row.duty.start, row.duty.end) if row.duty else (rows.start, rows.end)
    return DayRider(
        id=courier.pk,
        start=_number(row.start, places),
        end=_number(row.end, places) if row.end else None,
        from_s=(starts - rows.start).total_seconds(),
        until_s=(ends - rows.start).total_seconds(),
        breaks=tuple(_seconds(pause, rows.start) for pause in (row.duty.breaks if row.duty else ())),
        weight_g=float(vehicle.max_weight_g) if vehicle else None,
        units=float(vehicle.max_volume_units) if vehicle else None,
        skills=frozenset(courier.skills),
        profile=_profile(courier).key,
        may_take=row.duty is not None,
    )


def _seconds(pause: tuple[datetime, datetime], start: datetime) -> tuple[float, float]:
    return (pause[0] - start).total_seconds(), (pause[1] - start).total_seconds()


def route_groups(rows: DayRows, /, *, also: Sequence[Point] = ()) -> Groups:
    """Name the ways that riding the lists as they are needs, and those from and to some points more: no others are looked for."""

    def groups(places: dict[tuple[float, float], int], profile: str) -> list[list[int]]:
        named = {task.number: _number(_point(task), places) for task in rows.tasks}
        extra = [_number(point, places) for point in also]
        found = []
        for row in rows.riders:
            if _profile(row.courier).key != profile:
                continue
            ends = [row.start, *([row.end] if row.end else [])]
            stops = [named[number] for number in rows.lists.get(row.courier.pk, ())]
            found.append(sorted({*(_number(point, places) for point in ends), *stops, *extra}))
        return found

    return groups


def chosen_of(tasks: Iterable[Task], numbers: Iterable[int]) -> frozenset[int]:
    """Give the tasks chosen with the others of their deliveries and tours; all of them when none was chosen."""
    listed = list(tasks)
    named = frozenset(numbers)
    if not named:
        return frozenset(task.number for task in listed)
    while True:
        tied = {key for task in listed if task.number in named for key in (task.delivery_id, task.tour_id) if key}
        found = frozenset(task.number for task in listed if {task.delivery_id, task.tour_id} & tied) | named
        if found == named:
            return found
        named = found
