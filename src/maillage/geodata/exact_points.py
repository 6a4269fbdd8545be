"""Exact centres of communes that an administrator imported, kept beside the instance's other state."""

import os
import time
from array import array
from pathlib import Path
from typing import cast

from maillage.geodata.columns import BadColumnsFile, Column, read_columns, write_columns

_FILE = Path("geodata") / "communes.columns"
_LOOK_AGAIN_S = 10.0
_seen: dict[Path, tuple[float, int]] = {}


def home() -> Path:
    """Return the folder of the instance's state: `MAILLAGE_HOME`, or `var` in the current folder."""
    return Path(os.environ.get("MAILLAGE_HOME") or "var")


def stamp(*, home: Path) -> int:
    """Return a number that changes when another process imports exact points, looking at the disk every ten seconds."""
    now = time.monotonic()
    looked_at, known = _seen.get(home, (-_LOOK_AGAIN_S, 0))
    if now - looked_at < _LOOK_AGAIN_S:
        return known
    try:
        known = (home / _FILE).stat().st_mtime_ns
    except OSError:
        known = 0
    _seen[home] = (now, known)
    return known


def read_exact_points(*, home: Path) -> dict[str, tuple[int, int]]:
    """Return (longitude, latitude) in hundred-thousandths of a degree by INSEE code, for what was imported."""
    try:
        _, columns = read_columns(path=home / _FILE)
    except (FileNotFoundError, NotADirectoryError, BadColumnsFile):
        # A damaged file must not stop the site: the packaged points serve until the next import.
        return {}
    codes = cast(list[str], columns["code"])
    numbers = cast("array[int]", columns["longitude"]), cast("array[int]", columns["latitude"])
    return dict(zip(codes, zip(*numbers, strict=True), strict=True))


def save(*, home: Path, points: dict[str, tuple[int, int]], source: str) -> None:
    """Write the points in place of those imported before."""
    ordered = sorted(points)
    columns: dict[str, Column] = {
        "code": ordered,
        "longitude": array("i", [points[code][0] for code in ordered]),
        "latitude": array("i", [points[code][1] for code in ordered]),
    }
    write_columns(path=home / _FILE, columns=columns, about={"source": source})
    _seen.pop(home, None)
