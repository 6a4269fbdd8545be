"""The taxonomy file of the package keeps its promises: sizes, slugs, NAF codes, synonyms in both languages."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict

import pytest

from maillage.directory.taxonomy_file import (
    NAF_2025,
    NAF_REV2,
    NafHint,
    TaxonomyFileError,
    packaged_taxonomy,
    parse_taxonomy,
)

# A word that several skills share on purpose: it is the plain word of each of these trades.
SHARED_BY_NATURE: dict[str, str] = {
    "plaquette": "a leaflet, and wood chips",
    "tirage": "a photograph's print, and a print run",
    "retouche": "of a photograph, and of a garment",
    "enseigne": "a shop's sign, and a shops' brand",
    "festival": "a gathering, and a film festival",
    "messagerie": "e-mail, and parcels",
    "atelier": "an artist's studio, and a workshop for learners",
    "beton": "poured on site, and moulded in a factory",
    "danse": "performed, and taught",
    "salle": "for concerts, and for films",
    "label": "of records, and of quality",
    "mediation": "in a museum, and in the street",
    "collecte": "of grain, and of waste",
    "cantine": "a small restaurant, and school meals",
    "technician": "of computers, and of plants",
}

SMALL = """
version: '0.1'
families:
  - slug: wood
    order: 1
    label_fr: Bois
    label_en: Wood
    activities:
      - {slug: chairs, label_fr: Chaises, label_en: Chairs, naf: ['31.01Z'], naf2025: ['31.00Y'], keywords_fr: [chaise]}
      - {slug: stools, label_fr: Tabourets, label_en: Stools, replaced_by: REPLACEMENT}
division_fallback: {'16': SECTOR}
"""


def _small(*, replacement: str = "chairs", sector: str = "wood") -> str:
    return SMALL.replace("REPLACEMENT", replacement).replace("SECTOR", sector)


def _folded(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def test_taxonomy_has_fifteen_sectors_and_138_skills():
    taxonomy = packaged_taxonomy()

    assert (len(taxonomy.sectors), len(taxonomy.skills)) == (15, 138)


def test_taxonomy_slugs_are_unique_and_well_formed():
    taxonomy = packaged_taxonomy()

    slugs = [sector.slug for sector in taxonomy.sectors] + [skill.slug for skill in taxonomy.skills]

    assert len(slugs) == len(set(slugs))
    assert [slug for slug in slugs if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug)] == []


def test_taxonomy_sectors_are_numbered_in_order():
    assert [sector.position for sector in packaged_taxonomy().sectors] == list(range(1, 16))


def test_taxonomy_naf_codes_are_well_formed_and_never_repeated_in_a_skill():
    for skill in packaged_taxonomy().skills:
        assert skill.naf, skill.slug
        assert len(skill.naf) == len(set(skill.naf)), skill.slug
        for hint in skill.naf:
            assert re.fullmatch(r"[0-9]{2}\.[0-9]{2}[A-Z]", hint.code), (skill.slug, hint)
            assert hint.nomenclature in {NAF_REV2, NAF_2025}, (skill.slug, hint)


def test_taxonomy_every_skill_has_synonyms_in_both_languages():
    sizes = {skill.slug: (len(skill.synonyms_fr), len(skill.synonyms_en)) for skill in packaged_taxonomy().skills}

    assert {slug: size for slug, size in sizes.items() if not (6 <= size[0] <= 15 and 5 <= size[1] <= 12)} == {}


@pytest.mark.parametrize("language", ["fr", "en"])
def test_taxonomy_synonyms_are_clean(language: str):
    for skill in packaged_taxonomy().skills:
        words = skill.synonyms_fr if language == "fr" else skill.synonyms_en
        assert len({_folded(word) for word in words}) == len(words), skill.slug
        assert [word for word in words if word != word.strip() or "  " in word or len(word) < 2] == [], skill.slug


def test_taxonomy_no_synonym_points_to_several_skills_without_reason():
    owners: dict[str, set[str]] = defaultdict(set)
    for skill in packaged_taxonomy().skills:
        for word in (*skill.synonyms_fr, *skill.synonyms_en):
            owners[_folded(word)].add(skill.slug)

    shared = {word: len(skills) for word, skills in owners.items() if len(skills) > 1}

    assert {word: count for word, count in shared.items() if count > 2} == {}
    assert set(shared) == set(SHARED_BY_NATURE)


@pytest.mark.parametrize(
    ("word", "slug"),
    [
        ("imprimeur", "imprimerie"),
        ("menuisier", "menuiserie"),
        ("plombier", "plomberie-cvc"),
        ("électricienne", "electricite"),
        ("livreur à vélo", "cyclologistique"),
        ("expert-comptable", "comptabilite"),
        ("crèche", "petite-enfance"),
        ("bike courier", "cyclologistique"),
        ("plumber", "plomberie-cvc"),
        ("accountant", "comptabilite"),
    ],
)
def test_taxonomy_everyday_word_leads_to_its_skill(word: str, slug: str):
    assert [s.slug for s in packaged_taxonomy().skills if word in (*s.synonyms_fr, *s.synonyms_en)] == [slug]


def test_taxonomy_division_gives_the_sector_when_no_skill_lists_the_code():
    taxonomy = packaged_taxonomy()

    sector = taxonomy.sector_hinted_by(code="43.99E")

    assert taxonomy.skills_hinted_by(code="43.99E") == ()
    assert sector is not None
    assert sector.slug == "batiment"


@pytest.mark.parametrize("code", ["94.99Z", "84.11Z", "00.00Z", "99.00Z"])
def test_taxonomy_codes_that_say_nothing_give_no_sector(code: str):
    assert packaged_taxonomy().sector_hinted_by(code=code) is None


def test_parse_keeps_the_nomenclature_of_each_code():
    taxonomy = parse_taxonomy(text=_small())

    chairs = taxonomy.skills[0]

    assert chairs.naf == (NafHint("31.01Z", NAF_REV2), NafHint("31.00Y", NAF_2025))
    assert taxonomy.skills_hinted_by(code="31.00Y") == ()
    assert taxonomy.skills_hinted_by(code="31.00Y", nomenclature=NAF_2025) == (chairs,)
    assert taxonomy.sector_hinted_by(code="16.10A", nomenclature=NAF_2025) is None


def test_parse_reads_a_retired_skill():
    assert parse_taxonomy(text=_small()).skills[1].replaced_by == "chairs"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        (_small(replacement="tables"), "unknown skill: 'tables'"),
        (_small(replacement="stools"), "unknown skill: 'stools'"),
        (_small(sector="stone"), "unknown sector: 'stone'"),
        (_small().replace("slug: stools", "slug: chairs"), "'chairs' stands twice"),
        (_small().replace("slug: stools", "slug: wood"), "'wood' stands twice"),
        (_small().replace("label_en: Wood", "label: Wood"), "label_en"),
        ("", "not well formed"),
    ],
)
def test_parse_refuses_a_broken_file(text: str, message: str):
    with pytest.raises(TaxonomyFileError, match=re.escape(message)):
        parse_taxonomy(text=text)
