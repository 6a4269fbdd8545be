"""Instances with processes of their own, all killed at the end of the test that asked for them."""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.cli.instances import Instance


@pytest.fixture
def new_instance() -> Iterator[Callable[[str], Instance]]:
    """Give a function that makes an instance on an empty home folder."""
    if not Path("/proc/self/environ").exists():
        pytest.skip(f"the processes of an instance are found in /proc, which {sys.platform} has not")
    # Not tmp_path: the path of the server's socket may not be long.
    folder = Path(tempfile.mkdtemp(prefix="maillage-cli-")).resolve()
    made: list[Instance] = []

    def make(name: str) -> Instance:
        made.append(Instance(home=folder / name))
        return made[-1]

    yield make
    for instance in made:
        instance.kill_everything()
    shutil.rmtree(folder)
