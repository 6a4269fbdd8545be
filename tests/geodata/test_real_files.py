"""Real rows, written by many hands: what the gazetteer makes of them (skipped where the files are absent)."""

import csv
import json
import os
import statistics
from pathlib import Path

import pytest

from maillage import geodata
from maillage.geodata import Point

ROOT = Path(__file__).resolve().parents[2]
ORGANIZATIONS = Path(os.environ.get("MAILLAGE_SHARED", ROOT.parent / "shared")) / "data" / "organizations"

pytestmark = pytest.mark.skipif(
    not ORGANIZATIONS.is_dir(), reason="the shared files of real organizations are not beside the repository"
)


def test_structures_are_placed_near_where_they_are() -> None:
    document = json.loads((ORGANIZATIONS / "inclusion_structures.geojson").read_text(encoding="utf-8"))
    distances = []
    unsure = []
    for feature in document["features"]:
        row, geometry = feature["properties"], feature["geometry"]
        match = geodata.match_commune(
            name=row["city"] or "", postal_code=row["post_code"], department_code=row["department"]
        )
        if match is None or match.confidence < 0.8:
            unsure.append(row["city"])
        elif geometry and any(geometry["coordinates"]):
            distances.append(geodata.distance_m(Point(*geometry["coordinates"]), match.commune.point))

    # Some thirty rows name a town and the postal code of another: those must stay unsure.
    assert len(unsure) / len(document["features"]) < 0.01
    assert statistics.median(distances) < 1_500
    assert statistics.quantiles(distances, n=10)[-1] < 5_000


def test_third_places_get_the_commune_they_declare() -> None:
    with (ORGANIZATIONS / "tiers_lieux.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))

    matches = [geodata.match_commune(name=row["VILLE"], postal_code=row["CODPOST"]) for row in rows]

    # One row names no place; three carry the INSEE code of another commune than their town and postal code.
    differing = [
        row["VILLE"]
        for row, match in zip(rows, matches, strict=True)
        if match is None or row["Insee"] not in (match.commune.code, match.commune.parent_code)
    ]
    assert sorted(differing) == ["", "ARMENTIERES", "Saint-André-de-Sangonis", "VEZELISE"]
