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
    # Former régions: the one that took each in says a little too much, and the person sees it as a filter.
    "alsace": (_REGION, "44"),
    "lorraine": (_REGION, "44"),
    "champagne ardenne": (_REGION, "44"),
    "aquitaine": (_REGION, "75"),
    "limousin": (_REGION, "75"),
    "poitou charentes": (_REGION, "75"),
    "auvergne": (_REGION, "84"),
    "rhone alpes": (_REGION, "84"),
    "bourgogne": (_REGION, "27"),
    "franche comte": (_REGION, "27"),
    "languedoc roussillon": (_REGION, "76"),
    "midi pyrenees": (_REGION, "76"),
    "nord pas de calais": (_REGION, "32"),
    "picardie": (_REGION, "32"),
    "basse normandie": (_REGION, "28"),
    "haute normandie": (_REGION, "28"),
    "grand lyon": (_EPCI, "200046977"),
    "lyon metropole": (_EPCI, "200046977"),
    "grand paris": (_EPCI, "200054781"),
    "bordeaux metropole": (_EPCI, "243300316"),
    "lille metropole": (_EPCI, "200093201"),
    "grand poitiers": (_EPCI, "200069854"),
}

# "On aura besoin", "un vin de Bourgogne", a beef of Limousin: these need a capital or "en" before them.
ALIASES_THAT_ARE_WORDS = frozenset({"aura", "bourgogne", "limousin", "lorraine"})
