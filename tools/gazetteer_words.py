"""List the ordinary French words that must not be taken for a town."""

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA

from maillage.geodata.names import fold
from maillage.geodata.typos import CORRECTED_POPULATION, allowed_typos


def ordinary_words(path: Path, columns: dict[str, Any]) -> list[str]:
    """Return the dictionary's words that name a place or lie within a typo of a town that typos are forgiven for."""
    words = sorted(
        {folded for word in json.loads(path.read_text(encoding="utf-8")) if " " not in (folded := fold(word))}
    )
    kinds = ("name", "former_name", "epci_name", "department_name", "region_name")
    parts = {part for kind in kinds for name in columns[kind] for part in fold(name).split()}
    kept = parts.intersection(words)
    towns = [
        fold(name)
        for name, population, parent in zip(columns["name"], columns["population"], columns["parent"], strict=True)
        if population >= CORRECTED_POPULATION and not parent
    ]
    towns += [fold(name) for name in (*columns["department_name"], *columns["region_name"])]
    towns = [town for town in towns if " " not in town]
    by_letter = defaultdict(list)
    for word in words:
        by_letter[word[0]].append(word)
    for town in towns:
        # Nobody gets the first letter wrong often enough to correct it: `places_in_text` does not either.
        near = process.extract(
            town, by_letter[town[0]], scorer=OSA.distance, score_cutoff=allowed_typos(length=len(town)), limit=None
        )
        kept.update(word for word, _, _ in near)
    return sorted(kept)
