"""What is understood of a need in plain words."""

import time
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.directory.taxonomy_file import packaged_taxonomy
from maillage.matching.rules.reading import (
    BudgetRead,
    DateRole,
    ReadNeed,
    SkillWords,
    build_vocabulary,
    read_need,
    skill_scores,
    trades_of,
)
from maillage.matching.rules.reading.words import words_of
from maillage.matching.types import BriefKind

TODAY = date(2026, 11, 24)
VOCABULARY = build_vocabulary(
    SkillWords(
        skill.slug,
        (skill.name_fr, skill.name_en),
        skill.synonyms_fr + skill.synonyms_en,
        skill.sector_slug,
        tuple(hint.code for hint in skill.naf),
    )
    for skill in packaged_taxonomy().skills
)
PIECES = [
    "nous cherchons", "pas de", "un film", "site web", "notre imprimeur habituel", "boulangerie", "we need", "video",
    "à Lyon", "3 000 €", "avant mars", ".", ",", "\n\n", "mais", "pour la", "<b>", "🙂", "Cordialement", "nettoyage",
    "10 janvier 2027", "entre 3 et 5 k€", "imprim'vert", "我们", "traducteur", "dans un rayon de 30 km", "no", "urgent",
]  # fmt: skip
TEXTS = st.one_of(st.lists(st.sampled_from(PIECES), max_size=25).map(" ".join), st.text(max_size=120))


def read(text: str) -> ReadNeed:
    return read_need(text, vocabulary=VOCABULARY, today=TODAY)


def slugs(text: str) -> list[str]:
    return [skill.slug for skill in read(text).skills]


@pytest.mark.parametrize(
    "text, expected",
    [
        ("Nous sommes une boulangerie, nous cherchons un site", ["web-editorial"]),
        ("Pas de vidéo, seulement des photos de l'équipe", ["photographie"]),
        ("Notre imprimeur habituel a fermé, il nous faut un traducteur", ["redaction-traduction"]),
        ("We need a caterer, no printing", ["traiteur-collectif"]),
        ("Nous n'avons pas de site web", ["web-editorial"]),
        ("besoin d'un photografe", ["photographie"]),
        ("Cherche des imprimeuses", ["imprimerie"]),
        ("Nous cherchons un plombier.\n\nCordialement,\nLe restaurant Le Pain, Librairie et Cinéma", ["plomberie-cvc"]),
        ("Écrire à film@video.example ou voir https://example.org/site-web/film", []),
        ("<script>film</script> un <b>plombier</b>", ["plomberie-cvc"]),
        ("Hébergement et développement d'un outil libre, n'importe où", ["developpement", "hebergement-infogerance"]),
        ("", []),
        ("我们需要网站", []),
    ],
)
def test_skills_asked_for(text: str, expected: list[str]) -> None:
    assert slugs(text) == expected


def test_skill_says_which_words_led_to_it() -> None:
    text = "Nous voulons un film institutionnel de qualité"
    (skill,) = read(text).skills

    assert [text[quote.start : quote.end] for quote in skill.because] == ["film institutionnel"]


@pytest.mark.parametrize(
    ("text", "lots"),
    [
        ("Nous cherchons un film de cinq minutes et 200 affiches imprimées", [{"audiovisuel"}, {"imprimerie"}]),
        ("We need a short film and 200 printed posters", [{"audiovisuel"}, {"imprimerie"}]),
        (
            "Il nous faut un logo, un électricien et un plombier",
            [{"design-graphique"}, {"electricite", "plomberie-cvc"}],
        ),
        ("Un site web", []),
    ],
)
def test_lots_group_skills_of_a_trade(text: str, lots: list[set[str]]) -> None:
    found = [set(lot.skills) for lot in read(text).lots]

    assert sorted(map(sorted, found)) == sorted(map(sorted, lots))


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Notre épicerie coopérative à Nice voudrait un site web et un film.", ["audiovisuel", "web-editorial"]),
        ("La boulangerie du quartier aimerait un film", ["audiovisuel"]),
        ("Notre théâtre aurait besoin d'un site web et d'affiches", ["imprimerie", "web-editorial"]),
        ("Our bakery would like a website and a film", ["audiovisuel", "web-editorial"]),
    ],
)
def test_who_asks_in_the_third_person_is_not_what_is_asked(text: str, asked: list[str]) -> None:
    assert sorted(slugs(text)) == asked


def test_trades_are_of_one_sector_and_stay_together_when_nothing_parts_them() -> None:
    sectors = {"a": "s", "b": "s", "c": "s", "d": "t", "e": "s"}
    codes = {"a": ("43.21A",), "b": ("59.11A", "43.22B"), "c": ("59.12Z",), "d": ("43.21A",), "e": ("18.12Z",)}

    assert trades_of("acdeb", sectors=sectors, codes=codes) == (("a", "c", "b"), ("d",), ("e",))
    assert trades_of("ce", sectors=sectors, codes=codes, same=[("e", "c")]) == (("c", "e"),)
    assert trades_of("ce", sectors=sectors, codes={}) == (("c", "e"),)


@pytest.mark.parametrize(
    "text, least, most, includes_vat",
    [
        ("entre 3 et 5 k€", 300_000, 500_000, None),
        ("8 000 € HT", 800_000, 800_000, False),
        ("budget: 15000 euros TTC", 1_500_000, 1_500_000, True),
        ("moins de 10k", None, 1_000_000, None),
        ("€12,500 excl. VAT", 1_250_000, 1_250_000, False),
        ("au moins 2 500,50 €", 250_050, None, None),
        ("Tél. 06 12 34 56 78, 300 exemplaires. Budget 1.200 €", 120_000, 120_000, None),
    ],
)
def test_budget(text: str, least: int | None, most: int | None, includes_vat: bool | None) -> None:
    budget = read(text).budget

    assert budget is not None
    assert budget == BudgetRead(least, most, includes_vat, budget.because)


@pytest.mark.parametrize(
    "text",
    [
        "06 12 34 56 78",
        "69003 Lyon",
        "500 exemplaires",
        "en 2027",
        "50 km",
        "au capital de 40 000 €",
        "2 000 € de subvention",
        "12/03/2027",
    ],
)
def test_other_numbers_are_no_budget(text: str) -> None:
    assert read(text).budget is None


@pytest.mark.parametrize(
    "text, role, earliest, latest",
    [
        ("pour le 15 mars", DateRole.END, None, date(2027, 3, 15)),
        ("avant fin avril", DateRole.END, None, date(2027, 4, 30)),
        ("avant mai", DateRole.END, None, date(2027, 4, 30)),
        ("au printemps 2027", DateRole.END, date(2027, 3, 1), date(2027, 5, 31)),
        ("fête de printemps, tournage le 15 avril 2027", DateRole.END, date(2027, 4, 15), date(2027, 4, 15)),
        ("d'ici trois mois", DateRole.END, None, date(2027, 2, 24)),
        ("by mid-June", DateRole.END, None, date(2027, 6, 15)),
        ("réponse avant le 12/01/2027", DateRole.ANSWERS, None, date(2027, 1, 12)),
        ("à partir du 3 février", DateRole.START, date(2027, 2, 3), None),
        ("du 3 au 5 mai 2027", DateRole.END, date(2027, 5, 3), date(2027, 5, 5)),
        ("le 29 février 2028", DateRole.END, date(2028, 2, 29), date(2028, 2, 29)),
    ],
)
def test_dates(text: str, role: DateRole, earliest: date | None, latest: date | None) -> None:
    assert [(when.role, when.earliest, when.latest) for when in read(text).dates] == [(role, earliest, latest)]


def test_a_day_for_answers_leaves_the_season_of_the_work() -> None:
    dates = read("travaux au printemps 2027, devis avant le 10 février 2027").dates
    assert [(when.role, when.latest) for when in dates] == [
        (DateRole.END, date(2027, 5, 31)),
        (DateRole.ANSWERS, date(2027, 2, 10)),
    ]


@pytest.mark.parametrize(
    "text", ["31 février 2027", "le 3 mars 2020", "à 12.5 km", "99/99/2027", "12345678901 jours", "dans 999 ans 0/0"]
)
def test_impossible_and_past_dates_are_left(text: str) -> None:
    assert all(when.latest is None or when.latest >= TODAY for when in read(text).dates)


def test_urgency() -> None:
    assert [when.is_urgent for when in read("As soon as possible please").dates] == [True]


def test_place_with_its_perimeter() -> None:
    place = read("Un plombier dans un rayon de 30 km autour de Carcassonne").place

    assert place is not None and place.place is not None
    assert (place.place.code, place.radius_km, place.is_anywhere) == ("11069", 30, False)


def test_anywhere_and_at_a_distance() -> None:
    place = read("Un développeur, partout en France ou à distance").place

    assert place is not None
    assert (place.place, place.is_anywhere, place.is_remote) == (None, True, True)


@pytest.mark.parametrize(
    "text, kind",
    [
        ("Un devis pour une clôture", BriefKind.QUOTE),
        ("Marché à procédure adaptée", BriefKind.TENDER),
        ("Nous cherchons un partenaire pour répondre ensemble", BriefKind.PARTNER),
        ("Sourcing avant consultation", BriefKind.SOURCING),
        ("Un film à coproduire", BriefKind.COPRODUCTION),
        ("Le lancement d'une ressourcerie", BriefKind.QUOTE),
    ],
)
def test_kind(text: str, kind: BriefKind) -> None:
    assert read(text).kind.kind is kind


def test_clauses_and_labels() -> None:
    clauses = read("Imprim'vert exigé. " + "x " * 30 + "Une clause d'insertion serait bienvenue.").clauses

    assert [(clause.slug, clause.is_required) for clause in clauses] == [("imprimvert", True), ("insertion", False)]


@pytest.mark.parametrize(
    "text, language", [("Nous cherchons un film", "fr"), ("We need a film for the shop", "en"), ("…", "und")]
)
def test_language(text: str, language: str) -> None:
    assert read(text).language == language


@given(TEXTS)
@settings(max_examples=60, deadline=None)
def test_reading_is_repeatable_and_quotes_the_text(text: str) -> None:
    need = read(text)

    assert read(text) == need
    quotes = [quote for skill in need.skills for quote in skill.because]
    quotes += [when.because for when in need.dates] + [clause.because for clause in need.clauses]
    quotes += list(need.kind.because) + (list(need.place.because) if need.place else [])
    quotes += [need.budget.because] if need.budget else []
    assert all(0 <= quote.start < quote.end <= len(text) for quote in quotes)
    assert all(0 <= skill.score <= 1 and skill.because for skill in need.skills)


@given(TEXTS, st.sampled_from(["film", "site web", "plombier", "nettoyage", "traducteur", "salle"]))
@settings(max_examples=60, deadline=None)
def test_a_further_mention_never_lowers_a_skill(text: str, mention: str) -> None:
    def scores(said: str) -> dict[str, float]:
        return {skill.slug: skill.score for skill in skill_scores(said, words_of(said), vocabulary=VOCABULARY)}

    before, after = scores(text), scores(f"{text}\n\n. Nous cherchons {mention}.")

    assert all(after.get(slug, 0.0) >= score for slug, score in before.items())


@pytest.mark.parametrize(
    "piece",
    ["nous cherchons un film à Lyon avant mars, 3 000 € ", "<", "1 ", "1.000,", "a@", "<script>", "🙂", "é" * 99 + " "],
)
def test_long_and_strange_texts_take_bounded_time(piece: str) -> None:
    text = (piece * 50_000)[:50_000]
    read(text[:500])
    started = time.process_time()
    read(text)

    # A second is the goal on a free machine; what must never come is time that grows with the square.
    assert time.process_time() - started < 4
