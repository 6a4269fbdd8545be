"""A throw-away instance: its own PostgreSQL, migrated, with Django ready. Only for measuring: it does not survive a crash."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


@contextmanager
def instance(*, home: Path | None = None) -> Iterator[Path]:
    """Start an instance in `home`, or in a folder that is removed afterwards."""
    folder = home or Path(tempfile.mkdtemp(prefix="maillage-bench-"))
    os.environ["MAILLAGE_HOME"] = str(folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "maillage.config.settings"
    from maillage.kit.postgres import EmbeddedPostgres

    try:
        with EmbeddedPostgres(home=folder, is_durable=False).running():
            import django
            from django.core.management import call_command
            from django.db import connection

            from maillage.kit.postgres.new_tables import drawing_new_models_alone

            django.setup()
            with drawing_new_models_alone():
                call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
            try:
                yield folder
            finally:
                connection.close_pool()
    finally:
        if home is None:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def serving(**settings: str) -> Iterator[int]:
    """Serve the instance by the same server that `maillage web` runs, and give its port. `settings`: of its environment."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "uvicorn", "maillage.config.asgi:application", "--port", str(port), "--lifespan", "off",
               "--log-level", "warning", "--timeout-graceful-shutdown", "1"]  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, "MAILLAGE_PORT": str(port), **settings})
    try:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
                break
            time.sleep(0.2)
        yield port
    finally:
        server.terminate()
        server.wait()
