"""Names that people use for territories and that no official list has."""

from maillage.geodata.types import PlaceKind

_REGION, _EPCI = PlaceKind.REGION, PlaceKind.EPCI

# Normalised everyday names.
ALIASES: dict[str, tuple[PlaceKind, str]] = {
    "paca": (_REGION, "93"),
    "region sud": (_REGION, "93"),
    "provence alpes cote d azur": (_REGION, "93"),
    "idf": (_REGION, "11"),
    "region parisienne": (_REGION, "11"),
    "aura": (_REGION, "84"),
    "auvergne rhone alpes": (_REGION, "84"),
    "hdf": (_REGION, "32"),
    "grand lyon": (_EPCI, "200046977"),
    "lyon metropole": (_EPCI, "200046977"),
    "grand paris": (_EPCI, "200054781"),
    "bordeaux metropole": (_EPCI, "243300316"),
    "lille metropole": (_EPCI, "200093201"),
    "grand poitiers": (_EPCI, "200069854"),
}
