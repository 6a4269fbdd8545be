"""Judge whether some words of a query mean a place, from the words around them.

Hundreds of French towns bear the name of an ordinary word (Bois, Sens, Orange, Grasse, Fontaine), and people type
without capitals or accents. So a name that is also a word needs a sign that a place is meant.
"""

from dataclasses import dataclass
from enum import IntEnum

from maillage.geodata.gazetteer import KIND_COMMUNE, KIND_DEPARTMENT, KIND_EPCI, KIND_FORMER_COMMUNE, Gazetteer


class Lead(IntEnum):
    """What the words before a name say; a stronger one is a larger number."""

    NONE = 0
    OF = 1
    IN_A_LAND = 2
    IN_A_TOWN = 3
    IN_A_PLACE = 4


# Folded words that lead to a place, the longest first when looked up; "au" and "du" may hide the article of "Le Mans".
LEADS: dict[tuple[str, ...], Lead] = {
    ("a",): Lead.IN_A_TOWN,
    ("au",): Lead.IN_A_TOWN,
    ("aux",): Lead.IN_A_TOWN,
    ("sur",): Lead.IN_A_TOWN,
    ("vers",): Lead.IN_A_TOWN,
    ("at",): Lead.IN_A_TOWN,
    ("in",): Lead.IN_A_PLACE,
    ("near",): Lead.IN_A_PLACE,
    ("around",): Lead.IN_A_PLACE,
    ("pres", "de"): Lead.IN_A_PLACE,
    ("pres", "d"): Lead.IN_A_PLACE,
    ("pres", "du"): Lead.IN_A_PLACE,
    ("pres", "des"): Lead.IN_A_PLACE,
    ("proche", "de"): Lead.IN_A_PLACE,
    ("proche", "d"): Lead.IN_A_PLACE,
    ("proche", "du"): Lead.IN_A_PLACE,
    ("autour", "de"): Lead.IN_A_PLACE,
    ("autour", "d"): Lead.IN_A_PLACE,
    ("autour", "du"): Lead.IN_A_PLACE,
    ("environs", "de"): Lead.IN_A_PLACE,
    ("environs", "d"): Lead.IN_A_PLACE,
    ("a", "proximite", "de"): Lead.IN_A_PLACE,
    ("a", "proximite", "d"): Lead.IN_A_PLACE,
    ("a", "proximite", "du"): Lead.IN_A_PLACE,
    ("aux", "environs", "de"): Lead.IN_A_PLACE,
    ("aux", "alentours", "de"): Lead.IN_A_PLACE,
    ("a", "cote", "de"): Lead.IN_A_PLACE,
    ("secteur", "de"): Lead.IN_A_PLACE,
    ("secteur",): Lead.IN_A_PLACE,
    ("ville", "de"): Lead.IN_A_TOWN,
    ("ville", "d"): Lead.IN_A_TOWN,
    ("commune", "de"): Lead.IN_A_TOWN,
    ("commune", "d"): Lead.IN_A_TOWN,
    ("agglomeration", "de"): Lead.IN_A_TOWN,
    ("en",): Lead.IN_A_LAND,
    ("dans", "le"): Lead.IN_A_LAND,
    ("dans", "la"): Lead.IN_A_LAND,
    ("dans", "les"): Lead.IN_A_LAND,
    ("dans", "l"): Lead.IN_A_LAND,
    ("region",): Lead.IN_A_LAND,
    ("departement",): Lead.IN_A_LAND,
    ("departement", "de"): Lead.IN_A_LAND,
    ("departement", "du"): Lead.IN_A_LAND,
    ("departement", "de", "la"): Lead.IN_A_LAND,
    ("departement", "des"): Lead.IN_A_LAND,
    ("departement", "de", "l"): Lead.IN_A_LAND,
    ("de",): Lead.OF,
    ("d",): Lead.OF,
    ("du",): Lead.OF,
    ("des",): Lead.OF,
    ("de", "la"): Lead.OF,
    ("de", "l"): Lead.OF,
}
LONGEST_LEAD = 3
# Towns whose name stands in a dictionary, but whom a person looking for a co-operative means by it all the same.
_TOWNS = """
paris bordeaux rennes tours limoges cannes calais valence pantin sarcelles vannes ales valenciennes anglet castres gap
douai macon cambrai menton perigueux etampes cavaillon vichy rodez dole montmorency sceaux vitre frontignan gueret
chateaubriant argentan coulommiers elbeuf genas tarare fontainebleau provins sassenage chantilly sorgues fougeres
"""
_TOWNS_BEFORE_WORDS = frozenset(_TOWNS.split())
# Départements whose name is too common a word to be one without its article or a capital.
_LANDS_THAT_ARE_WORDS = frozenset(
    {"cher", "creuse", "landes", "lot", "manche", "nord", "orne", "somme", "var", "marne", "aube", "vienne"}
)
# "En somme", "en lot", "en manche courte": here the preposition says nothing.
_IDIOMS_WITH_EN = frozenset({"cher", "creuse", "lot", "manche", "nord", "somme", "var"})
# Words that make a name no rarer: "la garde", "le port" are as ordinary as "garde" and "port".
_ARTICLES = frozenset({"le", "la", "les", "l", "de", "du", "des", "d", "en", "sur", "sous", "et", "aux", "au", "a"})
_TOWN, _LARGE_TOWN, _VILLAGE = 10_000, 20_000, 2_000


@dataclass(frozen=True, slots=True)
class Signs:
    """What speaks for a place around the words of a candidate.

    `is_capital`: written with a capital where the rest of the text is not. `had_article`: "au" stood for "à le".
    """

    lead: Lead
    lead_words: tuple[str, ...]
    is_capital: bool
    had_article: bool = False


def is_ordinary(known: Gazetteer, key: str) -> bool:
    """Tell whether a name is made of ordinary words only, and few of them."""
    words = key.split()
    meaningful = [word for word in words if word not in _ARTICLES]
    if words[0] in ("saint", "sainte") and len(words) > 1:
        return False
    return len(words) < 3 and all(word in known.ordinary_words or len(word) < 2 for word in meaningful)


def confidence_of(known: Gazetteer, *, entry: int, key: str, signs: Signs) -> float | None:
    """Return how surely the words mean this entry, from 0 to 1, or None when they should be left in the query."""
    kind, row = known.entry_kinds[entry], known.entry_rows[entry]
    if kind in (KIND_COMMUNE, KIND_FORMER_COMMUNE):
        population = known.populations[row] if kind == KIND_COMMUNE else 0
        if is_ordinary(known, key):
            return _ordinary_town(key, population, signs)
        return _town(key, population, signs)
    if kind == KIND_EPCI:
        return 0.9 if not is_ordinary(known, key) or signs.is_capital else None
    return _land(known, key, signs, is_department=kind == KIND_DEPARTMENT)


def _town(key: str, population: int, signs: Signs) -> float | None:
    if signs.lead >= Lead.IN_A_TOWN:
        return 0.95 if population >= _VILLAGE else 0.85
    if population >= _TOWN:
        return 0.9
    if population >= _VILLAGE or len(key.split()) > 2:
        return 0.7
    # "de Crest" in lower case may be anything; two rare words in a row are rarely chance.
    is_named = len([word for word in key.split() if word not in _ARTICLES]) > 1
    return 0.6 if is_named or (signs.is_capital and signs.lead) else None


def _ordinary_town(key: str, population: int, signs: Signs) -> float | None:
    if signs.lead >= Lead.IN_A_TOWN:
        if signs.is_capital:
            return 0.85
        # "Au port", "aux abords": the contraction is everyday French, not the article of a town.
        return 0.8 if population >= _TOWN and not signs.had_article and not key.startswith(("le ", "la ")) else None
    if key in _TOWNS_BEFORE_WORDS:
        return 0.75
    return 0.65 if signs.is_capital and population >= _LARGE_TOWN and len(key) > 3 else None


def _land(known: Gazetteer, key: str, signs: Signs, *, is_department: bool) -> float | None:
    is_led = signs.lead in (Lead.IN_A_LAND, Lead.IN_A_PLACE)
    if key in _LANDS_THAT_ARE_WORDS:
        is_idiom = signs.lead_words == ("en",) and key in _IDIOMS_WITH_EN
        if signs.is_capital:
            return 0.9 if is_led else 0.65
        return 0.85 if is_led and not is_idiom else None
    if is_led:
        return 0.95
    return 0.9 if not is_ordinary(known, key) else 0.7 if is_department else 0.85
