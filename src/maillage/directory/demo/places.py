"""Where the fictional organizations are: weighted communes, gathered in areas where people know one another."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from random import Random

from maillage import geodata
from maillage.directory.demo.content_files import read_lines


@dataclass(frozen=True, slots=True)
class Town:
    """A commune of the demonstration. `name`: as a text says it (an arrondissement of Paris is Paris)."""

    code: str
    name: str
    full_name: str
    area: str
    weight: int
    population: int
    postal_codes: tuple[str, ...]
    department_code: str
    region_code: str
    longitude: float
    latitude: float

    @property
    def at(self) -> str:
        """Say "in the town": `à Lyon`, `au Mans`, `aux Abymes`."""
        return _with_article(self.name, before="à ", masculine="au ", plural="aux ")

    @property
    def of(self) -> str:
        """Say "of the town": `de Lyon`, `du Mans`, `d'Angers`."""
        vowel = self.name[0] in "AEIOUYÉÈÊH" and not self.name.startswith("Yz")
        return _with_article(self.name, before="d'" if vowel else "de ", masculine="du ", plural="des ")


def _with_article(name: str, *, before: str, masculine: str, plural: str) -> str:
    if name.startswith("Le "):
        return masculine + name.removeprefix("Le ")
    if name.startswith("Les "):
        return plural + name.removeprefix("Les ")
    return before + name


@cache
def towns() -> dict[str, Town]:
    """Read the towns of the demonstration, by INSEE code.

    Raises: LookupError (the gazetteer does not know a code).
    """
    found: dict[str, Town] = {}
    for line in read_lines(name="places.txt"):
        area, _, entries = line.partition(" : ")
        for entry in entries.split():
            code, _, weight = entry.partition("*")
            found[code] = _town(code=code, area=area.strip(), weight=int(weight))
    return found


def town(*, code: str) -> Town:
    """Give a town, even one that is not in the list of weights (it is then alone in its area)."""
    return towns().get(code) or _town(code=code, area=f"commune-{code}", weight=0)


def _town(*, code: str, area: str, weight: int) -> Town:
    commune = geodata.commune(code=code)
    if commune is None:
        raise LookupError(f"The demonstration names a commune that the gazetteer does not know: {code}")
    return Town(
        code=code,
        name=commune.name.split()[0] if "Arrondissement" in commune.name else commune.name,
        full_name=commune.name,
        area=area,
        weight=weight,
        population=commune.population,
        postal_codes=commune.postal_codes,
        department_code=commune.department_code,
        region_code=commune.region_code,
        longitude=commune.point.longitude,
        latitude=commune.point.latitude,
    )


def draw_town(*, random: Random, is_rural: bool) -> Town:
    """Draw a town by weight; rural trades prefer places under 60,000 inhabitants."""
    candidates = list(towns().values())
    if is_rural and random.random() < 0.85:
        candidates = [candidate for candidate in candidates if candidate.population < 60_000]
    return random.choices(candidates, weights=[candidate.weight for candidate in candidates])[0]


def neighbour_of(here: Town, /, *, random: Random) -> Town:
    """Draw another town of the same area; the same one when it is alone."""
    others = [other for other in towns().values() if other.area == here.area and other.code != here.code]
    return random.choice(others) if others else here


def point_near(here: Town, /, *, random: Random) -> tuple[float, float]:
    """Draw a point (longitude, latitude) of the built-up part of a town, denser towards its centre."""
    reach_km = min(3.2, 0.25 + 0.11 * math.sqrt(here.population / 1000))
    distance_km = reach_km * abs(random.gauss(0, 0.45))
    bearing = random.uniform(0, 2 * math.pi)
    latitude = here.latitude + distance_km * math.cos(bearing) / 111.32
    longitude = here.longitude + distance_km * math.sin(bearing) / (111.32 * math.cos(math.radians(here.latitude)))
    return round(longitude, 5), round(latitude, 5)
