"""The server of one home folder.

Whoever uses it holds a shared lock on `postgres-users.lock`; the last one to leave stops it, and a lock dies with its
process, so a killed program never leaves the count wrong.
"""

import fcntl
import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from maillage.kit.postgres.folders import (
    make_parents_traversable,
    own_folder,
    runs_as_root,
    socket_folder_for,
    system_user,
)
from maillage.kit.postgres.programs import PostgresUnavailable, find_program, major_version, run_program

SUPERUSER = "maillage"
DATABASE = "maillage"
START_SECONDS = 60
# Backends outlive a killed postmaster by a moment, and hold its shared memory.
LEFTOVER_SECONDS = 15


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """The server whose data stands in `home/postgres`.

    `is_durable` off trades the survival of a power cut for speed: for tests and benchmarks alone. `settings`: more settings
    of the server, `name=value`.
    """

    home: Path
    is_durable: bool = True
    settings: tuple[str, ...] = ()

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_folder(self) -> Path:
        return socket_folder_for(self.home)

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def conninfo(self, *, database: str = DATABASE) -> dict[str, str]:
        """Give host, user and database name as psycopg and Django name them."""
        return {"host": str(self.socket_folder), "user": SUPERUSER, "dbname": database, "port": "5432"}

    def is_running(self) -> bool:
        process = self._recorded_process()
        return process is not None and self._is_ours(process)

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the server unless it runs; stop it afterwards unless somebody else uses it.

        Raises: PostgresUnavailable.
        """
        self._prepare_folders()
        with (self.home / "postgres-users.lock").open("a") as users:
            try:
                with self._exclusively():
                    fcntl.flock(users, fcntl.LOCK_SH)
                    self._initialise()
                    self._start()
                yield
            finally:
                with self._exclusively():
                    try:
                        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                    except BlockingIOError:
                        pass
                    else:
                        self._run("pg_ctl", ["stop", "-D", str(self.data), "-m", "fast", "-w"], check=False)

    def revive(self) -> None:
        """Start the server again if it died while we use it.

        Raises: PostgresUnavailable.
        """
        with self._exclusively():
            self._start()

    @contextmanager
    def _exclusively(self) -> Iterator[None]:
        with (self.home / "postgres-start.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare_folders(self) -> None:
        try:
            self.home.mkdir(parents=True, exist_ok=True)
            with (self.home / "postgres-start.lock").open("a"):
                pass
        except OSError as error:
            raise PostgresUnavailable(
                f"The folder {self.home} cannot be written ({error.strerror}). Name another one with MAILLAGE_HOME."
            ) from None
        own_folder(self.data)
        own_folder(self.socket_folder)

    def _initialise(self) -> None:
        stamp = self.data / "PG_VERSION"
        if stamp.exists():
            made_by, ours = int(stamp.read_text()), major_version(find_program("postgres").parent)
            if made_by != ours:
                raise PostgresUnavailable(
                    f"{self.data} was made by PostgreSQL {made_by}, and the programs here are version {ours}. Name those of "
                    f"version {made_by} with MAILLAGE_PG_BIN, take a `maillage backup`, and restore it into a new MAILLAGE_HOME."
                )
            return
        # initdb killed half-way leaves what looks like data: it works beside, and a rename makes it ours.
        unfinished = self.home / "postgres-unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        own_folder(unfinished)
        # Text order is decided by the ICU collation of each query; bytes order keeps LIKE 'x%' on plain indexes.
        arguments = ["-D", str(unfinished), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", arguments)
        with (unfinished / "postgresql.conf").open("a") as settings:
            settings.write("\n# written by maillage\n" + "\n".join(_server_settings()) + "\n")
        unfinished.replace(self.data)

    def _start(self) -> None:
        deadline = time.monotonic() + LEFTOVER_SECONDS
        while not self.is_running():
            self._forget_dead_server()
            arguments = ["start", "-D", str(self.data), "-l", str(self.log), "-w", "-t", str(START_SECONDS)]
            started = self._run("pg_ctl", [*arguments, "-o", self._options()], check=False)
            if started.returncode == 0:
                break
            trace = _last_lines(self.log)
            if "pre-existing shared memory block" not in trace or time.monotonic() > deadline:
                raise PostgresUnavailable(
                    f"PostgreSQL did not start in {self.data}: {trace or started.stdout.strip()}\n"
                    "Run `maillage doctor` to see why, or set DATABASE_URL to another server."
                )
            time.sleep(0.5)
        self._create_database()

    def _options(self) -> str:
        options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket_folder}'"
        if not self.is_durable:
            options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
        elif (find_program("postgres").parent.parent / "lib" / "pg_prewarm.so").exists():
            # What was in memory when it stopped is read again in the background: the first searches find it there.
            options += " -c shared_preload_libraries=pg_prewarm"
        options += "".join(f" -c {setting}" for setting in self.settings)
        return options

    def _recorded_process(self) -> int | None:
        try:
            return int((self.data / "postmaster.pid").read_text().splitlines()[0])
        except (OSError, ValueError, IndexError):
            return None

    def _is_ours(self, process: int) -> bool:
        """Whether a process is the server of this folder, and not one that came to bear its number since."""
        if Path("/proc/self").exists():
            try:
                return Path(f"/proc/{process}/cwd").samefile(self.data)
            except OSError:
                return False
        return self._run("pg_ctl", ["status", "-D", str(self.data)], check=False).returncode == 0

    def _forget_dead_server(self) -> None:
        # PostgreSQL trusts a recorded number as long as any process of the same user bears it.
        process = self._recorded_process()
        if process is not None and not self._is_ours(process):
            (self.data / "postmaster.pid").unlink(missing_ok=True)
            (self.socket_folder / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _create_database(self) -> None:
        import psycopg

        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                with psycopg.connect(**self.conninfo(database="postgres"), autocommit=True) as connection:  # type: ignore[arg-type]  # its parameters are texts and numbers
                    found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
                    if not found:
                        connection.execute(f'create database "{DATABASE}"')
                    return
            except psycopg.OperationalError as error:
                if time.monotonic() > deadline:
                    raise PostgresUnavailable(f"PostgreSQL runs in {self.data} but does not answer: {error}") from None
                time.sleep(0.1)

    def _run(self, program: str, arguments: Sequence[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        user = None
        if runs_as_root():
            make_parents_traversable(find_program(program))
            entry = system_user()
            user = (entry.pw_uid, entry.pw_gid)
        return run_program(program, arguments, user=user, check=check)


def _server_settings() -> list[str]:
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    shared_mib = max(64, min(2048, memory_mib // 8))
    return [
        f"shared_buffers = {shared_mib}MB",
        f"effective_cache_size = {max(256, memory_mib // 2)}MB",
        "work_mem = 32MB",
        "temp_buffers = 32MB",  # a batch of search rows; each connection takes what it uses
        "maintenance_work_mem = 256MB",
        "max_connections = 120",
        "random_page_cost = 1.1",
        "jit = off",  # costs more than it saves on short queries
        "max_parallel_workers_per_gather = 0",  # hurts the 95th percentile on small machines
        "unix_socket_permissions = 0700",
        "max_wal_size = 2GB",
        "log_min_messages = warning",
        "timezone = 'UTC'",
    ]


def _last_lines(log: Path, *, count: int = 8) -> str:
    if not log.exists():
        return ""
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
