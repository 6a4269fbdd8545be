"""Read communes and territories by their codes."""

from maillage.geodata.gazetteer import gazetteer
from maillage.geodata.types import Commune, Department, Epci, Place, PlaceKind, Region


def commune(*, code: str) -> Commune | None:
    """Return the commune or arrondissement of an INSEE code; a past code gives the commune it now belongs to."""
    known = gazetteer()
    row = known.row(code=code)
    return None if row is None else known.commune(row=row)


def communes() -> list[Commune]:
    """Return every commune and municipal arrondissement, in order of code (35,000 objects: for jobs and tests)."""
    known = gazetteer()
    return [known.commune(row=row) for row in range(len(known.codes))]


def communes_of_postal_code(*, postal_code: str) -> list[Commune]:
    """Return the communes that a postal code serves, the most populated first, arrondissements before their city."""
    known = gazetteer()
    rows = known.rows_of_postal_code.get(postal_code, [])
    cities = {known.parents[row] for row in rows} - {""}
    order = sorted(rows, key=lambda row: (known.codes[row] in cities, -known.populations[row], row))
    return [known.commune(row=row) for row in order]


def department(*, code: str) -> Department | None:
    return gazetteer().departments.get(code)


def departments() -> list[Department]:
    return list(gazetteer().departments.values())


def region(*, code: str) -> Region | None:
    return gazetteer().regions.get(code)


def regions() -> list[Region]:
    return list(gazetteer().regions.values())


def epci(*, code: str) -> Epci | None:
    return gazetteer().epci.get(code)


def departments_of(*, kind: PlaceKind, code: str) -> tuple[str, ...]:
    """Return the codes of the départements in which a place lies, in order; none for an unknown code."""
    known = gazetteer()
    if kind is PlaceKind.COMMUNE:
        row = known.row(code=code)
        return () if row is None else (known.department_code(row=row),)
    if kind is PlaceKind.DEPARTMENT:
        return (code,) if code in known.departments else ()
    rows = known.rows_of_territory[kind].get(code, [])
    return tuple(sorted({known.department_code(row=row) for row in rows}))


def territories_across(*, department: str) -> tuple[tuple[PlaceKind, str], ...]:
    """Return the EPCI and the région that have communes of a département, which may reach beyond it."""
    known = gazetteer()
    rows = set(known.rows_of_territory[PlaceKind.DEPARTMENT].get(department, []))
    across = known.rows_of_territory
    return tuple(
        (kind, code)
        for kind in (PlaceKind.EPCI, PlaceKind.REGION)
        for code, others in across[kind].items()
        if not rows.isdisjoint(others)
    )


def place(*, kind: PlaceKind, code: str) -> Place | None:
    """Return the place of a territory's code, for a filter kept in an address or a saved search."""
    known = gazetteer()
    if kind is PlaceKind.COMMUNE:
        row = known.row(code=code)
        return None if row is None else known.commune_place(row=row)
    try:
        return known.territory_place(kind=kind, code=code)
    except KeyError:
        return None
