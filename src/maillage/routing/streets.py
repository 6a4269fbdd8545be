"""Streets by Valhalla, in this process: tiles built from an extract, tables remembered between the points they are snapped to."""

import fcntl
import json
import os
import shutil
import subprocess
import threading
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from .network import (
    SPEEDS_KMH,
    Located,
    PointTrouble,
    Riding,
    Table,
    Way,
    apart_m,
    decoded_polyline,
    encoded_polyline,
    is_point,
)
from .streets_folder import POINTER
from .types import Matrix

_PBF_MARK = b"\n\tOSMHeader"
# A door may lie that far from its street; farther, the point is in the sea, in the wild or in another region.
_REACH_M = 300.0
# Points remembered for each way of riding: two arrays of 4 bytes, 72 MB when full.
_MOST_REMEMBERED = 3000
_BLOCK = 200
_UNLIMITED = {
    "max_distance": 5_000_000.0,
    "max_locations": 10_000,
    "max_matrix_distance": 5_000_000.0,
    "max_matrix_location_pairs": 10_000_000,
}
_COSTINGS: dict[Riding, tuple[str, dict[str, Any]]] = {
    Riding.BIKE: ("bicycle", {"bicycle_type": "City"}),
    Riding.CARGO: ("bicycle", {"bicycle_type": "City", "use_hills": 0.2, "avoid_bad_surfaces": 0.6}),
    Riding.ELECTRIC: ("bicycle", {"bicycle_type": "City", "use_hills": 0.9}),
    Riding.ELECTRIC_CARGO: ("bicycle", {"bicycle_type": "City", "use_hills": 0.7, "avoid_bad_surfaces": 0.6}),
    Riding.TRAILER: ("bicycle", {"bicycle_type": "City", "use_hills": 0.2, "avoid_bad_surfaces": 0.8}),
    # Where cars may go: no cycle paths, no streets against the traffic.
    Riding.VAN: ("auto", {"top_speed": 30}),
    Riding.FOOT: ("pedestrian", {}),
}
_SPEED_OPTIONS = {"bicycle": "cycling_speed", "pedestrian": "walking_speed"}


class BrokenExtract(ValueError):
    """The extract cannot be made into a street network; the message says why."""


def build_network(*, extract_path: Path, folder: Path) -> Path:
    """Build the tiles of an extract in a folder, in place of those before, which serve until the new ones are whole.

    Two builds of one folder come one after the other; what a killed one left behind goes with the next.
    Raises: BrokenExtract, OSError.
    """
    with extract_path.open("rb") as file:
        if file.read(4 + len(_PBF_MARK))[4:] != _PBF_MARK:
            raise BrokenExtract(f"{extract_path.name} is not an OpenStreetMap extract (.osm.pbf)")
    folder.mkdir(parents=True, exist_ok=True)
    with _alone_in(folder):
        tiles = folder / f"tiles-{uuid.uuid4().hex[:12]}"
        tiles.mkdir()
        try:
            _run_valhalla(extract_path, tiles)
        except BaseException:
            shutil.rmtree(tiles, ignore_errors=True)
            raise
        written = folder / f".{POINTER}.{uuid.uuid4().hex}"
        written.write_text(json.dumps({"tiles": tiles.name, "extract": extract_path.name}))
        written.replace(folder / POINTER)
        for old in folder.glob("tiles-*"):
            if old != tiles:
                shutil.rmtree(old, ignore_errors=True)
    return tiles


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Hold a folder; the hold dies with this process."""
    held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        yield
    finally:
        os.close(held)


def remove_network(*, folder: Path) -> None:
    """Forget the streets; plans then use straight lines."""
    (folder / POINTER).unlink(missing_ok=True)
    for tiles in folder.glob("tiles-*"):
        shutil.rmtree(tiles, ignore_errors=True)


def extract_of(*, folder: Path) -> str:
    """Name the extract that the streets in use come from; empty without any."""
    try:
        return str(json.loads((folder / POINTER).read_text())["extract"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def tiles_of(*, folder: Path) -> Path | None:
    """Find the tiles in use, if any."""
    try:
        tiles = folder / str(json.loads((folder / POINTER).read_text())["tiles"])
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return tiles if any(tiles.glob("**/*.gph")) else None


def _run_valhalla(extract_path: Path, tiles: Path) -> None:
    import valhalla

    configuration = _configuration(tiles)
    configuration["mjolnir"]["concurrency"] = max(1, min(4, os.cpu_count() or 1))
    path = tiles / "building.json"
    path.write_text(json.dumps(configuration))
    program = Path(valhalla.PYVALHALLA_DIR) / "bin" / "valhalla_build_tiles"
    done = subprocess.run([program, "-c", path, extract_path], capture_output=True, text=True, errors="replace")
    path.unlink()
    if done.returncode != 0:
        said = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
        raise BrokenExtract(f"{extract_path.name} cannot be read: {said[-1] if said else done.returncode}")
    if not any(tiles.glob("**/*.gph")):
        raise BrokenExtract(f"{extract_path.name} has no street in it")


def _configuration(tiles: Path) -> dict[str, Any]:
    import valhalla

    made: dict[str, Any] = valhalla.get_config(tile_extract="", tile_dir=tiles)
    for absent in (
        "tile_extract",
        "traffic_extract",
        "admin",
        "landmarks",
        "timezone",
        "transit_dir",
        "transit_feeds_dir",
    ):
        made["mjolnir"].pop(absent, None)
    for costing in ("bicycle", "pedestrian", "auto"):
        made["service_limits"][costing].update(_UNLIMITED)
    return made


class _Memory:
    """What is known between snapped points: NaN where nothing was asked yet."""

    def __init__(self) -> None:
        self.rows: dict[tuple[float, float], int] = {}
        self.seconds = np.full((64, 64), np.nan, np.float32)
        self.metres = np.full((64, 64), np.nan, np.float32)

    def numbers(self, points: Sequence[tuple[float, float]]) -> list[int]:
        if len(self.rows) + len(points) > _MOST_REMEMBERED:
            self.__init__()  # type: ignore[misc]  # begins anew, as it was made
        numbers = [self.rows.setdefault(point, len(self.rows)) for point in points]
        size = len(self.seconds)
        if len(self.rows) > size:
            wider = max(len(self.rows), 2 * size)
            for name in ("seconds", "metres"):
                grown = np.full((wider, wider), np.nan, np.float32)
                grown[:size, :size] = getattr(self, name)
                setattr(self, name, grown)
        return numbers


class Streets:
    """A network of tiles. One may be shared by threads: they take turns."""

    is_estimate = False

    def __init__(self, *, tiles: Path) -> None:
        import valhalla

        self.tiles = tiles
        self._actor = valhalla.Actor(_configuration(tiles))
        self._lock = threading.Lock()
        self._memories: dict[Riding, _Memory] = {}
        self._snapped: dict[tuple[str, float, float], tuple[float, float] | None] = {}
        self.pairs_computed = 0

    def table(
        self, *, points: Sequence[Located], riding: Riding, groups: Sequence[Sequence[int]] | None = None
    ) -> Table:
        """Give seconds and metres between all points; only what was never asked before is computed.

        `groups`: lists of positions; only ways within each of them are computed, what else is not known is infinite.
        """
        with self._lock:
            troubles: dict[int, PointTrouble] = {}
            snapped = self._snap(points, riding, troubles)
            known = [index for index in range(len(points)) if index not in troubles]
            seconds = np.full((len(points), len(points)), np.inf)
            metres = np.full((len(points), len(points)), np.inf)
            if known:
                memory = self._memories.setdefault(riding, _Memory())
                rows = np.array(memory.numbers([snapped[index] for index in known]))
                places = {memory.rows[snapped[index]]: snapped[index] for index in known}
                for group in groups if groups is not None else [known]:
                    of_group = [memory.rows[snapped[index]] for index in group if index in snapped]
                    if of_group:
                        self._compute_missing(memory, riding, np.array(of_group), places)
                grid = np.ix_(known, known)
                seconds[grid] = np.nan_to_num(memory.seconds[np.ix_(rows, rows)], nan=np.inf, posinf=np.inf)
                metres[grid] = np.nan_to_num(memory.metres[np.ix_(rows, rows)], nan=np.inf, posinf=np.inf)
        np.fill_diagonal(seconds, 0)
        np.fill_diagonal(metres, 0)
        if groups is None:
            for index in _cut_off(seconds, known):
                troubles[index] = PointTrouble.CUT_OFF
        return Table(Matrix(seconds, metres), troubles, False)

    def troubles(self, *, points: Sequence[Located], riding: Riding) -> dict[int, PointTrouble]:
        """Say which points have no street within reach; whether one leads to the others is seen in their table."""
        with self._lock:
            troubles: dict[int, PointTrouble] = {}
            self._snap(points, riding, troubles)
        return troubles

    def way(self, *, points: Sequence[Located], riding: Riding) -> Way | None:
        """Give the line ridden through the points, or None when there is none."""
        # Valhalla would ride from the nearest street, however far: from the sea, or from another country.
        if len(points) < 2 or self.troubles(points=points, riding=riding):
            return None
        with self._lock:
            asked = {"locations": [_location(point.longitude, point.latitude) for point in points]}
            found = self._ask("route", {**asked, "directions_type": "none"}, riding)
        if found is None:
            return None
        legs = found["trip"]["legs"]
        legs_s = tuple(float(leg["summary"]["time"]) for leg in legs)
        legs_m = tuple(float(leg["summary"]["length"]) * 1000 for leg in legs)
        return Way(_joined([leg["shape"] for leg in legs]), sum(legs_m), sum(legs_s), legs_s, legs_m, False)

    def _ask(self, action: str, request: dict[str, Any], riding: Riding) -> Any:
        """Ask Valhalla; None when it finds no way or no street."""
        import valhalla

        costing, options = _COSTINGS[riding]
        speed = _SPEED_OPTIONS.get(costing)
        settings = {costing: {**options, speed: SPEEDS_KMH[riding]} if speed else options}
        try:
            return getattr(self._actor, action)({**request, "costing": costing, "costing_options": settings})
        except valhalla.ValhallaError:
            return None

    def _snap(
        self, points: Sequence[Located], riding: Riding, troubles: dict[int, PointTrouble]
    ) -> dict[int, tuple[float, float]]:
        costing = _COSTINGS[riding][0]
        snapped: dict[int, tuple[float, float]] = {}
        for index, point in enumerate(points):
            if not is_point(point):
                troubles[index] = PointTrouble.NOT_A_POINT
                continue
            key = (costing, round(point.longitude, 6), round(point.latitude, 6))
            if key not in self._snapped:
                if len(self._snapped) > 100_000:
                    self._snapped.clear()
                self._snapped[key] = self._nearest(point, riding)
            on_street = self._snapped[key]
            if on_street is None:
                troubles[index] = PointTrouble.OUTSIDE
            else:
                snapped[index] = on_street
        return snapped

    def _nearest(self, point: Located, riding: Riding) -> tuple[float, float] | None:
        found = self._ask(
            "locate", {"locations": [_location(point.longitude, point.latitude)], "verbose": False}, riding
        )
        edges = found[0].get("edges") if found else None
        if not edges:
            return None
        here = (float(edges[0]["correlated_lon"]), float(edges[0]["correlated_lat"]))
        return here if apart_m(here, (point.longitude, point.latitude)) <= _REACH_M else None

    def _compute_missing(
        self, memory: _Memory, riding: Riding, rows: Any, places: dict[int, tuple[float, float]]
    ) -> None:
        wanted = np.unique(rows)
        unknown = np.isnan(memory.seconds[np.ix_(wanted, wanted)])
        new = wanted[unknown.all(axis=1)]
        old = np.setdiff1d(wanted, new)
        self._compute(memory, riding, new, wanted, places)
        # what is left: from the old to the new, and pairs whose ends were never asked for together
        unknown = np.isnan(memory.seconds[np.ix_(old, wanted)])
        self._compute(memory, riding, old[unknown.any(axis=1)], wanted[unknown.any(axis=0)], places)

    def _compute(
        self, memory: _Memory, riding: Riding, sources: Any, targets: Any, places: dict[int, tuple[float, float]]
    ) -> None:
        for row in range(0, len(sources), _BLOCK):
            for column in range(0, len(targets), _BLOCK):
                some, others = sources[row : row + _BLOCK], targets[column : column + _BLOCK]
                self._compute_block(memory, riding, some, others, places)

    def _compute_block(
        self, memory: _Memory, riding: Riding, sources: Any, targets: Any, places: dict[int, tuple[float, float]]
    ) -> None:
        found = self._ask(
            "matrix",
            {
                "sources": [_location(*places[int(number)]) for number in sources],
                "targets": [_location(*places[int(number)]) for number in targets],
                "verbose": False,
            },
            riding,
        )
        grid = np.ix_(sources, targets)
        if found is not None:
            table = found["sources_to_targets"]
            memory.seconds[grid] = _numbers(table["durations"])
            memory.metres[grid] = _numbers(table["distances"]) * 1000
            self.pairs_computed += len(sources) * len(targets)
        elif len(sources) == 1 and len(targets) == 1:
            same = sources[0] == targets[0]
            memory.seconds[grid] = memory.metres[grid] = 0.0 if same else np.inf
        else:
            # One island among them makes Valhalla refuse all: halve until it stands alone.
            halves = (
                (np.array_split(sources, 2), [targets]) if len(sources) > 1 else ([sources], np.array_split(targets, 2))
            )
            for some in halves[0]:
                for others in halves[1]:
                    self._compute_block(memory, riding, some, others, places)


def _location(longitude: float, latitude: float) -> dict[str, float]:
    return {"lon": longitude, "lat": latitude}


def _numbers(rows: list[list[float | None]]) -> Any:
    return np.array([[np.inf if cell is None else cell for cell in row] for row in rows], np.float32)


def _cut_off(seconds: Any, known: Sequence[int]) -> list[int]:
    """List the points that most others cannot reach, or that cannot reach them."""
    if len(known) < 2:
        return []
    ways = np.isfinite(seconds[np.ix_(known, known)])
    half = len(known) / 2
    return [index for number, index in enumerate(known) if ways[number].sum() < half or ways[:, number].sum() < half]


def _joined(shapes: Sequence[str]) -> str:
    points: list[tuple[float, float]] = []
    for shape in shapes:
        leg = decoded_polyline(shape, precision=6)  # Valhalla's own
        points += leg[1:] if points and leg and points[-1] == leg[0] else leg
    return encoded_polyline(points)
