"""The street network: durations, distances and ways over tiles cut from an extract, or straight lines where there is none.

Points are anything with `longitude` and `latitude` in degrees. What is off the streets is told point by point and never stops
the rest: its rows are infinite, and the planner says "unreachable".
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from . import polyline
from .types import Matrix

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    type Cells = npt.NDArray[np.float32]

_METRES_PER_DEGREE = 111_320.0


class Located(Protocol):
    """A point in degrees, WGS 84."""

    @property
    def longitude(self) -> float: ...
    @property
    def latitude(self) -> float: ...


class Riding(StrEnum):
    """How one moves; the word is the profile of vehicles and matrices."""

    BIKE = "bike"
    CARGO = "cargo"
    ELECTRIC = "electric"
    ELECTRIC_CARGO = "electric_cargo"
    TRAILER = "trailer"
    VAN = "van"
    FOOT = "foot"


# On the flat, in km/h: Valhalla slows down uphill and on bad surfaces. Our assumption, to be set against real tours.
SPEEDS_KMH = {
    Riding.BIKE: 16.0,
    Riding.CARGO: 14.0,
    Riding.ELECTRIC: 20.0,
    Riding.ELECTRIC_CARGO: 18.0,
    Riding.TRAILER: 13.0,
    Riding.VAN: 28.0,  # of its top speed in a town, without lights and looking for a place to stop
    Riding.FOOT: 5.0,
}


class PointTrouble(StrEnum):
    """Why a point has no way to it."""

    NOT_A_POINT = "not_a_point"
    OUTSIDE = "outside"  # no street within reach: another region, or the sea
    CUT_OFF = "cut_off"  # on a street that no other point of the list can reach or leave (island, pier)


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """A matrix over the points asked for, in their order; `troubles` by position; `is_estimate`: not ridden on streets."""

    matrix: Matrix
    troubles: dict[int, PointTrouble]
    is_estimate: bool


@dataclass(frozen=True, slots=True)
class Way:
    """A ridden line. `shape`: encoded polyline, precision 5 (Google's algorithm). `legs_s`, `legs_m`: between the points."""

    shape: str
    distance_m: float
    duration_s: float
    legs_s: tuple[float, ...]
    legs_m: tuple[float, ...]
    is_estimate: bool


class Network(Protocol):
    """Streets, or what stands in for them."""

    @property
    def is_estimate(self) -> bool: ...
    def __hash__(self) -> int: ...
    def table(
        self, *, points: Sequence[Located], riding: Riding, groups: Sequence[Sequence[int]] | None = None
    ) -> Table: ...
    def troubles(self, *, points: Sequence[Located], riding: Riding) -> dict[int, PointTrouble]: ...
    def way(self, *, points: Sequence[Located], riding: Riding) -> Way | None: ...


def open_network(*, folder: Path) -> Network:
    """Open the streets built in a folder, or straight lines when there are none or they cannot be read."""
    from .streets import Streets, tiles_of

    tiles = tiles_of(folder=folder)
    return Streets(tiles=tiles) if tiles is not None else StraightLines()


@dataclass(frozen=True, slots=True)
class StraightLines:
    """Straight lines, longer by a factor, at a speed: estimates, and said to be.

    `detour`: streets are about a third longer than the crow flies (1.2 to 1.4 in European towns; Boscoe, Henry & Zdeb 2012 find
    1.42 on average in the United States).
    """

    detour: float = 1.35
    speeds_kmh: dict[Riding, float] = field(default_factory=lambda: dict(SPEEDS_KMH))
    is_estimate: bool = True

    def table(
        self, *, points: Sequence[Located], riding: Riding, groups: Sequence[Sequence[int]] | None = None
    ) -> Table:
        """Give seconds and metres between all points; `groups` spares nothing here."""
        import numpy as np

        troubles = self.troubles(points=points, riding=riding)
        lon = np.array([0.0 if index in troubles else point.longitude for index, point in enumerate(points)])
        lat = np.array([0.0 if index in troubles else point.latitude for index, point in enumerate(points)])
        metres = _great_circles_m(lon, lat) * self.detour
        for index in troubles:
            metres[index, :] = metres[:, index] = np.inf
            metres[index, index] = 0.0
        speed = self.speeds_kmh[riding] / 3.6
        return Table(Matrix(np.round(metres / speed), np.round(metres)), troubles, True)

    def troubles(self, *, points: Sequence[Located], riding: Riding) -> dict[int, PointTrouble]:
        """Say which points are none: every other one can be reached in a straight line."""
        return {index: PointTrouble.NOT_A_POINT for index, point in enumerate(points) if not is_point(point)}

    def way(self, *, points: Sequence[Located], riding: Riding) -> Way | None:
        if len(points) < 2 or not all(is_point(point) for point in points):
            return None
        matrix = self.table(points=points, riding=riding).matrix
        legs_s = tuple(float(matrix.durations_s[leg, leg + 1]) for leg in range(len(points) - 1))
        legs_m = tuple(float(matrix.distances_m[leg, leg + 1]) for leg in range(len(points) - 1))
        shape = encoded_polyline([(point.latitude, point.longitude) for point in points])
        return Way(shape, sum(legs_m), sum(legs_s), legs_s, legs_m, True)


def is_point(point: Located) -> bool:
    return (
        math.isfinite(point.longitude)
        and math.isfinite(point.latitude)
        and -180 <= point.longitude <= 180
        and -90 <= point.latitude <= 90
    )


def apart_m(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Give the metres between two near points (longitude, latitude), on a plane."""
    stretch = math.cos(math.radians((one[1] + other[1]) / 2))
    return math.hypot((one[0] - other[0]) * stretch, one[1] - other[1]) * _METRES_PER_DEGREE


def _great_circles_m(lon: Any, lat: Any) -> Any:
    import numpy as np

    lon, lat = np.radians(lon), np.radians(lat)
    half = (
        np.sin((lat[:, None] - lat[None, :]) / 2) ** 2
        + np.cos(lat[:, None]) * np.cos(lat[None, :]) * np.sin((lon[:, None] - lon[None, :]) / 2) ** 2
    )
    return 2 * 6_371_008.8 * np.arcsin(np.sqrt(np.clip(half, 0, 1)))


def encoded_polyline(points: Sequence[tuple[float, float]]) -> str:
    """Encode (latitude, longitude) pairs at precision 5."""
    return polyline.encode((longitude, latitude) for latitude, longitude in points)


def decoded_polyline(shape: str, *, precision: int = 5) -> list[tuple[float, float]]:
    """Give back the (latitude, longitude) pairs of a shape."""
    return [(latitude, longitude) for longitude, latitude in polyline.decode(shape, precision=precision)]
