"""The instance on this machine: its database running, Django ready."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.resources import files

import click

from maillage import __version__
from maillage.config import environment
from maillage.kit.postgres import EmbeddedPostgres, PostgresUnavailable

MIGRATION_LOCK = "maillage.migrate"
PREPARED_STAMP = "prepared"


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    import django

    django.setup()


def embedded_server() -> EmbeddedPostgres | None:
    """Give the embedded server, or nothing where DATABASE_URL names another one."""
    return EmbeddedPostgres(home=environment.home()) if environment.uses_embedded_database() else None


@contextmanager
def only_instance() -> Iterator[None]:
    """Hold the home folder alone; say who holds it otherwise. The lock dies with this process."""
    home = environment.writable_home()
    with (home / "run.lock").open("a+") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            # Where that one answers, which is not where this one would have.
            running, _, address = lock.read().strip().partition("\n")
            raise click.ClickException(
                f"Maillage already runs on {home} ({running or 'another process'}). Open {address or 'its address'}, "
                "stop it first, or give another MAILLAGE_HOME and MAILLAGE_PORT."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()}\n{environment.base_url()}")
        lock.flush()
        yield


@contextmanager
def database_running() -> Iterator[None]:
    """Keep the embedded server up meanwhile; an external one is its host's business."""
    server = embedded_server()
    if server is None:
        _check_external_database()
        yield
        return
    try:
        environment.writable_home()
        with server.running():
            yield
    except PostgresUnavailable as error:
        raise click.ClickException(str(error)) from None


def _check_external_database() -> None:
    import psycopg

    try:
        # Not through Django: its pool would try for a long time before it says why.
        with psycopg.connect(environment.database_url(), connect_timeout=15):
            pass
    except psycopg.Error as error:
        raise click.ClickException(f"The database of DATABASE_URL does not answer: {str(error).strip()}") from None


@contextmanager
def ready_instance(*, migrate: bool = True) -> Iterator[None]:
    """Give a running database with its tables up to date, and Django set up."""
    with database_running():
        set_up_django()
        if migrate:
            bring_up_to_date()
        try:
            yield
        finally:
            close_connections()


def bring_up_to_date() -> None:
    """Apply what migrations are missing, and what goes with them; one process at a time.

    Raises: ClickException, saying what to do, when the database refuses.
    """
    from django.db import DatabaseError, OperationalError, connection
    from psycopg.errors import FeatureNotSupported, InsufficientPrivilege

    try:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_lock(hashtext(%s))", [MIGRATION_LOCK])
    except OperationalError as error:
        raise click.ClickException(f"The database does not answer: {str(error).strip()}") from None
    try:
        _apply_missing()
    except DatabaseError as error:
        if not isinstance(error.__cause__, InsufficientPrivilege | FeatureNotSupported):
            raise
        raise click.ClickException(
            f"The tables of the database cannot be brought up to date: {str(error).strip()}\nStart once with an account "
            "that may do so, on a PostgreSQL that has its contrib extensions."
        ) from None
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext(%s))", [MIGRATION_LOCK])


def _apply_missing() -> None:
    from django.core.management import call_command

    from maillage.kit.postgres.new_tables import drawing_new_models_alone

    # A start killed between two of these steps leaves no stamp: the next one takes them up again.
    stamp = environment.writable_home() / PREPARED_STAMP
    taxonomy = (files("maillage.directory") / "data" / "taxonomy.yaml").read_bytes()
    state = f"{__version__} {hashlib.sha256(taxonomy).hexdigest()}"
    migrations = missing_migrations()
    if not migrations and stamp.exists() and stamp.read_text() == state:
        return
    stamp.unlink(missing_ok=True)
    if migrations:
        with drawing_new_models_alone():
            call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    _load_taxonomy()
    stamp.write_text(state)


def missing_migrations() -> list[str]:
    """Name the migrations that the database has not had yet."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return [f"{migration.app_label}.{migration.name}" for migration, _is_backwards in plan]


def _load_taxonomy() -> None:
    """Give a new instance its sectors and skills; a later one gains those that a release has added."""
    from django.utils import timezone

    from maillage.directory.services.taxonomy import load_taxonomy
    from maillage.directory.taxonomy_file import packaged_taxonomy

    load_taxonomy(taxonomy=packaged_taxonomy(), now=timezone.now())


def is_empty() -> bool:
    """Whether nobody and no organization is known yet."""
    from maillage.accounts.models import Organization, User

    return not Organization.objects.exists() and not User.objects.exists()


def close_connections() -> None:
    """Give every connection back, and stop the pool's threads."""
    from django.db import connections

    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):
            connection.close_pool()


def collect_static_files() -> None:
    """Hash and copy the static files into the home folder, unless what stands there is up to date."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.STATIC_ROOT / ".stamp"
    with (environment.writable_home() / "static.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # several `maillage web` may start at once
        state = _static_state()
        if stamp.exists() and stamp.read_text() == state:
            return
        call_command("collectstatic", verbosity=0, interactive=False, clear=settings.STATIC_ROOT.exists())
        stamp.write_text(state)


def _static_state() -> str:
    from django.contrib.staticfiles.finders import get_finders

    from maillage import __version__

    newest, count = 0, 0
    for finder in get_finders():
        for path, storage in finder.list([]):
            newest = max(newest, os.stat(storage.path(path)).st_mtime_ns)  # noqa: PTH116 - thousands of files at each start
            count += 1
    return f"{__version__} {newest} {count}"
