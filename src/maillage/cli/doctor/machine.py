"""The examinations that need neither Django nor a database."""

import os
import platform
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from maillage.cli.doctor.findings import Finding, error, fine, warning
from maillage.config import environment
from maillage.config.environment import EnvironmentMistake
from maillage.kit.postgres import EmbeddedPostgres, PostgresUnavailable, find_program, major_version

LITTLE_SPACE_MIB = 2048
NO_SPACE_MIB = 256


def examine_machine() -> Iterator[Finding]:
    yield _python()
    yield from _home()
    yield from _address()
    yield _secret_key()
    if environment.uses_embedded_database():
        yield _programs()
        yield _server()


def _python() -> Finding:
    return fine("Python", f"{platform.python_version()} on {platform.system()} {platform.machine()}")


def _home() -> Iterator[Finding]:
    try:
        home = environment.writable_home()
    except EnvironmentMistake as mistake:
        yield error("Home folder", "not writable", str(mistake))
        return
    yield fine("Home folder", str(home))
    free_mib = shutil.disk_usage(home).free // 2**20
    remedy = "Free space on this disk, or move the folder and name it with MAILLAGE_HOME."
    if free_mib < NO_SPACE_MIB:
        yield error("Disk", f"{free_mib} MB free: PostgreSQL will stop writing", remedy)
    elif free_mib < LITTLE_SPACE_MIB:
        yield warning("Disk", f"{free_mib} MB free", remedy)
    else:
        yield fine("Disk", f"{free_mib / 1024:.0f} GB free")


def _address() -> Iterator[Finding]:
    try:
        url, host, port = environment.base_url(), environment.host(), environment.port()
    except EnvironmentMistake as mistake:
        yield error("Address", "cannot be used", str(mistake))
        return
    if environment.base_host() in environment.LOOPBACK and host not in environment.LOOPBACK:
        yield warning(
            "Address",
            f"listens to the network on {host}:{port}, but calls itself {url}",
            "Set MAILLAGE_BASE_URL to the address that people write, such as https://reseau.example.org.",
        )
    elif not url.startswith("https://") and environment.base_host() not in environment.LOOPBACK:
        yield warning("Address", f"{url} is not encrypted", "Serve it through HTTPS and say so in MAILLAGE_BASE_URL.")
    else:
        yield fine("Address", f"{url}, served on {host}:{port}")
    if environment.is_debug() and environment.base_host() not in environment.LOOPBACK:
        yield error("Debugging", "on, on a public address: error pages show secrets", "Unset MAILLAGE_DEBUG.")


def _secret_key() -> Finding:
    if given := os.environ.get("MAILLAGE_SECRET_KEY"):
        if len(given) < 40:
            return warning("Secret key", "MAILLAGE_SECRET_KEY is short", "Use at least 50 random characters.")
        return fine("Secret key", "from MAILLAGE_SECRET_KEY")
    path = environment.home() / "secret_key"
    if not path.exists():
        return fine("Secret key", "made at the first start")
    if path.stat().st_mode & 0o077:
        return error("Secret key", f"{path} can be read by other users", f"chmod 600 {path}")
    return fine("Secret key", str(path))


def _programs() -> Finding:
    try:
        folder = find_program("postgres").parent
        return fine("PostgreSQL programs", f"version {major_version(folder)} in {folder}")
    except PostgresUnavailable as problem:
        return error("PostgreSQL programs", "cannot be used", str(problem))


def _server() -> Finding:
    server = EmbeddedPostgres(home=environment.home())
    if not (server.data / "PG_VERSION").exists():
        return fine("PostgreSQL server", "made at the first start")
    try:
        made_by = int((server.data / "PG_VERSION").read_text())
    except (OSError, ValueError):
        return error(
            "PostgreSQL server",
            f"{server.data} cannot be read by this user",
            "Run `maillage doctor` as the user who runs Maillage.",
        )
    try:
        ours = major_version(find_program("postgres").parent)
    except PostgresUnavailable:
        ours = made_by
    if made_by != ours:
        return error(
            "PostgreSQL server",
            f"its data is of version {made_by}, the programs are of version {ours}",
            f"Name the programs of version {made_by} with MAILLAGE_PG_BIN, back up, restore into a new MAILLAGE_HOME.",
        )
    if server.is_running():
        return fine("PostgreSQL server", f"running in {server.data}")
    return fine("PostgreSQL server", f"at rest in {server.data}")


def age(since: timedelta) -> str:
    """Say a duration in one unit."""
    seconds = int(since.total_seconds())
    for unit, length in (("days", 86_400), ("hours", 3_600), ("minutes", 60)):
        if seconds >= 2 * length:
            return f"{seconds // length} {unit}"
    return f"{seconds} seconds"


def log_tail(path: Path, *, lines: int = 5) -> str:
    """Give the end of a log, or nothing when it cannot be read."""
    try:
        return "\n".join(path.read_text(errors="replace").splitlines()[-lines:])
    except OSError:
        return ""
