"""The place of a need, as the rankings read it."""

from dataclasses import dataclass
from typing import NamedTuple

from maillage import geodata


class WorkPlace(NamedTuple):
    """An open place of work of an organization."""

    commune_code: str
    commune_name: str
    department_code: str
    longitude: float | None
    latitude: float | None


@dataclass(frozen=True, slots=True)
class NeedPlace:
    """A point, the territory asked for, and the codes (`region:84`) of all that holds it.

    A place of work is inside when its department is one of `departments` and, unless `communes` is empty, its commune one
    of those.
    """

    point: geodata.Point | None
    departments: tuple[str, ...] = ()
    communes: tuple[str, ...] = ()
    holding: frozenset[str] = frozenset()

    def has_inside(self, one: WorkPlace, /) -> bool:
        """Say whether a place of work stands inside the territory asked for."""
        return one.department_code in self.departments and (not self.communes or one.commune_code in self.communes)


def place_of_need(*, point: geodata.Point | None, place: geodata.Place | None) -> NeedPlace | None:
    """Give a place as rankings read it, None when there is none. Arrondissements stand inside their city."""
    if place is None:
        return None if point is None else NeedPlace(point)
    departments: tuple[str, ...] = (place.code,)
    communes: tuple[str, ...] = ()
    if place.kind is not geodata.PlaceKind.DEPARTMENT:
        within = geodata.communes_of_territory(kind=place.kind, code=place.code)
        departments = tuple(sorted({one.department_code for one in within}))
        if place.kind is not geodata.PlaceKind.REGION:
            communes = tuple(sorted({one.code for one in within}))
    return NeedPlace(point, departments, communes, frozenset(_territories_holding(place)))


def _territories_holding(place: geodata.Place) -> set[str]:
    codes = {f"{place.kind.value}:{place.code}"}
    if place.kind is geodata.PlaceKind.COMMUNE:
        commune = geodata.commune(code=place.code)
        if commune is not None:
            codes |= {
                f"department:{commune.department_code}",
                f"region:{commune.region_code}",
                f"epci:{commune.epci_code}",
            }
    elif place.kind is geodata.PlaceKind.DEPARTMENT:
        department = geodata.department(code=place.code)
        if department is not None:
            codes.add(f"region:{department.region_code}")
    return codes
