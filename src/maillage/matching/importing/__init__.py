"""Read files of other people's notices; no Django here."""

from maillage.matching.importing.boamp import Unreadable, read_boamp
from maillage.matching.importing.reading import NoticesRead, read_notices
from maillage.matching.importing.ted import read_ted

__all__ = ["NoticesRead", "Unreadable", "read_boamp", "read_notices", "read_ted"]
