"""Where an instance keeps its streets. Apart from `streets`, which loads NumPy: whoever only asks needs none of it."""

from pathlib import Path

POINTER = "network.json"


def streets_folder(*, home: Path) -> Path:
    """Give the folder of the streets in an instance's home."""
    return home / "maps" / "network"
