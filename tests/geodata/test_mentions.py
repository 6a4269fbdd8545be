import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage import geodata
from maillage.geodata.gazetteer import gazetteer

KNOWN = gazetteer()


def understood(text: str) -> list[tuple[str, str]]:
    """Return what is struck out of the query, and the place it stands for."""
    return [(text[found.start : found.end], found.place.label) for found in geodata.places_in_text(text=text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("imprimeri ecologique tolouse", [("tolouse", "Toulouse (31)")]),
        ("menuisier à Saint Étienne", [("à Saint Étienne", "Saint-Étienne (42)")]),
        ("menuisier a st etienne", [("a st etienne", "Saint-Étienne (42)")]),
        ("plombier 69003", [("69003", "Lyon 3e Arrondissement (69)")]),
        ("formation en Bretagne", [("en Bretagne", "Bretagne")]),
        ("maraîchage Loire-Atlantique", [("Loire-Atlantique", "Loire-Atlantique (44)")]),
        ("coursier à vélo paris 15", [("paris 15", "Paris 15e Arrondissement (75)")]),
        ("coursier lyon 7ème arrondissement", [("lyon 7ème arrondissement", "Lyon 7e Arrondissement (69)")]),
        ("75011 Paris", [("75011 Paris", "Paris 11e Arrondissement (75)")]),
        ("traiteur 29600 Morlaix", [("29600 Morlaix", "Morlaix (29)")]),
        ("boulangerie saint denis 93", [("saint denis 93", "Saint-Denis (93)")]),
        ("librairie Saint-Denis (93)", [("Saint-Denis (93)", "Saint-Denis (93)")]),
        ("couvreur au Havre", [("au Havre", "Le Havre (76)")]),
        ("traiteur aux Sables d'Olonne", [("aux Sables d'Olonne", "Les Sables-d'Olonne (85)")]),
        ("MENUISIER BORDEAUX", [("BORDEAUX", "Bordeaux (33)")]),
        ("vélos à Montreuil et Bagnolet", [("à Montreuil", "Montreuil (93)"), ("Bagnolet", "Bagnolet (93)")]),
        ("plombier dans le 69", [("dans le 69", "Rhône (69)")]),
        ("menuisier 42", [("42", "Loire (42)")]),
        ("menuisiers à proximité de Nantes", [("à proximité de Nantes", "Nantes (44)")]),
        ("menuisiers près de Nantes", [("près de Nantes", "Nantes (44)")]),
        ("carpenter near Tours", [("near Tours", "Tours (37)")]),
        ("vigneron en Alsace", [("en Alsace", "Grand Est")]),
        ("apiculteur en Auvergne", [("en Auvergne", "Auvergne-Rhône-Alpes")]),
        ("isolation paca", [("paca", "Provence-Alpes-Côte d'Azur")]),
        ("nettoyage nantes métropole", [("nantes métropole", "Nantes Métropole")]),
        ("boulogne bilancourt", [("boulogne bilancourt", "Boulogne-Billancourt (92)")]),
        ("chantier en bretange", [("en bretange", "Bretagne")]),
    ],
)
def test_places_are_understood(text: str, expected: list[tuple[str, str]]) -> None:
    assert understood(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # A village named like a word needs a capital after its preposition, or its number.
        ("menuisier à Bois", [("à Bois", "Bois (17)")]),
        ("menuisier bois 17", [("bois 17", "Bois (17)")]),
        ("chauffage à bois", []),
        # A town named like a word needs a preposition or a capital.
        ("traiteur à orange", [("à orange", "Orange (84)")]),
        ("jus orange", []),
        ("cabinet à Sens", [("à Sens", "Sens (89)")]),
        ("donner du sens", []),
        # One name, a town and a land: the preposition tells.
        ("forêt dans la Vienne", [("dans la Vienne", "Vienne (86)")]),
        ("forêt à Vienne", [("à Vienne", "Vienne (38)")]),
        ("usine dans le Nord", [("dans le Nord", "Nord (59)")]),
        ("face nord", []),
        ("gîtes dans les Landes", [("dans les Landes", "Landes (40)")]),
        ("en somme", []),
        ("on aura besoin", []),
        ("fromage en Bourgogne", [("en Bourgogne", "Bourgogne-Franche-Comté")]),
        ("vin de bourgogne", []),
        ("location pas cher", []),
    ],
)
def test_ordinary_words_need_a_sign(text: str, expected: list[tuple[str, str]]) -> None:
    assert understood(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "meuble en bois", "grand son bio eau vert formation nom", "charpente couverture", "potiers", "scop martin",
        "vente d'oranges", "24 heures", "formation 2024", "aide à domicile", "livraison à vélo", "le port", "au port",
        "panneaux solaires photovoltaïques", "garde d'enfants", "jardin d'insertion", "épicerie bio et vrac",
        "rénovation énergétique", "conseil en gestion", "création de site web", "mise en page", "à la campagne",
        "traduction", "habitat participatif", "café associatif", "compost", "réemploi", "numérique", "son et lumière",
    ],
)  # fmt: skip
def test_queries_without_a_place(text: str) -> None:
    assert understood(text) == []


def test_a_typo_says_so_and_is_less_sure() -> None:
    written, misspelt = (geodata.places_in_text(text=f"menuisier {town}")[0] for town in ("Toulouse", "Tolouse"))

    assert (written.is_corrected, misspelt.is_corrected) == (False, True)
    assert misspelt.confidence < written.confidence
    assert (misspelt.text, misspelt.place) == ("Tolouse", written.place)


def test_what_the_caller_knows_is_not_corrected() -> None:
    known = geodata.places_in_text(text="atelier Tolouse", is_known_word=lambda word: word == "tolouse")

    assert known == []


def test_postal_code_is_told() -> None:
    found = geodata.places_in_text(text="livraison 69003 Lyon")

    assert [(mention.postal_code, mention.place.code) for mention in found] == [("69003", "69383")]


@pytest.mark.parametrize("text", ["", "' OR 1=1 --", "🏠🏠", "\x00", "(((", "a" * 10_000, "lyon " * 5_000, "½ ² ﬁ"])
def test_odd_texts_are_answered(text: str) -> None:
    for mention in geodata.places_in_text(text=text):
        assert 0 <= mention.start < mention.end <= len(text)


large_towns = st.sampled_from(
    [row for row, people in enumerate(KNOWN.populations) if people > 20_000 and not KNOWN.parents[row]]
)


@settings(max_examples=150)
@given(large_towns, st.sampled_from(["menuisier à {}", "Près de {} menuisier", "imprimerie à {}, vite"]))
def test_every_large_town_is_understood_after_a_preposition(row: int, sentence: str) -> None:
    name = KNOWN.names[row]
    text = sentence.format(name)

    found = geodata.places_in_text(text=text)

    key = geodata.normalise(name)
    assert [geodata.normalise(mention.place.name) for mention in found] == [key]
    assert geodata.normalise(found[0].text) == key


@settings(max_examples=200)
@given(st.lists(st.sampled_from(["à", "en", "Lyon", "sens", "bois", "(69)", "69003", "dans le", "nord", "Paris", "15e",
                                 "st", "-", "étienne", "tolouse", "d'", "42"]), max_size=12))  # fmt: skip
def test_mentions_follow_each_other(words: list[str]) -> None:
    text = " ".join(words)

    found = geodata.places_in_text(text=text)

    edges = [edge for mention in found for edge in (mention.start, mention.end)]
    assert edges == sorted(edges)
    assert all(mention.text in text[mention.start : mention.end] for mention in found)
    assert all(0 < mention.confidence <= 1 for mention in found)
