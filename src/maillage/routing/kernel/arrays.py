"""What the compiled search reads (Data) and changes (State); the same names in each function.

A *node* is a visit: first the stops, then two for each vehicle (its start and its end). A *request* is a shipment that may
be moved, by its nodes. A *row* holds a route: one for each vehicle, and one more for trying things out.
"""

import hashlib
import os
from pathlib import Path
from typing import Any, NamedTuple

import numba
import numpy as np


def _compiled_folder() -> Path:
    """Choose where the compiled search is kept: beside the sources, or in the user's cache when that may not be written.

    Numba looks at the file of a function alone, not at those it calls: the folder's name changes with any of them.
    """
    sources = sorted(Path(__file__).parent.glob("*.py"))
    mark = hashlib.sha256(b"".join(source.read_bytes() for source in sources)).hexdigest()[:12]
    beside = Path(__file__).parent / "__pycache__"
    if not os.access(beside if beside.is_dir() else beside.parent, os.W_OK):
        beside = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "maillage"
    return beside / f"search-{mark}"


if not os.environ.get("NUMBA_CACHE_DIR"):
    numba.config.CACHE_DIR = str(_compiled_folder())  # type: ignore[attr-defined]  # set by name

# `prepare()` compiles ahead. `nogil`: a worker's other threads go on while the search runs.
compiled = numba.njit(cache=True, nogil=True, error_model="numpy")
compiled_within = numba.njit(cache=True, nogil=True, error_model="numpy", inline="always")

# A constant given as an argument would have its function compiled once more for it.
plain: Any = np.int64

NOBODY = -1
INFINITE = np.inf


class Data(NamedTuple):
    """The problem. `profile` first in the matrices; `frozen`: leading positions of a row that stay as they are."""

    travel: Any  # [profile, place, place] seconds, with the time to park at the second
    cost: Any  # [profile, place, place]
    place: Any  # [node]
    early: Any  # [node] seconds
    late: Any  # [node] seconds
    service: Any  # [node] seconds
    pickup: Any  # [request] node or NOBODY
    dropoff: Any  # [request] node or NOBODY
    head: Any  # [request] its first node
    tail: Any  # [request] its last node
    chain: Any  # [request, rank] the nodes of a block, which has neither pickup nor drop-off
    chain_length: Any  # [request] 0 for what is no block
    follows: Any  # [node] whether the next of its block comes right behind it
    owner: Any  # [node] request or NOBODY
    quantity: Any  # [request, dimension]
    change: Any  # [node, dimension] of the load, when it is left
    laden: Any  # [request, dimension] what is aboard from the start for a block
    is_carried: Any  # [request] picked up already: only its drop-off moves, its load is among what is aboard
    is_allowed: Any  # [request, vehicle]
    profile: Any  # [vehicle]
    capacity: Any  # [vehicle, dimension]
    aboard: Any  # [vehicle, dimension] what locked stops leave on it
    fixed: Any  # [vehicle]
    frozen: Any  # [vehicle]
    kind: Any  # [vehicle] the same number for vehicles that are alike
    pauses: Any  # [vehicle, pause, (earliest, latest, duration)]
    pause_count: Any  # [vehicle]
    near: Any  # [request, rank] requests, nearest first


class State(NamedTuple):
    """Routes, and what is known of them. `latest`: when serving may begin at the latest (Savelsbergh's forward slack)."""

    route: Any  # [row, position] node
    length: Any  # [row] positions in use, with start and end
    begin: Any  # [row, position] seconds
    latest: Any  # [row, position] seconds
    load: Any  # [row, position, dimension] when leaving
    cost: Any  # [row]
    is_sound: Any  # [row]
    vehicle: Any  # [request] row or NOBODY
    absent: Any  # [rank] requests in no route
    absent_count: Any  # [1]
    random: Any  # [1] state of the generator
    scratch: Any  # [request] marks


@compiled
def draw(random: Any) -> float:
    """Give a number in [0, 1). xorshift64*, Vigna 2016: the same sequence on every machine."""
    x = random[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    random[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@compiled
def draw_below(random: Any, bound: int) -> int:
    return min(int(draw(random) * bound), bound - 1)
