"""Reading and cleaning of every file that a network imports, without database.

`detect` says what a file is; `read` gives one outcome per row; `RejectFile` writes what was refused; `sentence` says why.
"""

from maillage.directory.importing.detection import FormatGuess, MemberGuess, detect
from maillage.directory.importing.mapping import (
    Mapping,
    MappingError,
    TargetField,
    guess_mapping,
    mapping_from_json,
    signature,
)
from maillage.directory.importing.reading import Reading, read
from maillage.directory.importing.reasons import sentence, sentences
from maillage.directory.importing.reject_file import RejectFile
from maillage.directory.importing.types import (
    Format,
    ImportedOrganization,
    ImportFileError,
    Outcome,
    ReadOptions,
    Reason,
    RejectedRow,
)

__all__ = [
    "Format",
    "FormatGuess",
    "ImportFileError",
    "ImportedOrganization",
    "Mapping",
    "MappingError",
    "MemberGuess",
    "Outcome",
    "ReadOptions",
    "Reading",
    "Reason",
    "RejectFile",
    "RejectedRow",
    "TargetField",
    "detect",
    "guess_mapping",
    "mapping_from_json",
    "read",
    "sentence",
    "sentences",
    "signature",
]
