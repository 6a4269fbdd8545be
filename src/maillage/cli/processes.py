"""`maillage run`, `web`, `worker` and `manage`."""

import asyncio
import fcntl
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

import click

from maillage.cli.instance import (
    bring_up_to_date,
    collect_static_files,
    database_running,
    ready_instance,
    set_up_django,
)
from maillage.config import environment

STOP_SECONDS = 12


@click.command()
@click.option("--demo/--no-demo", default=True, help="Fill an empty instance with a fictional network (default).")
def run(demo: bool) -> None:
    """Serve everything: embedded PostgreSQL, web and worker. Ctrl-C stops all."""
    # A terminate signal must unwind like Ctrl-C, so that the children and the database stop in order.
    signal.signal(signal.SIGTERM, _interrupt)
    with _only_instance(), database_running():
        set_up_django()
        click.echo("Preparing the database…")
        bring_up_to_date()
        collect_static_files()
        if demo:
            _fill_when_empty()
        from django.db import connections

        for connection in connections.all():
            connection.close()
            if hasattr(connection, "close_pool"):
                connection.close_pool()
        _supervise()


def _interrupt(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


@contextmanager
def _only_instance() -> Iterator[None]:
    home = environment.home()
    home.mkdir(parents=True, exist_ok=True)
    lock = (home / "run.lock").open("a+")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.seek(0)
        running = lock.read().strip() or "another process"
        raise click.ClickException(
            f"Maillage already runs on {home} ({running}). Open {environment.base_url()}, stop it first, "
            "or give another MAILLAGE_HOME and MAILLAGE_PORT."
        ) from None
    lock.truncate(0)
    lock.write(f"process {os.getpid()}")
    lock.flush()
    try:
        yield
    finally:
        lock.close()


def _fill_when_empty() -> None:
    from maillage.accounts.models import Organization, User

    if Organization.objects.exists() or User.objects.exists():
        return
    from maillage.cli.demo import fill

    click.echo("Filling the demo network…")
    fill()


def _supervise() -> None:
    children: list[subprocess.Popen[bytes]] = []
    try:
        children = [_start("web"), _start("worker")]
        _announce(children[0])
        while all(child.poll() is None for child in children):
            time.sleep(0.3)
        failed = next(child for child in children if child.poll() is not None)
        raise click.ClickException(f"A process stopped by itself (exit {failed.returncode}); stopping the others.")
    except KeyboardInterrupt:
        click.echo("\nStopping…")
    finally:
        _stop(children)


def _start(name: str) -> subprocess.Popen[bytes]:
    # Own session: Ctrl-C reaches only this process, which then stops the children in order.
    return subprocess.Popen([sys.executable, "-m", "maillage.cli", name, "--with-parent"], start_new_session=True)


def _announce(web: subprocess.Popen[bytes]) -> None:
    address = f"http://127.0.0.1:{environment.port()}/health"
    for _attempt in range(300):
        if web.poll() is not None:
            return
        try:
            with urllib.request.urlopen(address, timeout=2) as answer:  # noqa: S310 - our own loopback address
                if answer.status == 200:
                    click.echo(f"Maillage answers at {environment.base_url()} (Ctrl-C stops it)")
                    return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)


def _stop(children: Sequence[subprocess.Popen[bytes]]) -> None:
    for child in children:
        if child.poll() is None:
            child.terminate()
    deadline = time.monotonic() + STOP_SECONDS
    for child in children:
        try:
            child.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _die_with_parent() -> None:
    """Have Linux stop this process when `maillage run` dies, however it dies."""
    if sys.platform != "linux":
        return
    import ctypes

    set_parent_death_signal = 1
    ctypes.CDLL(None).prctl(set_parent_death_signal, signal.SIGTERM)
    if os.getppid() == 1:
        raise SystemExit(0)


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True)
def web(with_parent: bool) -> None:
    """Serve the pages and the API (the database must run: `maillage run`, or DATABASE_URL)."""
    if with_parent:
        _die_with_parent()
    import uvicorn

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    uvicorn.run(
        "maillage.config.asgi:application",
        host=environment.host(),
        port=environment.port(),
        log_level="warning",
        timeout_graceful_shutdown=5,
        proxy_headers=True,
        lifespan="off",
        server_header=False,
    )


@click.command()
@click.option("--with-parent", is_flag=True, hidden=True)
@click.option("--concurrency", default=4, show_default=True, help="Jobs at the same time.")
def worker(with_parent: bool, concurrency: int) -> None:
    """Do the background jobs (the database must run: `maillage run`, or DATABASE_URL)."""
    if with_parent:
        _die_with_parent()
    set_up_django()
    from procrastinate.contrib.django import app

    with app.replace_connector(app.connector.get_worker_connector()):
        asyncio.run(_work(concurrency))


async def _work(concurrency: int) -> None:
    from procrastinate.contrib.django import app

    async with app.open_async():
        await app.run_worker_async(
            concurrency=concurrency, shutdown_graceful_timeout=8, delete_jobs="successful", fetch_job_polling_interval=5
        )


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's management commands."""
    from django.core.management import execute_from_command_line

    with ready_instance(migrate=False):
        execute_from_command_line(["maillage manage", *arguments])
