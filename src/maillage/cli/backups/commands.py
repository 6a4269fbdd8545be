"""`maillage backup` and `maillage restore`."""

import shutil
import tempfile
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path

import click
import psycopg

from maillage import __version__
from maillage.cli.backups import archive, database
from maillage.cli.backups.files import FilesSwap, state_files
from maillage.cli.instance import (
    bring_up_to_date,
    close_connections,
    database_running,
    is_empty,
    only_instance,
    set_up_django,
)
from maillage.config import environment
from maillage.kit.postgres import PostgresUnavailable


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--with-secret-key", is_flag=True, help="Add the key that signs sessions: keep such a file under lock.")
@click.option("--force", is_flag=True, help="Replace the file when it exists.")
def backup(file: Path, with_secret_key: bool, force: bool) -> None:
    """Write the whole instance to FILE: database, pictures, imported files and maps. The instance may run meanwhile."""
    if file.exists() and not force:
        raise click.ClickException(f"{file} exists: choose another name, or replace it with --force.")
    with database_running():
        set_up_django()
        try:
            _write(file, with_secret_key=with_secret_key)
        except (OSError, PostgresUnavailable, psycopg.Error) as error:
            raise click.ClickException(f"No backup was written: {error}") from None
    click.echo(f"{file} ({file.stat().st_size / 2**20:.1f} MB). Try it: `maillage restore` in another MAILLAGE_HOME.")


def _write(file: Path, *, with_secret_key: bool) -> None:
    home = environment.home()
    file.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="maillage-backup-", dir=file.parent) as scratch:
        dump = Path(scratch) / archive.DUMP
        with database.snapshot() as (name, rows):
            migrations = _applied_migrations()
            database.dump(dump, snapshot_name=name)
        # Files come after the rows that name them: whatever the dump mentions was written before.
        with archive.writing(file) as writer:
            writer.add_file(dump, name=archive.DUMP)
            for path in state_files(home, with_secret_key=with_secret_key):
                writer.add_file(path, name=archive.FILES + path.relative_to(home).as_posix())
            writer.add_manifest(
                archive.Manifest(
                    version=__version__,
                    made_at=datetime.now(UTC).isoformat(timespec="seconds"),
                    postgres=_server_version(),
                    migrations=sorted(migrations),
                    rows=rows,
                    members=writer.members,
                )
            )


def _applied_migrations() -> set[tuple[str, str]]:
    from django.db import connection
    from django.db.migrations.recorder import MigrationRecorder

    return set(MigrationRecorder(connection).applied_migrations())


def _server_version() -> int:
    with database.connect() as connection:
        return connection.info.server_version // 10_000


@click.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--force", is_flag=True, help="Replace an instance that is not empty. What it holds is lost.")
def restore(file: Path, force: bool) -> None:
    """Fill the instance from FILE: all of it or, when anything goes wrong, nothing."""
    try:
        manifest = archive.verified_manifest(file)
    except archive.BadArchive as error:
        raise click.ClickException(str(error)) from None
    with only_instance(), database_running():
        set_up_django()
        _refuse_newer(manifest)
        bring_up_to_date()
        if not is_empty() and not force:
            raise click.ClickException(
                "This instance holds people or organizations. Restore into another MAILLAGE_HOME, or replace it with --force."
            )
        close_connections()
        if others := database.others_connected():
            raise click.ClickException(
                f"{others} connections use the database: stop `maillage web` and `maillage worker` first."
            )
        try:
            _replace(file, manifest)
        except (OSError, PostgresUnavailable, psycopg.Error) as error:
            raise click.ClickException(f"Nothing was changed: {error}") from None
        bring_up_to_date()
        close_connections()
    rows = sum(manifest.rows.values())
    click.echo(f"Restored {rows} rows and {len(manifest.members) - 1} files of {manifest.made_at}.")


def _refuse_newer(manifest: archive.Manifest) -> None:
    from django.db.migrations.loader import MigrationLoader

    known = set(MigrationLoader(None).disk_migrations)
    unknown = sorted(".".join(migration) for migration in manifest.migrations if tuple(migration) not in known)
    if unknown:
        raise click.ClickException(
            f"This backup was made by Maillage {manifest.version}, which knows tables that this one ({__version__}) does "
            f"not ({', '.join(unknown[:3])}): upgrade Maillage first. Nothing was changed."
        )


def _replace(file: Path, manifest: archive.Manifest) -> None:
    home = environment.home()
    stamp = datetime.now(UTC).strftime("%Y%m%d%H%M%S")
    restored, former = f"maillage_restored_{stamp}", f"maillage_former_{stamp}"
    with ExitStack() as stack:
        scratch = home / f"restore-{stamp}"
        stack.callback(shutil.rmtree, scratch, ignore_errors=True)
        archive.extract(file, folder=scratch)
        database.load(scratch / archive.DUMP, database=restored)
        try:
            found = database.rows_of(restored)
            # The first backups counted temporary tables too, which no dump holds.
            saved = {table: rows for table, rows in manifest.rows.items() if not table.startswith("pg_temp_")}
            if found != saved:
                different = sorted(table for table, rows in saved.items() if found.get(table) != rows)
                raise PostgresUnavailable(f"the restored tables differ from the backup: {', '.join(different[:5])}")
            with FilesSwap(home=home, incoming=scratch / "files", aside=scratch / "former"):
                database.swap(restored=restored, former=former)
        except BaseException:
            database.drop(restored)
            raise
        database.drop(former)
