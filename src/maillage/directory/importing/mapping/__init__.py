"""Which column means what: guessed, corrected by a person, remembered for the next file of the same shape."""

from maillage.directory.importing.mapping.fields import TargetField, field_of_header
from maillage.directory.importing.mapping.guess import guess_mapping, header_position, signature
from maillage.directory.importing.mapping.model import ColumnGuess, Mapping, MappingError, mapping_from_json

__all__ = [
    "ColumnGuess",
    "Mapping",
    "MappingError",
    "TargetField",
    "field_of_header",
    "guess_mapping",
    "header_position",
    "mapping_from_json",
    "signature",
]
