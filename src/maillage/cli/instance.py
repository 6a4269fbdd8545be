"""The instance on this machine: its database running, Django ready."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import click

from maillage.config import environment
from maillage.kit.postgres import EmbeddedPostgres, PostgresUnavailable


def set_up_django() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    import django

    django.setup()


@contextmanager
def database_running() -> Iterator[None]:
    """Keep the embedded server up meanwhile; an external one is its host's business."""
    if not environment.uses_embedded_database():
        yield
        return
    try:
        with EmbeddedPostgres(home=environment.home()).running():
            yield
    except PostgresUnavailable as error:
        raise click.ClickException(str(error)) from None


@contextmanager
def ready_instance(*, migrate: bool = True) -> Iterator[None]:
    """Give a running database with its tables up to date, and Django set up."""
    with database_running():
        set_up_django()
        if migrate:
            bring_up_to_date()
        yield


def bring_up_to_date() -> None:
    """Apply what migrations are missing; one process at a time."""
    from django.core.management import call_command
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_lock(hashtext('maillage.migrate'))")
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False)
            call_command("createcachetable", verbosity=0)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("select pg_advisory_unlock(hashtext('maillage.migrate'))")


def collect_static_files() -> None:
    """Hash and copy the static files into the home folder, unless what stands there is up to date."""
    from django.conf import settings
    from django.core.management import call_command

    stamp = settings.STATIC_ROOT / ".stamp"
    state = _static_state()
    if stamp.exists() and stamp.read_text() == state:
        return
    call_command("collectstatic", verbosity=0, interactive=False, clear=stamp.exists())
    stamp.write_text(state)


def _static_state() -> str:
    from django.contrib.staticfiles.finders import get_finders

    newest, count = 0, 0
    for finder in get_finders():
        for path, storage in finder.list([]):
            newest = max(newest, os.stat(storage.path(path)).st_mtime_ns)
            count += 1
    return f"{newest} {count}"
