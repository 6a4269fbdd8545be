"""Read files of other people's notices; no Django here."""

from maillage.matching.importing.boamp import Unreadable, read_boamp
from maillage.matching.importing.ted import read_ted

__all__ = ["Unreadable", "read_boamp", "read_ted"]
