"""Real files, imported in order into one empty directory: every row accounted for, nothing on a second run, and the searches
that a person would try on them.
"""

import os
from pathlib import Path

import pytest
from django.http import QueryDict

from maillage.directory.queries.search import parse_search, search
from maillage.directory.services.imports import skills_in_file_name
from tests.directory.imports.files import counts, imported

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ORGANIZATIONS = Path(os.environ.get("MAILLAGE_SHARED", Path(__file__).parents[3] / "shared")) / "data" / "organizations"
FILES = ("sirene_ess_numerique.csv", "inclusion_structures.geojson", "coop_supermarkets.json", "tiers_lieux.csv")
# rows, created, updated, unchanged, merged, rejected
REPORTS = [
    (3372, 3372, 0, 0, 0, 0),
    (3853, 3488, 2, 0, 363, 0),
    (130, 130, 0, 0, 0, 0),
    (47, 44, 2, 0, 0, 1),
]
# What is typed, and who must stand on the first page.
SEARCHES = {
    "supermarché coopératif Paris": {"La Louve", "Les 400 Coop", "Coop 14"},
    "supermarche coperatif marseile": {"Super Cafoutch"},
    "supermarché coopératif Bordeaux": {"SuperCoop"},
    "épicerie coopérative Lille": {"SuperQuinquin"},
    "la louve": {"La Louve"},
    "food coop": {"Park Slop Food Coop"},
    "traiteur Romainville": {"Baluchon-À table citoyens"},
    "baluchon": {"Baluchon-À table citoyens"},
    "collecterie montreuil": {"La Collecterie"},
    "chantier insertion Aubervilliers": {"Initiatives solidaires"},
    "restaurant Montreuil": {"Restaurant Associatif du Nouveau Centenaire", "Baluchon-À table citoyens"},
    "nettoyage insertion Strasbourg": {"Elsau'Net"},
    "intérim d'insertion Nantes": {"Inserim"},
    "ménage Nantes": {"Menage Service AI", "Assoc Menage Service Aef"},
    "régie de quartier Toulouse": {"Empalot Services Regie de Quartier"},
    "geiq btp brest": {"GEIQ BTP 29 Nord"},
    "jardins de cocagne": {"Les Jardins de Cocagne en Limousin", "Assoc les Jardins de Cocagne de Fleurance"},
    "tiers-lieu numérique Péronne": {"Tiers-lieu numérique"},
    "maison numérique Aix-en-Provence": {"Anonymal - La Maison Numérique"},
    "fablab": {"Run Fablab", "Fablab Sevran"},
    "logiciel libre": {"Libre Informatique", "Le Clavier Libre"},
    "table de cana": {"SA Table de Cana"},
    "imprimeri insertion": {"Assoc Empreintes"},
}


def test_real_files_are_accounted_for_twice_and_found_as_people_search(taxonomy):
    """One test, because its imports take most of its time and tests may run in several processes."""
    missing = [name for name in FILES if not (ORGANIZATIONS / name).exists()]
    if missing:
        pytest.skip(f"{', '.join(missing)}: not here; set MAILLAGE_SHARED to the folder of shared data")

    first = [_imported(name) for name in FILES]
    again = [_imported(name) for name in FILES]

    assert first == REPORTS
    assert again == [(rows, 0, 0, rows - rejected, 0, rejected) for rows, *_others, rejected in REPORTS]
    pages = {typed: _names(typed) for typed in SEARCHES}
    assert {typed: pages[typed] for typed, expected in SEARCHES.items() if not expected <= set(pages[typed])} == {}
    assert pages["supermarché coopératif Bordeaux"] == ["SuperCoop"]


def _imported(name):
    skills = skills_in_file_name(name) if name in FILES[2:] else ()
    return counts(imported(ORGANIZATIONS / name, skills=skills))


def _names(typed):
    page = search(parse_search(query=QueryDict(f"q={typed}")).request)
    return [hit.name for hit in page.results]
