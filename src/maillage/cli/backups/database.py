"""The database of a backup: dumped from one snapshot, restored beside the present one, then swapped."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict

from maillage.config import environment
from maillage.kit.postgres import EmbeddedPostgres, run_program

# libpq's variables: a password on a command line would show in the list of processes.
_VARIABLES = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "sslcert": "PGSSLCERT", "sslkey": "PGSSLKEY",
    "options": "PGOPTIONS", "hostaddr": "PGHOSTADDR", "connect_timeout": "PGCONNECT_TIMEOUT", "service": "PGSERVICE",
    "passfile": "PGPASSFILE", "channel_binding": "PGCHANNELBINDING", "gssencmode": "PGGSSENCMODE",
}  # fmt: skip


def address(*, database: str | None = None) -> dict[str, str]:
    """Give where the instance's database is, or another one of the same server."""
    url = environment.database_url()
    parts = conninfo_to_dict(url) if url else EmbeddedPostgres(home=environment.home()).conninfo()
    found = {key: str(value) for key, value in parts.items() if value is not None}
    return {**found, "dbname": database} if database else found


def connect(*, database: str | None = None, seconds: int = 15) -> psycopg.Connection[tuple[object, ...]]:
    """Connect to the instance's database, or another one of its server, within so many seconds."""
    return psycopg.connect(**{"connect_timeout": str(seconds), **address(database=database)}, autocommit=True)  # type: ignore[arg-type]  # its parameters are texts and numbers


def _variables(*, database: str | None = None) -> dict[str, str]:
    return {_VARIABLES[key]: value for key, value in address(database=database).items() if key in _VARIABLES}


@contextmanager
def snapshot() -> Iterator[tuple[str, dict[str, int]]]:
    """Hold one view of the data: its name for pg_dump, and how many rows each table has in it."""
    with psycopg.connect(**address()) as connection:  # type: ignore[arg-type]  # its parameters are texts and numbers
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        row = connection.execute("select pg_export_snapshot()").fetchone()
        yield str(row[0]) if row else "", count_rows(connection)


def count_rows(connection: psycopg.Connection[tuple[object, ...]]) -> dict[str, int]:
    """Count the rows of every table of ours, exactly.

    Not those of temporary tables, which pg_dump leaves out: another session's cannot be read, and one that a killed
    session has left has no file any more.
    """
    tables = connection.execute(
        "select schemaname, tablename from pg_tables where schemaname not in ('pg_catalog', 'information_schema') "
        "and not starts_with(schemaname, 'pg_temp_') order by 1, 2"
    ).fetchall()
    counts: dict[str, int] = {}
    for schema, table in tables:
        query = sql.SQL("select count(*) from {}").format(sql.Identifier(str(schema), str(table)))
        row = connection.execute(query).fetchone()
        counts[f"{schema}.{table}"] = int(str(row[0])) if row else 0
    return counts


def dump(target: Path, *, snapshot_name: str) -> None:
    """Write what a snapshot sees, in pg_dump's custom format.

    Raises: PostgresUnavailable.
    """
    options = ["--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot_name}", f"--file={target}"]
    run_program("pg_dump", options, environment=_variables())


def load(source: Path, *, database: str) -> None:
    """Fill a new database from a dump; it is dropped again when that fails.

    Raises: PostgresUnavailable.
    """
    with connect(database="postgres") as server:
        server.execute(sql.SQL("create database {} template template0").format(sql.Identifier(database)))
    try:
        options = ["--no-owner", "--no-privileges", "--exit-on-error", f"--dbname={database}", str(source)]
        run_program("pg_restore", options, environment=_variables(database=database))
    except BaseException:
        drop(database)
        raise


def rows_of(database: str) -> Mapping[str, int]:
    with connect(database=database) as connection:
        return count_rows(connection)


def others_connected() -> int:
    """Count the other programs that use the instance's database now."""
    with connect(database="postgres") as server:
        query = "select count(*) from pg_stat_activity where datname = %s and backend_type = 'client backend'"
        row = server.execute(query, [address()["dbname"]]).fetchone()
        return int(str(row[0])) if row else 0


def swap(*, restored: str, former: str) -> None:
    """Give a restored database the instance's name, and the present one the name `former`: both or neither."""
    name = address()["dbname"]
    rename = sql.SQL("alter database {} rename to {}")
    with connect(database="postgres") as server, server.transaction():
        server.execute(rename.format(sql.Identifier(name), sql.Identifier(former)))
        server.execute(rename.format(sql.Identifier(restored), sql.Identifier(name)))


def drop(database: str) -> None:
    with connect(database="postgres") as server:
        server.execute(sql.SQL("drop database if exists {} with (force)").format(sql.Identifier(database)))
