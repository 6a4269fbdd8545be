"""A throw-away instance: its own PostgreSQL, migrated, with Django ready. Only for measuring: it does not survive a crash."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
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
