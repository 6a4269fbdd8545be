"""The streets that this instance knows: opened once for each state of what is installed, shared by all that rides."""

import logging
import threading
from pathlib import Path

from django.conf import settings

from maillage.routing.network import Network, StraightLines, open_network
from maillage.routing.streets_folder import POINTER, streets_folder

_log = logging.getLogger(__name__)
_lock = threading.Lock()
_opened: dict[tuple[Path, int, int], Network] = {}


def streets_state() -> tuple[Path, int, int] | None:
    """Give what differs as soon as other streets are installed; None without any."""
    folder = streets_folder(home=settings.MAILLAGE_HOME)
    try:
        state = (folder / POINTER).stat()
    except OSError:
        return None
    return folder, state.st_mtime_ns, state.st_ino


def known_streets() -> Network:
    """Give the streets that are installed, or straight lines; a new installation is seen at the next call."""
    key = streets_state()
    if key is None:
        return StraightLines()
    folder = key[0]
    with _lock:
        if key not in _opened:
            try:
                network = open_network(folder=folder)
            except (RuntimeError, OSError, ValueError):
                # Rides go on in straight lines, and say so; `maillage doctor` tells the host.
                _log.exception("The streets in %s cannot be opened", folder)
                network = StraightLines()
            _opened.clear()
            _opened[key] = network
        return _opened[key]
