"""Measure how fast each reader gives outcomes on one core, beside the bare csv and json modules on the same files.

Run: `python bench/import_readers.py [ROWS]`. Rows are invented; figures are rows per second of processor time.
"""

import csv
import io
import json
import random
import resource
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from maillage.directory.importing import read

UNIT_COLUMNS = (
    "siren,statutDiffusionUniteLegale,unitePurgeeUniteLegale,dateCreationUniteLegale,sigleUniteLegale,sexeUniteLegale,"
    "trancheEffectifsUniteLegale,dateDernierTraitementUniteLegale,etatAdministratifUniteLegale,nomUniteLegale,"
    "denominationUniteLegale,denominationUsuelle1UniteLegale,categorieJuridiqueUniteLegale,activitePrincipaleUniteLegale,"
    "nomenclatureActivitePrincipaleUniteLegale,nicSiegeUniteLegale,economieSocialeSolidaireUniteLegale"
).split(",")
SITE_COLUMNS = (
    "siren,nic,siret,statutDiffusionEtablissement,dateCreationEtablissement,etablissementSiege,numeroVoieEtablissement,"
    "typeVoieEtablissement,libelleVoieEtablissement,codePostalEtablissement,libelleCommuneEtablissement,codeCommuneEtablissement,"
    "coordonneeLambertAbscisseEtablissement,coordonneeLambertOrdonneeEtablissement,etatAdministratifEtablissement,"
    "enseigne1Etablissement,activitePrincipaleEtablissement,nomenclatureActivitePrincipaleEtablissement"
).split(",")
WORDS = "ATELIER BOIS SOLIDAIRE DU LAC DES MONTAGNES COOPERATIVE SCOP VELO EPICERIE IMPRIMERIE FERME NUMERIQUE RESSOURCERIE".split()
PLACES = [
    ("69001", "LYON 1ER", "69381"),
    ("31000", "TOULOUSE", "31555"),
    ("59000", "LILLE", "59350"),
    ("44000", "NANTES", "44109"),
]


def with_key(digits: str) -> str:
    """Add the Luhn key that makes digits an identifier."""
    total = sum(
        sum(divmod(int(digit) * (2 if place % 2 == 0 else 1), 10)) for place, digit in enumerate(reversed(digits))
    )
    return digits + str(-total % 10)


def unit_row(chance: random.Random) -> list[str]:
    name = " ".join(chance.choices(WORDS, k=3))
    siren = with_key(f"{chance.randrange(10**8):08d}")
    naf = f"{chance.randrange(10, 96)}.{chance.randrange(10, 40)}Z"
    created = f"20{chance.randrange(24):02d}-03-{chance.randrange(1, 29):02d}"
    return [
        siren,
        "O",
        "",
        created,
        "",
        "",
        "11",
        "2026-01-01T10:00:00",
        "A",
        "",
        name,
        "",
        "9220",
        naf,
        "NAFRev2",
        "00012",
        "O",
    ]


def site_row(chance: random.Random) -> list[str]:
    siren = with_key(f"{chance.randrange(10**8):08d}")
    siret = with_key(siren + "0001")
    code, city, commune = chance.choice(PLACES)
    x, y = str(chance.uniform(2e5, 1e6)), str(chance.uniform(6.2e6, 7e6))
    sign = " ".join(chance.choices(WORDS, k=2))
    street = [str(chance.randrange(1, 200)), "RUE", " ".join(chance.choices(WORDS, k=2)), code, city, commune]
    return [siren, siret[9:], siret, "O", "2011-03-01", "true", *street, x, y, "A", sign, "62.01Z", "NAFRev2"]


def table_row(chance: random.Random) -> list[str]:
    code, city, _ = chance.choice(PLACES)
    name = " ".join(chance.choices(WORDS, k=3)).title()
    number = chance.randrange(10**6)
    phone = f"04 {number % 90 + 10} 00 {number // 100 % 90 + 10} 12"
    return [
        name,
        f"{number % 200} rue X",
        code + ".0",
        city,
        f"www.coop{number}.fr",
        phone,
        f"a{number}@x.fr",
        "45,76",
        "4,83",
    ]


def write_table(path: Path, columns: list[str], row: Callable[[random.Random], list[str]], count: int) -> None:
    chance = random.Random(7)
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(row(chance) for _ in range(count))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("data.csv", text.getvalue())


def write_features(path: Path, count: int) -> None:
    chance = random.Random(7)
    columns = ["name", "address", "post_code", "city", "website", "phone", "email"]
    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [4.83, 45.76]},
            "properties": dict(zip(columns, table_row(chance)[:7], strict=True)),
        }
        for _ in range(count)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))


def bare_csv(path: Path) -> int:
    with zipfile.ZipFile(path) as archive, archive.open("data.csv") as stream:
        return sum(1 for _ in csv.reader(io.TextIOWrapper(stream, "utf-8"))) - 1


def bare_json(path: Path) -> int:
    return len(json.loads(path.read_text())["features"])


def measured(work: Callable[[Path], int], path: Path) -> float:
    start = time.process_time()
    return work(path) / (time.process_time() - start)


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 30_000
    table_columns = [
        "nom",
        "adresse",
        "code postal",
        "ville",
        "site web",
        "téléphone",
        "email",
        "latitude",
        "longitude",
    ]
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        write_table(home / "StockUniteLegale.zip", UNIT_COLUMNS, unit_row, count)
        write_table(home / "StockEtablissement.zip", SITE_COLUMNS, site_row, count)
        write_table(home / "table.zip", table_columns, table_row, count // 3)
        write_features(home / "features.geojson", count // 3)
        print(f"{'file':28}{'rows':>9}{'rows/s':>12}{'bare module rows/s':>20}{'peak MiB':>10}")
        for name in ("StockUniteLegale.zip", "StockEtablissement.zip", "table.zip", "features.geojson"):
            path = home / name
            rows = sum(1 for _ in read(path))
            ours = measured(lambda path: sum(1 for _ in read(path)), path)
            bare = measured(bare_json if name.endswith("geojson") else bare_csv, path)
            peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
            print(f"{name:28}{rows:>9,}{ours:>12,.0f}{bare:>20,.0f}{peak:>10.0f}")


if __name__ == "__main__":
    main()
