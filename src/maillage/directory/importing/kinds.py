"""Kinds of work-integration and approved enterprises, written as initials in a column: they are labels."""

from __future__ import annotations

from collections.abc import Sequence

from maillage.directory.importing.cleaning.text import folded

LABEL_OF_KIND = {
    "EI": "entreprise-insertion",
    "ACI": "atelier-chantier-insertion",
    "AI": "association-intermediaire",
    "ETTI": "entreprise-travail-temporaire-insertion",
    "EITI": "entreprise-insertion-travail-independant",
    "GEIQ": "geiq",
    "EA": "entreprise-adaptee",
    "EATT": "entreprise-adaptee-travail-temporaire",
    "ESAT": "esat",
    "ESUS": "esus",
    "SIAE": "siae",
}
"""Initials met in files → slug of the directory's label."""

LABEL_NAMES: dict[str, tuple[str, str]] = {
    "entreprise-insertion": ("Entreprise d'insertion", "Work integration enterprise"),
    "atelier-chantier-insertion": ("Atelier et chantier d'insertion", "Work integration workshop"),
    "association-intermediaire": ("Association intermédiaire", "Intermediary association"),
    "entreprise-travail-temporaire-insertion": (
        "Entreprise de travail temporaire d'insertion",
        "Work integration temp agency",
    ),
    "entreprise-insertion-travail-independant": (
        "Entreprise d'insertion par le travail indépendant",
        "Self-employed work integration",
    ),
    "geiq": (
        "Groupement d'employeurs pour l'insertion et la qualification",
        "Employers' group for integration and training",
    ),
    "entreprise-adaptee": ("Entreprise adaptée", "Adapted enterprise"),
    "entreprise-adaptee-travail-temporaire": ("Entreprise adaptée de travail temporaire", "Adapted temp agency"),
    "esat": ("Établissement et service d'accompagnement par le travail", "Sheltered work establishment"),
    "esus": ("Entreprise solidaire d'utilité sociale", "Solidarity enterprise of social utility"),
    "siae": ("Structure d'insertion par l'activité économique", "Work integration social enterprise"),
}
"""Slug → French and English names, for the labels that an import brings."""

_FAMILY_WORDS = frozenset("scop scic cae cuma cooperative cooperatives association mutuelle fondation coop".split())


def split_kinds(
    *, family_cell: str, label_cells: Sequence[str], always: Sequence[str] = ()
) -> tuple[tuple[str, ...], frozenset[str], tuple[str, ...], str]:
    """Sort a kind cell and label cells into tags, approvals (lower-case initials), label slugs, and words of family."""
    approvals: set[str] = set()
    labels: list[str] = list(always)
    tags: list[str] = []
    family_text = ""
    if family_cell:
        initials = family_cell.strip().upper()
        if initials in LABEL_OF_KIND:
            approvals.add(initials.lower())
            labels.append(LABEL_OF_KIND[initials])
        elif _FAMILY_WORDS & set(folded(family_cell).split(" ")):
            family_text = family_cell
        else:
            tags.append(family_cell[:100])
    for cell in label_cells:
        for piece in cell.replace(";", ",").replace("|", ",").split(","):
            if word := piece.strip():
                labels.append(LABEL_OF_KIND.get(word.upper(), word[:120]))
                if word.upper() in LABEL_OF_KIND:
                    approvals.add(word.lower())
    return tuple(tags), frozenset(approvals), tuple(dict.fromkeys(labels)), family_text
