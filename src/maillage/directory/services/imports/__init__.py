"""Imports: a file becomes organizations, each row ends in one outcome, nothing that people wrote is lost."""

from maillage.directory.services.imports.running import OUTCOMES, execute_run, reasons_of_error
from maillage.directory.services.imports.starting import (
    MappingNeeded,
    create_run,
    interrupted_run,
    settled_mapping,
    source_of,
)

__all__ = [
    "OUTCOMES",
    "MappingNeeded",
    "create_run",
    "execute_run",
    "interrupted_run",
    "reasons_of_error",
    "settled_mapping",
    "source_of",
]
