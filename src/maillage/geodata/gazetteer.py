"""The communes, EPCI, départements and régions of France, loaded once per process."""

from array import array
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any, cast

from maillage.geodata import exact_points
from maillage.geodata.columns import read_columns
from maillage.geodata.names import without_article
from maillage.geodata.types import Commune, Department, Epci, Place, PlaceKind, Point, Region

PACKAGED = Path(__file__).parent / "data" / "gazetteer.columns"
NO_EPCI = 0xFFFF
KIND_COMMUNE, KIND_FORMER_COMMUNE, KIND_EPCI, KIND_DEPARTMENT, KIND_REGION = range(5)
STORED_PER_DEGREE = 100_000


@dataclass(frozen=True, slots=True)
class Namesake:
    """One bearer of a normalised name: a commune row, under its own name or that of a former commune."""

    row: int
    former_name: str | None


class Gazetteer:
    """Columns of the packaged file; objects are made when asked for: 35,000 of them would double the loading time."""

    def __init__(self, *, path: Path = PACKAGED, home: Path | None = None) -> None:
        self.about, columns = read_columns(path=path)
        self._columns: dict[str, Any] = columns
        self.codes = cast(list[str], columns["code"])
        self.names = cast(list[str], columns["name"])
        self.populations = cast("array[int]", columns["population"])
        self.parents = cast(list[str], columns["parent"])
        self.longitudes = cast("array[int]", columns["longitude"])
        self.latitudes = cast("array[int]", columns["latitude"])
        self._is_approximate = cast("array[int]", columns["is_approximate"])
        self.entry_kinds = cast("array[int]", columns["entry_kind"])
        self.entry_rows = cast("array[int]", columns["entry_row"])
        # Normalised names of everything, what people most often mean first.
        self.entry_keys = cast(list[str], columns["entry_key"])
        # A région's people are summed over thousands of communes: once, not at each letter that somebody types.
        self._territory_places: dict[tuple[str, str], Place] = {}
        self._row_by_code = {code: row for row, code in enumerate(self.codes)}
        if home is not None:
            self._take_exact_points(exact_points.read_exact_points(home=home))

    def _take_exact_points(self, points: dict[str, tuple[int, int]]) -> None:
        for code, (longitude, latitude) in points.items():
            row = self._row_by_code.get(code)
            if row is not None:
                self.longitudes[row], self.latitudes[row], self._is_approximate[row] = longitude, latitude, 0

    def row(self, *, code: str) -> int | None:
        """Return the row of a commune by its present or past INSEE code."""
        row = self._row_by_code.get(code)
        return self._row_by_past_code.get(code) if row is None else row

    @cached_property
    def _row_by_past_code(self) -> dict[str, int]:
        columns = self._columns
        past = dict(zip(columns["former_code"], columns["former_row"], strict=True))
        return past | dict(zip(columns["old_code"], columns["old_code_row"], strict=True))

    def commune(self, *, row: int) -> Commune:
        columns = self._columns
        epci, department = columns["epci"][row], columns["department"][row]
        return Commune(
            code=self.codes[row],
            name=self.names[row],
            postal_codes=tuple(columns["postal_codes"][row].split()),
            department_code=department,
            region_code=self.departments[department].region_code,
            epci_code=None if epci == NO_EPCI else columns["epci_code"][epci],
            population=self.populations[row],
            point=self.point(row=row),
            is_approximate=bool(self._is_approximate[row]),
            parent_code=self.parents[row] or None,
        )

    def point(self, *, row: int) -> Point:
        return Point(
            round(self.longitudes[row] / STORED_PER_DEGREE, 5), round(self.latitudes[row] / STORED_PER_DEGREE, 5)
        )

    def department_code(self, *, row: int) -> str:
        return cast(str, self._columns["department"][row])

    @cached_property
    def departments(self) -> dict[str, Department]:
        columns = self._columns
        names = ("department_code", "department_name", "department_region", "department_seat")
        return {row[0]: Department(*row) for row in zip(*(columns[name] for name in names), strict=True)}

    @cached_property
    def regions(self) -> dict[str, Region]:
        columns = self._columns
        names = ("region_code", "region_name", "region_seat")
        return {row[0]: Region(*row) for row in zip(*(columns[name] for name in names), strict=True)}

    @cached_property
    def epci(self) -> dict[str, Epci]:
        columns = self._columns
        return {code: Epci(code, name) for code, name in zip(columns["epci_code"], columns["epci_name"], strict=True)}

    @cached_property
    def rows_of_postal_code(self) -> dict[str, list[int]]:
        rows = defaultdict(list)
        for row, codes in enumerate(self._columns["postal_codes"]):
            for code in codes.split():
                rows[code].append(row)
        return dict(rows)

    @cached_property
    def postal_codes(self) -> list[str]:
        return sorted(self.rows_of_postal_code)

    def postal_codes_starting(self, *, digits: str) -> list[str]:
        codes = self.postal_codes
        return codes[bisect_left(codes, digits) : bisect_left(codes, digits + ":")]  # ":" follows "9"

    @cached_property
    def rows_of_territory(self) -> dict[PlaceKind, dict[str, list[int]]]:
        """The communes of each EPCI, département and région, without the arrondissements of cities."""
        by_epci: dict[str, list[int]] = defaultdict(list)
        by_department: dict[str, list[int]] = defaultdict(list)
        by_region: dict[str, list[int]] = defaultdict(list)
        epci_codes = self._columns["epci_code"]
        for row, (department, epci) in enumerate(zip(self._columns["department"], self._columns["epci"], strict=True)):
            if self.parents[row]:
                continue
            by_department[department].append(row)
            if epci != NO_EPCI:
                by_epci[epci_codes[epci]].append(row)
        for code, department in self.departments.items():
            by_region[department.region_code] += by_department[code]
        return {PlaceKind.EPCI: by_epci, PlaceKind.DEPARTMENT: by_department, PlaceKind.REGION: by_region}

    def rows_in(self, *, kind: PlaceKind, code: str) -> list[int]:
        """Return the communes of a territory, or the one commune itself; none when the code is unknown."""
        if kind is PlaceKind.COMMUNE:
            row = self.row(code=code)
            return [] if row is None else [row]
        return self.rows_of_territory[kind].get(code, [])

    def rows_in_department(self, *, code: str) -> list[int]:
        return self.rows_of_territory[PlaceKind.DEPARTMENT].get(code, [])

    @cached_property
    def cities(self) -> frozenset[str]:
        """The codes of the cities that have arrondissements."""
        return frozenset(self.parents) - {""}

    @cached_property
    def namesakes(self) -> dict[str, list[Namesake]]:
        """Communes by normalised name, with and without article; each list is in order of population."""
        found: dict[str, list[Namesake]] = defaultdict(list)
        former_names, former_rows = self._columns["former_name"], self._columns["former_row"]
        for kind, row, key in zip(self.entry_kinds, self.entry_rows, self.entry_keys, strict=True):
            if kind > KIND_FORMER_COMMUNE:
                continue
            bearer = Namesake(row, None) if kind == KIND_COMMUNE else Namesake(former_rows[row], former_names[row])
            found[key].append(bearer)
            short = without_article(key)
            if short != key:
                found[short].append(bearer)
        for bearers in found.values():
            if len(bearers) > 1:
                bearers.sort(key=lambda bearer: (bearer.former_name is not None, -self.populations[bearer.row]))
        return dict(found)

    @cached_property
    def ordinary_words(self) -> frozenset[str]:
        return frozenset(self._columns["ordinary_word"])

    @cached_property
    def name_starts(self) -> tuple[list[str], "array[int]"]:
        """Every name in alphabetical order, and the entry it belongs to."""
        keys, entries = self.entry_keys, self._columns["start_entry"][: len(self.entry_rows)]
        return [keys[entry] for entry in entries], entries

    @cached_property
    def inner_starts(self) -> tuple[list[str], "array[int]"]:
        """Every name from each of its later words on, in alphabetical order, and the entry it belongs to."""
        keys, count = self.entry_keys, len(self.entry_rows)
        entries, offsets = self._columns["start_entry"][count:], self._columns["start_offset"][count:]
        return [keys[entry][offset:] for entry, offset in zip(entries, offsets, strict=True)], entries

    def place(self, *, entry: int) -> Place:
        kind, row = self.entry_kinds[entry], self.entry_rows[entry]
        columns = self._columns
        if kind == KIND_COMMUNE:
            return self.commune_place(row=row)
        if kind == KIND_FORMER_COMMUNE:
            return self.commune_place(row=columns["former_row"][row], former_name=columns["former_name"][row])
        kinds = {KIND_EPCI: PlaceKind.EPCI, KIND_DEPARTMENT: PlaceKind.DEPARTMENT, KIND_REGION: PlaceKind.REGION}
        return self.territory_place(kind=kinds[kind], code=columns[f"{kinds[kind]}_code"][row])

    def commune_place(self, *, row: int, former_name: str | None = None) -> Place:
        commune = self.commune(row=row)
        label = f"{former_name}, {commune.label}" if former_name else commune.label
        return Place(
            kind=PlaceKind.COMMUNE,
            code=commune.code,
            name=commune.name,
            label=label,
            population=commune.population,
            point=commune.point,
            postal_codes=commune.postal_codes,
            alternate_name=former_name,
        )

    def territory_place(self, *, kind: PlaceKind, code: str) -> Place:
        """Return the place of an EPCI, département or région.

        Raises: KeyError.
        """
        known = self._territory_places.get((kind.value, code))
        if known is None:
            known = self._territory_places[kind.value, code] = self._make_territory_place(kind, code)
        return known

    def _make_territory_place(self, kind: PlaceKind, code: str) -> Place:
        rows = self.rows_in(kind=kind, code=code)
        population = sum(self.populations[row] for row in rows)
        name, centre = self._name_and_centre(kind, code, rows)
        label = f"{name} ({code})" if kind is PlaceKind.DEPARTMENT else name
        return Place(kind=kind, code=code, name=name, label=label, population=population, point=centre)

    def _name_and_centre(self, kind: PlaceKind, code: str, rows: list[int]) -> tuple[str, Point]:
        if kind is PlaceKind.EPCI:
            name = self.epci[code].name
        else:
            name = self.departments[code].name if kind is PlaceKind.DEPARTMENT else self.regions[code].name
        if not rows:
            return name, Point(0.0, 0.0)
        # The middle of the box and not of the people: the map must show the whole territory.
        longitudes, latitudes = [self.longitudes[row] for row in rows], [self.latitudes[row] for row in rows]
        middle_longitude = (min(longitudes) + max(longitudes)) / 2 / STORED_PER_DEGREE
        middle_latitude = (min(latitudes) + max(latitudes)) / 2 / STORED_PER_DEGREE
        return name, Point(round(middle_longitude, 5), round(middle_latitude, 5))


@lru_cache(maxsize=1)
def _loaded(home: Path, stamp: int) -> Gazetteer:
    del stamp  # part of the key only: a new file of exact points makes a new gazetteer
    return Gazetteer(home=home)


def gazetteer() -> Gazetteer:
    """Return the process's gazetteer, with the exact points that the administrator imported."""
    home = exact_points.home()
    return _loaded(home, exact_points.stamp(home=home))
