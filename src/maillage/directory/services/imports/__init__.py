"""Imports: a file becomes organizations, each row ends in one outcome, nothing that people wrote is lost."""

from maillage.directory.services.imports.office import (
    ask_undo,
    cancel_run,
    correct_columns,
    import_now,
    may_be_corrected,
    receive_file,
    settle_columns,
    undo,
)
from maillage.directory.services.imports.running import OUTCOMES, execute_run, reasons_of_error
from maillage.directory.services.imports.starting import (
    MappingNeeded,
    create_run,
    interrupted_run,
    settled_mapping,
    source_of,
)
from maillage.directory.services.imports.taxonomy import skill_lookup, skills_in_file_name
from maillage.directory.services.imports.undo import UndoReport, may_be_undone, undo_run

__all__ = [
    "OUTCOMES",
    "MappingNeeded",
    "UndoReport",
    "ask_undo",
    "cancel_run",
    "correct_columns",
    "create_run",
    "execute_run",
    "import_now",
    "interrupted_run",
    "may_be_corrected",
    "may_be_undone",
    "reasons_of_error",
    "receive_file",
    "settle_columns",
    "settled_mapping",
    "skill_lookup",
    "skills_in_file_name",
    "source_of",
    "undo",
    "undo_run",
]
