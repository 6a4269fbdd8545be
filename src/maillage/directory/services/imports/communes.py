"""Make the centres of communes exact from the official file."""

import tempfile
from pathlib import Path
from typing import Any

from django.conf import settings

from maillage.directory.importing import RejectFile
from maillage.directory.importing.types import reason
from maillage.directory.services.imports.files import folder_of
from maillage.geodata import ExactPointsReport, write_exact_points
from maillage.kit.ids import new_id


def import_communes(*, path: Path, is_dry_run: bool) -> dict[str, Any]:
    """Keep the exact centres of a file; they serve at once, in every process. Gives the counts of an import.

    Raises: BadPointsFile, OSError.
    """
    if is_dry_run:
        with tempfile.TemporaryDirectory() as elsewhere:
            return _report(write_exact_points(home=Path(elsewhere), source_path=path), name=path.stem)
    return _report(write_exact_points(home=Path(settings.HOME), source_path=path), name=path.stem)


def _report(found: ExactPointsReport, *, name: str) -> dict[str, Any]:
    written = ""
    if found.rejected:
        target = folder_of(new_id()) / f"{name}-rejets.csv"
        with RejectFile(target) as rejects:
            for row in found.rejected:
                why = reason(f"commune.{row.reason}", field="commune_code", value=row.code)
                rejects.add_cells(cells={"code": row.code}, number=row.position, reasons=[why])
        written = str(target)
    return {
        "rows": found.rows, "created": 0, "updated": found.updated, "unchanged": found.unchanged, "merged": 0,
        "rejected": len(found.rejected), "reject_file": written or None,
    }  # fmt: skip
