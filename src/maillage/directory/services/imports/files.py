"""Where imported files and their reject files are kept: in the instance's home, out of the web's reach."""

import hashlib
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

from django.conf import settings

from maillage.directory.models import ImportRun

KEPT_FOR = timedelta(days=30)
_PIECE = 1 << 20


def folder_of(run_id: UUID, /) -> Path:
    """Give the folder of a run, made when missing."""
    folder: Path = Path(settings.HOME) / "imports" / str(run_id)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    return folder


def keep_file(stream: BinaryIO, /, *, run_id: UUID, name: str) -> Path:
    """Copy a file into the folder of its run, piece by piece."""
    # Under its own name, which messages about it tell; what is no plain sign in it is left out.
    plain = re.sub(r"[^\w.()+ -]", "_", Path(name).name).lstrip(". ")[-120:] or "fichier"
    path = folder_of(run_id) / plain
    with path.open("wb") as target:
        shutil.copyfileobj(stream, target, _PIECE)
    return path


def digest_of(path: Path, /) -> str:
    """Give the SHA-256 of a file, as hexadecimal digits."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def forget_old_files(*, now: datetime) -> int:
    """Delete the files of imports that ended a month ago, and give how many; the reports stay."""
    rows = ImportRun.objects.across_scopes(reason="files that nobody needs any more")
    old = rows.filter(finished_at__lt=now - KEPT_FOR).exclude(mapping__has_key="files_are_gone")
    forgotten = 0
    for run in old.iterator():
        forget_files(run.pk)
        run.reject_file, run.mapping = "", {**run.mapping, "files_are_gone": True}
        run.save(update_fields=["reject_file", "mapping"])
        forgotten += 1
    return forgotten


def forget_files(run_id: UUID, /) -> None:
    """Delete a run's folder."""
    shutil.rmtree(folder_of(run_id), ignore_errors=True)
