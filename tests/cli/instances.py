"""Real instances of the tests: `maillage` as a process of its own, in a home folder and on a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from maillage.cli.backups.database import count_rows
from maillage.kit.postgres import EmbeddedPostgres

START_SECONDS = 180
STOP_SECONDS = 60
COMMAND_SECONDS = 120
# What a developer's shell or pytest may have set, and an instance of the tests must not see.
_NOT_INHERITED = ("DATABASE_URL", "DJANGO_SETTINGS_MODULE", "PYTHONDONTWRITEBYTECODE")


def free_port() -> int:
    with socket.socket() as attempt:
        attempt.bind(("127.0.0.1", 0))
        return int(attempt.getsockname()[1])


def wait_until(is_so: Callable[[], bool], *, seconds: float, what: str) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, f"still not, after {seconds} s: {what}"
        time.sleep(0.05)


@dataclass
class Started:
    """A `maillage run`, `web` or `worker` that goes on; what it says is kept in a file."""

    process: subprocess.Popen[bytes]
    log: Path

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def stop(self, number: signal.Signals = signal.SIGINT) -> int:
        self.process.send_signal(number)
        return self.process.wait(STOP_SECONDS)


@dataclass
class Instance:
    """One home folder and one port."""

    home: Path
    port: int = field(default_factory=free_port)
    started: list[Started] = field(default_factory=list)

    def variables(self, **more: str) -> dict[str, str]:
        inherited = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith("MAILLAGE_") and name not in _NOT_INHERITED
        }
        return {**inherited, "MAILLAGE_HOME": str(self.home), "MAILLAGE_PORT": str(self.port), **more}

    def start(self, *arguments: str) -> Started:
        log = self.home.parent / f"{self.home.name}-{len(self.started)}.log"
        with log.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "maillage.cli", *arguments],
                env=self.variables(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.started.append(Started(process, log))
        return self.started[-1]

    def serve(self, *arguments: str) -> Started:
        """Start, and wait for the first page."""
        started = self.start(*arguments)

        def answers() -> bool:
            assert started.process.poll() is None, started.said()
            return self.status("/") == 200

        wait_until(answers, seconds=START_SECONDS, what=f"a first page; {started.log}")
        return started

    def command(self, *arguments: str, typed: str = "", **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "maillage.cli", *arguments],
            env=self.variables(**variables),
            input=typed,
            capture_output=True,
            text=True,
            timeout=COMMAND_SECONDS,
            check=False,
        )

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        question = urllib.request.Request(f"http://127.0.0.1:{self.port}{path}", headers=headers)
        try:
            with urllib.request.urlopen(question, timeout=30) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def status(self, path: str) -> int:
        try:
            return self.get(path)[0]
        except OSError:
            return 0

    def rows(self) -> dict[str, int]:
        """Count the rows of every table; the server is started for it when it is at rest."""
        server = EmbeddedPostgres(home=self.home)
        with server.running(), psycopg.connect(**server.conninfo()) as connection:
            return count_rows(connection)

    def session(self) -> psycopg.Connection:
        """Open a session on the database of an instance that runs; each statement is its own transaction."""
        return psycopg.connect(**EmbeddedPostgres(home=self.home).conninfo(), autocommit=True)

    def processes(self) -> list[int]:
        """List every process of this instance, the first started first."""
        return sorted(
            int(folder.name) for folder in Path("/proc").iterdir() if folder.name.isdecimal() and self._owns(folder)
        )

    def _owns(self, folder: Path) -> bool:
        wanted = f"MAILLAGE_HOME={self.home}".encode()
        try:
            if (folder / "stat").read_text().rpartition(")")[2].split()[0] == "Z":
                return False
            # PostgreSQL's processes overwrite their environment with their title, but all work in the data folder.
            is_server = (folder / "cwd").readlink() == self.home / "postgres"
            return is_server or wanted in (folder / "environ").read_bytes().split(b"\0")
        except OSError:  # it has just ended, or is somebody else's
            return False

    def kill_everything(self) -> None:
        """Do what a power cut does: no process of this instance gets to tidy up."""
        while found := self.processes():
            for process in found:
                with suppress(ProcessLookupError):  # it has just ended
                    os.kill(process, signal.SIGKILL)
            for started in self.started:
                started.process.poll()
            time.sleep(0.05)
        for started in self.started:
            started.process.wait(STOP_SECONDS)
