"""`maillage run`, `web`, `worker` and `manage`."""

import asyncio
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import click

from maillage.cli.instance import (
    bring_up_to_date,
    close_connections,
    collect_static_files,
    database_running,
    embedded_server,
    is_empty,
    only_instance,
    ready_instance,
    set_up_django,
)
from maillage.cli.supervision import standing_by, stopping_on_signals, supervise, wait_for_parent
from maillage.cli.translations import compile_stale_translations
from maillage.config import environment
from maillage.kit.postgres import EmbeddedPostgres

WORKER_STOP_SECONDS = 8


@click.command()
@click.option("--demo/--no-demo", default=True, help="Fill an empty instance with a fictional network (default).")
@click.option("--reload", is_flag=True, help="Restart when a file of the sources changes.")
def run(demo: bool, reload: bool) -> None:
    """Serve everything: embedded PostgreSQL, web and worker. Ctrl-C stops all."""
    with only_instance(), stopping_on_signals():
        environment.check_port_is_free()
        compile_stale_translations()
        with database_running(), standing_by("web", "worker") as children:
            set_up_django()
            click.echo("Preparing the database…")
            bring_up_to_date()
            collect_static_files()
            from maillage.cli.demo import announce, fill

            if demo and is_empty():
                click.echo("Filling the demo network…")
                fill()
            else:
                announce()
            close_connections()
            server = embedded_server()
            supervise(children, revive_database=_reviving(server) if server else _leave_alone, reload=reload)


def _reviving(server: EmbeddedPostgres) -> Callable[[], None]:
    def revive() -> None:
        if not server.is_running():
            click.echo("PostgreSQL stopped by itself; starting it again.", err=True)
            server.revive()

    return revive


def _leave_alone() -> None:
    """An external database is its host's business."""


@click.command()
@click.option("--with-parent", type=int, default=0, hidden=True)
def web(with_parent: int) -> None:
    """Serve the pages and the API alone, once database and static files are up to date."""
    if with_parent:
        die_with_parent(with_parent)
        set_up_django()
        from maillage.config import urls  # noqa: F401 - imported while the parent prepares the database

        wait_for_parent()
        _serve()
        return
    with stopping_on_signals():
        environment.check_port_is_free()
        compile_stale_translations()
        with ready_instance():
            collect_static_files()
            close_connections()
            _serve()


def _serve() -> None:
    import uvicorn

    environment.check_port_is_free()
    uvicorn.run(
        "maillage.config.asgi:application",
        host=environment.host(),
        port=environment.port(),
        log_config=None,  # Django's: one way for all logs
        timeout_graceful_shutdown=5,
        proxy_headers=True,
        access_log=False,
        lifespan="off",
        server_header=False,
    )


@click.command()
@click.option("--with-parent", type=int, default=0, hidden=True)
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def worker(with_parent: int, concurrency: int) -> None:
    """Do the background jobs alone, once the database is up to date."""
    if with_parent:
        die_with_parent(with_parent)
        set_up_django()
        wait_for_parent()
        _work_off(concurrency)
        return
    with stopping_on_signals():
        compile_stale_translations()
        with ready_instance():
            close_connections()
            _work_off(concurrency)


def _work_off(concurrency: int) -> None:
    from procrastinate.contrib.django import app
    from procrastinate.contrib.django.django_connector import DjangoConnector

    connector = app.connector
    if not isinstance(connector, DjangoConnector):
        raise click.ClickException("The jobs are not connected to Django's database.")
    _ask_for_demo_day()
    with app.replace_connector(connector.get_worker_connector()), _planner_made_ready():
        asyncio.run(_work(concurrency))


def _ask_for_demo_day() -> None:
    """Have a demonstration that was made another day show one that is under way."""
    from maillage.delivery.services.demo_renewal import ask_for_day

    ask_for_day()
    close_connections()


@contextmanager
def _planner_made_ready() -> Iterator[None]:
    """Compile the planner meanwhile, in a process that gives way to all others, where somebody delivers at all."""
    from maillage.accounts.queries import network
    from maillage.delivery.queries import anybody_delivers

    arguments = ["--bundled"] if network().is_fictional else []
    is_wanted, making = anybody_delivers(), None
    close_connections()
    if is_wanted:
        command = [sys.executable, "-m", "maillage.cli", "map", "prepare", "--with-parent", str(os.getpid())]
        making = subprocess.Popen([*command, *arguments])
    try:
        yield
    finally:
        if making is not None:
            making.terminate()
            making.wait()


async def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app

    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=WORKER_STOP_SECONDS,
            delete_jobs="successful",
            fetch_job_polling_interval=5,
        )


def die_with_parent(parent: int) -> None:
    """Have Linux stop this process when `maillage run`, its parent, dies, however it dies."""
    if not parent or sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() != parent:  # it died before we asked
        raise SystemExit(0)


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    from django.core.management import execute_from_command_line

    with ready_instance(migrate=False):
        execute_from_command_line(["maillage manage", *arguments])
